package io.parley.core.editing;

/**
 * One line of a text before or after an edit. Immutable.
 *
 * @param kind whether the line is in the old text, the new text or both
 * @param content the line without its end
 * @param end the characters that end it; empty where the text ends without any
 */
public record EditedLine(Kind kind, String content, String end) {

    /** Which text a line is in. */
    public enum Kind {
        /** In both. */
        KEPT,
        /** In the old text only. */
        REMOVED,
        /** In the new text only. */
        ADDED
    }

    /** Gives the kind and the length, no content: it may hold secrets. */
    @Override
    public String toString() {
        return "EditedLine{" + kind + ", " + content.length() + " characters}";
    }
}
