package io.parley.yarn.admission;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for a limited time what Hadoop's classes may take any time for. Stateless. */
final class LimitedQuestion {

    private LimitedQuestion() {}

    /**
     * Asks in a thread of its own, which is interrupted at the end of the time.
     *
     * @param thread its name
     * @return the answer
     * @throws TimeoutException if there is none in time
     * @throws ExecutionException if the question fails
     * @throws InterruptedException if the waiting was cancelled
     */
    static <T> T ask(String thread, Duration limit, Callable<T> question)
            throws TimeoutException, ExecutionException, InterruptedException {
        FutureTask<T> asking = new FutureTask<>(question);
        Thread asker = new Thread(asking, thread);
        asker.setDaemon(true);
        asker.start();
        try {
            return asking.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            asking.cancel(true);
        }
    }
}
