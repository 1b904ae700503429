package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.TaskManagerFlinkMemory;
import io.parley.api.plan.TaskManagerFlinkMemory.Share;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.WorkerResources;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Set;

/**
 * One resolution of a worker of which the parts that tasks use are given. Used once; not thread-safe.
 *
 * <p>Source: Flink's {@code TaskExecutorProcessUtils#processSpecFromWorkerResourceSpec}.
 */
final class WorkerResolution extends ProcessResolution {

    private static final List<MemoryPart> FLINK = List.of(
            MemoryPart.FRAMEWORK_HEAP,
            MemoryPart.FRAMEWORK_OFF_HEAP,
            MemoryPart.TASK_HEAP,
            MemoryPart.TASK_OFF_HEAP,
            MemoryPart.NETWORK,
            MemoryPart.MANAGED);
    private static final SizeDerivation GIVEN = new SizeDerivation.Given();

    private static final String HEAP = "the task heap of the worker";
    private static final String OFF_HEAP = "the task off-heap of the worker";
    private static final String NETWORK = "the network memory of the worker";
    private static final String MANAGED = "the managed memory of the worker";
    private static final String RESOURCES = "the resources of the worker";

    private final WorkerResources worker;
    private final TaskManagerProblems problems;

    WorkerResolution(FlinkConfiguration configuration, ResolutionRules rules, WorkerResources worker) {
        super(configuration, rules, ProcessOptions.TASK_MANAGER, rules.legacyHeapOfTaskManager(), null);
        this.worker = worker;
        findings.phrases(Set.of(HEAP, OFF_HEAP, NETWORK, MANAGED, RESOURCES));
        this.problems = new TaskManagerProblems(findings);
    }

    TaskManagerMemoryPlan resolve() {
        if (rules.line().taskManagerProperties().passResources()
                && worker.resources().numberOfTaskSlots().isEmpty()) {
            throw new IllegalArgumentException("Cannot plan a worker without a number of slots: Flink "
                    + rules.version() + " passes it to the process. Give one, for instance 1.");
        }
        FoundSize frameworkHeap = reader.size(MemoryOptions.FRAMEWORK_HEAP);
        FoundSize frameworkOffHeap = reader.size(MemoryOptions.FRAMEWORK_OFF_HEAP);
        derivations.put(MemoryPart.FRAMEWORK_HEAP, frameworkHeap.derivation());
        derivations.put(MemoryPart.FRAMEWORK_OFF_HEAP, frameworkOffHeap.derivation());
        for (MemoryPart part : FLINK.subList(2, FLINK.size())) {
            derivations.put(part, GIVEN);
        }
        derivations.put(MemoryPart.TOTAL_FLINK, new SizeDerivation.Sum(FLINK));
        if (frameworkHeap.size() != null && frameworkOffHeap.size() != null) {
            flink = problems.sum(List.of(
                    frameworkHeap,
                    frameworkOffHeap,
                    given(worker.heap(), HEAP),
                    given(worker.offHeap(), OFF_HEAP),
                    given(worker.pools().network(), NETWORK),
                    given(worker.pools().managed(), MANAGED)));
        }
        deriveJvm(RESOURCES);
        JvmMetaspaceAndOverhead jvm = jvmOrRefuse();
        if (frameworkHeap.size() == null || frameworkOffHeap.size() == null) {
            throw refusal();
        }
        return new TaskManagerMemoryPlan(
                worker.resources(),
                new TaskManagerFlinkMemory(
                        new Share(frameworkHeap.size(), worker.heap()),
                        new Share(frameworkOffHeap.size(), worker.offHeap()),
                        worker.pools().network(),
                        worker.pools().managed()),
                jvm,
                context(
                        LeadingSize.COMPONENTS,
                        rules.line().taskManagerProperties().properties()));
    }

    private static FoundSize given(MemorySize size, String name) {
        return new FoundSize(size, GIVEN, name);
    }
}
