package io.parley.api.configuration;

import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration file that a Flink version reads. Stateless.
 *
 * <p>Flink reads flink-conf.yaml up to 1.18 line by line, cuts off what follows a {@code #} and trims; from 1.19 on it
 * reads config.yaml as YAML, in which every scalar is written here as a quoted text.
 */
public final class FlinkConfigurationText {

    private FlinkConfigurationText() {}

    /**
     * Gives the name under which a version looks for its file.
     *
     * @param version the version
     * @return {@code flink-conf.yaml} or {@code config.yaml}
     */
    public static String fileName(FlinkVersion version) {
        return version.isAtLeast(1, 19) ? "config.yaml" : "flink-conf.yaml";
    }

    /**
     * Writes the entries in the order of their keys.
     *
     * @param version the version that will read them
     * @param entries the text of each key
     * @return the text of the file
     * @throws IllegalArgumentException if the version's file cannot hold an entry; the message names the key, never the
     *     value
     */
    public static String write(FlinkVersion version, Map<String, String> entries) {
        boolean yaml = version.isAtLeast(1, 19);
        StringBuilder text = new StringBuilder();
        new TreeMap<>(entries).forEach((key, value) -> {
            if (yaml) {
                text.append(quoted(key)).append(": ").append(quoted(value)).append('\n');
            } else {
                checkLine(key, value);
                text.append(key).append(": ").append(value).append('\n');
            }
        });
        return text.toString();
    }

    private static void checkLine(String key, String value) {
        boolean trimmed = !value.equals(value.trim());
        if (value.isEmpty()
                || trimmed
                || value.indexOf('#') >= 0
                || value.indexOf('\n') >= 0
                || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(
                    "Cannot write " + key + " into flink-conf.yaml: its value is empty, starts or ends"
                            + " with a blank, or holds a # or a line break, which that file cannot hold. Change the value.");
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char current = text.charAt(i);
            if (current == '"' || current == '\\') {
                quoted.append('\\').append(current);
            } else if (current < ' '
                    || (current >= 0x7f && current < 0xa0)
                    || current == 0x2028
                    || current == 0x2029
                    || current == 0xfeff) {
                quoted.append(String.format("\\u%04x", (int) current));
            } else {
                quoted.append(current);
            }
        }
        return quoted.append('"').toString();
    }
}
