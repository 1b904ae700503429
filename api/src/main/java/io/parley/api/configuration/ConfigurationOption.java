package io.parley.api.configuration;

import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key of a configuration with its type, its default and the older keys that still stand for it.
 *
 * <p>Values are read in Flink's grammar. The first key that is set wins: the key itself, then the deprecated keys in
 * their order. Immutable.
 *
 * @param <T> the type of the value
 */
public final class ConfigurationOption<T> {

    private final String key;
    private final List<String> deprecatedKeys;
    private final @Nullable T defaultValue;
    private final Parser<T> parser;

    /** Reads a value; no object holds its three sides, as this is hot. */
    private interface Parser<T> {
        T parse(String text, @Nullable Double decimal, ListGrammar lists);
    }

    private ConfigurationOption(String key, List<String> deprecatedKeys, @Nullable T defaultValue, Parser<T> parser) {
        if (key.isBlank()) {
            throw new IllegalArgumentException("A configuration key cannot be blank.");
        }
        this.key = key;
        this.deprecatedKeys = List.copyOf(deprecatedKeys);
        this.defaultValue = defaultValue;
        this.parser = parser;
    }

    /**
     * Declares a memory size.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<MemorySize> memorySize(String key) {
        return new ConfigurationOption<>(
                key, List.of(), null, (text, decimal, lists) -> MemorySize.parse(parsed(text, decimal)));
    }

    /**
     * Declares a whole number of 32 bits.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Integer> integer(String key) {
        return new ConfigurationOption<>(
                key, List.of(), null, (text, decimal, lists) -> parseInteger(parsed(text, decimal)));
    }

    /**
     * Declares a whole number of 64 bits.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Long> longInteger(String key) {
        return new ConfigurationOption<>(
                key, List.of(), null, (text, decimal, lists) -> parseLong(parsed(text, decimal)));
    }

    /**
     * Declares a fraction, which Flink reads as a 32-bit float.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Float> fraction(String key) {
        return new ConfigurationOption<>(
                key, List.of(), null, (text, decimal, lists) -> decimal == null ? parseFloat(text) : narrow(decimal));
    }

    /**
     * Declares a decimal number, which Flink reads as a 64-bit double.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Double> decimal(String key) {
        return new ConfigurationOption<>(
                key, List.of(), null, (text, decimal, lists) -> decimal == null ? parseDouble(text) : decimal);
    }

    /**
     * Declares a switch, {@code true} or {@code false} in any case.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Boolean> flag(String key) {
        return new ConfigurationOption<>(
                key, List.of(), null, (text, decimal, lists) -> parseFlag(parsed(text, decimal)));
    }

    /**
     * Declares a text, taken as it is.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<String> text(String key) {
        return new ConfigurationOption<>(key, List.of(), null, (text, decimal, lists) -> text);
    }

    /**
     * Declares a list of texts, separated by semicolons; an item in single or double quotes may hold semicolons, and a
     * quote is doubled to stand for itself. A YAML list in brackets, {@code [a, 'b']}, is read too unless the
     * configuration has {@link ListGrammar#SEMICOLONS}; a YAML list of another form, which Flink reads where it stands
     * in an override and never writes, is taken for one item.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<List<String>> textList(String key) {
        return new ConfigurationOption<>(
                key, List.of(), null, (text, decimal, lists) -> QuotedList.parse(parsed(text, decimal), lists));
    }

    /**
     * Declares a time span: digits, optional spaces, and a unit such as {@code ms}, {@code s}, {@code min}, {@code h}
     * or {@code d}; no unit means milliseconds. ISO 8601, for instance {@code PT10S}, is read too.
     *
     * <p>The grammar is that of the newest Flink for every version. Older ones refuse some of it: the unit {@code m} up
     * to 1.14, ISO 8601 up to 2.0, and counts beyond 64 bits up to 1.20.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Duration> duration(String key) {
        return new ConfigurationOption<>(
                key, List.of(), null, (text, decimal, lists) -> DurationText.parse(parsed(text, decimal)));
    }

    /** Gives the text that Flink reads where an option asks neither for text nor for a fraction or decimal. */
    private static String parsed(String text, @Nullable Double decimal) {
        return decimal == null ? text : decimal.toString();
    }

    private static Integer parseInteger(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw noWholeNumber(text, e);
        }
    }

    private static Long parseLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw noWholeNumber(text, e);
        }
    }

    private static IllegalArgumentException noWholeNumber(String text, NumberFormatException cause) {
        return new IllegalArgumentException(
                "Cannot read \"" + text + "\" as a whole number. Write digits, for instance 4.", cause);
    }

    private static Float narrow(double decimal) {
        double size = Math.abs(decimal);
        // Not (float) first: what rounds to zero or to infinity is refused, and not-a-number fails every comparison.
        if (size == 0 || (size >= Float.MIN_VALUE && size <= Float.MAX_VALUE)) {
            return (float) decimal;
        }
        throw new IllegalArgumentException("Cannot read " + decimal
                + " as a fraction: Flink takes 0 and sizes from " + Float.MIN_VALUE + " to " + Float.MAX_VALUE
                + " here. Write another number, for instance 0.1.");
    }

    private static Float parseFloat(String text) {
        float usual = UsualFraction.parse(text);
        if (usual >= 0) {
            return usual;
        }
        try {
            return Float.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Cannot read \"" + text + "\" as a fraction. Write a decimal number, for instance 0.1.", e);
        }
    }

    private static Double parseDouble(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Cannot read \"" + text + "\" as a decimal number. Write one, for instance 0.5.", e);
        }
    }

    private static Boolean parseFlag(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "TRUE" -> true;
            case "FALSE" -> false;
            default ->
                throw new IllegalArgumentException("Cannot read \"" + text + "\" as a switch. Write true or false.");
        };
    }

    /**
     * Adds keys that older configurations use for the same thing.
     *
     * @param keys older keys, the one to prefer first
     * @return an option like this one with those keys
     */
    public ConfigurationOption<T> withDeprecatedKeys(String... keys) {
        return new ConfigurationOption<>(key, List.of(keys), defaultValue, parser);
    }

    /**
     * Sets what counts when no key is set.
     *
     * @param value the default
     * @return an option like this one with that default
     */
    public ConfigurationOption<T> withDefault(T value) {
        return new ConfigurationOption<>(key, deprecatedKeys, value, parser);
    }

    /**
     * Gives the key.
     *
     * @return the current key
     */
    public String key() {
        return key;
    }

    /**
     * Gives the older keys.
     *
     * @return older keys, the preferred one first
     */
    public List<String> deprecatedKeys() {
        return deprecatedKeys;
    }

    /**
     * Gives the default.
     *
     * @return the default, if there is one
     */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /**
     * Reads a text in the grammar of this option, a list in that of {@link ListGrammar#YAML}. What a configuration
     * holds is better read by {@link FlinkConfiguration#readOrNull(String, ConfigurationOption)}, which knows more than
     * the text.
     *
     * @param text the text
     * @return the value
     * @throws IllegalArgumentException if the text is not of the grammar; the message says why and what would be
     */
    public T parse(String text) {
        return parse(text, null, ListGrammar.YAML);
    }

    /** Reads a value as Flink holds it: its text, its number where it is one of 64 bits, and how lists are read. */
    T parse(String text, @Nullable Double decimal, ListGrammar lists) {
        return parser.parse(text, decimal, lists);
    }

    /** Gives the key. */
    @Override
    public String toString() {
        return key;
    }
}
