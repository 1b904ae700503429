package io.parley.api.negotiation;

/** Where a demand stands. */
public enum DemandState {
    /** It waits for its back-off to pass before it is asked for. */
    DELAYED,
    /** The environment has been asked, or an offer is waited for. */
    PENDING,
    /** It holds resources; its process is not known to run yet. */
    GRANTED,
    /** Its process runs. */
    RUNNING,
    /** Its process ended and is not replaced. */
    ENDED,
    /** It will not be asked for, or not any more. */
    REFUSED,
    /** Somebody took it back. */
    CANCELLED;

    /**
     * Tells whether nothing happens to the demand any more.
     *
     * @return whether it ended, was refused or was cancelled
     */
    public boolean isFinal() {
        return switch (this) {
            case DELAYED, PENDING, GRANTED, RUNNING -> false;
            case ENDED, REFUSED, CANCELLED -> true;
        };
    }
}
