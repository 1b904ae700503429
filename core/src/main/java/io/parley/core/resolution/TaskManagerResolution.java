package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.TaskManagerFlinkMemory;
import io.parley.api.plan.TaskManagerFlinkMemory.Share;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.TaskManagerResources;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.TaskManagerSplit.Framework;
import io.parley.core.resolution.TaskManagerSplit.Managed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One resolution of a TaskManager. Used once; not thread-safe.
 *
 * <p>The order and the arithmetic are those of Flink's {@code TaskExecutorProcessUtils} and
 * {@code TaskExecutorFlinkMemoryUtils}.
 */
final class TaskManagerResolution extends ProcessResolution {

    private static final List<MemoryPart> BESIDE_NETWORK = List.of(
            MemoryPart.FRAMEWORK_HEAP,
            MemoryPart.FRAMEWORK_OFF_HEAP,
            MemoryPart.TASK_HEAP,
            MemoryPart.TASK_OFF_HEAP,
            MemoryPart.MANAGED);
    private static final SizeDerivation SUM_OF_FLINK = new SizeDerivation.Sum(List.of(
            MemoryPart.FRAMEWORK_HEAP,
            MemoryPart.FRAMEWORK_OFF_HEAP,
            MemoryPart.TASK_HEAP,
            MemoryPart.TASK_OFF_HEAP,
            MemoryPart.NETWORK,
            MemoryPart.MANAGED));
    private static final SizeDerivation TASK_HEAP_REST = new SizeDerivation.Rest(
            MemoryPart.TOTAL_FLINK,
            List.of(
                    MemoryPart.FRAMEWORK_HEAP,
                    MemoryPart.FRAMEWORK_OFF_HEAP,
                    MemoryPart.TASK_OFF_HEAP,
                    MemoryPart.NETWORK,
                    MemoryPart.MANAGED));
    private static final SizeDerivation NETWORK_REST = new SizeDerivation.Rest(MemoryPart.TOTAL_FLINK, BESIDE_NETWORK);

    private static final String IN_PLACE_OF_CUTOFF = "JVM Overhead took its place. Set "
            + MemoryOptions.TASK_MANAGER_OVERHEAD.fraction().key() + " instead";

    private final @Nullable FoundSize foundFlink;
    private final FoundSize frameworkHeap;
    private final FoundSize frameworkOffHeap;
    private final FoundSize taskOffHeap;
    private final @Nullable FoundSize taskHeap;
    private final @Nullable FoundSize managed;

    /** How Total Process Memory was split, where it led. */
    private @Nullable ProcessSplit processSplit;

    TaskManagerResolution(FlinkConfiguration configuration, ResolutionRules rules, @Nullable MemorySize granted) {
        super(configuration, rules, ProcessOptions.TASK_MANAGER, rules.legacyHeapOfTaskManager(), granted);
        foundFlink = findFlink();
        frameworkHeap = reader.size(MemoryOptions.FRAMEWORK_HEAP);
        frameworkOffHeap = reader.size(MemoryOptions.FRAMEWORK_OFF_HEAP);
        taskOffHeap = reader.size(MemoryOptions.TASK_OFF_HEAP);
        taskHeap = reader.find(MemoryOptions.TASK_HEAP);
        managed = reader.find(MemoryOptions.MANAGED);
        derivations.put(MemoryPart.FRAMEWORK_HEAP, frameworkHeap.derivation());
        derivations.put(MemoryPart.FRAMEWORK_OFF_HEAP, frameworkOffHeap.derivation());
        derivations.put(MemoryPart.TASK_OFF_HEAP, taskOffHeap.derivation());
    }

    private TaskManagerProblems problems() {
        return new TaskManagerProblems(findings);
    }

