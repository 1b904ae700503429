package io.parley.api.launch;

import io.parley.api.configuration.FlinkConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Splits JVM options as a user writes them into words: blanks separate, quotes and backslashes keep together.
 * Stateless.
 */
public final class OptionWords {

    private static final Pattern PLAIN = Pattern.compile("[^\\s'\"\\\\]+");

    private OptionWords() {}

    /**
     * Splits a text; nothing in it is expanded.
     *
     * @param key the key that the text was set for, for the message
     * @param text the text
     * @return the words
     * @throws IllegalArgumentException if a quote is not closed; the message names the key
     */
    public static List<String> split(String key, String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char current = text.charAt(i);
            if (quote != 0) {
                if (current == quote) {
                    quote = 0;
                } else if (current == '\\'
                        && quote == '"'
                        && i + 1 < text.length()
                        && isEscapable(text.charAt(i + 1))) {
                    i++;
                    word.append(text.charAt(i));
                } else {
                    word.append(current);
                }
            } else if (Character.isWhitespace(current)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else if (current == '\'' || current == '"') {
                quote = current;
                inWord = true;
            } else if (current == '\\' && i + 1 < text.length()) {
                i++;
                word.append(text.charAt(i));
                inWord = true;
            } else {
                word.append(current);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException(
                    "Cannot split " + key + " into words: a quote (" + quote + ") is not closed. Close it.");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }

    /**
     * Puts words together to a text that is split into them again.
     *
     * @param words the words
     * @return the text
     */
    public static String join(List<String> words) {
        return words.stream().map(OptionWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Hides the value of a word such as {@code -Dkey=value} whose key may hold a secret.
     *
     * @param word a word of a command
     * @return the word, with asterisks in the place of a value that may be a secret
     */
    public static String masked(String word) {
        int equals = word.indexOf('=');
        return equals > 0 && FlinkConfiguration.isSensitive(word.substring(0, equals))
                ? word.substring(0, equals) + "=******"
                : word;
    }

    private static boolean isEscapable(char current) {
        return current == '"' || current == '\\';
    }
}
