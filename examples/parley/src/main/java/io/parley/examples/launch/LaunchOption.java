package io.parley.examples.launch;

/** What a launch may do beside launching. */
public enum LaunchOption {
    /** Brings its own cluster up, in this process. */
    EMBEDDED,
    /** Leaves the session running until this process is told to end. */
    KEEP,
    /** Starts nothing, shows what would be started. */
    DRY_RUN
}
