package io.parley.api.size;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A factor as the decimal number that its text shows, prepared for exact products. Immutable.
 *
 * <p>The product is estimated in floating point and corrected by its exact remainder: the remainder is known modulo
 * 2<sup>64</sup>, which is enough as long as the estimate is off by a few units only.
 */
final class DecimalFactor {

    /** Estimates up to here are off by less than two units. */
    private static final double LARGEST_ESTIMATE = 1L << 50;

    /** Powers of ten up to this leave room for the remainders of a wrong estimate. */
    private static final int LARGEST_SCALE = 17;

    /** Factors in recent use; a lost update only costs the work again. */
    private static final @Nullable DecimalFactor[] RECENT = new DecimalFactor[1024];

    private final double factor;
    private final BigDecimal exact;
    private final long unscaled;
    private final long powerOfTen;

    private DecimalFactor(double factor) {
        this.factor = factor;
        this.exact = BigDecimal.valueOf(factor);
        boolean small = exact.scale() >= 0 && exact.scale() <= LARGEST_SCALE && exact.precision() <= LARGEST_SCALE;
        this.unscaled = small ? exact.unscaledValue().longValueExact() : 0;
        this.powerOfTen =
                small ? BigDecimal.ONE.scaleByPowerOfTen(exact.scale()).longValueExact() : 0;
    }

    /** Gives the decimal of a finite factor that is not negative. */
    static DecimalFactor of(double factor) {
        long bits = Double.doubleToRawLongBits(factor) * 0x9E3779B97F4A7C15L;
        int slot = (int) (bits >>> 54);
        DecimalFactor recent = RECENT[slot];
        if (recent != null && Double.compare(recent.factor, factor) == 0) {
            return recent;
        }
        DecimalFactor made = new DecimalFactor(factor);
        RECENT[slot] = made;
        return made;
    }

    BigDecimal exact() {
        return exact;
    }

    /** Gives the product, rounded down, or -1 where this quick way does not reach. */
    long timesTruncated(long bytes) {
        double estimate = bytes * factor;
        if (powerOfTen == 0 || estimate > LARGEST_ESTIMATE) {
            return -1;
        }
        long product = (long) estimate;
        long remainder = bytes * unscaled - product * powerOfTen;
        while (remainder < 0) {
            product--;
            remainder += powerOfTen;
        }
        while (remainder >= powerOfTen) {
            product++;
            remainder -= powerOfTen;
        }
        return product;
    }
}
