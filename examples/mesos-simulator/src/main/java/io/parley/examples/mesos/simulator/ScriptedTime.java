package io.parley.examples.mesos.simulator;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The time of a cluster that passes only when it is told to, for what is compared with recordings. Thread-safe. */
final class ScriptedTime {

    private record Timer(Duration due, long number, CompletableFuture<Void> cancelled, Runnable work) {}

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::number));
    private Duration now = Duration.ZERO;
    private long nextNumber;

    synchronized Future<?> after(Duration delay, Runnable work) {
        Timer timer = new Timer(now.plus(delay), nextNumber++, new CompletableFuture<>(), work);
        timers.add(timer);
        return timer.cancelled();
    }

    /** Lets time pass, and does on this thread, the master's, what is due until then. */
    void advanceTo(Duration then) {
        for (Timer timer = due(then); timer != null; timer = due(then)) {
            if (!timer.cancelled().isCancelled()) {
                timer.work().run();
            }
        }
    }

    private synchronized @Nullable Timer due(Duration then) {
        Timer first = timers.peek();
        if (first != null && first.due().compareTo(then) <= 0) {
            now = first.due();
            return timers.remove();
        }
        if (now.compareTo(then) < 0) {
            now = then;
        }
        return null;
    }
}
