package io.parley.core.editing;

import io.parley.core.configuration.ConfigurationFormat;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Writes keys and values so that a reader of YAML gives back the same text. Stateless. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]*[A-Za-z0-9._/+-])?");
    private static final Path NOWHERE = Path.of("text");

    private YamlText() {}

    /** Gives a line for an entry. */
    static String entry(String key, String value) {
        return key(key) + ": " + value(value);
    }

    private static String key(String key) {
        return PLAIN.matcher(key).matches() && isRead(key + ": x", key, "x") ? key : quoted(key);
    }

    private static String value(String value) {
        return PLAIN.matcher(value).matches() && isRead("k: " + value, "k", value) ? value : quoted(value);
    }

    /** Tells whether the reader gives the text back: 0x10 without quotes would become 16. */
    private static boolean isRead(String line, String key, String value) {
        try {
            return ConfigurationFormat.CONFIG_YAML
                    .parse(NOWHERE, line)
                    .configuration()
                    .value(key)
                    .filter(value::equals)
                    .isPresent();
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
