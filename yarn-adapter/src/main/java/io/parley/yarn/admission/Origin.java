package io.parley.yarn.admission;

import java.util.Optional;

/**
 * Where what is known of a cluster comes from. Immutable.
 *
 * @param kind what kind of source it is
 * @param where its address or directory, for people
 * @param silence why the ResourceManager was not asked or did not answer, a whole sentence; empty where it answered
 */
public record Origin(Kind kind, String where, Optional<String> silence) {

    /** Kinds of sources. */
    public enum Kind {
        /** The running ResourceManager; what it does not tell comes from files. */
        LIVE,
        /** Files of a client alone. */
        FILES,
        /** YARN's documented defaults, because nothing else was at hand. */
        DEFAULTS
    }
}
