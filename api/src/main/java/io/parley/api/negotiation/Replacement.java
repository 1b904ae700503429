package io.parley.api.negotiation;

/** What happens to a demand whose process ended after it had run. */
public enum Replacement {
    /** The demand ends with it. */
    NEVER,
    /** It is asked for again, after a back-off, unless it completed or the demand was taken back. */
    WHEN_LOST
}
