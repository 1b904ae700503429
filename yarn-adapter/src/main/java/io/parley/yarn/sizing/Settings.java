package io.parley.yarn.sizing;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A map from key to text, read as {@code org.apache.hadoop.conf.Configuration} reads it: numbers are trimmed and may be
 * hexadecimal, lists are separated by commas or line feeds. Immutable.
 *
 * @param entries the text of each key, variables already replaced
 */
public record Settings(Map<String, String> entries) {

    private static final Pattern SEPARATOR = Pattern.compile("\\s*[,\n]\\s*");

    /**
     * Gives the text as it was written.
     *
     * @param key the key
     * @return the text, or null if the key is not set
     */
    public @Nullable String text(String key) {
        return entries.get(key);
    }

    /**
     * Gives the text without blanks around it.
     *
     * @param key the key
     * @param otherwise what to give if the key is not set
     * @return the text
     */
    public String trimmed(String key, String otherwise) {
        String text = entries.get(key);
        return text == null ? otherwise : text.trim();
    }

    /**
     * Reads a number of 64 bits.
     *
     * @param key the key
     * @return the number; empty if the key is not set
     * @throws MalformedSettingException if the text is none
     */
    public OptionalLong whole(String key) {
        String text = entries.get(key);
        return text == null ? OptionalLong.empty() : OptionalLong.of(number(key, text, Settings::parseLong));
    }

    /** Reads a number of 32 bits. */
    OptionalInt whole32(String key) {
        String text = entries.get(key);
        return text == null
                ? OptionalInt.empty()
                : OptionalInt.of((int) number(key, text, digits -> Math.toIntExact(parseLong(digits))));
    }

    /**
     * Reads a number that need not be whole.
     *
     * @param key the key
     * @param otherwise what to give if the key is not set
     * @return the number
     * @throws MalformedSettingException if the text is none
     */
    public double decimal(String key, double otherwise) {
        String text = entries.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            return Float.parseFloat(text.trim());
        } catch (NumberFormatException e) {
            throw new MalformedSettingException(key, "\"" + text + "\" is not a number. Write for instance 0.1.", e);
        }
    }

    private static long number(String key, String text, ToLongFunction<String> parser) {
        try {
            return parser.applyAsLong(text.trim());
        } catch (NumberFormatException | ArithmeticException e) {
            throw new MalformedSettingException(
                    key, "\"" + text + "\" is not a whole number in range. Write digits, for instance 1024.", e);
        }
    }

    private static long parseLong(String text) {
        String sign = text.startsWith("-") ? "-" : "";
        String digits = text.substring(sign.length());
        return digits.startsWith("0x") || digits.startsWith("0X")
                ? Long.parseLong(sign + digits.substring(2), 16)
                : Long.parseLong(text);
    }

    /**
     * Reads a list.
     *
     * @param key the key
     * @return the list; empty if the key is not set
     */
    public List<String> list(String key) {
        String text = trimmed(key, "");
        return text.isEmpty() ? List.of() : List.of(SEPARATOR.split(text));
    }
}
