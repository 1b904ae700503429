package io.parley.mesos.client;

/** Told what Mesos' own callbacks have no words for. Called by the thread that calls the scheduler. */
@FunctionalInterface
public interface ClientListener {

    /** Listens to nothing. */
    ClientListener NONE = event -> {};

    /**
     * Something happened.
     *
     * @param event what
     */
    void happened(ClientEvent event);
}
