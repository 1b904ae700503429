package io.parley.api.size;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount of processing power in thousandths of a CPU core.
 *
 * <p>Three decimals are what Mesos compares with and what Kubernetes calls a millicpu; YARN counts whole virtual cores.
 * Immutable.
 *
 * @param millis thousandths of a core, not negative
 */
public record CpuAmount(long millis) implements Comparable<CpuAmount> {

    /** No processing power asked for. */
    public static final CpuAmount ZERO = new CpuAmount(0);

    private static final long WHOLE = 1000;
    private static final BigDecimal MAX_CORES = BigDecimal.valueOf(Long.MAX_VALUE, 3);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code millis} is negative
     */
    public CpuAmount {
        if (millis < 0) {
            throw new IllegalArgumentException("An amount of CPU cannot be negative: " + millis + " thousandths.");
        }
    }

    /**
     * Gives so many whole cores.
     *
     * @param cores whole cores, not negative
     * @return the amount
     * @throws IllegalArgumentException if {@code cores} is negative
     * @throws ArithmeticException if the thousandths exceed 2<sup>63</sup>-1
     */
    public static CpuAmount ofCores(long cores) {
        return new CpuAmount(Math.multiplyExact(cores, WHOLE));
    }

    /**
     * Gives a decimal number of cores, rounded up to thousandths.
     *
     * @param cores cores, not negative
     * @return the amount
     * @throws IllegalArgumentException if {@code cores} is negative
     * @throws ArithmeticException if the thousandths exceed 2<sup>63</sup>-1
     */
    public static CpuAmount ofCoresRoundedUp(BigDecimal cores) {
        if (cores.signum() < 0) {
            throw new IllegalArgumentException("An amount of CPU cannot be negative: " + cores + " cores.");
        }
        if (cores.compareTo(MAX_CORES) > 0) {
            throw new ArithmeticException(cores + " cores exceed the largest amount of CPU, " + MAX_CORES + " cores.");
        }
        return new CpuAmount(
                cores.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact());
    }

    /**
     * Rounds up to whole cores.
     *
     * @return cores, rounded up
     */
    public long coresRoundedUp() {
        return millis / WHOLE + (millis % WHOLE == 0 ? 0 : 1);
    }

    /**
     * Tells whether this is a whole number of cores.
     *
     * @return whether nothing is left over
     */
    public boolean isWhole() {
        return millis % WHOLE == 0;
    }

    /**
     * Gives the exact number of cores.
     *
     * @return cores, with at most three decimals
     */
    public BigDecimal cores() {
        return BigDecimal.valueOf(millis, 3);
    }

    @Override
    public int compareTo(CpuAmount other) {
        return Long.compare(millis, other.millis);
    }

    /** Gives the exact number of cores, for instance {@code 1.5}. */
    @Override
    public String toString() {
        return millis == 0 ? "0" : cores().stripTrailingZeros().toPlainString();
    }
}
