package io.parley.api.negotiation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The failures of the last interval. Time is a parameter: what has passed since any fixed moment, never less than
 * before. Not thread-safe.
 */
final class FailureWindow {

    private final int most;
    private final Duration interval;
    private final Deque<Duration> failures = new ArrayDeque<>();

    /** Keeps no more moments than are needed to tell whether a number is exceeded. */
    FailureWindow(int most, Duration interval) {
        this.most = most;
        this.interval = interval;
    }

    void failed(Duration now) {
        failures.addLast(now);
        // One more than is borne tells as much as any number.
        while (failures.size() > most + 1L) {
            failures.removeFirst();
        }
    }

    /** Gives how many of the failures lie in the interval that ends now, one more than is borne at the most. */
    int count(Duration now) {
        while (!failures.isEmpty() && failures.getFirst().plus(interval).compareTo(now) <= 0) {
            failures.removeFirst();
        }
        return failures.size();
    }

    boolean isExceeded(Duration now) {
        return count(now) > most;
    }
}
