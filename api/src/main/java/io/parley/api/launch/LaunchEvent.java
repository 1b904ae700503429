package io.parley.api.launch;

/**
 * A step of a launch. Immutable.
 *
 * @param phase which step
 * @param message what is being done, for people
 */
public record LaunchEvent(Phase phase, String message) {

    /** The steps of a launch, in their order. */
    public enum Phase {
        /** Finding the environment and its limits. */
        CONNECT,
        /** Bringing files to where the process can read them. */
        STAGE,
        /** Handing the request in. */
        SUBMIT,
        /** Waiting for the environment to start the process. */
        WAIT,
        /** The process runs. */
        RUNNING,
        /** The process is being ended, or has ended. */
        STOP
    }
}
