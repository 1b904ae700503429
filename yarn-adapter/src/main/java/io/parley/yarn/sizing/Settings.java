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
record Settings(Map<String, String> entries) {

    private static final Pattern SEPARATOR = Pattern.compile("\\s*[,\n]\\s*");

    /** Gives the text as it was written, or null if the key is not set. */
    @Nullable
    String text(String key) {
        return entries.get(key);
    }

    /** Gives the text without blanks around it, or a default if the key is not set. */
    String trimmed(String key, String otherwise) {
        String text = entries.get(key);
        return text == null ? otherwise : text.trim();
    }

    /** Reads a number of 64 bits. */
    OptionalLong whole(String key) {
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

    /** Reads a list; empty if the key is not set. */
    List<String> list(String key) {
        String text = trimmed(key, "");
        return text.isEmpty() ? List.of() : List.of(SEPARATOR.split(text));
    }
}
