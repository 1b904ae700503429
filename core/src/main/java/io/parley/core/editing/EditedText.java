package io.parley.core.editing;

import io.parley.core.editing.EditedLine.Kind;
import java.util.List;

/**
 * A text before and after an edit, line by line. Immutable.
 *
 * @param lines the lines of both texts, in their order
 */
public record EditedText(List<EditedLine> lines) {

    /** Copies the list. */
    public EditedText {
        lines = List.copyOf(lines);
    }

    /**
     * Gives the new text, secrets included.
     *
     * @return the text with the line ends it had
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (EditedLine line : lines) {
            if (line.kind() != Kind.REMOVED) {
                text.append(line.content()).append(line.end());
            }
        }
        return text.toString();
    }

    /**
     * Tells whether the edit changed anything.
     *
     * @return whether a line was removed or added
     */
    public boolean isChanged() {
        return lines.stream().anyMatch(line -> line.kind() != Kind.KEPT);
    }

    /**
     * Gives the changes as a unified diff with three lines around each, secrets included.
     *
     * @param oldName the name of the old text
     * @param newName the name of the new text
     * @return the lines of the diff without line ends; none where nothing changed
     */
    public List<String> unifiedDiff(String oldName, String newName) {
        return isChanged() ? UnifiedDiff.of(lines, oldName, newName) : List.of();
    }

    /** Gives how much, no content: it may hold secrets. */
    @Override
    public String toString() {
        return "EditedText{" + lines.size() + " lines, " + (isChanged() ? "changed" : "unchanged") + "}";
    }
}
