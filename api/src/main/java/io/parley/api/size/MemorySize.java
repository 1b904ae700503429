package io.parley.api.size;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * An exact amount of memory in whole bytes, from 0 to 2<sup>63</sup>-1.
 *
 * <p>Arithmetic is exact or fails with an {@link ArithmeticException}; nothing wraps around and nothing is rounded
 * unless the name of a method says so. Immutable.
 *
 * @param bytes whole bytes, not negative
 */
public record MemorySize(long bytes) implements Comparable<MemorySize> {

    /** No memory. */
    public static final MemorySize ZERO = new MemorySize(0);

    /** The largest size, 2<sup>63</sup>-1 bytes. */
    public static final MemorySize MAX = new MemorySize(Long.MAX_VALUE);

    private static final int MEBIBYTE_SHIFT = 20;
    private static final long MEBIBYTE = 1L << MEBIBYTE_SHIFT;
    private static final long LEAST_IN_MEBIBYTES = MEBIBYTE / 100 + 1;
    private static final long LARGEST_TENTH = Long.MAX_VALUE / 10;
    private static final BigDecimal MAX_BYTES = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final String GRAMMAR = "Write whole digits and a unit (b, k, m, g or t), for instance 1600m.";

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public MemorySize {
        if (bytes < 0) {
            throw new IllegalArgumentException("A memory size cannot be negative: " + bytes + " bytes.");
        }
    }

    /**
     * Gives the size of so many bytes.
     *
     * @param bytes whole bytes, not negative
     * @return the size
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public static MemorySize ofBytes(long bytes) {
        return bytes == 0 ? ZERO : new MemorySize(bytes);
    }

    /**
     * Gives the size of so many mebibytes (2<sup>20</sup> bytes).
     *
     * @param mebibytes whole mebibytes, not negative
     * @return the size
     * @throws IllegalArgumentException if {@code mebibytes} is negative
     * @throws ArithmeticException if the bytes exceed 2<sup>63</sup>-1
     */
    public static MemorySize ofMebibytes(long mebibytes) {
        return ofBytes(Math.multiplyExact(mebibytes, MEBIBYTE));
    }

    /**
     * Reads a size in Flink's grammar: digits, optional spaces, optional unit; no unit means bytes.
     *
     * <p>Units, in any case, each 1024 times the one before: {@code b|bytes}, {@code k|kb|kibibytes},
     * {@code m|mb|mebibytes}, {@code g|gb|gibibytes}, {@code t|tb|tebibytes}. No sign, no decimals. Characters up to
     * the space (U+0020) around the text and between number and unit are skipped. Source:
     * {@code org.apache.flink.configuration.MemorySize#parseBytes}.
     *
     * @param text the text
     * @return the size
     * @throws IllegalArgumentException if the text is not of that grammar or exceeds 2<sup>63</sup>-1 bytes; the
     *     message says why
     */
    public static MemorySize parse(String text) {
        int end = text.length();
        int start = 0;
        while (start < end && text.charAt(start) <= ' ') {
            start++;
        }
        while (start < end && text.charAt(end - 1) <= ' ') {
            end--;
        }
        if (start == end) {
            throw unreadable(text, "it is empty");
        }
        int position = start;
        long value = 0;
        boolean overflow = false;
        while (position < end) {
            int digit = text.charAt(position) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            overflow |= value > LARGEST_TENTH;
            value = value * 10 + digit;
            overflow |= value < 0;
            position++;
        }
        if (position == start) {
            char first = text.charAt(start);
            throw unreadable(
                    text, first == '-' || first == '+' ? "a size has no sign" : "it does not start with a digit");
        }
        if (overflow) {
            throw tooLarge(text);
        }
        while (position < end && text.charAt(position) <= ' ') {
            position++;
        }
        int shift = unitShift(text, position, end);
        if (value > Long.MAX_VALUE >> shift) {
            throw tooLarge(text);
        }
        return ofBytes(value << shift);
    }

    private static int unitShift(String text, int start, int end) {
        if (start == end) {
            return 0;
        }
        // The common cases, such as m and mb, without a copy of the text.
        boolean oneLetter = end - start == 1;
        if (oneLetter || (end - start == 2 && (text.charAt(start + 1) | ' ') == 'b')) {
            int shift = shiftOf(text.charAt(start));
            if (shift > 0 || (shift == 0 && oneLetter)) {
                return shift;
            }
        }
        String unit = text.substring(start, end);
        return switch (unit.toLowerCase(Locale.US)) {
            case "b", "bytes" -> 0;
            case "k", "kb", "kibibytes" -> 10;
            case "m", "mb", "mebibytes" -> 20;
            case "g", "gb", "gibibytes" -> 30;
            case "t", "tb", "tebibytes" -> 40;
            default ->
                throw unreadable(
                        text,
                        unit.charAt(0) == '.' || unit.charAt(0) == ','
                                ? "a size has no decimals"
                                : "\"" + unit + "\" is not a unit");
        };
    }

