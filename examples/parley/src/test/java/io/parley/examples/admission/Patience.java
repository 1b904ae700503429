package io.parley.examples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/**
 * For how long something that never starts is watched: ten times as long as the slowest start took of what was admitted
 * on the same cluster, and twenty seconds at least.
 *
 * <p>Schedulers look at what waits with every report of a node, ten times a second here, and the Fair one counts shares
 * anew twice a second. No other time is in what they decide by: what has not started at the two hundredth look does not
 * start at a later one.
 */
final class Patience {

    private static final Duration LEAST = Duration.ofSeconds(20);
    private static final int TIMES = 10;

    private Duration slowest = Duration.ZERO;
    private long begin = System.nanoTime();

    /** Something that was admitted has started. */
    void started(long submittedNanoTime) {
        Duration took = Duration.ofNanos(System.nanoTime() - submittedNanoTime);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }

    /** Something that never starts was submitted. */
    void begin() {
        begin = System.nanoTime();
    }

    /** Waits for the rest of the time. */
    void end() throws InterruptedException {
        assertThat(slowest).as("the slowest start of what was admitted").isPositive();
        Duration whole = slowest.multipliedBy(TIMES);
        long nanos = (whole.compareTo(LEAST) > 0 ? whole : LEAST).toNanos();
        Thread.sleep(Math.max(0, (nanos - (System.nanoTime() - begin)) / 1_000_000));
    }
}
