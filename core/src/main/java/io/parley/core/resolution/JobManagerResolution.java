package io.parley.core.resolution;

import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_HEAP;
import static io.parley.core.resolution.MemoryOptions.JOB_MANAGER_OFF_HEAP;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.DirectMemoryLimit;
import io.parley.api.plan.JobManagerFlinkMemory;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One resolution of a JobManager. Used once; not thread-safe.
 *
 * <p>The order and the arithmetic are those of Flink's {@code JobManagerProcessUtils} and
 * {@code JobManagerFlinkMemoryUtils}.
 */
final class JobManagerResolution extends ProcessResolution {

    private static final SizeDerivation SUM_OF_FLINK =
            new SizeDerivation.Sum(List.of(MemoryPart.JVM_HEAP, MemoryPart.OFF_HEAP));
    private static final SizeDerivation HEAP_REST =
            new SizeDerivation.Rest(MemoryPart.TOTAL_FLINK, List.of(MemoryPart.OFF_HEAP));
    private static final SizeDerivation OFF_HEAP_REST =
            new SizeDerivation.Rest(MemoryPart.TOTAL_FLINK, List.of(MemoryPart.JVM_HEAP));

    private static final String IN_PLACE_OF_CUTOFF = "JVM Overhead took its place. Set "
            + MemoryOptions.JOB_MANAGER_OVERHEAD.fraction().key() + " instead";

    private final @Nullable FoundSize foundFlink;
    private final @Nullable FoundSize foundHeap;
    private final FoundSize foundOffHeap;

    // What is known so far; null until then, or for good where something is wrong.
    private @Nullable MemorySize heap;
    private @Nullable MemorySize offHeap;

    JobManagerResolution(FlinkConfiguration configuration, ResolutionRules rules, @Nullable MemorySize granted) {
        super(configuration, rules, ProcessOptions.JOB_MANAGER, rules.legacyHeapOfJobManager(), granted);
        foundFlink = findFlink();
        foundHeap = legacyComponent != null ? legacyComponent : reader.find(JOB_MANAGER_HEAP);
        foundOffHeap = reader.size(JOB_MANAGER_OFF_HEAP);
        offHeap = foundOffHeap.size();
    }

    private JobManagerProblems problems() {
        return new JobManagerProblems(findings);
    }

    JobManagerMemoryPlan resolve() {
        Boolean limited = reader.value(MemoryOptions.JOB_MANAGER_DIRECT_LIMIT);
        LeadingSize leading;
        if (foundHeap != null) {
            leading = LeadingSize.COMPONENTS;
            splitFromHeap(foundHeap);
            deriveJvm(foundFlink == null ? foundHeap.name() : foundFlink.name());
        } else if (foundFlink != null) {
            leading = LeadingSize.TOTAL_FLINK;
            splitFromFlink(foundFlink);
            deriveJvm(foundFlink.name());
        } else {
            leading = LeadingSize.TOTAL_PROCESS;
            if (foundProcess == null) {
                problems()
                        .noTotal(
                                ProcessOptions.JOB_MANAGER.totals(),
                                List.of(JOB_MANAGER_HEAP.key()),
                                "1600m",
                                withoutEffect());
            } else {
                splitFromProcess(foundProcess);
            }
        }
        remarkRemoved(MemoryOptions.REMOVED_CONTAINER_KEYS, IN_PLACE_OF_CUTOFF);
        return build(leading, limited);
    }

    private JobManagerMemoryPlan build(LeadingSize leading, @Nullable Boolean limited) {
        JvmMetaspaceAndOverhead jvm = jvmOrRefuse();
        if (heap == null || offHeap == null || limited == null) {
            throw refusal();
        }
        if (heap.compareTo(MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP) < 0) {
            findings.remark(
                    Remark.Kind.HEAP_UNDER_RECOMMENDED_MINIMUM,
                    "The JVM Heap, " + heap + ", is smaller than Flink recommends for a JobManager, "
                            + MemoryOptions.RECOMMENDED_JOB_MANAGER_HEAP + ".",
                    JOB_MANAGER_HEAP.key());
        }
        return new JobManagerMemoryPlan(
                new JobManagerFlinkMemory(heap, offHeap),
                jvm,
                limited ? DirectMemoryLimit.SET : DirectMemoryLimit.UNSET,
                context(leading, rules.line().jobManagerProperties().properties()));
    }

