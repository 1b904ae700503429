package io.parley.yarn.negotiation;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls Hadoop's clients for a limited time. Their own limits are many, add up, and depend on settings. Stateless. */
final class LimitedCall {

    private LimitedCall() {}

    /**
     * Calls in a thread of its own, which is interrupted at the end of the time. A caller who was cancelled before
     * waits all the same, and is still cancelled afterwards.
     *
     * @param what what is done, for messages
     * @throws IOException if the call fails or does not end in time, or the caller is cancelled meanwhile
     */
    static void within(Duration limit, String what, Callable<?> call) throws IOException {
        boolean cancelled = Thread.interrupted();
        FutureTask<?> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "Parley: " + what);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("Cannot " + what + " within " + limit.toMillis() + " ms: YARN does not answer.", e);
        } catch (InterruptedException e) {
            cancelled = true;
            throw (IOException) new InterruptedIOException("Cannot " + what + ": it was cancelled.").initCause(e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException("Cannot " + what + ": " + cause.getMessage(), cause);
        } finally {
            task.cancel(true);
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
