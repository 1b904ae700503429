package io.parley.core.editing;

import io.parley.core.editing.EditedLine.Kind;
import java.util.ArrayList;
import java.util.List;

/** Writes edited lines as a unified diff. Not thread-safe. */
final class UnifiedDiff {

    private static final int AROUND = 3;

    private final List<EditedLine> lines;
    private final List<String> diff = new ArrayList<>();
    private int oldLine = 1;
    private int newLine = 1;

    private UnifiedDiff(List<EditedLine> lines) {
        this.lines = lines;
    }

    static List<String> of(List<EditedLine> lines, String oldName, String newName) {
        UnifiedDiff unified = new UnifiedDiff(lines);
        unified.diff.add("--- " + oldName);
        unified.diff.add("+++ " + newName);
        unified.write();
        return unified.diff;
    }

    private void write() {
        int written = 0;
        for (int change = nextChange(0); change < lines.size(); change = nextChange(written)) {
            int start = Math.max(written, change - AROUND);
            int end = endOfHunk(change);
            count(lines.subList(written, start));
            hunk(lines.subList(start, end));
            written = end;
        }
    }

    private int nextChange(int from) {
        int index = from;
        while (index < lines.size() && lines.get(index).kind() == Kind.KEPT) {
            index++;
        }
        return index;
    }

    /** Gives the end of the hunk: changes that are close share one. */
    private int endOfHunk(int change) {
        int last = change;
        for (int next = nextChange(last + 1); next < lines.size() && next - last <= 2 * AROUND; ) {
            last = next;
            next = nextChange(last + 1);
        }
        return Math.min(lines.size(), last + 1 + AROUND);
    }

    private void hunk(List<EditedLine> hunk) {
        int header = diff.size();
        int oldStart = oldLine;
        int newStart = newLine;
        for (EditedLine line : removedBeforeAdded(hunk)) {
            String mark = switch (line.kind()) {
                case KEPT -> " ";
                case REMOVED -> "-";
                case ADDED -> "+";
            };
            // The carriage return belongs to the line as other tools see it.
            diff.add(mark + line.content() + (line.end().startsWith("\r") ? "\r" : ""));
            if (line.end().isEmpty()) {
                diff.add("\\ No newline at end of file");
            }
        }
        count(hunk);
        diff.add(header, "@@ -" + range(oldStart, oldLine) + " +" + range(newStart, newLine) + " @@");
    }

    /** Puts what was removed before what was added in its place, as readers of diffs expect it. */
    private static List<EditedLine> removedBeforeAdded(List<EditedLine> hunk) {
        List<EditedLine> ordered = new ArrayList<>();
        List<EditedLine> added = new ArrayList<>();
        for (EditedLine line : hunk) {
            if (line.kind() == Kind.ADDED) {
                added.add(line);
                continue;
            }
            if (line.kind() == Kind.KEPT) {
                ordered.addAll(added);
                added.clear();
            }
            ordered.add(line);
        }
        ordered.addAll(added);
        return ordered;
    }

    private void count(List<EditedLine> passed) {
        for (EditedLine line : passed) {
            oldLine += line.kind() == Kind.ADDED ? 0 : 1;
            newLine += line.kind() == Kind.REMOVED ? 0 : 1;
        }
    }

    private static String range(int start, int end) {
        int count = end - start;
        return (count == 0 ? start - 1 : start) + (count == 1 ? "" : "," + count);
    }
}
