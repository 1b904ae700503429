package io.parley.api.configuration;

/**
 * Fractions as people write them, such as {@code 0.1}, read without garbage. Stateless.
 *
 * <p>Exact: a number of at most 24 bits over a power of ten of at most 10 digits is a quotient of two floats, and
 * floating-point division rounds correctly.
 */
final class UsualFraction {

    private static final int LARGEST_EXACT = 1 << 24;
    private static final int MOST_DECIMALS = 10;

    private UsualFraction() {}

    /** Gives the float, or -1 where the text is not of the usual form: digits, a point, digits. */
    static float parse(String text) {
        int point = text.indexOf('.');
        int decimals = text.length() - point - 1;
        if (point < 1 || decimals < 1 || decimals > MOST_DECIMALS) {
            return -1;
        }
        int digits = 0;
        float powerOfTen = 1;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (i == point) {
                continue;
            }
            if (digit < 0 || digit > 9) {
                return -1;
            }
            digits = digits * 10 + digit;
            if (digits > LARGEST_EXACT) {
                return -1;
            }
            powerOfTen = i > point ? powerOfTen * 10 : powerOfTen;
        }
        return digits / powerOfTen;
    }
}
