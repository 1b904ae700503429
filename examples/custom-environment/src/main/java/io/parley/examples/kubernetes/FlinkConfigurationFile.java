package io.parley.examples.kubernetes;

import io.parley.api.configuration.FlinkVersion;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration file that a Flink version reads. Stateless.
 *
 * <p>Up to 1.18 it is flink-conf.yaml, read line by line: what follows a {@code #} is cut off. From 1.19 on it is
 * config.yaml, in which every text stands in quotes here.
 */
final class FlinkConfigurationFile {

    private FlinkConfigurationFile() {}

    static String name(FlinkVersion version) {
        return version.isAtLeast(1, 19) ? "config.yaml" : "flink-conf.yaml";
    }

    /**
     * Writes entries in the order of their keys.
     *
     * @throws IllegalArgumentException if the file of the version cannot hold a value; the message names the key, never
     *     the value
     */
    static String text(FlinkVersion version, Map<String, String> entries) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(entries)
                .forEach((key, value) -> text.append(
                                version.isAtLeast(1, 19) ? quoted(key) + ": " + quoted(value) : line(key, value))
                        .append('\n'));
        return text.toString();
    }

    private static String line(String key, String value) {
        if (value.isEmpty() || !value.equals(value.trim()) || value.matches("(?s).*[#\n\r].*")) {
            throw new IllegalArgumentException("Cannot write " + key + " into flink-conf.yaml: its value is empty,"
                    + " starts or ends with a blank, or holds a # or a line break, which that file cannot hold."
                    + " Change the value.");
        }
        return key + ": " + value;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(current -> {
            if (current == '"' || current == '\\') {
                quoted.append('\\').append((char) current);
            } else if (current >= ' ' && current < 0x7f) {
                quoted.append((char) current);
            } else {
                quoted.append(String.format("\\u%04x", current));
            }
        });
        return quoted.append('"').toString();
    }
}