    /** Gives the shift of a unit's first letter; negative where it is of none, though it may lower-case into one. */
    private static int shiftOf(char letter) {
        return switch (letter | ' ') {
            case 'b' -> 0;
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            case 't' -> 40;
            default -> -1;
        };
    }

    private static IllegalArgumentException unreadable(String text, String why) {
        return new IllegalArgumentException("Cannot read \"" + text + "\" as a memory size: " + why + ". " + GRAMMAR);
    }

    private static IllegalArgumentException tooLarge(String text) {
        return new IllegalArgumentException("Cannot read \"" + text
                + "\" as a memory size: it exceeds the largest size, " + Long.MAX_VALUE + " bytes. Lower it.");
    }

    /**
     * Adds exactly.
     *
     * @param other what to add
     * @return the sum
     * @throws ArithmeticException if the sum exceeds 2<sup>63</sup>-1 bytes
     */
    public MemorySize plus(MemorySize other) {
        return ofBytes(Math.addExact(bytes, other.bytes));
    }

    /**
     * Subtracts exactly.
     *
     * @param other what to subtract
     * @return the difference
     * @throws ArithmeticException if {@code other} is larger than this
     */
    public MemorySize minus(MemorySize other) {
        if (other.bytes > bytes) {
            throw new ArithmeticException("Cannot take " + other + " out of " + this + ".");
        }
        return ofBytes(bytes - other.bytes);
    }

    /**
     * Multiplies by a factor as exact decimals and truncates to whole bytes.
     *
     * <p>The factor counts as the decimal that {@link Double#toString(double)} gives it. Source:
     * {@code org.apache.flink.configuration.MemorySize#multiply}.
     *
     * @param factor a finite factor, not negative
     * @return the product, rounded down
     * @throws IllegalArgumentException if the factor is negative or not finite
     * @throws ArithmeticException if the product exceeds 2<sup>63</sup>-1 bytes
     */
    public MemorySize timesTruncated(double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                    "A factor of a memory size must be finite and not negative: " + factor + ".");
        }
        DecimalFactor decimal = DecimalFactor.of(factor);
        long quick = decimal.timesTruncated(bytes);
        if (quick >= 0) {
            return ofBytes(quick);
        }
        BigDecimal product = BigDecimal.valueOf(bytes).multiply(decimal.exact());
        if (product.compareTo(MAX_BYTES) > 0) {
            throw new ArithmeticException(
                    this + " times " + factor + " exceeds the largest size, " + Long.MAX_VALUE + " bytes.");
        }
        return ofBytes(product.longValue());
    }

    /**
     * Rounds up to whole mebibytes, so that a capacity of the result holds this size.
     *
     * @return mebibytes, rounded up
     */
    public long mebibytesRoundedUp() {
        return (bytes >> MEBIBYTE_SHIFT) + ((bytes & (MEBIBYTE - 1)) == 0 ? 0 : 1);
    }

    /**
     * Tells whether this is a whole number of the unit.
     *
     * @param unit a unit above zero
     * @return whether nothing is left over
     * @throws IllegalArgumentException if the unit is zero
     */
    public boolean isWholeMultipleOf(MemorySize unit) {
        if (unit.bytes == 0) {
            throw new IllegalArgumentException("A unit of memory must be above 0 bytes.");
        }
        return bytes % unit.bytes == 0;
    }

    /**
     * Gives the larger of both.
     *
     * @param other another size
     * @return this or the other
     */
    public MemorySize max(MemorySize other) {
        return bytes >= other.bytes ? this : other;
    }

    /**
     * Gives the smaller of both.
     *
     * @param other another size
     * @return this or the other
     */
    public MemorySize min(MemorySize other) {
        return bytes <= other.bytes ? this : other;
    }

    /**
     * Gives the text that Flink reads back as exactly this size, for instance {@code 1073741824b}.
     *
     * @return digits and the unit b
     */
    public String toConfigurationText() {
        return isWholeMebibytes() ? WholeMebibytes.of(bytes).text() : bytes + "b";
    }

    /**
     * Gives the bytes as a JVM's argument takes them, for instance {@code 1073741824}.
     *
     * @return digits
     */
    public String toDigits() {
        return isWholeMebibytes() ? WholeMebibytes.of(bytes).digits() : Long.toString(bytes);
    }

    private boolean isWholeMebibytes() {
        return (bytes & (MEBIBYTE - 1)) == 0;
    }

    @Override
    public int compareTo(MemorySize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Gives the exact size for people, for instance {@code 1728 MiB (1811939328 bytes)}. */
    @Override
    public String toString() {
        if (bytes < LEAST_IN_MEBIBYTES) {
            return bytes + " bytes";
        }
        return toShortString() + " (" + bytes + " bytes)";
    }

    /**
     * Gives the size in MiB with at most two decimals, rounded half up, for instance {@code 1459.2 MiB}; below 0.01
     * MiB, in bytes.
     *
     * @return a text for people that need not be exact
     */
    public String toShortString() {
        if (bytes < LEAST_IN_MEBIBYTES) {
            return bytes + " bytes";
        }
        BigDecimal mebibytes = BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(MEBIBYTE), 2, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return mebibytes.toPlainString() + " MiB";
    }
}
