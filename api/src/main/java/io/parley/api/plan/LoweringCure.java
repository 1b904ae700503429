package io.parley.api.plan;

import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which keys sized a plan that is too large for an environment, and to what they have to be lowered. Immutable.
 *
 * @param keys the keys, the one to change first
 * @param text what to do, without a full stop, for instance {@code Lower jobmanager.memory.process.size to 8192m}
 */
public record LoweringCure(List<String> keys, String text) {

    /** Copies the list. */
    public LoweringCure {
        keys = List.copyOf(keys);
    }

    /**
     * Finds what to lower, in whole mebibytes, rounded so that the plan fits.
     *
     * @param plan a plan with a larger Total Process Memory than the maximum
     * @param maximum the most Total Process Memory that is possible
     * @return the cure
     * @throws IllegalArgumentException if the plan is not larger
     */
    public static LoweringCure of(ProcessMemoryPlan plan, MemorySize maximum) {
        if (plan.totalProcess().compareTo(maximum) <= 0) {
            throw new IllegalArgumentException("A plan of " + plan.totalProcess() + " need not be lowered to " + maximum
                    + ". Ask only where it is too large.");
        }
        MemorySize most = MemorySize.ofMebibytes(maximum.bytes() >> 20);
        MemorySize excess = plan.totalProcess().minus(most);
        return switch (plan.leadingSize()) {
            case TOTAL_PROCESS -> {
                String key = keyOf(plan, MemoryPart.TOTAL_PROCESS);
                yield new LoweringCure(List.of(key), "Lower " + key + " to " + (most.bytes() >> 20) + "m");
            }
            case TOTAL_FLINK -> ofParts(plan, excess, List.of(MemoryPart.TOTAL_FLINK));
            case COMPONENTS -> ofParts(plan, excess, required(plan.process()));
        };
    }

    private static List<MemoryPart> required(ProcessKind process) {
        return switch (process) {
            case JOB_MANAGER -> List.of(MemoryPart.JVM_HEAP);
            case TASK_MANAGER -> List.of(MemoryPart.TASK_HEAP, MemoryPart.MANAGED);
        };
    }

    /** A total that was written too has to be lowered with what leads, for they must fit each other. */
    private static LoweringCure ofParts(ProcessMemoryPlan plan, MemorySize excess, List<MemoryPart> parts) {
        List<String> keys = new ArrayList<>();
        List<String> totals = new ArrayList<>();
        for (MemoryPart part : parts) {
            keys.add(keyOf(plan, part));
        }
        for (MemoryPart total : List.of(MemoryPart.TOTAL_PROCESS, MemoryPart.TOTAL_FLINK)) {
            if (!parts.contains(total)) {
                writtenKey(plan, total).ifPresent(totals::add);
            }
        }
        String text = "Lower " + String.join(" or ", keys) + amount(plan, parts, excess)
                + (totals.isEmpty() ? "" : ", and with it " + String.join(" and ", totals));
        keys.addAll(totals);
        return new LoweringCure(keys, text);
    }

    private static String amount(ProcessMemoryPlan plan, List<MemoryPart> parts, MemorySize excess) {
        long by = excess.mebibytesRoundedUp();
        MemorySize size = plan.size(parts.get(0)).orElse(MemorySize.ZERO);
        long to = (size.bytes() - excess.bytes()) >> 20;
        return parts.size() == 1 && to > 0 ? " to " + to + "m" : " by " + by + "m";
    }

    private static String keyOf(ProcessMemoryPlan plan, MemoryPart part) {
        return writtenKey(plan, part)
                .orElseGet(() -> plan.process().id() + ".memory."
                        + switch (part) {
                            case TOTAL_PROCESS -> "process.size";
                            case TOTAL_FLINK -> "flink.size";
                            case JVM_HEAP -> "heap.size";
                            case OFF_HEAP -> "off-heap.size";
                            case FRAMEWORK_HEAP -> "framework.heap.size";
                            case TASK_HEAP -> "task.heap.size";
                            case FRAMEWORK_OFF_HEAP -> "framework.off-heap.size";
                            case TASK_OFF_HEAP -> "task.off-heap.size";
                            case NETWORK -> "network.max";
                            case MANAGED -> "managed.size";
                            case JVM_METASPACE -> "jvm-metaspace.size";
                            case JVM_OVERHEAD -> "jvm-overhead.max";
                        });
    }

    private static Optional<String> writtenKey(ProcessMemoryPlan plan, MemoryPart part) {
        return Optional.ofNullable(plan.derivations().get(part)).flatMap(LoweringCure::writtenKey);
    }

    private static Optional<String> writtenKey(SizeDerivation derivation) {
        if (derivation instanceof SizeDerivation.Configured configured) {
            return Optional.of(configured.key());
        }
        if (derivation instanceof SizeDerivation.LegacyHeap legacy) {
            return Optional.of(legacy.name());
        }
        if (derivation instanceof SizeDerivation.Grown grown) {
            return writtenKey(grown.before());
        }
        return Optional.empty();
    }
}
