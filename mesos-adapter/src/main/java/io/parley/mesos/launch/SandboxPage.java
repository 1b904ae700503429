package io.parley.mesos.launch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file in a sandbox, as an agent gives it. Immutable.
 *
 * @param data the text
 * @param offset where it begins; the size of the file where that was asked for
 */
record SandboxPage(String data, long offset) {

    private static final Pattern OFFSET = Pattern.compile("\"offset\"\\s*:\\s*(\\d{1,18})");
    private static final Pattern DATA = Pattern.compile("\"data\"\\s*:\\s*\"");

    /** Reads {@code {"data":"…","offset":7}}; gives nothing where it is anything else. */
    static Optional<SandboxPage> parse(String json) {
        Matcher data = DATA.matcher(json);
        if (!data.find()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        int position = data.end();
        while (position < json.length() && json.charAt(position) != '"') {
            char current = json.charAt(position);
            position++;
            if (current != '\\') {
                text.append(current);
                continue;
            }
            if (position >= json.length()) {
                return Optional.empty();
            }
            char escaped = json.charAt(position);
            position++;
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    if (position + 4 > json.length()) {
                        return Optional.empty();
                    }
                    try {
                        text.append((char) Integer.parseInt(json.substring(position, position + 4), 16));
                    } catch (NumberFormatException e) {
                        return Optional.empty();
                    }
                    position += 4;
                }
                default -> text.append(escaped);
            }
        }
        if (position >= json.length()) {
            return Optional.empty();
        }
        // The text itself may hold what looks like an offset.
        String rest = json.substring(0, data.start()) + json.substring(position);
        Matcher offset = OFFSET.matcher(rest);
        return offset.find()
                ? Optional.of(new SandboxPage(text.toString(), Long.parseLong(offset.group(1))))
                : Optional.empty();
    }
}