    TaskManagerMemoryPlan resolve() {
        TaskManagerResources resources = new WorkerShape(configuration, rules, reader, findings).read();
        TaskManagerSplit split = readSplit();
        TaskManagerFlinkMemory parts = null;
        LeadingSize leading;
        if (taskHeap != null && managed != null) {
            leading = LeadingSize.COMPONENTS;
            parts = splitFromComponents(split);
            deriveJvm(foundFlink == null ? taskHeap.name() : foundFlink.name());
        } else if (foundFlink != null) {
            leading = LeadingSize.TOTAL_FLINK;
            flink = foundFlink.size();
            derivations.put(MemoryPart.TOTAL_FLINK, foundFlink.derivation());
            if (flink != null && split != null) {
                parts = splitFlink(flink, split);
            }
            deriveJvm(foundFlink.name());
        } else {
            leading = LeadingSize.TOTAL_PROCESS;
            if (foundProcess == null) {
                problems()
                        .noTotal(
                                ProcessOptions.TASK_MANAGER.totals(),
                                List.of(MemoryOptions.TASK_HEAP.key(), MemoryOptions.MANAGED.key()),
                                "1728m",
                                withoutEffect());
            } else {
                parts = splitFromProcess(foundProcess, split);
            }
        }
        remarkRemovedKeys();
        JvmMetaspaceAndOverhead jvm = jvmOrRefuse();
        if (parts == null || resources == null) {
            throw refusal();
        }
        return new TaskManagerMemoryPlan(
                resources,
                parts,
                jvm,
                context(leading, rules.line().taskManagerProperties().properties()));
    }

    private void remarkRemovedKeys() {
        remarkRemoved(MemoryOptions.REMOVED_CONTAINER_KEYS, IN_PLACE_OF_CUTOFF);
        remarkRemoved(
                MemoryOptions.REMOVED_TASK_MANAGER_KEYS,
                "Total Process Memory, Managed Memory and their fractions took its place. Remove it");
    }

    /** Reads what is needed to split Total Flink Memory; null where something cannot be read. */
    private @Nullable TaskManagerSplit readSplit() {
        Managed managedPart = readManaged();
        FoundSize buffers = NetworkBuffers.areSet(configuration)
                ? new NetworkBuffers(configuration, rules.line(), reader, findings).read()
                : null;
        SizeRange range = buffers == null ? SizeRange.read(rules.line().network(), reader, findings) : null;
        if (managedPart == null
                || (buffers == null ? range == null : buffers.size() == null)
                || frameworkHeap.size() == null
                || frameworkOffHeap.size() == null
                || taskOffHeap.size() == null
                || (taskHeap != null && taskHeap.size() == null)) {
            return null;
        }
        return new TaskManagerSplit(
                new Framework(frameworkHeap.size(), frameworkOffHeap.size()),
                taskOffHeap.size(),
                taskHeap == null ? null : taskHeap.size(),
                managedPart,
                range,
                buffers);
    }

    private @Nullable Managed readManaged() {
        String fractionName = MemoryOptions.MANAGED_FRACTION.key();
        if (managed != null) {
            if (configuration.valueOrNull(fractionName) != null) {
                findings.remark(
                        Remark.Kind.WITHOUT_EFFECT,
                        fractionName + " has no effect: " + managed.name() + " is set and wins. Remove it.",
                        fractionName,
                        managed.name());
            }
            return managed.size() == null ? null : new Managed(managed.size(), 0, managed.name());
        }
        if (configuration.valueOrNull(fractionName) == null) {
            return Managed.BY_DEFAULT;
        }
        Float fraction = reader.value(MemoryOptions.MANAGED_FRACTION);
        if (fraction == null) {
            return null;
        }
        if (!SizeRange.isFraction(fraction)) {
            SizeRange.fractionOutOfRange(MemoryPart.MANAGED, fraction, fractionName, "0.4", findings);
            return null;
        }
        return new Managed(null, fraction, fractionName);
    }

    /** Sums the components up, or finds network memory between them and Total Flink Memory that is set too. */
    private @Nullable TaskManagerFlinkMemory splitFromComponents(@Nullable TaskManagerSplit split) {
        if (foundFlink != null) {
            flink = foundFlink.size();
            derivations.put(MemoryPart.TOTAL_FLINK, foundFlink.derivation());
            return flink == null || split == null ? null : splitFlink(flink, split);
        }
        derivations.put(MemoryPart.TOTAL_FLINK, SUM_OF_FLINK);
        if (split == null || split.taskHeap() == null || split.managed().set() == null) {
            return null;
        }
        putSetParts();
        MemorySize sum = sum(split, split.taskHeap(), split.managed().set());
        MemorySize network = sum == null ? null : networkBeside(sum, split);
        if (sum == null || network == null) {
            return null;
        }
        flink = sum.plus(network);
        return parts(split, split.taskHeap(), network, split.managed().set());
    }

    private @Nullable MemorySize sum(TaskManagerSplit split, MemorySize taskHeap, MemorySize managed) {
        try {
            return split.besideNetwork(taskHeap, managed);
        } catch (ArithmeticException e) {
            problems()
                    .sumTooLarge(List.of(
                            frameworkHeap, frameworkOffHeap, found(this.taskHeap), taskOffHeap, found(this.managed)));
            return null;
        }
    }

