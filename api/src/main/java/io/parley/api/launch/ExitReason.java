package io.parley.api.launch;

/** Why a process ended, the same words for every environment. */
public enum ExitReason {
    /** It ended by itself and reported success. */
    COMPLETED,
    /** It ended by itself and reported a failure, or its exit status was not zero. */
    FAILED,
    /** Somebody asked for its end. */
    KILLED,
    /** The environment ended it because it used more memory than granted. */
    MEMORY_EXCEEDED,
    /** The environment took its resources for somebody else. */
    PREEMPTED,
    /** Its host was lost. */
    HOST_LOST,
    /** The environment refused it after it had been accepted, or never started it. */
    NOT_STARTED,
    /** It ended and nothing tells why. */
    UNKNOWN
}
