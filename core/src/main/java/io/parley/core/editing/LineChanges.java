package io.parley.core.editing;

import io.parley.core.editing.EditedLine.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what happens to the lines of one text, which are numbered from 0. Not thread-safe. */
final class LineChanges {

    private final List<Line> lines;
    private final String usualEnd;
    private final Map<Integer, List<String>> instead = new HashMap<>();
    private final Map<Integer, List<String>> after = new HashMap<>();

    /** A line and the characters that end it. */
    private record Line(String content, String end) {}

    LineChanges(String text) {
        this.lines = split(text);
        this.usualEnd = lines.isEmpty() || lines.get(0).end().isEmpty()
                ? "\n"
                : lines.get(0).end();
    }

    /** Splits as both of Flink's readers do: at a line feed, a carriage return, or both in this order. */
    private static List<Line> split(String text) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                int end = c == '\r' && text.startsWith("\n", i + 1) ? i + 2 : i + 1;
                lines.add(new Line(text.substring(start, i), text.substring(i, end)));
                start = end;
                i = end - 1;
            }
        }
        if (start < text.length()) {
            lines.add(new Line(text.substring(start), ""));
        }
        return lines;
    }

    int count() {
        return lines.size();
    }

    String content(int line) {
        return lines.get(line).content();
    }

    /** Puts lines, or none, in the place of one. */
    void replace(int line, List<String> contents) {
        instead.put(line, contents);
    }

    /** Turns a line into a comment, below the lines that say why. */
    void commentOut(int line, List<String> why) {
        String content = content(line);
        if (content.isBlank() && why.isEmpty()) {
            return;
        }
        String indentation = indentation(content);
        List<String> contents = new ArrayList<>();
        why.forEach(reason -> contents.add(indentation + "# " + reason));
        contents.add(indentation + "# " + content.substring(indentation.length()));
        replace(line, contents);
    }

    /** Adds lines below one and what was added there before; below line -1 is the start of the text. */
    void insertAfter(int line, List<String> contents) {
        after.computeIfAbsent(line, ignored -> new ArrayList<>()).addAll(contents);
    }

    static String indentation(String content) {
        int end = 0;
        while (end < content.length() && (content.charAt(end) == ' ' || content.charAt(end) == '\t')) {
            end++;
        }
        return content.substring(0, end);
    }

    EditedText finish() {
        List<EditedLine> edited = new ArrayList<>();
        add(edited, after.getOrDefault(-1, List.of()), usualEnd);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            List<String> below = after.getOrDefault(i, List.of());
            List<String> replacement = instead.get(i);
            if (replacement == null && (below.isEmpty() || !line.end().isEmpty())) {
                edited.add(new EditedLine(Kind.KEPT, line.content(), line.end()));
                add(edited, below, line.end());
            } else {
                edited.add(new EditedLine(Kind.REMOVED, line.content(), line.end()));
                List<String> added = new ArrayList<>(replacement == null ? List.of(line.content()) : replacement);
                added.addAll(below);
                add(edited, added, line.end());
            }
        }
        return new EditedText(edited);
    }

    /** Adds lines of which the last one ends as given: a text that ended without a line end still does. */
    private void add(List<EditedLine> edited, List<String> contents, String lastEnd) {
        for (int i = 0; i < contents.size(); i++) {
            String end = i == contents.size() - 1 ? lastEnd : lastEnd.isEmpty() ? usualEnd : lastEnd;
            edited.add(new EditedLine(Kind.ADDED, contents.get(i), end));
        }
    }
}
