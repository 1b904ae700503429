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
                run(signal);
            }
            seen = calls.addAndGet(-seen);
        } while (seen != 0);
    }

    private void run(Runnable signal) {
        try {
            signal.run();
        } catch (RuntimeException e) {
            report(e);
        } catch (Error e) {
            report(new IllegalStateException("A signal failed with an error: " + e, e));
        }
    }

    /** Whatever is thrown on from here would keep the signals after it from being delivered ever. */
    private void report(RuntimeException failure) {
        try {
            failures.accept(failure);
        } catch (RuntimeException | Error e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }
}
