package io.parley.yarn.negotiation;

import org.apache.hadoop.yarn.exceptions.YarnException;

/** YARN refuses what a heartbeat asked for. */
final class HeartbeatRefusedException extends YarnException {

    private static final long serialVersionUID = 1L;

    private final long heartbeat;

    /**
     * Makes it.
     *
     * @param heartbeat the number of the heartbeat
     * @param refusal what YARN says
     */
    HeartbeatRefusedException(long heartbeat, Throwable refusal) {
        super(refusal.getMessage(), refusal);
        this.heartbeat = heartbeat;
    }

    /** Gives the number of the heartbeat. */
    long heartbeat() {
        return heartbeat;
    }
}
