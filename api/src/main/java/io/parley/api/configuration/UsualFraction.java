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

    private static final int POINT = '.' - '0';

    /** Each is exact as a float. */
    private static final float[] POWERS_OF_TEN = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f};

    private UsualFraction() {}

    /** Gives the float, or -1 where the text is not of the usual form: digits, a point, digits. */
    static float parse(String text) {
        int digits = 0;
        int point = -1;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit >= 0 && digit <= 9) {
                digits = digits * 10 + digit;
                if (digits > LARGEST_EXACT) {
                    return -1;
                }
            } else if (digit == POINT && point < 0) {
                point = i;
            } else {
                return -1;
            }
        }
        int decimals = length - point - 1;
        if (point < 1 || decimals < 1 || decimals > MOST_DECIMALS) {
            return -1;
        }
        return digits / POWERS_OF_TEN[decimals];
    }
}
