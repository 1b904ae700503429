package io.parley.api.negotiation;

import io.parley.api.launch.ProcessExit;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.Optional;

/**
 * Is told what happens in a negotiation, one event at a time and in order.
 *
 * <p>Called from a thread of the environment's client or of whoever caused the event; must return quickly, may call the
 * negotiator, and must not throw: what it throws is logged and dropped.
 *
 * @param <G> what the environment grants
 */
public interface NegotiationListener<G> {

    /**
     * Is told that a demand holds resources.
     *
     * @param demand the demand
     * @param granted what it holds
     */
    default void onGranted(DemandHandle<G> demand, G granted) {}

    /**
     * Is told that a process runs.
     *
     * @param demand the demand
     * @param granted what it runs in
     */
    default void onRunning(DemandHandle<G> demand, G granted) {}

    /**
     * Is told that a process ended, or that what it should have run in was lost.
     *
     * @param demand the demand
     * @param granted what it ran in
     * @param exit how it ended
     * @param askedAgainIn how long until it is asked for again; empty if it is not
     */
    default void onExit(DemandHandle<G> demand, G granted, ProcessExit exit, Optional<Duration> askedAgainIn) {}

    /**
     * Is told that a demand will not be met.
     *
     * @param demand the demand
     * @param verdict why
     */
    default void onRefused(DemandHandle<G> demand, Verdict verdict) {}

    /**
     * Is told something that concerns no single demand: a passing trouble in talking to the environment, or its end.
     *
     * @param verdict WAIT if it is tried again, NEVER if the negotiation is over
     */
    default void onTrouble(Verdict verdict) {}
}
