package io.parley.examples.benchmarks.mesos;

/** Who takes the updates. */
interface UpdatesSide {

    /**
     * Subscribes once, takes every update and acknowledges it where it has a uuid.
     *
     * @return what that took, from before the subscription to the last update or acknowledgement
     * @throws IllegalStateException if one was missed or came twice
     */
    ProcessCosts run(UpdatesMasterProcess master, UpdatesCase what, int updates);
}
