package io.parley.examples.command;

import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.SizeDerivation.Grown;
import io.parley.api.plan.SizeDerivation.LegacyHeap;
import io.parley.examples.command.Comparison.Outcome;
import io.parley.examples.command.Comparison.Planned;
import io.parley.examples.command.Comparison.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Explains the heap options from before Flink 1.11 where they catch somebody: one option is the size of the process in
 * one environment and the size of its heap in another. Stateless.
 */
final class LegacyHeapTrap {

    private LegacyHeapTrap() {}

    /**
     * What an option stands for in some environments.
     *
     * @param part the part it stands for
     * @param key the key of that part
     */
    private record Meaning(MemoryPart part, String key) {}

    /** Gives one explanation for each option that means different parts in the compared environments. */
    static List<String> explanations(Comparison comparison) {
        Map<String, Map<Meaning, List<Planned>>> options = new TreeMap<>();
        for (Planned planned : comparison.planned()) {
            planned.plan()
                    .derivations()
                    .forEach((part, derivation) -> legacyHeap(derivation)
                            .ifPresent(legacy -> options.computeIfAbsent(legacy.name(), any -> new LinkedHashMap<>())
                                    .computeIfAbsent(new Meaning(part, legacy.currentKey()), any -> new ArrayList<>())
                                    .add(planned)));
        }
        List<String> explanations = new ArrayList<>();
        options.forEach((option, meanings) -> {
            Map<Meaning, List<Refused>> refused = refused(comparison, option);
            List<Meaning> all = new ArrayList<>(meanings.keySet());
            refused.keySet().stream().filter(meaning -> !all.contains(meaning)).forEach(all::add);
            if (all.size() > 1) {
                explanations.add(explanation(option, all, meanings, refused));
            }
        });
        return explanations;
    }

    private static Optional<LegacyHeap> legacyHeap(SizeDerivation derivation) {
        SizeDerivation origin = derivation;
        while (origin instanceof Grown grown) {
            origin = grown.before();
        }
        return origin instanceof LegacyHeap legacy ? Optional.of(legacy) : Optional.empty();
    }

    /** Finds the environments that have no plan because of what the option means there. */
    private static Map<Meaning, List<Refused>> refused(Comparison comparison, String option) {
        Map<Meaning, List<Refused>> refused = new LinkedHashMap<>();
        comparison.refused().stream()
                .filter(found -> found.refusal().problems().stream()
                        .anyMatch(problem -> problem.keys().contains(option)))
                .forEach(found -> refused.computeIfAbsent(
                                meaning(found.description().legacyHeapOf(comparison.process()), comparison.process()),
                                any -> new ArrayList<>())
                        .add(found));
        return refused;
    }

    private static Meaning meaning(LegacyHeapMeaning meaning, ProcessKind process) {
        String prefix = process.id() + ".memory.";
        return switch (meaning) {
            case TOTAL_PROCESS -> new Meaning(MemoryPart.TOTAL_PROCESS, prefix + "process.size");
            case TOTAL_FLINK -> new Meaning(MemoryPart.TOTAL_FLINK, prefix + "flink.size");
            case JVM_HEAP -> new Meaning(MemoryPart.JVM_HEAP, prefix + "heap.size");
        };
    }

    private static String explanation(
            String option,
            List<Meaning> all,
            Map<Meaning, List<Planned>> planned,
            Map<Meaning, List<Refused>> refused) {
        List<String> readings = new ArrayList<>();
        for (Meaning meaning : all) {
            List<String> there = new ArrayList<>();
            List<Planned> withPlan = planned.getOrDefault(meaning, List.of());
            if (!withPlan.isEmpty()) {
                there.add(names(withPlan) + amounts(withPlan.get(0).plan()));
            }
            List<Refused> without = refused.getOrDefault(meaning, List.of());
            if (!without.isEmpty()) {
                there.add(names(without) + " (which gives no plan)");
            }
            readings.add(described(meaning.part()) + " on " + Words.and(there));
        }
        return option + " means " + String.join(", but ", readings) + ". Set "
                + all.stream().map(Meaning::key).sorted().collect(Collectors.joining(" or "))
                + " instead, which mean the same everywhere.";
    }

    private static String names(List<? extends Outcome> outcomes) {
        return Words.and(outcomes.stream().map(Outcome::environment).toList());
    }

    private static String amounts(ProcessMemoryPlan plan) {
        return " (" + plan.jvmHeap().toShortString() + " of heap in a process of "
                + plan.totalProcess().toShortString() + ")";
    }

    private static String described(MemoryPart part) {
        return part == MemoryPart.TOTAL_PROCESS
                ? "the whole process, its container,"
                : part == MemoryPart.JVM_HEAP ? "the JVM Heap" : part.toString();
    }
}
