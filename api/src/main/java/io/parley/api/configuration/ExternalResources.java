package io.parley.api.configuration;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Flink's keys for what a TaskManager needs beside memory and CPU, a GPU for instance, by the names of an environment.
 * Stateless.
 *
 * <p>Source: Flink's {@code ExternalResourceOptions} and {@code ExternalResourceUtils}.
 */
public final class ExternalResources {

    private static final ConfigurationOption<List<String>> LISTED = ConfigurationOption.textList("external-resources");
    private static final String PREFIX = "external-resource.";
    private static final String AMOUNT = ".amount";
    private static final String NONE = "none";

    private ExternalResources() {}

    /**
     * Gives the keys that are read for an environment, with {@code <name>} for Flink's name of a resource.
     *
     * @param nameSuffix the end of the key that holds the environment's name of a resource, for instance
     *     {@code .yarn.config-key}
     * @return the keys
     */
    public static List<String> keys(String nameSuffix) {
        return List.of(LISTED.key(), PREFIX + "<name>" + AMOUNT, PREFIX + "<name>" + nameSuffix);
    }

    /**
     * Reads the resources that are switched on by {@code external-resources}; without that key, all that have an
     * amount. What has no name in the environment, or an amount of 0, is left out.
     *
     * @param configuration the configuration
     * @param nameSuffix the end of the key that holds the environment's name of a resource, for instance
     *     {@code .yarn.config-key}
     * @return the amount of each resource, at least 1, in the order of the environment's names
     * @throws IllegalArgumentException if an amount is none, or two resources have one name; the message names the key
     */
    public static Map<String, Long> read(FlinkConfiguration configuration, String nameSuffix) {
        Map<String, Long> amounts = new TreeMap<>();
        Map<String, String> flinkNames = new HashMap<>();
        for (String flinkName : names(configuration)) {
            String nameKey = PREFIX + flinkName + nameSuffix;
            String resource = configuration.value(nameKey).orElse("").strip();
            long amount = amount(configuration, PREFIX + flinkName + AMOUNT);
            if (resource.isEmpty() || amount == 0) {
                continue;
            }
            String other = flinkNames.putIfAbsent(resource, flinkName);
            if (other != null) {
                throw unusable(
                        configuration,
                        nameKey,
                        PREFIX + other + nameSuffix + " names " + resource
                                + " already. Give each a resource of its own.",
                        null);
            }
            amounts.put(resource, amount);
        }
        return Collections.unmodifiableMap(amounts);
    }

    private static Collection<String> names(FlinkConfiguration configuration) {
        Optional<List<String>> listed = configuration.find(LISTED);
        if (listed.isPresent()) {
            return listed.get().equals(List.of(NONE)) ? List.of() : new TreeSet<>(listed.get());
        }
        Collection<String> found = new TreeSet<>();
        for (String key : configuration.withPrefix(PREFIX).keySet()) {
            if (key.endsWith(AMOUNT) && key.length() > AMOUNT.length()) {
                found.add(key.substring(0, key.length() - AMOUNT.length()));
            }
        }
        return found;
    }

    private static long amount(FlinkConfiguration configuration, String key) {
        String text = configuration.value(key).orElse("0").strip();
        try {
            long amount = Long.parseLong(text);
            if (amount >= 0) {
                return amount;
            }
        } catch (NumberFormatException e) {
            throw noAmount(configuration, key, text, e);
        }
        throw noAmount(configuration, key, text, null);
    }

    private static IllegalArgumentException noAmount(
            FlinkConfiguration configuration, String key, String text, @Nullable Throwable cause) {
        return unusable(
                configuration,
                key,
                "\"" + text + "\" is no amount. Write whole digits, for instance 1, or remove it.",
                cause);
    }

    private static IllegalArgumentException unusable(
            FlinkConfiguration configuration, String key, String why, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "Cannot use " + key + " (" + configuration.origin(key) + "): " + why, cause);
    }
}
