package io.parley.mesos.client;

import java.time.Duration;

/**
 * Lets a burst pass after a quiet time, and then one at a time. Not thread-safe; time is a parameter, what has passed
 * since any fixed moment, never less than before.
 */
public final class TokenBucket {

    private final int burst;
    private final Duration interval;
    private int tokens;
    private Duration filledAt;

    /**
     * Makes a full bucket.
     *
     * @param burst how many tokens it holds, above zero
     * @param interval how often another one comes; zero for at once
     * @param now the present
     * @throws IllegalArgumentException if it could hold no token or the interval is negative
     */
    public TokenBucket(int burst, Duration interval, Duration now) {
        if (burst < 1 || interval.isNegative()) {
            throw new IllegalArgumentException("A bucket holds at least one token, and another one comes after an"
                    + " interval that is not negative: not " + burst + " and " + interval + ".");
        }
        this.burst = burst;
        this.interval = interval;
        this.tokens = burst;
        this.filledAt = now;
    }

    /**
     * Takes a token, if there is one.
     *
     * @param now the present
     * @return whether there was one
     */
    public boolean take(Duration now) {
        fill(now);
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    /** How long until there is a token; zero if there is one. */
    Duration untilNext(Duration now) {
        fill(now);
        return tokens > 0 ? Duration.ZERO : filledAt.plus(interval).minus(now);
    }

    private void fill(Duration now) {
        if (interval.isZero() || tokens == burst) {
            tokens = burst;
            filledAt = now;
            return;
        }
        long more = now.minus(filledAt).dividedBy(interval);
        if (more > 0) {
            boolean full = more >= burst - tokens;
            tokens = full ? burst : tokens + (int) more;
            filledAt = full ? now : filledAt.plus(interval.multipliedBy(more));
        }
    }
}
