package io.parley.examples.command;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import io.parley.examples.command.PlanPicture.Bar;
import io.parley.examples.command.TextTable.Align;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tables of sizes, in MiB and in bytes; every part of a total stands indented below it. Beside a picture the table is
 * its legend. Stateless.
 */
final class PlanTable {

    private static final String INDENT = "  ";

    /** The components that lie beside Total Flink Memory; all others lie in it. */
    private static final Set<MemoryPart> BESIDE_FLINK = EnumSet.of(MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD);

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
        for (MemoryPart part : parts(bars.get(0).plan())) {
            table.row(row(
                    title(part),
                    bars.stream()
                            .map(bar -> amounts(bar.plan().size(part).orElse(MemorySize.ZERO)))
                            .toList()));
            swatches.add(picture.map(found -> found.swatch(part)).orElse(""));
        }
        if (bars.stream().anyMatch(bar -> bar.unused().bytes() > 0)) {
            table.row(row(
                    "Unused", bars.stream().map(bar -> amounts(bar.unused())).toList()));
            swatches.add(picture.map(PlanPicture::unusedSwatch).orElse(""));
        }
        return beside(swatches, table.lines(), picture);
    }

    /**
     * Gives the sizes of a plan with where each came from.
     *
     * @param plan the plan
     * @param picture the picture that the table explains, if there is one
     */
    static List<String> origins(ProcessMemoryPlan plan, Optional<PlanPicture> picture) {
        TextTable table = new TextTable(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        List<String> swatches = new ArrayList<>();
        for (MemoryPart part : parts(plan)) {
            SizeDerivation derivation = plan.derivations().get(part);
            List<String> row = row(title(part), List.of(amounts(plan.size(part).orElse(MemorySize.ZERO))));
            row.add(derivation == null ? "not told" : derivation.describe());
            table.row(row);
            swatches.add(picture.map(found -> found.swatch(part)).orElse(""));
        }
        return beside(swatches, table.lines(), picture);
    }

    private static Align[] columns(int plans) {
        Align[] columns = new Align[1 + 2 * plans];
        Arrays.fill(columns, Align.RIGHT);
        columns[0] = Align.LEFT;
        return columns;
    }

    private static List<MemoryPart> parts(ProcessMemoryPlan plan) {
        List<MemoryPart> parts = new ArrayList<>(List.of(MemoryPart.TOTAL_PROCESS, MemoryPart.TOTAL_FLINK));
        parts.addAll(plan.components().keySet());
        return parts;
    }

    private static String title(MemoryPart part) {
        int depth = part == MemoryPart.TOTAL_PROCESS
                ? 0
                : part == MemoryPart.TOTAL_FLINK || BESIDE_FLINK.contains(part) ? 1 : 2;
        return INDENT.repeat(depth) + part;
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

    private static List<String> beside(List<String> swatches, List<String> lines, Optional<PlanPicture> picture) {
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
