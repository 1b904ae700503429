package io.parley.core.resolution;

import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.MemoryPart;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.ProcessResolution.ProcessSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Words the contradictions of a TaskManager's configuration, each with all amounts, its keys and a cure. */
final class TaskManagerProblems extends ProcessProblems {

    /** A cure leaves so much task heap, so that the process is of use. */
    private static final MemorySize USEFUL_TASK_HEAP = MemorySize.ofMebibytes(128);

    TaskManagerProblems(Findings findings) {
        super(findings);
    }

    /** The keys of the parts that are sizes. */
    record Names(String frameworkHeap, String frameworkOffHeap, String taskOffHeap, String taskHeap) {}

    /** The keys of the JVM's own parts. */
    record JvmNames(String metaspace, String overhead) {}

    /**
     * The total that is split.
     *
     * @param name the key to change
     * @param statement how a sentence about it starts
     * @param conflicting a key that would contradict another size of this total, or null
     * @param flinkOf Total Flink Memory for a size of this total, negative where the JVM's parts do not fit
     */
    record Total(String name, String statement, @Nullable String conflicting, LongUnaryOperator flinkOf) {}

    Total flinkTotal(FoundSize found, MemorySize flink, @Nullable FoundSize process) {
        return new Total(
                found.name(),
                "Total Flink Memory, " + flink + ",",
                process == null ? null : process.name(),
                LongUnaryOperator.identity());
    }

    Total processTotal(FoundSize found, ProcessSplit split, SizeRange overhead) {
        return new Total(
                found.name(),
                "Total Process Memory, " + split.process()
                        + (split.flink() < 0
                                ? ","
                                : ", gives Total Flink Memory, " + MemorySize.ofBytes(split.flink()) + ", which"),
                null,
                process -> ProcessResolution.rest(
                        process,
                        split.metaspace().bytes(),
                        overhead.ofWhole(MemorySize.ofBytes(process)).bytes()));
    }

    private record Part(MemoryPart part, MemorySize size, String name) {

        @Override
        public String toString() {
            return part + ", " + size;
        }
    }

