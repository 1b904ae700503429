package io.parley.core.resolution;

import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_FLINK;
import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_HEAP;
import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_PROCESS;

import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;

/** Words the contradictions of a JobManager's configuration, each with both amounts, its keys and a cure. */
final class JobManagerProblems {

    private static final long MEBIBYTE = 1L << 20;

    private final Findings findings;

    JobManagerProblems(Findings findings) {
        this.findings = findings;
    }

    /** The sizes that a Total Process Memory should hold. */
    record ProcessParts(MemorySize process, MemorySize metaspace, MemorySize overhead, MemorySize offHeap) {}

    void noTotal(boolean legacyIgnored) {
        findings.problem(
                Kind.NO_TOTAL,
                "No size is set to derive the others from"
                        + (legacyIgnored ? "; the legacy heap options that are set have no effect here." : "."),
                List.of(JOB_MANAGER_PROCESS.key(), JOB_MANAGER_FLINK.key(), JOB_MANAGER_HEAP.key()),
                "Set one of " + JOB_MANAGER_PROCESS.key() + " (for containers), " + JOB_MANAGER_FLINK.key()
                        + " (for hosts) or " + JOB_MANAGER_HEAP.key() + ", for instance " + JOB_MANAGER_PROCESS.key()
                        + ": 1600m.");
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

    void processTooSmall(
            ProcessParts parts,
            FoundSize foundProcess,
            FoundSize foundMetaspace,
            FoundSize foundOffHeap,
            OverheadRange range) {
        List<String> keys = new ArrayList<>(List.of(foundProcess.name(), foundMetaspace.name(), foundOffHeap.name()));
        keys.add(range.options().overheadMinimum().key());
        long enough = enoughFor(parts, range);
        String lower = "lower what is beside the heap (" + String.join(", ", keys.subList(1, keys.size())) + ").";
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                "Total Process Memory, " + parts.process() + ", leaves no JVM Heap beside JVM Metaspace, "
                        + parts.metaspace() + ", JVM Overhead, " + parts.overhead() + ", and Off-heap, "
                        + parts.offHeap()
                        + ".",
                keys,
                enough < 0
                        ? "No size holds all of it: " + lower
                        : "Raise " + foundProcess.name() + " to at least " + inMebibytes(MemorySize.ofBytes(enough))
                                + ", or " + lower);
    }

    /** Gives the least Total Process Memory that leaves the recommended heap, or -1 where none does. */
    private static long enoughFor(ProcessParts parts, OverheadRange range) {
        // The last whole mebibyte is left out, so that rounding up cannot overflow.
        long largest = Long.MAX_VALUE - MEBIBYTE;
        if (!leavesHeap(largest, parts, range)) {
            return -1;
        }
        long tooSmall = 0;
        long enough = largest;
        while (enough - tooSmall > 1) {
            long middle = tooSmall + (enough - tooSmall) / 2;
            if (leavesHeap(middle, parts, range)) {
                enough = middle;
            } else {
                tooSmall = middle;
            }
        }
        return enough;
    }

    private static boolean leavesHeap(long process, ProcessParts parts, OverheadRange range) {
        long rest = process;
        for (MemorySize part : List.of(
                parts.metaspace(),
                range.ofProcess(MemorySize.ofBytes(process)),
                parts.offHeap(),
                MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP)) {
            rest -= part.bytes();
            if (rest < 0) {
                return false;
            }
        }
        return true;
    }

    void sumTooLarge(String firstName, MemorySize first, String secondName, MemorySize second) {
        findings.problem(
                Kind.SIZE_OVERFLOW,
                firstName + ", " + first + ", and " + secondName + ", " + second
                        + ", together exceed the largest size, " + Long.MAX_VALUE + " bytes.",
                List.of(firstName, secondName),
                "Lower " + firstName + " or " + secondName + ".");
    }

    void overheadTooLarge(
            MemorySize flinkAndMetaspace, OverheadRange range, FoundSize foundFlink, FoundSize foundMetaspace) {
        String fractionKey = range.options().overheadFraction().key();
        findings.problem(
                Kind.SIZE_OVERFLOW,
                "JVM Overhead as the fraction " + (float) range.fraction()
                        + " beside Total Flink Memory and JVM Metaspace, " + flinkAndMetaspace
                        + ", exceeds the largest size, " + Long.MAX_VALUE + " bytes.",
                List.of(foundFlink.name(), foundMetaspace.name(), fractionKey),
                "Lower " + foundFlink.name() + ", " + foundMetaspace.name() + " or " + fractionKey + ".");
    }

    void processBelowFlink(
            FoundSize foundProcess, MemorySize process, FoundSize foundFlink, MemorySize flink, MemorySize metaspace) {
        findings.problem(
                Kind.TOTAL_TOO_SMALL,
                "Total Process Memory, " + process + ", is less than Total Flink Memory, " + flink
                        + ", and JVM Metaspace, " + metaspace + ", together.",
                List.of(foundProcess.name(), foundFlink.name()),
                "Remove " + foundProcess.name() + " or " + foundFlink.name() + ", or make room between them.");
    }

    void overheadOutOfRange(
            FoundSize foundProcess,
            MemorySize process,
            MemorySize flinkAndMetaspace,
            MemorySize rest,
            FoundSize foundFlink,
            OverheadRange range) {
        boolean tooSmall = rest.compareTo(range.minimum()) < 0;
        String key =
                (tooSmall ? range.options().overheadMinimum() : range.options().overheadMaximum()).key();
        String bound =
                tooSmall ? "less than its minimum, " + range.minimum() : "more than its maximum, " + range.maximum();
        MemorySize limit = tooSmall ? range.minimum() : range.maximum();
        String move = limit.bytes() > Long.MAX_VALUE - flinkAndMetaspace.bytes()
                ? ""
                : (tooSmall ? "Raise " : "Lower ") + foundProcess.name() + " to "
                        + flinkAndMetaspace.plus(limit).toConfigurationText() + ", or set ";
        findings.problem(
                Kind.REST_OUT_OF_RANGE,
                "Total Process Memory, " + process + ", leaves " + rest + " for JVM Overhead beside "
                        + foundFlink.name() + ", " + bound + ".",
                List.of(foundProcess.name(), foundFlink.name(), key),
                (move.isEmpty() ? "Set " : move) + key + " to " + rest.toConfigurationText() + ", or remove "
                        + foundProcess.name() + ".");
    }

    private static String inMebibytes(MemorySize size) {
        return size.mebibytesRoundedUp() + "m";
    }
}
