package io.parley.mesos.matching;

/**
 * Scalars as Mesos compares them: whole thousandths. Stateless.
 *
 * <p>Source: Mesos converts a scalar to {@code llround(value * 1000)} before it compares, adds or subtracts.
 */
final class FixedPoint {

    private static final int UNIT = 1000;

    /** So that sums over thousands of offers stay exact; as MiB it is an exbibyte. */
    private static final double MOST = 1L << 50;

    private FixedPoint() {}

    /** Gives a scalar in thousandths, rounded to the nearest; what is no number or too large counts as nothing. */
    static long of(double value) {
        double thousandths = value * UNIT;
        return thousandths > 0 && thousandths <= MOST ? Math.round(thousandths) : 0;
    }

    static double toScalar(long thousandths) {
        return (double) thousandths / UNIT;
    }

    /** Gives an amount for people, without zeros at the end. */
    static String text(long thousandths) {
        return java.math.BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
    }

    static long ofWhole(long whole) {
        return Math.multiplyExact(whole, (long) UNIT);
    }
}
