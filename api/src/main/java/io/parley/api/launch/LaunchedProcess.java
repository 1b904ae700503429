package io.parley.api.launch;

import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.plan.Remark;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A process that a launcher started. Thread-safe.
 *
 * <p>Waiting can be cancelled by interrupting the waiting thread. {@link #close()} ends what still runs, unless it was
 * detached.
 */
public interface LaunchedProcess extends AutoCloseable {

    /**
     * Gives the environment's own name of the process, for instance a YARN application id.
     *
     * @return the id
     */
    String id();

    /**
     * Gives what the environment really granted.
     *
     * @return the grant as read back
     */
    Grant grant();

    /**
     * Gives the plan that the process was started with.
     *
     * @return the plan fitted to the grant, and what remains unused
     */
    PlanFit fit();

    /**
     * Gives what is worth knowing about this launch, for instance a grant other than the predicted one.
     *
     * @return the remarks, may be empty
     */
    List<Remark> remarks();

    /**
     * Gives where the JobManager's REST endpoint listens.
     *
     * @return the address, if the process announced one
     */
    Optional<URI> restAddress();

    /**
     * Waits for the end.
     *
     * @param timeout how long at most
     * @return how the process ended
     * @throws TimeoutException if it still runs then
     * @throws InterruptedException if the waiting was cancelled; the process goes on
     */
    ProcessExit awaitExit(Duration timeout) throws TimeoutException, InterruptedException;

    /**
     * Ends the process gracefully, and by force when it does not end in time.
     *
     * @param grace how long it may take to end by itself
     * @return how it ended
     * @throws InterruptedException if the waiting was cancelled; the process may still run
     */
    ProcessExit stop(Duration grace) throws InterruptedException;

    /**
     * Ends the process gracefully, and by force when it does not end in the time that its environment gives it.
     *
     * @return how it ended
     * @throws InterruptedException if the waiting was cancelled; the process may still run
     * @implSpec it is given 20 s; a launcher whose environment has a word of its own about that overrides this
     */
    default ProcessExit stop() throws InterruptedException {
        return stop(Duration.ofSeconds(20));
    }

    /** Leaves the process running when this is closed. */
    void detach();

    /**
     * Ends what still runs, unless it was detached, removes what the launch staged for it, and releases what this
     * holds.
     */
    @Override
    void close();
}
