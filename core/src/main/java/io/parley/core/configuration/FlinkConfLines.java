package io.parley.core.configuration;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Pattern;

/**
 * The rules of {@code flink-conf.yaml}, which only looks like YAML.
 *
 * <p>Each line stands alone. Everything from the first {@code #} on is dropped, quotes or not. What is left is a key
 * and a value around the first {@code ": "}, both trimmed; a line without one, or with nothing before or after it, is
 * skipped. The last line of a key wins. A byte-order mark stays part of the first key. Source:
 * {@code org.apache.flink.configuration.GlobalConfiguration#loadYAMLResource} of Flink 1.11.6.
 */
final class FlinkConfLines {

    private static final String SEPARATOR = ": ";
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+");

    private FlinkConfLines() {}

    static ReadConfiguration parse(Path file, String text) {
        Entries entries = new Entries(file);
        if (text.indexOf('\uFFFD') >= 0) {
            entries.remark(file + " holds bytes that are no UTF-8 text; each was replaced by U+FFFD, as Flink does."
                    + " Save the file as UTF-8.");
        }
        Iterator<String> lines = text.lines().iterator();
        for (int number = 1; lines.hasNext(); number++) {
            readLine(lines.next(), number, entries);
        }
        return entries.finish(ConfigurationFormat.FLINK_CONF);
    }

    private static void readLine(String line, int number, Entries entries) {
        int hash = line.indexOf('#');
        String content = (hash < 0 ? line : line.substring(0, hash)).trim();
        if (content.isEmpty()) {
            return;
        }
        int separator = content.indexOf(SEPARATOR);
        if (separator < 0) {
            skip(content, number, entries);
            return;
        }
        String key = content.substring(0, separator).trim();
        String value = content.substring(separator + SEPARATOR.length()).trim();
        if (key.isEmpty() || value.isEmpty()) {
            entries.remark("Flink skips " + entries.at(number)
                    + ": there is nothing on one side of \": \". Write key: value, or remove the line.");
            return;
        }
        if (hash > 0 && line.charAt(hash - 1) > ' ') {
            entries.remark(
                    "The value of " + key + " ends before the # on " + entries.at(number)
                            + ", where Flink sees a comment. If the # belongs to it, this file cannot hold the value.",
                    key);
        }
        if (key.charAt(0) == BYTE_ORDER_MARK) {
            entries.remark(
                    entries.at(number) + " starts with a byte-order mark, which Flink takes as part of the key "
                            + key.substring(1) + ", so that it has no effect. Save the file without the mark.",
                    key.substring(1));
        }
        entries.set(key, value, number);
    }

    private static void skip(String content, int number, Entries entries) {
        int colon = content.indexOf(':');
        String key = colon < 0 ? "" : content.substring(0, colon).trim();
        String message =
                "Flink skips " + entries.at(number) + ": there is no \": \", a colon and a space, between a key"
                        + " and a value. Write key: value, or remove the line.";
        // Only what is clearly a key is shown: the rest of the line may be a secret.
        if (KEY.matcher(key).matches()) {
            entries.remark(key + " has no effect. " + message, key);
        } else {
            entries.remark(message);
        }
    }
}