    /**
     * The JVM's own parts do not fit.
     *
     * @param split how the rest would split; null where that is not known
     */
    void jvmPartsAboveProcess(
            Total total, ProcessSplit whole, @Nullable TaskManagerSplit split, Names names, JvmNames jvm) {
        List<Part> parts = List.of(
                new Part(MemoryPart.JVM_METASPACE, whole.metaspace(), jvm.metaspace()),
                new Part(MemoryPart.JVM_OVERHEAD, whole.overhead(), jvm.overhead()));
        if (split != null) {
            report(total, split, names, parts);
            return;
        }
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                doesNotHold(total, parts),
                keys(total, parts),
                LeastSize.text(size -> total.flinkOf().applyAsLong(size) >= 0)
                        .map(least -> "Raise " + total.name() + " to at least " + least
                                + " and what Total Flink Memory takes, or lower a part.")
                        .orElseGet(() -> lowerLargest(total, parts)));
    }

    /** All parts are set or derived, and together they exceed the total. */
    void partsAboveTotal(Total total, MemorySize flink, TaskManagerSplit split, Names names) {
        List<Part> parts = parts(flink, split, names);
        parts.add(network(flink, split));
        report(total, split, names, parts);
    }

    private static Part network(MemorySize flink, TaskManagerSplit split) {
        return new Part(
                MemoryPart.NETWORK,
                split.networkOf(flink),
                split.range() == null ? split.leastNetworkName() : split.range().bindingKey(flink));
    }

    private static List<Part> parts(MemorySize flink, TaskManagerSplit split, Names names) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(MemoryPart.FRAMEWORK_HEAP, split.framework().heap(), names.frameworkHeap()));
        if (split.taskHeap() != null) {
            parts.add(new Part(MemoryPart.TASK_HEAP, split.taskHeap(), names.taskHeap()));
        }
        parts.add(new Part(MemoryPart.FRAMEWORK_OFF_HEAP, split.framework().offHeap(), names.frameworkOffHeap()));
        parts.add(new Part(MemoryPart.TASK_OFF_HEAP, split.taskOffHeap(), names.taskOffHeap()));
        parts.add(new Part(
                MemoryPart.MANAGED, split.managed().of(flink), split.managed().name()));
        return parts;
    }

    private void report(Total total, TaskManagerSplit split, Names names, List<Part> parts) {
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                doesNotHold(total, parts),
                keys(total, parts),
                raise(total, split)
                        .map(raise -> raise + ", which leaves room for a Task Heap of "
                                + USEFUL_TASK_HEAP.toShortString() + ", or lower a part.")
                        .orElseGet(() -> lowerLargest(total, split, names, parts)));
    }

    private static String doesNotHold(Total total, List<Part> parts) {
        return total.statement() + " does not hold "
                + list(parts.stream()
                        .filter(part -> part.size().bytes() > 0)
                        .map(Part::toString)
                        .toList())
                + ", together.";
    }

    private static List<String> keys(Total total, List<Part> parts) {
        List<String> keys = new ArrayList<>(List.of(total.name()));
        parts.forEach(part -> keys.add(part.name()));
        if (total.conflicting() != null) {
            keys.add(total.conflicting());
        }
        return keys;
    }

    private static Optional<String> raise(Total total, TaskManagerSplit split) {
        long heap = USEFUL_TASK_HEAP.bytes();
        return LeastSize.text(
                        size -> split.isEnough(total.flinkOf().applyAsLong(size), heap),
                        size -> split.holds(total.flinkOf().applyAsLong(size), heap))
                .map(size -> "Raise " + total.name() + " to at least " + size
                        + (total.conflicting() == null ? "" : " and remove " + total.conflicting()));
    }

    /** No total holds all parts: names the one that is largest where the total is. */
    private static String lowerLargest(Total total, TaskManagerSplit split, Names names, List<Part> shown) {
        List<Part> parts = new ArrayList<>(shown);
        parts.addAll(parts(MemorySize.MAX, split, names));
        parts.add(network(MemorySize.MAX, split));
        return lowerLargest(total, parts);
    }

    private static String lowerLargest(Total total, List<Part> parts) {
        return parts.stream()
                .max(Comparator.comparing(Part::size))
                .map(part -> "Lower " + part.name() + "; no size of " + total.name() + " holds all parts.")
                .orElseThrow();
    }

    private static String list(List<String> texts) {
        return texts.size() == 1
                ? texts.get(0)
                : String.join(", ", texts.subList(0, texts.size() - 1)) + ", and " + texts.get(texts.size() - 1);
    }

    /** The task heap is set, so network memory is the rest; it is negative or outside its range. */
    void networkOutOfRange(Total total, MemorySize flink, TaskManagerSplit split, long rest, Names names) {
        List<Part> parts = parts(flink, split, names);
        boolean tooSmall = rest < split.leastNetwork().bytes();
        String key = tooSmall ? split.leastNetworkName() : split.mostNetworkName();
        MemorySize bound = tooSmall ? split.leastNetwork() : split.mostNetwork();
        List<String> keys = keys(total, parts);
        keys.add(key);
        String statement = rest < 0
                ? doesNotHold(total, parts)
                : total.statement() + " leaves " + MemorySize.ofBytes(rest) + " for Network beside its other parts, "
                        + boundText(split, tooSmall, bound) + ".";
        long heap = split.taskHeapBeside(flink, bound);
        String cure;
        if (heap >= 0) {
            cure = "Set " + names.taskHeap() + " to " + heap + "b"
                    + (split.withoutTaskHeap().holds(flink.bytes(), 0) ? ", or remove it." : ".");
        } else {
            cure = raise(total, split)
                    .map(raise -> raise + ", or lower a part.")
                    .orElseGet(() -> lowerLargest(total, split, names, parts));
        }
        findings.problem(rest < 0 ? Kind.TOTAL_TOO_SMALL : Kind.REST_OUT_OF_RANGE, statement, keys, cure);
    }

    private static String boundText(TaskManagerSplit split, boolean tooSmall, MemorySize bound) {
        if (split.range() == null) {
            return "not the " + bound + " of " + split.leastNetworkName();
        }
        return tooSmall ? "less than its minimum, " + bound : "more than its maximum, " + bound;
    }

    /** Gives the sum, or null where it exceeds the largest size, which is then noted. */
    @Nullable
    MemorySize sum(List<FoundSize> summands) {
        long sum = 0;
        for (FoundSize summand : summands) {
            long size = summand.size() == null ? 0 : summand.size().bytes();
            if (size > Long.MAX_VALUE - sum) {
                sumTooLarge(summands);
                return null;
            }
            sum += size;
        }
        return MemorySize.ofBytes(sum);
    }

    void sumTooLarge(List<FoundSize> summands) {
        List<FoundSize> largestFirst = summands.stream()
                .filter(summand -> summand.size() != null)
                .sorted(Comparator.comparing(
                                (FoundSize summand) -> summand.size() == null ? MemorySize.ZERO : summand.size())
                        .reversed())
                .toList();
        findings.problem(
                Kind.SIZE_OVERFLOW,
                list(summands.stream()
                                .map(summand -> summand.name() + ", " + summand.size())
                                .toList())
                        + ", together exceed the largest size, " + Long.MAX_VALUE + " bytes.",
                summands.stream().map(FoundSize::name).toList(),
                "Lower " + largestFirst.get(0).name() + ".");
    }

    void networkTooLarge(
            TaskManagerSplit split, MemorySize sum, List<MemoryPart> parts, String taskHeap, String managed) {
        if (split.range() == null) {
            sumTooLarge(taskHeap, sum, split.leastNetworkName(), split.leastNetwork());
        } else {
            partTooLarge(split.range(), parts, sum, List.of(taskHeap, managed));
        }
    }
}
