package io.parley.api.negotiation;

import java.time.Duration;

/**
 * How many failures an interval may see. Immutable.
 *
 * @param most the largest number that is borne, not negative
 * @param interval the interval, above zero
 * @param key the key that says so
 */
public record FailureRate(int most, Duration interval, String key) {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the number is negative or the interval not above zero
     */
    public FailureRate {
        if (most < 0 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("A failure rate bears a number of failures that is not negative in an"
                    + " interval above zero, not " + most + " in " + interval + " (" + key + ").");
        }
    }
}
