package io.parley.mesos.client;

import java.net.URI;
import java.util.Optional;

/** Tells which master to ask next. Called by the client's thread only. */
interface MasterLocator {

    /**
     * Begins to look.
     *
     * @param changed run whenever {@link #current()} may tell something else, by any thread
     */
    void start(Runnable changed);

    /** Where to ask now; nothing while no leader is known. */
    Optional<URI> current();

    /**
     * The master that was current did not help.
     *
     * @return whether there is another one to ask at once
     */
    boolean anotherOne();

    /** A subscription succeeded. */
    void succeeded();

    /** Why there is no current one, or what kept it from being found. */
    String trouble();

    /** Ends looking; does not wait longer than a few seconds. */
    void stop();
}