    private void splitFromHeap(FoundSize foundHeap) {
        heap = foundHeap.size();
        derivations.put(MemoryPart.JVM_HEAP, foundHeap.derivation());
        derivations.put(MemoryPart.OFF_HEAP, foundOffHeap.derivation());
        if (foundFlink == null) {
            derivations.put(MemoryPart.TOTAL_FLINK, SUM_OF_FLINK);
            if (heap != null && offHeap != null) {
                flink = sum(heap, offHeap, foundHeap);
            }
            return;
        }
        flink = foundFlink.size();
        derivations.put(MemoryPart.TOTAL_FLINK, foundFlink.derivation());
        if (flink == null || heap == null || offHeap == null) {
            return;
        }
        if (!foundOffHeap.isDefault()) {
            if (heap.compareTo(flink) > 0 || !flink.minus(heap).equals(offHeap)) {
                problems().partsDoNotMatchFlink(foundHeap, heap, foundOffHeap, offHeap, foundFlink, flink);
            }
        } else if (heap.compareTo(flink) > 0) {
            problems().heapAboveFlink(foundHeap, heap, foundFlink, flink);
        } else {
            replaceDefaultOffHeap(flink.minus(heap), offHeap, foundFlink);
        }
    }

    private void replaceDefaultOffHeap(MemorySize rest, MemorySize byDefault, FoundSize foundFlink) {
        offHeap = rest;
        derivations.put(MemoryPart.OFF_HEAP, OFF_HEAP_REST);
        if (!rest.equals(byDefault)) {
            findings.remark(
                    Remark.Kind.DEFAULT_IGNORED,
                    "Off-heap is " + rest + ", what " + foundFlink.name() + " leaves beside the JVM Heap; its default, "
                            + byDefault + ", is ignored.",
                    JOB_MANAGER_OFF_HEAP.key(),
                    foundFlink.name());
        }
    }

    private void splitFromFlink(FoundSize foundFlink) {
        flink = foundFlink.size();
        derivations.put(MemoryPart.TOTAL_FLINK, foundFlink.derivation());
        deriveHeap();
        if (flink == null || offHeap == null) {
            return;
        }
        if (flink.compareTo(offHeap) <= 0) {
            problems().noRoomForHeapInFlink(foundFlink, flink, foundOffHeap, offHeap);
        } else {
            heap = flink.minus(offHeap);
        }
    }

    private void deriveHeap() {
        derivations.put(MemoryPart.OFF_HEAP, foundOffHeap.derivation());
        derivations.put(MemoryPart.JVM_HEAP, HEAP_REST);
    }

    private void splitFromProcess(FoundSize foundProcess) {
        deriveHeap();
        ProcessSplit split = splitProcess(foundProcess);
        if (split == null || overheadRange == null) {
            return;
        }
        if (split.flink() <= (offHeap == null ? 0 : offHeap.bytes())) {
            problems()
                    .processTooSmall(
                            split,
                            offHeap,
                            List.of(foundProcess.name(), foundMetaspace.name(), foundOffHeap.name()),
                            overheadRange);
            return;
        }
        if (offHeap == null) {
            return;
        }
        overhead = split.overhead();
        flink = MemorySize.ofBytes(split.flink());
        heap = flink.minus(offHeap);
    }

    private @Nullable MemorySize sum(MemorySize heap, MemorySize offHeap, FoundSize foundHeap) {
        if (offHeap.bytes() > Long.MAX_VALUE - heap.bytes()) {
            problems().sumTooLarge(foundHeap.name(), heap, foundOffHeap.name(), offHeap);
            return null;
        }
        return heap.plus(offHeap);
    }
}
