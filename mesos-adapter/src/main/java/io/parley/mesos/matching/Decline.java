package io.parley.mesos.matching;

import java.time.Duration;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.OfferID;

/**
 * An offer of which nothing is taken. Immutable.
 *
 * @param offer the offer
 * @param reason why
 * @param refusal how long not to be offered the same again
 */
public record Decline(OfferID offer, Reason reason, Duration refusal) {

    /** Why nothing is taken of an offer. */
    public enum Reason {
        /** Every demand has what it wants. */
        NOTHING_WANTED,
        /** Too little is left there; with what others give back it may be enough soon. */
        TOO_SMALL,
        /** The agent is none of those that the demands want, and that does not change. */
        UNSUITED,
        /** The agent's GPUs are left to those who need them. */
        GPUS_LEFT_ALONE
    }

    /**
     * Gives the filter for the DECLINE.
     *
     * @return the filter
     */
    public Filters filters() {
        return Filters.newBuilder()
                .setRefuseSeconds(refusal.toMillis() / 1000.0)
                .build();
    }
}
