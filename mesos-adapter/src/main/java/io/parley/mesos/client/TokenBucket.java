package io.parley.mesos.client;

import java.time.Duration;

/** Lets a burst pass after a quiet time, and then one at a time. Not thread-safe; time is a parameter. */
final class TokenBucket {

    private final ClientOptions.Throttle throttle;
    private int tokens;
    private Duration filledAt;

    /** A full bucket. */
    TokenBucket(ClientOptions.Throttle throttle, Duration now) {
        this.throttle = throttle;
        this.tokens = throttle.burst();
        this.filledAt = now;
    }

    /** Takes a token, if there is one. */
    boolean take(Duration now) {
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
        return tokens > 0 ? Duration.ZERO : filledAt.plus(throttle.interval()).minus(now);
    }

    private void fill(Duration now) {
        if (throttle.interval().isZero() || tokens == throttle.burst()) {
            tokens = throttle.burst();
            filledAt = now;
            return;
        }
        long more = now.minus(filledAt).dividedBy(throttle.interval());
        if (more > 0) {
            boolean full = more >= throttle.burst() - tokens;
            tokens = full ? throttle.burst() : tokens + (int) more;
            filledAt = full ? now : filledAt.plus(throttle.interval().multipliedBy(more));
        }
    }
}
