package io.parley.core.resolution;

import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.MemoryPart;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.ProcessResolution.ProcessSplit;
import io.parley.core.resolution.TaskManagerSplit.Network;
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

    void jvmPartsAboveProcess(
            Total total, ProcessSplit whole, TaskManagerSplit split, String metaspace, String overhead) {
        report(
                total,
                split,
                List.of(
                        new Part(MemoryPart.JVM_METASPACE, whole.metaspace(), metaspace),
                        new Part(MemoryPart.JVM_OVERHEAD, whole.overhead(), overhead)));
    }

    void partsAboveTotal(Total total, MemorySize flink, TaskManagerSplit split, Names names) {
        List<Part> parts = parts(flink, split, names);
        Network network = split.network();
        parts.add(new Part(
                MemoryPart.NETWORK,
                network.of(flink).size(),
                network.range() == null ? network.leastName() : bindingKey(network.range(), flink)));
        report(total, split, parts);
    }

    private static String bindingKey(SizeRange range, MemorySize flink) {
        MemorySize relative = flink.timesTruncated(range.fraction());
        return relative.compareTo(range.minimum()) < 0
                ? range.names().minimum()
                : range.names().fraction();
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

    private void report(Total total, TaskManagerSplit split, List<Part> parts) {
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                total.statement() + " does not hold "
                        + list(parts.stream().map(Part::toString).toList()) + ", together.",
                keys(total, parts),
                raise(total, split)
                        .map(raise -> raise + ", which leaves room for a Task Heap of "
                                + USEFUL_TASK_HEAP.toShortString() + ", or lower a part.")
                        .orElse(lowerLargest(parts)));
    }

    private static List<String> keys(Total total, List<Part> parts) {
        List<String> keys = new ArrayList<>(List.of(total.name()));
        parts.forEach(part -> keys.add(part.name()));
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

    private static String lowerLargest(List<Part> parts) {
        List<String> names = parts.stream()
                .sorted(Comparator.comparing(Part::size).reversed())
                .map(Part::name)
                .toList();
        return "Lower " + names.get(0) + "; no total holds all parts.";
    }

    private static String list(List<String> texts) {
        return texts.size() == 1
                ? texts.get(0)
                : String.join(", ", texts.subList(0, texts.size() - 1)) + ", and " + texts.get(texts.size() - 1);
    }

    /** The task heap is set, so network memory is the rest; it is negative or outside its range. */
    void networkOutOfRange(Total total, MemorySize flink, TaskManagerSplit split, long rest, Names names) {
        Network network = split.network();
        List<Part> parts = parts(flink, split, names);
        boolean tooSmall = rest < network.least().bytes();
        String key = tooSmall ? network.leastName() : network.mostName();
        MemorySize bound = tooSmall ? network.least() : network.most();
        List<String> keys = keys(total, parts);
        keys.add(key);
        String statement = rest < 0
                ? total.statement() + " does not hold "
                        + list(parts.stream().map(Part::toString).toList()) + ", together."
                : total.statement() + " leaves " + MemorySize.ofBytes(rest) + " for Network beside its other parts, "
                        + boundText(network, tooSmall, bound) + ".";
        long heap = split.taskHeapBeside(flink, bound);
        String cure;
        if (heap >= 0) {
            cure = "Set " + names.taskHeap() + " to " + heap + "b"
                    + (split.withoutTaskHeap().holds(flink.bytes(), 0) ? ", or remove it." : ".");
        } else {
            cure = raise(total, split)
                    .map(raise -> raise + ", or lower a part.")
                    .orElse(lowerLargest(parts));
        }
        findings.problem(rest < 0 ? Kind.TOTAL_TOO_SMALL : Kind.REST_OUT_OF_RANGE, statement, keys, cure);
    }

    private static String boundText(Network network, boolean tooSmall, MemorySize bound) {
        if (network.range() == null) {
            return "not the " + bound + " of " + network.leastName();
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

    private void sumTooLarge(List<FoundSize> summands) {
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

    void networkTooLarge(Network network, MemorySize sum, List<MemoryPart> parts, String taskHeap, String managed) {
        if (network.range() == null) {
            sumTooLarge(taskHeap, sum, network.leastName(), network.least());
        } else {
            fractionTooLarge(network.range(), parts, sum, List.of(taskHeap, managed));
        }
    }
}
