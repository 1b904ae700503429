package io.parley.api.plan;

import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which keys sized a plan that is too large for an environment, and to what they have to be lowered. Immutable.
 *
 * @param keys the keys, the one to change first
 * @param text what to do, without a full stop, for instance {@code Lower jobmanager.memory.process.size to 8192m}
 */
public record LoweringCure(List<String> keys, String text) {

    /** The ending of the legacy keys whose numbers are mebibytes without a unit. */
    private static final String MEBIBYTES_KEY = ".mb";

    private static final MemorySize MEBIBYTE = MemorySize.ofMebibytes(1);

    /** Copies the list. */
    public LoweringCure {
        keys = List.copyOf(keys);
    }

    /**
     * Finds what to lower, as far as the plan alone tells. A size is named, in whole mebibytes, only where Flink takes
     * it for certain and the plan then fits; elsewhere the keys are.
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
                yield new LoweringCure(
                        List.of(key),
                        "Lower " + key + (isSpare(plan, excess) ? " to " + textOf(key, most.bytes() >> 20) : ""));
            }
            case TOTAL_FLINK -> ofParts(plan, excess, List.of(MemoryPart.TOTAL_FLINK));
            case COMPONENTS -> ofParts(plan, excess, required(plan.process()));
        };
    }

    /**
     * Gives the cure of sizes that are known to do.
     *
     * @param sizes the size in whole mebibytes of each key, the one to change first first
     * @param removed the keys to take out with it, may be empty
     * @return the cure
     */
    public static LoweringCure to(Map<String, MemorySize> sizes, List<String> removed) {
        List<String> keys = new ArrayList<>(sizes.keySet());
        String text = "Lower "
                + sizes.entrySet().stream()
                        .map(size -> size.getKey() + " to "
                                + textOf(size.getKey(), size.getValue().bytes() >> 20))
                        .collect(Collectors.joining(" and "))
                + (removed.isEmpty() ? "" : " and take out " + String.join(" and ", removed));
        keys.addAll(removed);
        return new LoweringCure(keys, text);
    }

    private static String textOf(String key, long mebibytes) {
        return mebibytes + (key.endsWith(MEBIBYTES_KEY) ? "" : "m");
    }

    private static List<MemoryPart> required(ProcessKind process) {
        return switch (process) {
            case JOB_MANAGER -> List.of(MemoryPart.JVM_HEAP);
            case TASK_MANAGER -> List.of(MemoryPart.TASK_HEAP, MemoryPart.MANAGED);
        };
    }

    /**
     * Tells whether what is left of the totals holds that much. When a total is lowered, no other part grows, so this
     * is safe; parts that shrink with it may make room for more, which the plan alone does not tell.
     */
    private static boolean isSpare(ProcessMemoryPlan plan, MemorySize excess) {
        MemoryPart rest = plan.process() == ProcessKind.JOB_MANAGER ? MemoryPart.JVM_HEAP : MemoryPart.TASK_HEAP;
        return writtenKey(plan, rest).isEmpty()
                && plan.size(rest).orElse(MemorySize.ZERO).compareTo(excess) > 0;
    }

    /** A total that was written too has to be lowered with what leads, for they must fit each other. */
    private static LoweringCure ofParts(ProcessMemoryPlan plan, MemorySize excess, List<MemoryPart> parts) {
        List<String> totals = new ArrayList<>();
        for (MemoryPart total : List.of(MemoryPart.TOTAL_PROCESS, MemoryPart.TOTAL_FLINK)) {
            if (!parts.contains(total)) {
                writtenKey(plan, total).ifPresent(totals::add);
            }
        }
        List<String> keys = new ArrayList<>();
        List<String> sized = new ArrayList<>();
        for (MemoryPart part : parts) {
            String key = keyOf(plan, part);
            keys.add(key);
            long size = (plan.size(part).orElse(MemorySize.ZERO).bytes() - excess.bytes()) >> 20;
            // What is rounded down a little more may need one mebibyte more than is spare.
            boolean holds = part != MemoryPart.TOTAL_FLINK || isSpare(plan, excess.plus(MEBIBYTE));
            if (totals.isEmpty() && size > 0 && holds) {
                sized.add(key + " to " + textOf(key, size));
            }
        }
        String text = "Lower " + String.join(" or ", sized.isEmpty() ? keys : sized)
                + (totals.isEmpty() ? "" : ", and with it " + String.join(" and ", totals));
        keys.addAll(totals);
        return new LoweringCure(keys, text);
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
