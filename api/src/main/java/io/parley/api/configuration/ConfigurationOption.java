package io.parley.api.configuration;

import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
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
    private final Function<String, T> parser;

    private ConfigurationOption(
            String key, List<String> deprecatedKeys, @Nullable T defaultValue, Function<String, T> parser) {
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
        return new ConfigurationOption<>(key, List.of(), null, MemorySize::parse);
    }

    /**
     * Declares a whole number of 32 bits.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Integer> integer(String key) {
        return new ConfigurationOption<>(key, List.of(), null, ConfigurationOption::parseInteger);
    }

    /**
     * Declares a whole number of 64 bits.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Long> longInteger(String key) {
        return new ConfigurationOption<>(key, List.of(), null, ConfigurationOption::parseLong);
    }

    /**
     * Declares a fraction, which Flink reads as a 32-bit float.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Float> fraction(String key) {
        return new ConfigurationOption<>(key, List.of(), null, ConfigurationOption::parseFloat);
    }

    /**
     * Declares a decimal number, which Flink reads as a 64-bit double.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Double> decimal(String key) {
        return new ConfigurationOption<>(key, List.of(), null, ConfigurationOption::parseDouble);
    }

    /**
     * Declares a switch, {@code true} or {@code false} in any case.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Boolean> flag(String key) {
        return new ConfigurationOption<>(key, List.of(), null, ConfigurationOption::parseFlag);
    }

    /**
     * Declares a text, taken as it is.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<String> text(String key) {
        return new ConfigurationOption<>(key, List.of(), null, Function.identity());
    }

    /**
     * Declares a list of texts, separated by semicolons; an item in single or double quotes may hold semicolons, and a
     * quote is doubled to stand for itself. A YAML list in brackets, {@code [a, 'b']}, is read too.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<List<String>> textList(String key) {
        return new ConfigurationOption<>(key, List.of(), null, QuotedList::parse);
    }

    /**
     * Declares a time span: digits, optional spaces, and a unit such as {@code ms}, {@code s}, {@code min}, {@code h}
     * or {@code d}; no unit means milliseconds. ISO 8601, for instance {@code PT10S}, is read too.
     *
     * @param key the key
     * @return an option without default
     */
    public static ConfigurationOption<Duration> duration(String key) {
        return new ConfigurationOption<>(key, List.of(), null, DurationText::parse);
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

    private static Float parseFloat(String text) {
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
     * Reads a text in the grammar of this option.
     *
     * @param text the text
     * @return the value
     * @throws IllegalArgumentException if the text is not of the grammar; the message says why and what would be
     */
    public T parse(String text) {
        return parser.apply(text);
    }

    /** Gives the key. */
    @Override
    public String toString() {
        return key;
    }
}
