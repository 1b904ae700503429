package io.parley.api.negotiation;

/**
 * The negotiator behind a handle. Thread-safe.
 *
 * @param <G> what the environment grants
 */
public interface DemandOwner<G> {

    /**
     * Changes a demand that holds nothing yet.
     *
     * @param tracked the demand
     * @param other what to ask for instead
     * @return whether it was changed
     */
    boolean change(TrackedDemand<G> tracked, Demand other);

    /**
     * Takes a demand back.
     *
     * @param tracked the demand
     */
    void cancel(TrackedDemand<G> tracked);
}
