package io.parley.api.plan;

import java.util.List;

/**
 * One reason why a configuration gives no plan. Immutable.
 *
 * @param kind what it is about, for programs
 * @param statement what is wrong, with the amounts; one or more whole sentences
 * @param keys the configuration keys that are part of it, and environment variables that Flink reads in place of one;
 *     none where no key is part of it
 * @param cure what to change; one or more whole sentences
 */
public record ConfigurationProblem(Kind kind, String statement, List<String> keys, String cure) {

    /** Copies the list. */
    public ConfigurationProblem {
        keys = List.copyOf(keys);
    }

    /** What a problem is about. */
    public enum Kind {
        /** A value is not of the form that its key wants. */
        UNREADABLE_VALUE,
        /** A number is none that its key allows. */
        VALUE_OUT_OF_RANGE,
        /** No size is set from which the others follow. */
        NO_TOTAL,
        /** The minimum of a range is above its maximum. */
        MINIMUM_ABOVE_MAXIMUM,
        /** A fraction is below 0, or 1 or above. */
        FRACTION_OUT_OF_RANGE,
        /** A total does not hold its parts. */
        TOTAL_TOO_SMALL,
        /** Sizes that are all set do not add up to the total that is set too. */
        PARTS_DO_NOT_ADD_UP,
        /** What totals leave for a part is outside the range of that part. */
        REST_OUT_OF_RANGE,
        /** A sum or a product exceeds the largest size. */
        SIZE_OVERFLOW
    }

    /**
     * Gives the statement and the cure.
     *
     * @return a text for people
     */
    public String message() {
        return statement + " " + cure;
    }

    /** Gives the message. */
    @Override
    public String toString() {
        return message();
    }
}
