package io.parley.api.negotiation;

import java.time.Duration;

/**
 * How long to wait before the next try: twice as long after every failure, up to a bound. Immutable.
 *
 * @param first the wait after the first failure, not negative
 * @param most the longest wait, at least the first
 */
public record BackOff(Duration first, Duration most) {

    private static final int MOST_DOUBLINGS = 62;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if a wait is negative, or the longest is below the first
     */
    public BackOff {
        if (first.isNegative() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("A back-off waits at least zero and at most no less than at first, not "
                    + first + " to " + most + ".");
        }
    }

    /**
     * Gives the wait after failures without a success between them.
     *
     * @param failures how many, above zero
     * @return {@code first * 2^(failures - 1)}, {@code most} at the most
     * @throws IllegalArgumentException if the number is not above zero
     */
    public Duration delay(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("A back-off follows at least one failure, not " + failures + ".");
        }
        int doublings = Math.min(failures - 1, MOST_DOUBLINGS);
        // Compared before it is multiplied, for the product may not fit.
        return first.compareTo(most.dividedBy(1L << doublings)) > 0 ? most : first.multipliedBy(1L << doublings);
    }

    /**
     * Gives the wait with jitter, so that those who failed together do not all try again together.
     *
     * @param failures how many, above zero
     * @param random where between half the wait and the whole wait, 0 to 1
     * @return a wait from half of {@link #delay(int)} to all of it, rounded down to whole nanoseconds
     * @throws IllegalArgumentException if the number of failures is not above zero or the random number not in its
     *     range
     */
    public Duration delay(int failures, double random) {
        if (!(random >= 0 && random <= 1)) {
            throw new IllegalArgumentException("Jitter is a number from 0 to 1, not " + random + ".");
        }
        Duration half = delay(failures).dividedBy(2);
        return half.plusNanos((long) (half.toNanos() * random));
    }
}
