package io.parley.core.editing;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.core.configuration.ConfigurationFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes keys and values so that a reader of YAML gives back the same text. Stateless. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]*[A-Za-z0-9._/+-])?");
    private static final Path NOWHERE = Path.of("text");

    private YamlText() {}

    /** Gives YAML for a key. */
    static String key(String key) {
        return PLAIN.matcher(key).matches() && isRead(key + ": x", key, "x") ? key : quoted(key);
    }

    /** Gives YAML for a text; one that would become a number without quotes gets them. */
    static String value(String value) {
        return PLAIN.matcher(value).matches() && isRead("k: " + value, "k", value) ? value : quoted(value);
    }

    /** Tells whether the reader gives the text back: 0x10 without quotes would become 16, and 0.5 a number. */
    private static boolean isRead(String line, String key, String value) {
        try {
            return ConfigurationFormat.CONFIG_YAML
                    .parse(NOWHERE, line)
                    .configuration()
                    .equals(FlinkConfiguration.of(Map.of(key, value)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c >= ' ' && c < 0x7F) {
                quoted.append((char) c);
            } else {
                quoted.append(String.format("\\u%04X", c));
            }
        });
        return quoted.append('"').toString();
    }
}
