package io.parley.examples.command;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.examples.command.PlanPicture.Bar;
import io.parley.examples.command.TextTable.Align;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tables of sizes, in MiB and in bytes; every part of a total stands indented below it. Beside a picture the table is
 * its legend. Stateless.
 */
final class PlanTable {

    private static final String INDENT = "  ";
    private static final MemorySize MEBIBYTE = MemorySize.ofMebibytes(1);

    private PlanTable() {}

    /**
     * Gives the sizes of plans of one kind of process side by side.
     *
     * @param bars the plans; their titles become headings unless there is only one without a title
     * @param picture the picture that the table explains, if there is one
     */
    static List<String> sizes(List<Bar> bars, Optional<PlanPicture> picture) {
        TextTable table = new TextTable(columns(bars.size()));
        List<String> swatches = new ArrayList<>();
        if (bars.stream().anyMatch(bar -> !bar.title().isEmpty())) {
            table.row(row("", bars.stream().map(bar -> List.of("", bar.title())).toList()));
            swatches.add(PlanPicture.blankSwatch());
        }
        titles(bars.get(0).plan()).forEach((part, title) -> {
            table.row(row(
                    title,
                    bars.stream()
                            .map(bar -> amounts(bar.plan().size(part).orElse(MemorySize.ZERO)))
                            .toList()));
            swatches.add(picture.map(found -> found.swatch(part)).orElse(""));
        });
        if (bars.stream().anyMatch(bar -> bar.unused().bytes() > 0)) {
            table.row(row(
                    "Unused", bars.stream().map(bar -> amounts(bar.unused())).toList()));
            swatches.add(picture.map(PlanPicture::unusedSwatch).orElse(""));
        }
        return beside(swatches, table.lines(), picture);
    }

    private static Align[] columns(int plans) {
        Align[] columns = new Align[1 + 2 * plans];
        Arrays.fill(columns, Align.RIGHT);
        columns[0] = Align.LEFT;
        return columns;
    }

    /** Gives the names of all parts in the order of a table, each indented below its whole. */
    static Map<MemoryPart, String> titles(ProcessMemoryPlan plan) {
        Map<MemoryPart, String> titles = new LinkedHashMap<>();
        addTitles(PartTree.of(plan), "", titles);
        return titles;
    }

    private static void addTitles(PartTree node, String indent, Map<MemoryPart, String> titles) {
        titles.put(node.part(), indent + node.part());
        node.parts().forEach(child -> addTitles(child, indent + INDENT, titles));
    }

    /** Tells whether the short text of a size leaves nothing out. */
    static boolean isToldInShort(MemorySize size) {
        return size.isWholeMultipleOf(MEBIBYTE) || size.toString().equals(size.toShortString());
    }

    private static List<String> amounts(MemorySize size) {
        return List.of(size.toShortString(), size.bytes() + " bytes");
    }

    private static List<String> row(String title, List<List<String>> cells) {
        List<String> row = new ArrayList<>();
        row.add(title);
        cells.forEach(row::addAll);
        return row;
    }

    /** Puts what stands before each line of a legend before it, where there is a picture. */
    static List<String> beside(List<String> swatches, List<String> lines, Optional<PlanPicture> picture) {
        if (picture.isEmpty()) {
            return lines;
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            all.add(swatches.get(i) + " " + lines.get(i));
        }
        return all;
    }
}
