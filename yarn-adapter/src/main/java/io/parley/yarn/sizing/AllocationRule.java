package io.parley.yarn.sizing;

import io.parley.api.environment.ResourceLimit.Bound;

/**
 * How one resource of a container is limited and rounded, in whole units of the resource. Immutable.
 *
 * @param minimum the least that is granted
 * @param step what grants are a multiple of; 0 for any amount
 * @param maximum the most that may be asked for
 * @param roundingMaximum where rounding up ends; above {@code maximum} where only asking is limited further
 */
public record AllocationRule(Bound minimum, Bound step, Bound maximum, Bound roundingMaximum) {

    /** Every amount is granted as it was asked. */
    public static final AllocationRule UNLIMITED = new AllocationRule(
            new Bound(0, "no minimum"),
            new Bound(1, "no step"),
            new Bound(Long.MAX_VALUE, "no maximum"),
            new Bound(Long.MAX_VALUE, "no maximum"));

    /**
     * Rounds as YARN does: up to the minimum, then up to a multiple of the step, then down to the rounding maximum.
     *
     * <p>Source: {@code org.apache.hadoop.yarn.util.resource.DominantResourceCalculator#normalize}, 3.5.0.
     *
     * @param asked whole units, not negative
     * @return whole units
     * @throws ArithmeticException if the ask or the grant exceeds 2<sup>63</sup> together with the step, where YARN
     *     itself wraps around and grants too little
     */
    public long rounded(long asked) {
        return rounded(asked, step);
    }

    /** Rounds with another step. */
    long rounded(long asked, Bound multiple) {
        long least = Math.max(asked, minimum.amount());
        if (multiple.amount() == 0) {
            return Math.min(least, roundingMaximum.amount());
        }
        // YARN adds the step before it divides by it.
        requireRoundable(least, multiple);
        long more = multiple.amount() - 1;
        long granted = Math.min((least + more) / multiple.amount() * multiple.amount(), roundingMaximum.amount());
        // What is asked for an ApplicationMaster is rounded once more when it is scheduled, to the same.
        requireRoundable(granted, multiple);
        return granted;
    }

    private static void requireRoundable(long amount, Bound multiple) {
        if (amount > Long.MAX_VALUE - (multiple.amount() - 1)) {
            throw new ArithmeticException("YARN cannot round " + amount + " up to a multiple of " + multiple.amount()
                    + " (" + multiple.key() + ").");
        }
    }

    /**
     * Limits what may be asked for, not how it is rounded.
     *
     * @param limit the most, and the key that says so
     * @return a rule that admits no more than that
     */
    AllocationRule admittingAtMost(Bound limit) {
        return new AllocationRule(minimum, step, smaller(maximum, limit), roundingMaximum);
    }

    /**
     * Limits what may be asked for and how far it is rounded.
     *
     * @param limit the most, and the key that says so
     * @return a rule that grants no more than that
     */
    AllocationRule grantingAtMost(Bound limit) {
        return new AllocationRule(minimum, step, smaller(maximum, limit), smaller(roundingMaximum, limit));
    }

    /** Gives a rule that grants any amount, rounded as by this one. */
    AllocationRule withoutMaximum() {
        return new AllocationRule(minimum, step, UNLIMITED.maximum, UNLIMITED.roundingMaximum);
    }

    private static Bound smaller(Bound one, Bound other) {
        return other.amount() < one.amount() ? other : one;
    }
}
