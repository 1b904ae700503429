package io.parley.examples.benchmarks.mesos;

/** Who takes the updates. */
interface UpdatesSide {

    /**
     * One subscription. Immutable.
     *
     * @param costs what it took
     * @param sentAgain how many acknowledgements the master got twice, since the answer to the first did not come
     */
    record Run(ProcessCosts costs, int sentAgain) {}

    /**
     * Subscribes once, takes every update and acknowledges it where it has a uuid.
     *
     * @return what that took, from before the subscription to the last update or acknowledgement
     * @throws IllegalStateException if one was missed or came twice
     */
    Run run(UpdatesMasterProcess master, UpdatesCase what, int updates);
}
