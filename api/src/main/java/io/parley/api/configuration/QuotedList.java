package io.parley.api.configuration;

import java.util.ArrayList;
import java.util.List;

/**
 * Flink's grammar of a list: items between semicolons, optionally quoted, a quote doubled to stand for itself.
 *
 * <p>White space before an item is skipped, characters up to the space (U+0020) behind an unquoted one too; a separator
 * at the start separates nothing. Where the grammar is {@link ListGrammar#YAML}, a YAML list in brackets is read as
 * one, since that is the text that Flink keeps of a list in {@code config.yaml}. Source:
 * {@code org.apache.flink.configuration.StructuredOptionsSplitter}, the same from 1.11.6 to 2.3.0.
 */
final class QuotedList {

    private static final char SEPARATOR = ';';

    private QuotedList() {}

    static List<String> parse(String text, ListGrammar grammar) {
        return switch (grammar) {
            case YAML -> FlowSequence.parse(text).orElseGet(() -> split(text));
            case SEMICOLONS -> split(text);
        };
    }

    private static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        int position = skipWhitespace(text, 0);
        if (position < text.length() && text.charAt(position) == SEPARATOR) {
            position++;
        }
        while (position < text.length()) {
            char first = text.charAt(position);
            if (Character.isWhitespace(first)) {
                position++;
            } else if (first == '\'' || first == '"') {
                position = readQuoted(text, position, first, items);
            } else {
                int end = text.indexOf(SEPARATOR, position);
                end = end < 0 ? text.length() : end;
                items.add(text.substring(position, end).trim());
                position = end + 1;
            }
        }
        return List.copyOf(items);
    }

    private static int readQuoted(String text, int start, char quote, List<String> items) {
        StringBuilder item = new StringBuilder();
        int position = start + 1;
        while (position < text.length()) {
            char current = text.charAt(position);
            if (current != quote) {
                item.append(current);
                position++;
            } else if (position + 1 < text.length() && text.charAt(position + 1) == quote) {
                item.append(quote);
                position += 2;
            } else {
                items.add(item.toString());
                return skipSeparator(text, position + 1);
            }
        }
        throw new IllegalArgumentException("Cannot read \"" + text + "\" as a list: the quote at position "
                + (start + 1) + " is not closed. Close it, or double a quote that belongs to an item.");
    }

    private static int skipWhitespace(String text, int start) {
        int position = start;
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position;
    }

    private static int skipSeparator(String text, int start) {
        int position = skipWhitespace(text, start);
        if (position < text.length() && text.charAt(position) != SEPARATOR) {
            throw new IllegalArgumentException(
                    "Cannot read \"" + text + "\" as a list: expected a semicolon at position " + (position + 1)
                            + ". Separate the items by semicolons.");
        }
        return position + 1;
    }
}
