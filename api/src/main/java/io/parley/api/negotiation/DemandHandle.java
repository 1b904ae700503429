package io.parley.api.negotiation;

import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.ProcessExit;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * Follows one demand. Thread-safe.
 *
 * <p>Only the negotiator completes the futures: completing or cancelling one has no effect. Their dependent actions run
 * one after the other in a thread of the environment's client or of whoever caused them, so they must return quickly;
 * they may call the negotiator.
 *
 * @param <G> what the environment grants
 */
public interface DemandHandle<G> {

    /**
     * Gives what was asked for.
     *
     * @return the demand, the last one if it was changed
     */
    Demand demand();

    /**
     * Gives where it stands.
     *
     * @return the state
     */
    DemandState state();

    /**
     * Gives what holds the demand now.
     *
     * @return the grant; empty while it waits and after its end
     */
    Optional<G> granted();

    /**
     * Gives the first grant.
     *
     * @return completes with it; fails with a {@link DemandRefusedException} or a {@link CancellationException}
     */
    CompletableFuture<G> whenGranted();

    /**
     * Gives the grant in which the process ran first, where the negotiator starts processes.
     *
     * @return completes with it; fails with a {@link DemandRefusedException}, or with a {@link CancellationException}
     *     if the demand was cancelled or ended before its process ran
     */
    CompletableFuture<G> whenRunning();

    /**
     * Gives the end of the process that is not replaced.
     *
     * @return completes with how it ended; fails like {@link #whenGranted()} if it never got so far, and with a
     *     {@link CancellationException} if the negotiator was closed and what runs goes on
     */
    CompletableFuture<ProcessExit> whenEnded();

    /**
     * Changes what is asked for, while nothing is granted yet. What can never be granted is refused, and the demand
     * stays as it was.
     *
     * @param other what to ask for instead
     * @return whether it was changed; false if the demand already holds resources or is over
     * @throws ResourceTranslationException if the environment cannot hold or express the requirements
     */
    boolean change(Demand other);

    /** Takes the demand back: what it holds is given back, and its process is ended. Does nothing after its end. */
    void cancel();
}
