package io.parley.api.configuration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Flink configuration: an immutable map from key to text, with the origin of each entry and the environment variables
 * that Flink would read beside it.
 *
 * <p>Values are kept as they were written and read only when asked for, as Flink does. Two things count beside the
 * text: whether Flink holds a number for a key, and how lists are read. {@link #toString()} masks the values of keys
 * that hold secrets. Immutable and thread-safe.
 */
public final class FlinkConfiguration {

    private final ConfigurationEntries values;
    private final Map<String, Origin> origins;
    private final Map<String, Double> decimals;
    private final Map<String, String> environmentVariables;
    private final ListGrammar listGrammar;

    /** The origin of every entry that has none of its own. */
    private final Origin origin;

    private FlinkConfiguration(Builder builder) {
        this.values = ConfigurationEntries.copyOf(builder.values, builder.origin);
        this.origins = Map.copyOf(builder.origins);
        this.decimals = Map.copyOf(builder.decimals);
        this.environmentVariables = Map.copyOf(builder.environmentVariables);
        this.listGrammar = builder.listGrammar;
        this.origin = builder.origin;
    }

    private FlinkConfiguration(Map<String, String> values, Origin origin) {
        this.values = ConfigurationEntries.copyOf(values, origin);
        this.origins = Map.of();
        this.decimals = Map.of();
        this.environmentVariables = Map.of();
        this.listGrammar = ListGrammar.YAML;
        this.origin = origin;
    }

    /** Makes a configuration of what an empty one has beside entries, and of entries. */
    private FlinkConfiguration(FlinkConfiguration empty, Map<String, String> values, Origin origin) {
        this.values = ConfigurationEntries.copyOf(values, origin);
        this.origins = Map.of();
        this.decimals = Map.of();
        this.environmentVariables = empty.environmentVariables;
        this.listGrammar = empty.listGrammar;
        this.origin = origin;
    }

    /** Gives the key; throws IllegalArgumentException where it is blank. */
    static String checked(String key, Origin origin) {
        if (key.isBlank()) {
            throw new IllegalArgumentException("A configuration key cannot be blank (" + origin + ").");
        }
        return key;
    }

    /**
     * Gives a configuration of these entries, without environment variables.
     *
     * @param values the text of each key, no key blank
     * @return the configuration
     * @throws IllegalArgumentException if a key is blank
     */
    public static FlinkConfiguration of(Map<String, String> values) {
        return of(values, Origin.PROGRAM);
    }

    /**
     * Gives a configuration of these entries, all written in one place, without environment variables.
     *
     * @param values the text of each key, no key blank
     * @param origin where they were written
     * @return the configuration
     * @throws IllegalArgumentException if a key is blank
     */
    public static FlinkConfiguration of(Map<String, String> values, Origin origin) {
        return new FlinkConfiguration(values, Objects.requireNonNull(origin, "origin"));
    }

    /**
     * Lays entries over this configuration.
     *
     * @param entries the text of each key, no key blank; they win
     * @param source where they were written
     * @return a configuration of both, with this one's environment variables and grammar of lists
     * @throws IllegalArgumentException if a key is blank
     */
    public FlinkConfiguration overlaidWith(Map<String, String> entries, Origin source) {
        if (values.isEmpty()) {
            return new FlinkConfiguration(this, entries, Objects.requireNonNull(source, "source"));
        }
        Builder builder = toBuilder();
        entries.forEach((key, value) -> builder.set(key, value, source));
        return builder.build();
    }

    /**
     * Starts an empty configuration.
     *
     * @return a builder, not thread-safe
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from this configuration.
     *
     * @return a builder that holds the entries and variables of this configuration, not thread-safe
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        builder.origins.putAll(origins);
        builder.decimals.putAll(decimals);
        builder.environmentVariables.putAll(environmentVariables);
        builder.listGrammar = listGrammar;
        builder.origin = origin;
        return builder;
    }

    /**
     * Tells whether values of this key must not be shown: what Flink itself hides, in any of its versions.
     *
     * @param key the key
     * @return whether the key may hold a secret
     */
    public static boolean isSensitive(String key) {
        return SensitiveKeys.include(key);
    }

    /**
     * Gives the text of a key, for hot code that does not want an {@link Optional}.
     *
     * @param key the key
     * @return the text as written, or null if the key is not set
     */
    public @Nullable String valueOrNull(String key) {
        return values.text(Objects.requireNonNull(key, "key"));
    }

    /**
     * Gives the text of a key.
     *
     * @param key the key
     * @return the text as written, if the key is set
     */
    public Optional<String> value(String key) {
        return Optional.ofNullable(valueOrNull(key));
    }

    /**
     * Tells whether a key is set.
     *
     * @param key the key
     * @return whether it is set, to whatever text
     */
    public boolean contains(String key) {
        return valueOrNull(key) != null;
    }

    /**
     * Tells whether Flink holds a decimal number for a key, as it does for one without quotes in {@code config.yaml}.
     *
     * @param key the key
     * @return whether it is set to a number
     */
    public boolean isDecimal(String key) {
        return decimals.containsKey(key);
    }

    /**
     * Tells where the entry of a key was written.
     *
     * @param key the key
     * @return the origin; where none was given, that of the whole configuration, {@link Origin#PROGRAM} by default
     */
    public Origin origin(String key) {
        return origins.getOrDefault(key, origin);
    }

    /**
     * Gives the keys that are set.
     *
     * @return the keys, in no order
     */
    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /**
     * Gives the entries as a map.
     *
     * @return the text of each key, secrets included
     */
    public Map<String, String> toMap() {
        return Collections.unmodifiableMap(values);
    }

    /**
     * Gives the entries whose key starts with a prefix.
     *
     * @param prefix the prefix
     * @return the text of each key, the key without the prefix, in the order of the keys
     */
    public Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix) && key.length() > prefix.length()) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return Collections.unmodifiableMap(found);
    }

    /**
     * Gives the key under which an option is set: its key, else the first of its deprecated keys that is set.
     *
     * @param option the option
     * @return the key that counts, if any is set
     */
    public Optional<String> keyOf(ConfigurationOption<?> option) {
        return Optional.ofNullable(keyOrNull(option));
    }

    private @Nullable String keyOrNull(ConfigurationOption<?> option) {
        if (values.text(option.key()) != null) {
            return option.key();
        }
        for (String deprecated : option.deprecatedKeys()) {
            if (values.text(deprecated) != null) {
                return deprecated;
            }
        }
        return null;
    }

    /**
     * Reads an option, its default where it is not set.
     *
     * @param <T> the type of the value
     * @param option the option
     * @return the value, if it is set or has a default
     * @throws IllegalArgumentException if the text is not of the option's grammar; the message names the key
     */
    public <T> Optional<T> find(ConfigurationOption<T> option) {
        String key = keyOrNull(option);
        if (key == null) {
            return option.defaultValue();
        }
        String text = values.text(key);
        if (text == null) {
            return option.defaultValue();
        }
        try {
            return Optional.of(read(key, text, option));
        } catch (IllegalArgumentException e) {
            if (isSensitive(key)) {
                throw new IllegalArgumentException("Cannot use " + key + " (" + origin(key)
                        + "): its value, not shown here, is not of the expected form.");
            }
            throw new IllegalArgumentException("Cannot use " + key + " (" + origin(key) + "). " + e.getMessage(), e);
        }
    }

    /**
     * Reads what is set for a key as an option would, whatever the keys of the option are. Beside the text it counts
     * whether Flink holds a number, and the grammar of lists.
     *
     * @param <T> the type of the value
     * @param key the key
     * @param option the option whose grammar counts
     * @return the value, or null if the key is not set; the default of the option does not count
     * @throws IllegalArgumentException if the value is not of the option's grammar; the message does not name the key
     *     and quotes the value unless it may be a secret
     */
    public <T> @Nullable T readOrNull(String key, ConfigurationOption<T> option) {
        String text = values.text(key);
        return text == null ? null : read(key, text, option);
    }

    private <T> T read(String key, String text, ConfigurationOption<T> option) {
        try {
            return option.parse(text, decimals.get(key), listGrammar);
        } catch (IllegalArgumentException e) {
            if (isSensitive(key)) {
                // The parser's message quotes the value, so neither it nor the exception may travel on.
                throw new IllegalArgumentException(
                        "Its value, not shown here, is not of the expected form. Correct it.");
            }
            throw e;
        }
    }

    /**
     * Reads an option that has a default.
     *
     * @param <T> the type of the value
     * @param option an option with a default
     * @return the value
     * @throws IllegalArgumentException if the text is not of the option's grammar, or the option is neither set nor has
     *     a default; the message names the key
     */
    public <T> T get(ConfigurationOption<T> option) {
        return find(option)
                .orElseThrow(
                        () -> new IllegalArgumentException(option.key() + " is not set and has no default. Set it."));
    }

    /**
     * Tells how lists are read.
     *
     * @return the grammar; {@link ListGrammar#YAML} where none was given
     */
    public ListGrammar listGrammar() {
        return listGrammar;
    }

    /**
     * Gives the value of an environment variable that was handed over as data; the process's own are never read.
     *
     * @param name the name
     * @return the value, if there is one
     */
    public Optional<String> environmentVariable(String name) {
        return Optional.ofNullable(environmentVariables.get(name));
    }

    /**
     * Gives the environment variables.
     *
     * @return the value of each name
     */
    public Map<String, String> environmentVariables() {
        return environmentVariables;
    }

    /** Tells whether both hold the same and read it alike; where an entry was written does not count. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlinkConfiguration that
                && values.equals(that.values)
                && decimals.equals(that.decimals)
                && listGrammar == that.listGrammar
                && environmentVariables.equals(that.environmentVariables);
    }

    @Override
    public int hashCode() {
        return 31 * values.hashCode() + environmentVariables.hashCode();
    }

    /** Gives the entries in the order of their keys, secrets masked; environment variables are left out. */
    @Override
    public String toString() {
        List<String> entries = new ArrayList<>();
        new TreeMap<>(values).forEach((key, value) -> entries.add(key + "=" + MaskedValue.of(key, value)));
        return "FlinkConfiguration{" + String.join(", ", entries) + "}";
    }

    /** Collects entries; the last one set for a key wins. Not thread-safe. */
    public static final class Builder {

        private final Map<String, String> values = new LinkedHashMap<>();
        private final Map<String, Origin> origins = new LinkedHashMap<>();
        private final Map<String, Double> decimals = new LinkedHashMap<>();
        private final Map<String, String> environmentVariables = new LinkedHashMap<>();
        private ListGrammar listGrammar = ListGrammar.YAML;
        private Origin origin = Origin.PROGRAM;

        private Builder() {}

        /**
         * Sets a key.
         *
         * @param key the key, not blank
         * @param value the text
         * @return this builder
         * @throws IllegalArgumentException if the key is blank
         */
        public Builder set(String key, String value) {
            return set(key, value, Origin.PROGRAM);
        }

        /**
         * Sets a key and tells where it was written.
         *
         * @param key the key, not blank
         * @param value the text
         * @param origin where it was written
         * @return this builder
         * @throws IllegalArgumentException if the key is blank
         */
        public Builder set(String key, String value, Origin origin) {
            values.put(checked(key, origin), Objects.requireNonNull(value, key));
            origins.put(key, Objects.requireNonNull(origin, key));
            decimals.remove(key);
            return this;
        }

        /**
         * Sets a key to a number, as Flink does for a decimal number without quotes in {@code config.yaml}: an option
         * that reads it as a fraction refuses what a fraction cannot hold, where it would round a text.
         *
         * @param key the key, not blank
         * @param value the number; its text is YAML's
         * @param origin where it was written
         * @return this builder
         * @throws IllegalArgumentException if the key is blank
         */
        public Builder set(String key, double value, Origin origin) {
            set(key, DecimalText.of(value), origin);
            decimals.put(key, value);
            return this;
        }

        /**
         * Sets how lists are read.
         *
         * @param grammar the grammar
         * @return this builder
         */
        public Builder listGrammar(ListGrammar grammar) {
            listGrammar = Objects.requireNonNull(grammar, "grammar");
            return this;
        }

        /**
         * Takes a key out.
         *
         * @param key the key
         * @return this builder
         */
        public Builder remove(String key) {
            values.remove(key);
            origins.remove(key);
            decimals.remove(key);
            return this;
        }

        /**
         * Adds environment variables as data.
         *
         * @param variables the value of each name
         * @return this builder
         */
        public Builder environmentVariables(Map<String, String> variables) {
            environmentVariables.putAll(variables);
            return this;
        }

        /**
         * Takes an environment variable out.
         *
         * @param name its name
         * @return this builder
         */
        public Builder removeEnvironmentVariable(String name) {
            environmentVariables.remove(name);
            return this;
        }

        /**
         * Gives the configuration.
         *
         * @return an immutable configuration
         */
        public FlinkConfiguration build() {
            return new FlinkConfiguration(this);
        }
    }
}
