package io.parley.core.resolution;

import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.ProcessResolution.ProcessSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Words the contradictions of a JobManager's configuration, each with both amounts, its keys and a cure. */
final class JobManagerProblems extends ProcessProblems {

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
                        + inMebibytes(offHeap.plus(MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP)) + ", or lower ";
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                "Total Flink Memory, " + flink + ", leaves no JVM Heap beside Off-heap, " + offHeap + ".",
                List.of(foundFlink.name(), foundOffHeap.name()),
                (raise.isEmpty() ? "Lower " : raise) + foundOffHeap.name() + ".");
    }

    void processTooSmall(ProcessSplit split, MemorySize offHeap, List<String> names, SizeRange range) {
        List<String> keys = new ArrayList<>(names);
        keys.add(range.names().minimum());
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                "Total Process Memory, " + split.process() + ", leaves no JVM Heap beside JVM Metaspace, "
                        + split.metaspace() + ", JVM Overhead, " + split.overhead() + ", and Off-heap, " + offHeap
                        + ".",
                keys,
                LeastSize.text(process -> leavesHeap(process, split, offHeap, range))
                        .map(enough -> "Raise " + names.get(0) + " to at least " + enough
                                + ", or lower what is beside the heap (" + String.join(", ", keys.subList(1, 4)) + ").")
                        .orElseGet(() -> lowerLargest(split, offHeap, keys, range)));
    }

    /** No total holds all parts: names the one that is largest where the total is. */
    private static String lowerLargest(ProcessSplit split, MemorySize offHeap, List<String> keys, SizeRange range) {
        TreeMap<MemorySize, String> bySize = new TreeMap<>(Map.of(offHeap, keys.get(2)));
        bySize.put(split.metaspace(), keys.get(1));
        bySize.put(range.ofWhole(MemorySize.MAX), keys.get(3));
        return "Lower " + bySize.lastEntry().getValue() + "; no size of " + keys.get(0) + " holds all parts.";
    }

    private static boolean leavesHeap(long process, ProcessSplit split, MemorySize offHeap, SizeRange range) {
        MemorySize overhead = range.ofWhole(MemorySize.ofBytes(process));
        long flink = ProcessResolution.rest(process, split.metaspace().bytes(), overhead.bytes());
        return ProcessResolution.rest(flink, offHeap.bytes(), MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP.bytes()) >= 0;
    }

    private static String inMebibytes(MemorySize size) {
        return size.mebibytesRoundedUp() + "m";
    }
}
