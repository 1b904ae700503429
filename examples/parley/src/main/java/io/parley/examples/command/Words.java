package io.parley.examples.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Puts words into sentences and lines. Stateless. */
final class Words {

    private static final Pattern OUTSIDE_PARENTHESES = Pattern.compile(" (?![^(]*\\))");

    private Words() {}

    /** Lists names as a sentence does: {@code a, b and c}. */
    static String and(List<String> names) {
        int last = names.size() - 1;
        return last <= 0
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    /**
     * Breaks a text at blanks into lines of at most {@code width} characters. What stands in parentheses stays together
     * where a line holds it; a longer word has a line of its own.
     */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words(text, width)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static List<String> words(String text, int width) {
        return Arrays.stream(OUTSIDE_PARENTHESES.split(text, -1))
                .flatMap(word -> word.length() > width ? Arrays.stream(word.split(" ", -1)) : Stream.of(word))
                .toList();
    }
}
