package io.parley.mesos.matching;

import java.time.Duration;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.OfferID;

/**
 * An offer of which nothing is taken; {@link Matching#explain(Decline)} says why in full. Immutable.
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
        /** Too little is left there, or enough of a group; with what others give back it may fit soon. */
        TOO_SMALL,
        /** The agent is none of those that the demands want, or the offer is made to another role. */
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
