package io.parley.core.resolution;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A key as an environment's description names it: {@code <name>} and the like stand for any text that is not empty.
 * Immutable.
 *
 * @param text the key as it is named
 * @param literals what stands before, between and after the placeholders; one alone is the whole key
 */
record KeyPattern(String text, List<String> literals) {

    private static final Pattern PLACEHOLDER = Pattern.compile("<[^<>]*>");

    static KeyPattern of(String text) {
        return new KeyPattern(text, List.of(PLACEHOLDER.split(text, -1)));
    }

    boolean matches(String key) {
        int last = literals.size() - 1;
        if (last == 0) {
            return key.equals(text);
        }
        if (!key.startsWith(literals.get(0))) {
            return false;
        }
        int from = literals.get(0).length() + 1;
        for (String literal : literals.subList(1, last)) {
            int found = key.indexOf(literal, from);
            if (found < 0) {
                return false;
            }
            from = found + literal.length() + 1;
        }
        String end = literals.get(last);
        return key.endsWith(end) && from <= key.length() - end.length();
    }

    /** Counts the characters that no key of this pattern lacks. */
    int fixedLength() {
        return literals.stream().mapToInt(String::length).sum();
    }

    /** Gives the key of this pattern that is most like another one: it has its words in the placeholders' places. */
    String like(String key) {
        String[] words = text.split("\\.", -1);
        // The last word takes all the rest.
        String[] given = key.split("\\.", words.length);
        for (int i = 0; i < given.length; i++) {
            if (PLACEHOLDER.matcher(words[i]).matches() && !given[i].isEmpty()) {
                words[i] = given[i];
            }
        }
        return String.join(".", words);
    }
}
