package io.parley.examples.command;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * A plan as a tree of its parts, each with its size and the reason for it; the part that leads is marked. Beside a
 * picture the tree is its legend. Stateless.
 */
final class PlanTree {

    /** No line is longer, unless one word of it is. */
    static final int WIDTH = 110;

    /** What stands before the parts that lead. */
    static final String LEADING_MARK = "\u2605 ";

    private static final String BRANCH = "\u251c\u2500 ";
    private static final String LAST_BRANCH = "\u2514\u2500 ";
    private static final String STEM = "\u2502  ";
    private static final String NO_STEM = "   ";
    private static final String GAP = "  ";
    private static final int LEAST_REASON = 30;

    private final ProcessMemoryPlan plan;
    private final List<MemoryPart> leading;
    private final Optional<PlanPicture> picture;
    private final BinaryOperator<String> style;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A part in the tree.
     *
     * @param part the part
     * @param branch what leads to it
     * @param stem what stands below it when its reason takes more lines
     * @param size its size
     */
    private record Row(MemoryPart part, String branch, String stem, MemorySize size) {}

    private PlanTree(ProcessMemoryPlan plan, Optional<PlanPicture> picture, BinaryOperator<String> style) {
        this.plan = plan;
        this.leading = LeadingParts.of(plan);
        this.picture = picture;
        this.style = style;
    }

    /**
     * Gives the lines.
     *
     * @param plan the plan
     * @param picture the picture that the tree explains, if there is one
     * @param style gives a text (second) the look of a code of {@link TerminalStyle} (first), where looks are seen
     */
    static List<String> lines(ProcessMemoryPlan plan, Optional<PlanPicture> picture, BinaryOperator<String> style) {
        PlanTree tree = new PlanTree(plan, picture, style);
        tree.addRows(PartTree.of(plan), "", "");
        return tree.write();
    }

    /** Gives the sentence above the tree; it bears the mark of the part that leads. */
    static List<String> heading(ProcessMemoryPlan plan) {
        return Words.wrapped(LEADING_MARK + LeadingParts.sentence(plan), WIDTH);
    }

    private void addRows(PartTree node, String branch, String stem) {
        List<PartTree> children = node.parts();
        rows.add(new Row(node.part(), branch, stem + (children.isEmpty() ? "" : STEM), node.size()));
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            addRows(children.get(i), stem + (last ? LAST_BRANCH : BRANCH), stem + (last ? NO_STEM : STEM));
        }
    }

    private List<String> write() {
        int names = widest(rows.stream().map(this::name).toList());
        int sizes = widest(rows.stream().map(row -> row.size().toShortString()).toList());
        int bytes = widest(rows.stream().map(row -> bytes(row.size())).toList());
        int swatch = picture.isPresent() ? PlanPicture.blankSwatch().length() + 1 : 0;
        int before = swatch + names + GAP.length() + sizes + (bytes == 0 ? 0 : GAP.length() + bytes) + GAP.length();
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            List<String> reason =
                    Words.wrapped(SizeReason.of(plan, row.part()), Math.max(LEAST_REASON, WIDTH - before));
            lines.add(picture.map(found -> found.swatch(row.part()) + " ").orElse("")
                    + styledName(row)
                    + " ".repeat(names - name(row).length())
                    + GAP
                    + padded(row.size().toShortString(), sizes)
                    + (bytes == 0 ? "" : GAP + padded(bytes(row.size()), bytes))
                    + GAP
                    + reason.get(0));
            for (String line : reason.subList(1, reason.size())) {
                lines.add(" ".repeat(swatch)
                        + style.apply(TerminalStyle.DIM, row.stem())
                        + " ".repeat(before - swatch - row.stem().length())
                        + line);
            }
        }
        return lines;
    }

    private String name(Row row) {
        return row.branch() + mark(row) + row.part();
    }

    private String styledName(Row row) {
        String name = mark(row) + row.part();
        return (row.branch().isEmpty() ? "" : style.apply(TerminalStyle.DIM, row.branch()))
                + (mark(row).isEmpty() ? name : style.apply(TerminalStyle.BOLD, name));
    }

    private String mark(Row row) {
        return leading.contains(row.part()) ? LEADING_MARK : "";
    }

    /** Gives the bytes where MiB do not tell the whole size. */
    private static String bytes(MemorySize size) {
        return PlanTable.isToldInShort(size) ? "" : size.bytes() + " bytes";
    }

    private static String padded(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }

    private static int widest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }
}
