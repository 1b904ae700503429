package io.parley.examples.command;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.List;

/** The parts of a plan from which all other sizes follow. Stateless. */
final class LeadingParts {

    private LeadingParts() {}

    /** Gives the leading parts, one or two. */
    static List<MemoryPart> of(ProcessMemoryPlan plan) {
        return switch (plan.leadingSize()) {
            case TOTAL_PROCESS -> List.of(MemoryPart.TOTAL_PROCESS);
            case TOTAL_FLINK -> List.of(MemoryPart.TOTAL_FLINK);
            case COMPONENTS -> components(plan.process());
        };
    }

    private static List<MemoryPart> components(ProcessKind process) {
        return switch (process) {
            case JOB_MANAGER -> List.of(MemoryPart.JVM_HEAP);
            case TASK_MANAGER -> List.of(MemoryPart.TASK_HEAP, MemoryPart.MANAGED);
        };
    }

    /** Says in one sentence what led and what followed. */
    static String sentence(ProcessMemoryPlan plan) {
        List<String> names = of(plan).stream().map(part -> amount(plan, part)).toList();
        return Words.and(names)
                + (names.size() == 1 ? " leads: " : " lead: ")
                + switch (plan.leadingSize()) {
                    case TOTAL_PROCESS -> "everything else is split out of it.";
                    case TOTAL_FLINK -> "the parts of Flink are split out of it, those of the JVM come on top.";
                    case COMPONENTS -> "the totals are summed up from there.";
                };
    }

    private static String amount(ProcessMemoryPlan plan, MemoryPart part) {
        return part + " ("
                + plan.size(part)
                        .orElseThrow(() -> new IllegalArgumentException(plan.process() + " has no " + part + "."))
                        .toShortString()
                + ")";
    }
}
