package io.parley.examples.mesos.adapter;

/** Who stops and starts the master and the agents of a cluster, and has done it on return. */
@FunctionalInterface
interface ClusterOperator {

    /** Such as {@code -Dparley.mesos.operator=/home/me/operate-mesos}. */
    String PROPERTY = "parley.mesos.operator";

    /** Does what a word says to what the next one names. */
    void operate(String... words);

    /** Ends the master that leads, as SIGTERM does. */
    default void stopMaster() {
        operate("stop-master");
    }

    /** Starts the master again that was stopped. */
    default void startMaster() {
        operate("start-master");
    }

    /** Cuts an agent off or kills it, so that its tasks live on and its master gives it up. */
    default void stopAgent(String host) {
        operate("stop-agent", host);
    }

    /** Lets an agent that was stopped come back with its tasks. */
    default void startAgent(String host) {
        operate("start-agent", host);
    }

    /** Tears a framework down that others run. */
    default void removeFramework(String framework) {
        operate("remove-framework", framework);
    }
}
