package io.parley.examples.launch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a thread clean up when this process is told to end, by Ctrl-C or otherwise: the thread is interrupted, and the
 * end waits until it closes this guard, for a limited time.
 */
final class TerminationGuard implements AutoCloseable {

    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final AtomicBoolean requested = new AtomicBoolean();
    private final Thread hook;

    private TerminationGuard(Thread guarded, Duration limit) {
        this.hook = new Thread(
                () -> {
                    requested.set(true);
                    guarded.interrupt();
                    try {
                        cleanedUp.await(limit.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "parley-termination");
    }

    static TerminationGuard ofCurrentThread(Duration limit) {
        TerminationGuard guard = new TerminationGuard(Thread.currentThread(), limit);
        Runtime.getRuntime().addShutdownHook(guard.hook);
        return guard;
    }

    /**
     * Passes on an end that was asked for while foreign code ran, which may have swallowed the interrupt.
     *
     * @throws InterruptedException if this process has been told to end
     */
    void check() throws InterruptedException {
        if (requested.get()) {
            throw new InterruptedException("This process was told to end.");
        }
    }

    @Override
    public void close() {
        cleanedUp.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already; the hook has just been released.
        }
    }
}
