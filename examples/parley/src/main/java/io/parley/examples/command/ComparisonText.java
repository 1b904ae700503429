package io.parley.examples.command;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.examples.command.Comparison.Outcome;
import io.parley.examples.command.Comparison.Planned;
import io.parley.examples.command.TextTable.Align;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a comparison of environments for people, as sections of lines. Stateless. */
final class ComparisonText {

    /** What stands before a row whose sizes are not the same everywhere. */
    private static final String DIFFERENT = "* ";

    private static final String SAME = "  ";
    private static final String REFUSED = "refused";
    private static final int WIDTH = 100;

    private ComparisonText() {}

    /** Gives one line that says what is compared. */
    static List<String> title(Comparison comparison) {
        return List.of(
                comparison.process() + ", Flink " + comparison.flinkVersion() + ", on " + names(comparison.outcomes()));
    }

    /** Says whether the environments differ, and in what. */
    static List<String> summary(Comparison comparison) {
        List<String> sentences = new ArrayList<>();
        List<List<Planned>> groups = comparison.alike();
        if (groups.size() == 1) {
            sentences.add(same(comparison, groups.get(0)));
        } else if (groups.size() > 1) {
            sentences.add(different(comparison, groups));
            sentences.addAll(leaders(groups));
        }
        if (!comparison.refused().isEmpty()) {
            sentences.add("Refused on " + names(comparison.refused()) + ", see below.");
        }
        return Words.wrapped(String.join(" ", sentences), WIDTH);
    }

    private static String same(Comparison comparison, List<Planned> group) {
        String total = group.get(0).plan().totalProcess().toShortString();
        if (group.size() == 1) {
            return total + " on " + names(group) + ".";
        }
        return comparison.refused().isEmpty()
                ? "The same in all: " + total + ", and every part of it, to the byte."
                : "The same on " + names(group) + ": " + total + ", and every part of it, to the byte.";
    }

    private static String different(Comparison comparison, List<List<Planned>> groups) {
        if (comparison.isSame(MemoryPart.TOTAL_PROCESS)) {
            List<String> parts = comparison.differingParts().stream()
                    .map(MemoryPart::toString)
                    .toList();
            return "Not the same: Total Process Memory is, but not " + Words.and(parts) + ".";
        }
        return "Not the same: "
                + groups.stream()
                        .map(group -> amount(group.get(0).plan().totalProcess()) + " on " + names(group))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private static String amount(MemorySize size) {
        return PlanTable.isToldInShort(size) ? size.toShortString() : size.toString();
    }

    /** Says what leads where that is not the same. */
    private static List<String> leaders(List<List<Planned>> groups) {
        Map<String, List<Planned>> leaders = new LinkedHashMap<>();
        groups.forEach(group -> group.forEach(found -> leaders.computeIfAbsent(
                        Words.and(LeadingParts.of(found.plan()).stream()
                                .map(MemoryPart::toString)
                                .toList()),
                        any -> new ArrayList<>())
                .add(found)));
        return leaders.size() < 2
                ? List.of()
                : List.of(leaders.entrySet().stream()
                        .map(entry -> "by " + entry.getKey() + " on " + names(entry.getValue()))
                        .collect(Collectors.joining(", ", "Led ", ".")));
    }

    private static String names(List<? extends Outcome> outcomes) {
        return Words.and(outcomes.stream().map(Outcome::environment).toList());
    }

    /** Gives the sizes side by side, those that are not the same marked. */
    static List<String> table(Comparison comparison, CommandContext context) {
        if (comparison.planned().isEmpty()) {
            return List.of();
        }
        List<String> heading = new ArrayList<>(List.of(""));
        comparison.outcomes().forEach(outcome -> heading.add(outcome.environment()));
        Align[] columns = new Align[heading.size()];
        Arrays.fill(columns, Align.RIGHT);
        columns[0] = Align.LEFT;
        TextTable table = new TextTable(columns);
        table.row(heading);
        Map<MemoryPart, String> titles =
                PlanTable.titles(comparison.planned().get(0).plan());
        titles.forEach((part, title) -> table.row(row(comparison, part, title)));
        List<String> swatches = new ArrayList<>(List.of(PlanPicture.blankSwatch()));
        List<String> lines = new ArrayList<>(List.of(SAME + table.lines().get(0)));
        for (MemoryPart part : titles.keySet()) {
            String line = table.lines().get(lines.size());
            lines.add(comparison.isSame(part) ? SAME + line : context.styled(TerminalStyle.YELLOW, DIFFERENT + line));
            swatches.add(context.picture().map(found -> found.swatch(part)).orElse(""));
        }
        List<String> all = new ArrayList<>(PlanTable.beside(swatches, lines, context.picture()));
        if (!comparison.differingParts().isEmpty()) {
            all.add("");
            all.add(DIFFERENT + "not the same everywhere");
        }
        return all;
    }

    private static List<String> row(Comparison comparison, MemoryPart part, String title) {
        List<MemorySize> sizes = comparison.planned().stream()
                .map(found -> size(found.plan(), part))
                .toList();
        boolean exact = sizes.stream().distinct().count()
                > sizes.stream().map(MemorySize::toShortString).distinct().count();
        List<String> row = new ArrayList<>(List.of(title));
        for (Outcome outcome : comparison.outcomes()) {
            row.add(outcome instanceof Planned found ? cell(size(found.plan(), part), exact) : blank(part));
        }
        return row;
    }

    private static String cell(MemorySize size, boolean exact) {
        return exact ? size.bytes() + " bytes" : size.toShortString();
    }

    private static String blank(MemoryPart part) {
        return part == MemoryPart.TOTAL_PROCESS ? REFUSED : "-";
    }

    private static MemorySize size(ProcessMemoryPlan plan, MemoryPart part) {
        return plan.size(part)
                .orElseThrow(() -> new IllegalArgumentException("A " + plan.process() + " has no " + part + "."));
    }

    /** Gives the reasons of the environments that refuse. */
    static List<List<String>> refusals(Comparison comparison) {
        List<List<String>> sections = new ArrayList<>();
        comparison
                .refusedByReason()
                .forEach((reason, refused) -> sections.add(PlanText.section(
                        "Refused on " + names(refused),
                        reason.lines()
                                .flatMap(line -> Words.wrapped(line, WIDTH).stream())
                                .toList())));
        return sections;
    }

    /** Gives the remarks of the plans, each with its environments unless all have it. */
    static List<String> remarks(Comparison comparison) {
        Map<String, List<String>> remarks = new LinkedHashMap<>();
        comparison
                .planned()
                .forEach(found -> found.remarks()
                        .forEach(remark -> remarks.computeIfAbsent(remark.message(), any -> new ArrayList<>())
                                .add(found.environment())));
        int all = comparison.planned().size();
        return PlanText.section(
                "Remarks",
                remarks.entrySet().stream()
                        .map(entry -> "- "
                                + (entry.getValue().size() == all ? "" : Words.and(entry.getValue()) + ": ")
                                + entry.getKey())
                        .toList());
    }

    /** Gives an explanation as a paragraph. */
    static List<String> paragraph(String explanation) {
        return Words.wrapped(explanation, WIDTH);
    }

    /** Says on one line who refuses. */
    static Optional<String> refusing(Comparison comparison) {
        return comparison.refused().isEmpty()
                ? Optional.empty()
                : Optional.of("Refused by " + comparison.refused().size() + " of "
                        + comparison.outcomes().size() + " environments: "
                        + names(comparison.refused())
                        + ".");
    }
}
