package io.parley.api.launch;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LaunchedProcess} keeps about its end: how the process ended, whether it was detached, and that it is
 * closed once. For launchers, one for each process. Thread-safe.
 */
public final class ProcessEnding {

    private final AtomicReference<@Nullable ProcessExit> exit = new AtomicReference<>();
    private final AtomicBoolean detached = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** How a launcher closes a process. */
    public interface Closing {

        /**
         * Ends what still runs and removes what was staged; not called for a detached process.
         *
         * @throws InterruptedException if the waiting was cancelled
         */
        void end() throws InterruptedException;

        /**
         * Does the same without asking and in short time, after {@link #end} was cancelled. It must not fail; what may
         * be left is told to the log.
         */
        void endByForce();

        /** Releases what the launcher holds; called last, also for a detached process and when the end failed. */
        void release();
    }

    /** What comes last. */
    @FunctionalInterface
    private interface Release extends AutoCloseable {
        @Override
        void close();
    }

    /** Makes the bookkeeping of a process that runs, is attached and open. */
    public ProcessEnding() {}

    /**
     * Gives how the process ended.
     *
     * @return the end, once it was {@linkplain #remember remembered}
     */
    public Optional<ProcessExit> exit() {
        return Optional.ofNullable(exit.get());
    }

    /**
     * Keeps how the process ended. The first that is remembered counts, whoever saw it.
     *
     * @param seen an end
     * @return the end that counts
     */
    public ProcessExit remember(ProcessExit seen) {
        ProcessExit before = exit.compareAndExchange(null, seen);
        return before == null ? seen : before;
    }

    /** Leaves the process running when this is closed. */
    public void detach() {
        detached.set(true);
    }

    /**
     * Tells whether the process was detached.
     *
     * @return whether closing leaves it running
     */
    public boolean isDetached() {
        return detached.get();
    }

    /**
     * Closes the process; again, it does nothing. A caller who was cancelled, before or meanwhile, does not keep the
     * process from being ended, and is still cancelled afterwards. Where ending and releasing both fail, the failure of
     * ending is thrown, and that of releasing is suppressed in it.
     *
     * @param closing ends, and releases what is held
     */
    // The release is not used; it is only to come last, with its failure behind that of the end.
    @SuppressWarnings("try")
    public void close(Closing closing) {
        if (closed.getAndSet(true)) {
            return;
        }
        AtomicBoolean cancelled = new AtomicBoolean(Thread.interrupted());
        try (Release release = closing::release) {
            if (!detached.get()) {
                end(closing, cancelled);
            }
        } finally {
            if (cancelled.get()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void end(Closing closing, AtomicBoolean cancelled) {
        try {
            closing.end();
        } catch (InterruptedException e) {
            cancelled.set(true);
            closing.endByForce();
        }
    }

    /** Gives the state for people. */
    @Override
    public String toString() {
        return (closed.get() ? "closed, " : "open, ")
                + (detached.get() ? "detached, " : "attached, ")
                + exit().map(end -> "ended: " + end.reason()).orElse("not known to have ended");
    }
}
