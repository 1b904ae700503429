package io.parley.mesos.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The one thread that everything but callbacks happens in. Thread-safe. */
final class Loop {

    private static final System.Logger LOG = System.getLogger(Loop.class.getName());

    private final ScheduledThreadPoolExecutor executor;
    private volatile Consumer<Throwable> stepFailed = failure -> {};

    Loop(String name) {
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Time since any fixed moment. */
    static Duration now() {
        return Duration.ofNanos(System.nanoTime());
    }

    /** Does something soon; nothing any more once the loop has ended. */
    void execute(Runnable work) {
        try {
            executor.execute(guarded(work));
        } catch (RejectedExecutionException e) {
            // The client is closed.
        }
    }

    /** Does something later, unless it is cancelled or the loop ends. */
    Future<?> after(Duration delay, Runnable work) {
        return executor.schedule(guarded(work), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** Does something later, unless the loop ends. */
    void later(Duration delay, Runnable work) {
        Future<?> unused = after(delay, work);
    }

    /** The same thread for the HTTP client, whose last steps run in its own thread once the loop has ended. */
    Executor forHttp() {
        return work -> {
            try {
                executor.execute(work);
            } catch (RejectedExecutionException e) {
                work.run();
            }
        };
    }

    void end() {
        executor.shutdownNow();
    }

    /** @param told told what a step threw, in the loop's thread */
    void whenStepFails(Consumer<Throwable> told) {
        stepFailed = told;
    }

    private Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                stepFailed.accept(e);
                LOG.log(System.Logger.Level.ERROR, "A step of the Mesos client failed.", e);
            }
        };
    }
}
