package io.parley.yarn.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits JVM options as a user writes them into words: blanks separate, quotes and backslashes keep together.
 * Stateless.
 */
final class OptionWords {

    private OptionWords() {}

    /**
     * Splits a text; nothing in it is expanded.
     *
     * @throws IllegalArgumentException if a quote is not closed; the message names the key
     */
    static List<String> split(String key, String text) {
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

    private static boolean isEscapable(char current) {
        return current == '"' || current == '\\';
    }
}
