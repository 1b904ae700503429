package io.parley.api.plan;

import java.util.List;

/**
 * Something worth knowing about a plan that does not stop it. Immutable.
 *
 * @param kind what it is about, for programs
 * @param message the remark, for people
 * @param keys the keys it is about
 */
public record Remark(Kind kind, String message, List<String> keys) {

    /** Copies the list. */
    public Remark {
        keys = List.copyOf(keys);
    }

    /** What a remark is about. */
    public enum Kind {
        /** The heap is smaller than Flink recommends. */
        HEAP_UNDER_RECOMMENDED_MINIMUM,
        /** A default was replaced by what other sizes leave. */
        DEFAULT_IGNORED,
        /** A derived size does not match the fraction that was configured for it. */
        FRACTION_NOT_MET,
        /** A deprecated or legacy key is in use. */
        DEPRECATED_KEY,
        /** A key has no effect in this Flink version or beside the other keys. */
        WITHOUT_EFFECT,
        /** A value could not be read, yet Flink does not read it either beside the other keys. */
        UNREADABLE_BUT_UNUSED,
        /** The Flink version is newer than the newest known and was treated like that one. */
        UNKNOWN_FLINK_VERSION,
        /** Something about what an environment granted. */
        GRANT,
        /** Something about how an environment starts a process again. */
        RESTARTS,
        /** Something about how a process's REST endpoint is reached. */
        REST_ENDPOINT
    }

    /** Gives the message. */
    @Override
    public String toString() {
        return message;
    }
}
