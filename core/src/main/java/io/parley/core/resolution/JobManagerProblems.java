package io.parley.core.resolution;

import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.ProcessResolution.ProcessSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Words the contradictions of a JobManager's configuration, each with both amounts, its keys and a cure. */
final class JobManagerProblems extends ProcessProblems {

    /** More than nothing is enough for Flink. */
    private static final MemorySize LEAST_HEAP = MemorySize.ofBytes(1);

    private static final String ROOM = ", which leaves room for the JVM Heap that Flink recommends, "
            + MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP.toShortString();

    JobManagerProblems(Findings findings) {
        super(findings);
    }

    void partsDoNotMatchFlink(
            FoundSize foundHeap,
            MemorySize heap,
            FoundSize foundOffHeap,
            MemorySize offHeap,
            FoundSize foundFlink,
            MemorySize flink) {
        findings.problem(
                Kind.PARTS_DO_NOT_ADD_UP,
                "JVM Heap, " + heap + ", and Off-heap, " + offHeap + ", do not add up to Total Flink Memory, " + flink
                        + ".",
                List.of(foundHeap.name(), foundOffHeap.name(), foundFlink.name()),
                "Remove " + foundFlink.name() + ", or remove " + foundHeap.name() + ", or make them add up.");
    }

    void heapAboveFlink(FoundSize foundHeap, MemorySize heap, FoundSize foundFlink, MemorySize flink) {
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                "JVM Heap, " + heap + ", is above Total Flink Memory, " + flink + ", that should hold it.",
                List.of(foundHeap.name(), foundFlink.name()),
                "Remove " + foundFlink.name() + ", or lower " + foundHeap.name() + " to at most "
                        + flink.toConfigurationText() + ".");
    }

    void noRoomForHeapInFlink(FoundSize foundFlink, MemorySize flink, FoundSize foundOffHeap, MemorySize offHeap) {
        String raise = offHeap.bytes() > Long.MAX_VALUE - MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP.bytes()
                ? ""
                : "Raise " + foundFlink.name() + " to at least "
                        + inMebibytes(offHeap.plus(MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP)) + ROOM
                        + atLeast(Optional.of(inMebibytes(offHeap.plus(LEAST_HEAP)))) + ", or lower ";
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                "Total Flink Memory, " + flink + ", leaves no JVM Heap beside Off-heap, " + offHeap + ".",
                List.of(foundFlink.name(), foundOffHeap.name()),
                (raise.isEmpty() ? "Lower " : raise) + foundOffHeap.name() + ".");
    }

    /**
     * Total Process Memory leaves no heap.
     *
     * @param offHeap Off-heap; null where it is not known and the other parts alone leave no heap
     * @param names the keys of Total Process Memory, JVM Metaspace and Off-heap
     */
    void processTooSmall(ProcessSplit split, @Nullable MemorySize offHeap, List<String> names, SizeRange range) {
        List<String> keys = new ArrayList<>(offHeap == null ? names.subList(0, 2) : names);
        keys.add(range.bindingKey(split.process()));
        String beside = String.join(", ", keys.subList(1, keys.size()));
        MemorySize known = offHeap == null ? MemorySize.ZERO : offHeap;
        Optional<String> enough = LeastSize.text(
                process -> leavesHeap(process, split, known, range, MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP));
        String cure;
        if (enough.isPresent()) {
            cure = "Raise " + names.get(0) + " to at least " + enough.get()
                    + (offHeap == null
                            ? " and what Off-heap takes"
                            : ROOM
                                    + atLeast(LeastSize.text(
                                            process -> leavesHeap(process, split, known, range, LEAST_HEAP))))
                    + ", or lower what is beside the heap ("
                    + beside + ").";
        } else {
            String largest = keyOfLargest(split, known, names, range);
            if (!keys.contains(largest)) {
                keys.add(largest);
            }
            cure = "Lower " + largest + "; no size of " + names.get(0) + " holds all parts.";
        }
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                "Total Process Memory, " + split.process() + ", leaves no JVM Heap beside JVM Metaspace, "
                        + split.metaspace() + (offHeap == null ? ", and JVM Overhead, " : ", JVM Overhead, ")
                        + split.overhead() + (offHeap == null ? "" : ", and Off-heap, " + offHeap) + ".",
                keys,
                cure);
    }

    /** Where no total holds all parts: gives the key of the one that is largest where the total is. */
    private static String keyOfLargest(ProcessSplit split, MemorySize offHeap, List<String> names, SizeRange range) {
        TreeMap<MemorySize, String> bySize = new TreeMap<>(Map.of(offHeap, names.get(2)));
        bySize.put(split.metaspace(), names.get(1));
        bySize.put(range.ofWhole(MemorySize.MAX), range.bindingKey(MemorySize.MAX));
        return bySize.lastEntry().getValue();
    }

    private static String atLeast(Optional<String> size) {
        return size.map(least -> " (Flink takes " + least + " too)").orElse("");
    }

    private static boolean leavesHeap(
            long process, ProcessSplit split, MemorySize offHeap, SizeRange range, MemorySize heap) {
        MemorySize overhead = range.ofWhole(MemorySize.ofBytes(process));
        long flink = ProcessResolution.rest(process, split.metaspace().bytes(), overhead.bytes());
        return ProcessResolution.rest(flink, offHeap.bytes(), heap.bytes()) >= 0;
    }

    private static String inMebibytes(MemorySize size) {
        return size.mebibytesRoundedUp() + "m";
    }
}
