package io.parley.api.negotiation;

import java.time.Duration;

/**
 * When a host on which processes keep failing is left alone. Immutable.
 *
 * @param failures how many failures within the window it takes, above zero
 * @param window how long a failure counts, above zero
 * @param expiry how long the host is left alone, above zero
 * @param mostPercent how much of the cluster may be left alone, 0 to 99 percent of its hosts, rounded down
 */
public record HostAvoidance(int failures, Duration window, Duration expiry, int mostPercent) {

    /** Two failures within ten minutes, ten minutes long, a third of the hosts at the most. */
    public static final HostAvoidance DEFAULT =
            new HostAvoidance(2, Duration.ofMinutes(10), Duration.ofMinutes(10), 33);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public HostAvoidance {
        if (failures < 1 || window.isNegative() || window.isZero() || expiry.isNegative() || expiry.isZero()) {
            throw new IllegalArgumentException("Hosts are avoided after at least one failure, for a time above zero,"
                    + " not after " + failures + " within " + window + " for " + expiry + ".");
        }
        if (mostPercent < 0 || mostPercent > 99) {
            throw new IllegalArgumentException(
                    "Of all hosts 0 to 99 percent may be avoided, never all of them: " + mostPercent + ".");
        }
    }
}
