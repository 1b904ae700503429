package io.parley.core.configuration;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Entries given beside the files, such as {@code -D key=value} on a command line; they win over the files. Immutable.
 *
 * @param values the text of each key, in the order given
 */
public record ConfigurationOverrides(Map<String, String> values) {

    private static final Pattern SHOWABLE = Pattern.compile("[A-Za-z][A-Za-z0-9-]*(?:[._][A-Za-z0-9-]+)+");
    private static final String CURE = " Write -D key=value, for instance -D jobmanager.memory.process.size=1600m.";

    /** Copies the map and keeps its order. */
    public ConfigurationOverrides {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads overrides of the form {@code key=value}. The first {@code =} separates, the value is everything after it
     * and may be empty, the later of two for one key wins.
     *
     * @param overrides the texts, without the {@code -D}
     * @return the overrides
     * @throws IllegalArgumentException if a text has no {@code =} or no key; the message never holds a value
     */
    public static ConfigurationOverrides parse(List<String> overrides) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < overrides.size(); i++) {
            String override = overrides.get(i);
            int separator = override.indexOf('=');
            if (separator < 0) {
                throw new IllegalArgumentException(
                        "Cannot use " + name(override, i) + ": there is no = between a key and a value." + CURE);
            }
            String key = override.substring(0, separator).trim();
            if (key.isBlank()) {
                throw new IllegalArgumentException("Cannot use -D =...: there is no key before the =." + CURE);
            }
            values.put(key, override.substring(separator + 1));
        }
        return new ConfigurationOverrides(values);
    }

    private static String name(String text, int index) {
        // Only what is clearly a key is shown: a misplaced text may be a secret.
        return SHOWABLE.matcher(text).matches()
                ? "-D " + text
                : "-D number " + (index + 1) + ", whose text is not shown, for it may be a secret";
    }

    /**
     * Adds the overrides to a configuration.
     *
     * @param configuration the configuration
     * @return a configuration in which the overrides won, with {@link Origin#COMMAND_LINE} as their origin
     */
    public FlinkConfiguration applyTo(FlinkConfiguration configuration) {
        FlinkConfiguration.Builder builder = configuration.toBuilder();
        values.forEach((key, value) -> builder.set(key, value, Origin.COMMAND_LINE));
        return builder.build();
    }

    /** Gives the keys, no values. */
    @Override
    public String toString() {
        return "ConfigurationOverrides" + new TreeSet<>(values.keySet());
    }
}
