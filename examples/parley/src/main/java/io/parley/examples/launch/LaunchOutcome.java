package io.parley.examples.launch;

/** How a launch that did not fail ended. */
public enum LaunchOutcome {
    /** Nothing was started, as asked for. */
    SHOWN,
    /** The process had what was planned, and ended well. */
    AS_PLANNED,
    /** Something measured differs from what was planned; the output shows what. */
    NOT_AS_PLANNED
}
