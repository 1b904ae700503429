package io.parley.api.environment;

/** How far limits and the grants predicted from them can be relied on. */
public enum Certainty {
    /** Told by the environment itself or by its configuration files. */
    KNOWN,
    /** The environment's documented defaults, because nothing else was at hand. Nothing is enlarged on a guess. */
    ASSUMED
}
