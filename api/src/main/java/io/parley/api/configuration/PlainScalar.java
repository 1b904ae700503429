package io.parley.api.configuration;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A scalar without quotes in YAML's core schema: {@code 0x10} is the number 16 before it becomes text again. Source:
 * {@code org.snakeyaml.engine.v2.resolver.CoreScalarResolver} 2.6, which Flink uses.
 */
final class PlainScalar {

    /** Null, and a number that the pattern of numbers allows and the library then cannot read. */
    private static final Pattern UNREADABLE = Pattern.compile("null|~|Null|NULL|[+]\\.(?:inf|Inf|INF)");

    private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern DECIMAL_DIGITS = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern FLOATING =
            Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern INFINITE = Pattern.compile("-?\\.(?:inf|Inf|INF)");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.(?:nan|NaN|NAN)");

    private PlainScalar() {}

    /**
     * Gives the text that stands for what the scalar means.
     *
     * @throws IllegalArgumentException if no text stands for it, as for null
     */
    static String text(String plain) {
        if (UNREADABLE.matcher(plain).matches()) {
            throw new IllegalArgumentException("Expected a scalar that stands for a text.");
        }
        if (FLAG.matcher(plain).matches()) {
            return plain.toLowerCase(Locale.ROOT);
        }
        if (DECIMAL_DIGITS.matcher(plain).matches()) {
            return new BigInteger(plain).toString();
        }
        if (OCTAL.matcher(plain).matches()) {
            return new BigInteger(plain.substring(2), 8).toString();
        }
        if (HEXADECIMAL.matcher(plain).matches()) {
            return new BigInteger(plain.substring(2), 16).toString();
        }
        if (FLOATING.matcher(plain).matches()) {
            return DecimalText.of(Double.parseDouble(plain));
        }
        if (INFINITE.matcher(plain).matches()) {
            return plain.startsWith("-") ? "-.inf" : ".inf";
        }
        return NOT_A_NUMBER.matcher(plain).matches() ? ".nan" : plain;
    }
}
