package io.parley.mesos.negotiation;

import java.time.Duration;

/**
 * Lets something happen in short bursts, and in the long run no more often than once an interval. Time is a parameter:
 * what has passed since any fixed moment, never less than before. Not thread-safe.
 */
final class TokenBucket {

    private final int burst;
    private final Duration interval;
    private long tokens;
    private Duration filledAt = Duration.ZERO;

    /** Makes a full bucket. */
    TokenBucket(int burst, Duration interval) {
        this.burst = burst;
        this.interval = interval;
        this.tokens = burst;
    }

    boolean take(Duration now) {
        long come = now.minus(filledAt).toNanos() / interval.toNanos();
        if (come > 0) {
            tokens = Math.min(burst, tokens + Math.min(come, burst));
            filledAt = filledAt.plus(interval.multipliedBy(come));
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
