package io.parley.examples.command;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A part of a plan with the parts that it consists of. Immutable.
 *
 * @param part the part
 * @param size its size
 * @param parts what it consists of; empty for a component
 */
record PartTree(MemoryPart part, MemorySize size, List<PartTree> parts) {

    /** The components that lie beside Total Flink Memory; all others lie in it. */
    private static final Set<MemoryPart> BESIDE_FLINK = EnumSet.of(MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD);

    /** Copies the list. */
    PartTree {
        parts = List.copyOf(parts);
    }

    /** Gives Total Process Memory with Total Flink Memory first and the JVM's own parts after it. */
    static PartTree of(ProcessMemoryPlan plan) {
        List<PartTree> flink = new ArrayList<>();
        List<PartTree> beside = new ArrayList<>();
        plan.components()
                .forEach((part, size) ->
                        (BESIDE_FLINK.contains(part) ? beside : flink).add(new PartTree(part, size, List.of())));
        List<PartTree> process = new ArrayList<>();
        process.add(new PartTree(MemoryPart.TOTAL_FLINK, plan.totalFlink(), flink));
        process.addAll(beside);
        return new PartTree(MemoryPart.TOTAL_PROCESS, plan.totalProcess(), process);
    }

    /** Gives the components in it; of a component, itself. */
    Set<MemoryPart> components() {
        if (parts.isEmpty()) {
            return Set.of(part);
        }
        Set<MemoryPart> components = new HashSet<>();
        parts.forEach(child -> components.addAll(child.components()));
        return components;
    }

    /** Gives this and everything in it, a whole before its parts. */
    List<PartTree> flattened() {
        List<PartTree> all = new ArrayList<>();
        all.add(this);
        parts.forEach(child -> all.addAll(child.flattened()));
        return all;
    }

    /**
     * Finds a part in it.
     *
     * @throws IllegalArgumentException if this kind of process has no such part
     */
    PartTree find(MemoryPart sought) {
        return flattened().stream()
                .filter(tree -> tree.part() == sought)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(part + " has no part " + sought + "."));
    }
}
