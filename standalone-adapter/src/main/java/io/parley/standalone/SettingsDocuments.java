package io.parley.standalone;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes settings as the files that Flink and its scripts read. Stateless. */
final class SettingsDocuments {

    private static final Pattern PLAIN_YAML = Pattern.compile("-?[0-9]+b?|true|[a-z]+([.-][a-zA-Z]+)+");

    private SettingsDocuments() {}

    /** Gives the text of each format by its name. */
    static Map<String, String> of(StandaloneSettings request) {
        Map<String, String> documents = new LinkedHashMap<>();
        if (request.settings().entrySet().stream()
                .allMatch(entry -> isLine(entry.getKey()) && isLine(entry.getValue()))) {
            documents.put(
                    "flink-conf.yaml",
                    request.settings().entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + entry.getValue())
                            .collect(Collectors.joining("\n")));
        }
        documents.put(
                "config.yaml",
                request.settings().entrySet().stream()
                        .map(entry -> yaml(entry.getKey()) + ": " + yaml(entry.getValue()))
                        .collect(Collectors.joining("\n")));
        documents.put("env", String.join("\n", request.scripts().shellLines()));
        return documents;
    }

    /** Tells whether the reader of lines gives a text back; names of external resources may be odd. */
    private static boolean isLine(String text) {
        return text.chars().noneMatch(c -> c == '#' || c == ':' || c == '\n' || c == '\r');
    }

    private static String yaml(String text) {
        if (PLAIN_YAML.matcher(text).matches()) {
            return text;
        }
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
