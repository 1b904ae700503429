package io.parley.api.negotiation;

/** Whether a host may be to blame for a failure. */
public enum HostBlame {
    /** It may be, so it counts against the host. */
    SUSPECTED,
    /** It is not, for instance because nothing got so far as to the host. */
    CLEARED
}
