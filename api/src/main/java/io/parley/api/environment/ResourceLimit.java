package io.parley.api.environment;

/**
 * The limits of one resource of an environment, in whole units of it. Immutable.
 *
 * @param minimum the least that is granted, and the key that says so
 * @param step what grants are a multiple of; 0 for any amount
 * @param maximum the most that is granted, and the key that says so
 */
public record ResourceLimit(Bound minimum, long step, Bound maximum) {

    /** Nothing limits the resource. */
    public static final ResourceLimit NONE =
            new ResourceLimit(new Bound(0, "no minimum"), 0, new Bound(Long.MAX_VALUE, "no maximum"));

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if an amount is negative
     */
    public ResourceLimit {
        if (step < 0) {
            throw new IllegalArgumentException("A step cannot be negative: " + step + ".");
        }
    }

    /**
     * One end of a range.
     *
     * @param amount whole units, not negative
     * @param key where it is set, the exact key where there is one
     */
    public record Bound(long amount, String key) {

        /**
         * Checks the range.
         *
         * @throws IllegalArgumentException if the amount is negative
         */
        public Bound {
            if (amount < 0) {
                throw new IllegalArgumentException("A limit cannot be negative: " + amount + " (" + key + ").");
            }
        }
    }
}