    private static FoundSize found(@Nullable FoundSize size) {
        if (size == null) {
            throw new IllegalStateException("Checked before.");
        }
        return size;
    }

    private @Nullable MemorySize networkBeside(MemorySize sum, TaskManagerSplit split) {
        try {
            MemorySize network = split.deriveNetworkBeside(sum, BESIDE_NETWORK, derivations);
            Math.addExact(sum.bytes(), network.bytes());
            return network;
        } catch (ArithmeticException e) {
            problems()
                    .networkTooLarge(
                            split,
                            sum,
                            BESIDE_NETWORK,
                            found(taskHeap).name(),
                            found(managed).name());
            return null;
        }
    }

    private void putSetParts() {
        if (taskHeap != null) {
            derivations.put(MemoryPart.TASK_HEAP, taskHeap.derivation());
        }
        if (managed != null) {
            derivations.put(MemoryPart.MANAGED, managed.derivation());
        }
    }

    private @Nullable TaskManagerFlinkMemory splitFromProcess(FoundSize process, @Nullable TaskManagerSplit split) {
        ProcessSplit whole = splitProcess(process);
        if (whole == null || overheadRange == null) {
            return null;
        }
        processSplit = whole;
        if (whole.flink() < 0) {
            problems()
                    .jvmPartsAboveProcess(
                            total(MemorySize.ZERO),
                            whole,
                            split,
                            names(),
                            new TaskManagerProblems.JvmNames(
                                    foundMetaspace.name(), overheadRange.bindingKey(whole.process())));
            return null;
        }
        if (split == null) {
            return null;
        }
        overhead = whole.overhead();
        flink = MemorySize.ofBytes(whole.flink());
        return splitFlink(flink, split);
    }

    private @Nullable TaskManagerFlinkMemory splitFlink(MemorySize total, TaskManagerSplit split) {
        putSetParts();
        MemorySize managedSize = split.managed().of(total);
        if (managed == null) {
            derivations.put(MemoryPart.MANAGED, split.managed().derivation(managedSize));
        }
        if (split.taskHeap() != null) {
            return splitRestToNetwork(total, split, split.rest(total, managedSize, split.taskHeap()), managedSize);
        }
        MemorySize network = split.deriveNetworkOf(total, derivations);
        derivations.put(MemoryPart.TASK_HEAP, TASK_HEAP_REST);
        long rest = split.rest(total, managedSize, network);
        if (rest < 0) {
            problems().partsAboveTotal(total(total), total, split, names());
            return null;
        }
        return parts(split, MemorySize.ofBytes(rest), network, managedSize);
    }

    private @Nullable TaskManagerFlinkMemory splitRestToNetwork(
            MemorySize total, TaskManagerSplit split, long rest, MemorySize managedSize) {
        derivations.put(MemoryPart.NETWORK, NETWORK_REST);
        if (!split.holdsNetwork(rest) || split.taskHeap() == null) {
            problems().networkOutOfRange(total(total), total, split, rest, names());
            return null;
        }
        MemorySize network = MemorySize.ofBytes(rest);
        SizeRange range = split.range();
        if (range != null && reader.keyOf(MemoryOptions.NETWORK_FRACTION) != null) {
            remarkFractionNotMet(
                    range,
                    network,
                    total,
                    "is left of Total Flink Memory beside all other parts",
                    foundFlink == null ? found(foundProcess).name() : foundFlink.name());
        }
        return parts(split, split.taskHeap(), network, managedSize);
    }

    /** Gives the total that was split, for messages. */
    private TaskManagerProblems.Total total(MemorySize flinkSize) {
        return processSplit != null && overheadRange != null
                ? problems().processTotal(found(foundProcess), processSplit, overheadRange)
                : problems().flinkTotal(found(foundFlink), flinkSize, foundProcess);
    }

    private TaskManagerProblems.Names names() {
        return new TaskManagerProblems.Names(
                frameworkHeap.name(),
                frameworkOffHeap.name(),
                taskOffHeap.name(),
                taskHeap == null ? MemoryOptions.TASK_HEAP.key() : taskHeap.name());
    }

    private static TaskManagerFlinkMemory parts(
            TaskManagerSplit split, MemorySize taskHeap, MemorySize network, MemorySize managed) {
        return new TaskManagerFlinkMemory(
                new Share(split.framework().heap(), taskHeap),
                new Share(split.framework().offHeap(), split.taskOffHeap()),
                network,
                managed);
    }
}
