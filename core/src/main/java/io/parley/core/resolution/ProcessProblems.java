package io.parley.core.resolution;

import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.MemoryPart;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words the contradictions that both kinds of process share, each with both amounts, its keys and a cure. */
class ProcessProblems {

    final Findings findings;

    ProcessProblems(Findings findings) {
        this.findings = findings;
    }

    /**
     * Nothing leads.
     *
     * @param components the keys of the components that lead together
     * @param example a size that does for most
     * @param withoutEffect what is set and has no effect, each a part of a sentence
     */
    void noTotal(ProcessOptions.Totals totals, List<String> components, String example, List<String> withoutEffect) {
        String process = totals.process().key();
        String flink = totals.flink().key();
        List<String> keys = new ArrayList<>(List.of(process, flink));
        keys.addAll(components);
        List<String> sentence = new ArrayList<>(List.of("No size is set to derive the others from"));
        sentence.addAll(withoutEffect);
        findings.problem(
                Kind.NO_TOTAL,
                String.join("; ", sentence) + ".",
                keys,
                "Set one of " + process + " (for containers), " + flink + " (for hosts) or "
                        + String.join(" with ", components) + ", for instance " + process + ": " + example + ".");
    }

    void sumTooLarge(String firstName, MemorySize first, String secondName, MemorySize second) {
        findings.problem(
                Kind.SIZE_OVERFLOW,
                firstName + ", " + first + ", and " + secondName + ", " + second
                        + ", together exceed the largest size, " + Long.MAX_VALUE + " bytes.",
                List.of(firstName, secondName),
                "Lower " + firstName + " or " + secondName + ".");
    }

    void partTooLarge(SizeRange range, List<MemoryPart> of, MemorySize base, List<String> names) {
        String key = range.bindingKeyBeside(base);
        List<String> keys = new ArrayList<>(names);
        keys.add(key);
        String parts = of.stream().map(MemoryPart::toString).collect(Collectors.joining(" and "));
        String statement;
        if (key.equals(range.names().fraction())) {
            statement = range.part() + " as the fraction " + (float) range.fraction() + " beside " + parts + ", " + base
                    + ", exceeds the largest size, ";
        } else {
            MemorySize end = key.equals(range.names().maximum()) ? range.maximum() : range.minimum();
            statement =
                    range.part() + ", " + end + ", and " + parts + ", " + base + ", together exceed the largest size, ";
        }
        findings.problem(
                Kind.SIZE_OVERFLOW,
                statement + Long.MAX_VALUE + " bytes.",
                keys,
                "Lower " + String.join(", ", keys.subList(0, keys.size() - 1)) + " or " + keys.get(keys.size() - 1)
                        + ".");
    }

    void processBelowFlink(
            FoundSize process,
            MemorySize size,
            MemorySize flinkAndMetaspace,
            MemorySize metaspace,
            String flinkName,
            @Nullable SizeRange overhead) {
        String raise = overhead == null || overhead.minimum().bytes() > Long.MAX_VALUE - flinkAndMetaspace.bytes()
                ? ""
                : "Raise " + process.name() + " to "
                        + flinkAndMetaspace.plus(overhead.minimum()).toConfigurationText() + ", or remove it, or lower "
                        + flinkName + ".";
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                "Total Process Memory, " + size + ", is less than Total Flink Memory, "
                        + flinkAndMetaspace.minus(metaspace) + ", and JVM Metaspace, " + metaspace + ", together.",
                List.of(process.name(), flinkName),
                raise.isEmpty() ? "Remove " + process.name() + ", or lower " + flinkName + "." : raise);
    }

    void overheadOutOfRange(
            FoundSize process,
            MemorySize size,
            MemorySize flinkAndMetaspace,
            MemorySize rest,
            String flinkName,
            SizeRange range) {
        boolean tooSmall = rest.compareTo(range.minimum()) < 0;
        String key = tooSmall ? range.names().minimum() : range.names().maximum();
        String bound =
                tooSmall ? "less than its minimum, " + range.minimum() : "more than its maximum, " + range.maximum();
        MemorySize limit = tooSmall ? range.minimum() : range.maximum();
        String move = limit.bytes() > Long.MAX_VALUE - flinkAndMetaspace.bytes()
                ? ""
                : (tooSmall ? "Raise " : "Lower ") + process.name() + " to "
                        + flinkAndMetaspace.plus(limit).toConfigurationText() + ", or set ";
        findings.problem(
                Kind.REST_OUT_OF_RANGE,
                "Total Process Memory, " + size + ", leaves " + rest + " for JVM Overhead beside " + flinkName + ", "
                        + bound + ".",
                List.of(process.name(), flinkName, key),
                (move.isEmpty() ? "Set " : move) + key + " to " + rest.toConfigurationText() + ", or remove "
                        + process.name() + ".");
    }
}
