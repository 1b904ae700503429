package io.parley.examples.kubernetes;

import io.parley.api.configuration.FlinkConfiguration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads an option of pairs as Flink does: {@code a:1,b:2}, an item in quotes where it holds a separator, or each pair
 * under a key of its own. Stateless. Source: Flink's {@code StructuredOptionsSplitter}.
 */
final class PairList {

    private PairList() {}

    /**
     * Reads the pairs of a key.
     *
     * @throws IllegalArgumentException if the text holds something else than pairs; the message names the key
     */
    static Map<String, String> read(String key, FlinkConfiguration configuration) {
        String text = configuration.valueOrNull(key);
        if (text == null) {
            return configuration.withPrefix(key + ".");
        }
        Map<String, String> pairs = new TreeMap<>();
        for (String item : split(key, configuration, text, ',')) {
            List<String> pair = split(key, configuration, item, ':');
            if (pair.size() != 2 || pair.get(0).isEmpty()) {
                throw unusable(key, configuration, "\"" + item + "\" is no pair");
            }
            pairs.put(pair.get(0), pair.get(1));
        }
        return Collections.unmodifiableMap(pairs);
    }

    private static List<String> split(String key, FlinkConfiguration configuration, String text, char separator) {
        List<String> items = new ArrayList<>();
        int position = 0;
        while (position < text.length()) {
            char first = text.charAt(position);
            if (Character.isWhitespace(first)) {
                position++;
            } else if (first == '\'' || first == '"') {
                StringBuilder item = new StringBuilder();
                position = quoted(text, position, item);
                if (position < 0) {
                    throw unusable(key, configuration, "a quote (" + first + ") is not closed");
                }
                while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
                    position++;
                }
                if (position < text.length() && text.charAt(position) != separator) {
                    throw unusable(key, configuration, "something stands behind the quoted \"" + item + "\"");
                }
                items.add(item.toString());
                position++;
            } else {
                int end = text.indexOf(separator, position);
                end = end < 0 ? text.length() : end;
                String item = text.substring(position, end).strip();
                if (!item.isEmpty()) {
                    items.add(item);
                }
                position = end + 1;
            }
        }
        return items;
    }

    /** Reads from an opening quote on; gives where to go on, or -1 where the quote is not closed. */
    private static int quoted(String text, int start, StringBuilder item) {
        char quote = text.charAt(start);
        for (int i = start + 1; i < text.length(); i++) {
            char current = text.charAt(i);
            if (current != quote) {
                item.append(current);
            } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                item.append(current);
                i++;
            } else {
                return i + 1;
            }
        }
        return -1;
    }

    private static IllegalArgumentException unusable(String key, FlinkConfiguration configuration, String why) {
        return new IllegalArgumentException("Cannot use " + key + " (" + configuration.origin(key) + "): " + why
                + ". Write pairs as name:value,other:value, and quote an item that holds a comma or a colon.");
    }
}
