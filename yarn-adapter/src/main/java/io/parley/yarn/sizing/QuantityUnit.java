package io.parley.yarn.sizing;

import java.math.BigInteger;
import java.util.Map;

/**
 * YARN's units of quantities, decimal ({@code k}, {@code M}, …, and down to {@code p}) and binary ({@code Ki},
 * {@code Mi}, …).
 *
 * <p>Source: {@code org.apache.hadoop.yarn.util.UnitsConversionUtil}, 3.5.0.
 */
public final class QuantityUnit {

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Map<String, BigInteger> MULTIPLES = Map.ofEntries(
            Map.entry("", BigInteger.ONE),
            Map.entry("k", BigInteger.TEN.pow(3)),
            Map.entry("M", BigInteger.TEN.pow(6)),
            Map.entry("G", BigInteger.TEN.pow(9)),
            Map.entry("T", BigInteger.TEN.pow(12)),
            Map.entry("P", BigInteger.TEN.pow(15)),
            Map.entry("Ki", BigInteger.ONE.shiftLeft(10)),
            Map.entry("Mi", BigInteger.ONE.shiftLeft(20)),
            Map.entry("Gi", BigInteger.ONE.shiftLeft(30)),
            Map.entry("Ti", BigInteger.ONE.shiftLeft(40)),
            Map.entry("Pi", BigInteger.ONE.shiftLeft(50)));
    private static final Map<String, BigInteger> FRACTIONS = Map.of(
            "m", BigInteger.TEN.pow(3),
            "u", BigInteger.TEN.pow(6),
            "n", BigInteger.TEN.pow(9),
            "p", BigInteger.TEN.pow(12));

    private QuantityUnit() {}

    /**
     * Tells whether YARN knows a unit.
     *
     * @param unit a unit; the empty text is one
     * @return whether it does
     */
    public static boolean isKnown(String unit) {
        return MULTIPLES.containsKey(unit) || FRACTIONS.containsKey(unit);
    }

    /**
     * Converts, rounding down to whole units.
     *
     * @param amount an amount, not negative
     * @param from the unit of the amount, a known one
     * @param to the unit of the result, a known one
     * @return whole units
     * @throws ArithmeticException if the product of the conversion exceeds 2<sup>63</sup>-1
     */
    public static long convert(long amount, String from, String to) {
        if (from.equals(to)) {
            return amount;
        }
        BigInteger product =
                BigInteger.valueOf(amount).multiply(numerator(from)).multiply(denominator(to));
        if (product.compareTo(LARGEST) > 0) {
            throw new ArithmeticException(
                    amount + " " + from + " is too large an amount to be converted to \"" + to + "\".");
        }
        return product.divide(denominator(from).multiply(numerator(to))).longValueExact();
    }

    private static BigInteger numerator(String unit) {
        return MULTIPLES.getOrDefault(unit, BigInteger.ONE);
    }

    private static BigInteger denominator(String unit) {
        return FRACTIONS.getOrDefault(unit, BigInteger.ONE);
    }
}
