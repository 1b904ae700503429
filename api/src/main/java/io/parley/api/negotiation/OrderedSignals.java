package io.parley.api.negotiation;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Delivers what a negotiator has to tell outside of its lock, one signal at a time and in the order in which they were
 * added. Thread-safe; has no thread: whoever comes first delivers for all.
 */
public final class OrderedSignals {

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Consumer<RuntimeException> failures;

    /**
     * Makes an empty queue.
     *
     * @param failures is given what a signal throws, an error as the cause of an IllegalStateException; the signals
     *     after it are delivered all the same
     */
    public OrderedSignals(Consumer<RuntimeException> failures) {
        this.failures = failures;
    }

    /**
     * Adds a signal; called in the order in which things happen, under the negotiator's lock.
     *
     * @param signal the signal
     */
    public void add(Runnable signal) {
        waiting.add(signal);
    }

    /**
     * Delivers what waits, unless another call, possibly one further up in this thread, is about to: that one delivers
     * it. Called without the lock.
     */
    public void deliver() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            for (Runnable signal = waiting.poll(); signal != null; signal = waiting.poll()) {
                try {
                    signal.run();
                } catch (RuntimeException e) {
                    failures.accept(e);
                } catch (Error e) {
                    // Thrown on, it would keep the signals after it from being delivered ever.
                    failures.accept(new IllegalStateException("A signal failed with an error: " + e, e));
                }
            }
            seen = calls.addAndGet(-seen);
        } while (seen != 0);
    }
}
