package io.parley.examples.mesos.simulator;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one thread on which the simulated cluster changes, and its time. Thread-safe. */
final class MasterLoop implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(MasterLoop.class.getName());

    private final ScheduledThreadPoolExecutor thread;
    private final double factor;
    private final @Nullable ScriptedTime scripted;

    /** Makes one whose time passes by the clock, faster by a factor. */
    MasterLoop(double factor) {
        this(factor, null);
    }

    /** Makes one whose time passes as told. */
    MasterLoop(ScriptedTime scripted) {
        this(1, scripted);
    }

    private MasterLoop(double factor, @Nullable ScriptedTime scripted) {
        this.factor = factor;
        this.scripted = scripted;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "mesos-simulator-master");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Gives how long something takes by the clock. */
    Duration scaled(Duration simulated) {
        return Duration.ofNanos(
                Math.round(Math.min(simulated.toSeconds() + 1e-9 * simulated.toNanosPart(), 1e9) * 1e9 / factor));
    }

    /** Does something now, in turn. */
    void run(Runnable work) {
        try {
            thread.execute(guarded(work));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "Closed", e);
        }
    }

    /** Does something after a time of the cluster; it can be cancelled. */
    Future<?> after(Duration simulated, Runnable work) {
        return scripted == null ? schedule(scaled(simulated), work) : scripted.after(simulated, guarded(work));
    }

    /** Does something after a time of the cluster. */
    void later(Duration simulated, Runnable work) {
        Future<?> ignored = after(simulated, work);
    }

    /** Does something after a time by the clock; it can be cancelled. */
    Future<?> afterByClock(Duration time, Runnable work) {
        return schedule(time, work);
    }

    private Future<?> schedule(Duration time, Runnable work) {
        try {
            return thread.schedule(guarded(work), time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "Closed", e);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Does something at every interval of the cluster's time; where that passes as told, who tells does it. */
    void every(Duration simulated, Runnable work) {
        if (scripted != null) {
            return;
        }
        long nanos = Math.max(1, scaled(simulated).toNanos());
        Future<?> ignored = thread.scheduleAtFixedRate(guarded(work), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Does something in turn and gives what comes of it.
     *
     * @throws IllegalStateException if the loop is closed, or this thread was interrupted
     */
    <T> T call(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot ask the Mesos simulator: this thread was interrupted.", e);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("Cannot ask the Mesos simulator: it is closed.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("The Mesos simulator failed: " + e.getCause(), e);
        }
    }

    /**
     * Does something in turn and waits for it.
     *
     * @throws IllegalStateException if the loop is closed, or this thread was interrupted
     */
    void perform(Runnable work) {
        Object ignored = call(Executors.callable(work));
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                // A defect of the simulator; its other parts go on.
                LOG.log(System.Logger.Level.ERROR, "The Mesos simulator failed", e);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "The thread of the Mesos simulator has not ended.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
