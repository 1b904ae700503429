package io.parley.api.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list in YAML's flow style, such as {@code [a, 'b, c', "d"]}: the text that Flink keeps of a list in
 * {@code config.yaml}. An item that is itself a list or a mapping is taken as it is written, which is what Flink makes
 * of it where Flink has written it. Not thread-safe.
 */
final class FlowSequence {

    /** Other white space of Unicode belongs to an item. */
    private static final String SPACES = " \t\r\n";

    private static final String SIMPLE_ESCAPES = "0abtnvfre \"/\\";
    private static final String SIMPLE_ESCAPED = "\0\u0007\b\t\n\u000B\f\r\u001B \"/\\";

    private final String text;
    private int position = 1;

    private FlowSequence(String text) {
        this.text = text;
    }

    /** Reads a text in brackets; empty if it is none, or not of this grammar. */
    static Optional<List<String>> parse(String text) {
        String trimmed = trim(text);
        if (trimmed.length() < 2 || trimmed.charAt(0) != '[' || trimmed.charAt(trimmed.length() - 1) != ']') {
            return Optional.empty();
        }
        try {
            return Optional.of(new FlowSequence(trimmed).items());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Flink, too, takes what is no YAML list for a list between semicolons.
            return Optional.empty();
        }
    }

    private List<String> items() {
        List<String> items = new ArrayList<>();
        skipSpaces();
        while (text.charAt(position) != ']') {
            items.add(item());
            skipSpaces();
            char end = text.charAt(position);
            if (end == ',') {
                position++;
                skipSpaces();
            } else if (end != ']') {
                throw new IllegalArgumentException("Expected a comma or the closing bracket.");
            }
        }
        if (position != text.length() - 1) {
            throw new IllegalArgumentException("Expected nothing after the closing bracket.");
        }
        return List.copyOf(items);
    }

    private String item() {
        return switch (text.charAt(position)) {
            case '\'' -> singleQuoted();
            case '"' -> doubleQuoted();
            case '[', '{' -> nested();
            case ',', ']', '}', '&', '*', '!', '|', '>', '%', '@', '`', '#' ->
                throw new IllegalArgumentException("Expected a scalar.");
            default -> plain();
        };
    }

    private String nested() {
        int start = position;
        int depth = 0;
        char before = ' ';
        do {
            char current = text.charAt(position);
            if (current == '\'' && "[{,:".indexOf(before) >= 0) {
                singleQuoted();
            } else if (current == '"' && "[{,:".indexOf(before) >= 0) {
                doubleQuoted();
            } else {
                position++;
                if (current == '[' || current == '{') {
                    depth++;
                } else if (current == ']' || current == '}') {
                    depth--;
                }
            }
            before = current == ' ' ? before : current;
        } while (depth > 0);
        return text.substring(start, position);
    }

    private String plain() {
        int start = position;
        while (",[]{}".indexOf(text.charAt(position)) < 0) {
            boolean isMapping = text.charAt(position) == ':' && text.charAt(position + 1) <= ' ';
            boolean isComment = text.charAt(position) <= ' ' && text.charAt(position + 1) == '#';
            if (isMapping || isComment) {
                throw new IllegalArgumentException("Expected a scalar.");
            }
            position++;
        }
        return PlainScalar.text(trim(text.substring(start, position)));
    }

    private String singleQuoted() {
        StringBuilder item = new StringBuilder();
        position++;
        while (true) {
            char current = text.charAt(position++);
            if (current != '\'') {
                item.append(current);
            } else if (text.charAt(position) == '\'') {
                item.append(current);
                position++;
            } else {
                return item.toString();
            }
        }
    }

    private String doubleQuoted() {
        StringBuilder item = new StringBuilder();
        position++;
        while (true) {
            char current = text.charAt(position++);
            if (current == '"') {
                return item.toString();
            }
            if (current == '\\') {
                item.appendCodePoint(escaped());
            } else {
                item.append(current);
            }
        }
    }

    private int escaped() {
        char escape = text.charAt(position++);
        int digits = switch (escape) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
        if (digits > 0) {
            position += digits;
            return Integer.parseInt(text, position - digits, position, 16);
        }
        int simple = SIMPLE_ESCAPES.indexOf(escape);
        if (simple >= 0) {
            return SIMPLE_ESCAPED.charAt(simple);
        }
        return switch (escape) {
            case 'N' -> 0x85;
            case '_' -> 0xA0;
            case 'L' -> 0x2028;
            case 'P' -> 0x2029;
            default -> throw new IllegalArgumentException("Expected an escape sequence of YAML.");
        };
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && SPACES.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (start < end && SPACES.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private void skipSpaces() {
        while (SPACES.indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }
}
