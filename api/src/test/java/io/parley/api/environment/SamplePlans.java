package io.parley.api.environment;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.DirectMemoryLimit;
import io.parley.api.plan.DynamicProperties;
import io.parley.api.plan.JobManagerFlinkMemory;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.PlanContext;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerFlinkMemory;
import io.parley.api.plan.TaskManagerFlinkMemory.Share;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.TaskManagerResources;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Plans to try adapters with: whole and odd sizes, small and large, of both kinds of processes. */
public final class SamplePlans {

    private static final MemorySize METASPACE = MemorySize.ofMebibytes(256);
    private static final MemorySize OVERHEAD = MemorySize.ofMebibytes(192);
    private static final MemorySize OFF_HEAP = MemorySize.ofMebibytes(128);

    private SamplePlans() {}

    /**
     * Gives a JobManager's plan of this Total Process Memory.
     *
     * @param totalProcess at least 577 MiB
     * @return a plan with default sizes, the heap taking the rest
     */
    public static JobManagerMemoryPlan jobManager(MemorySize totalProcess) {
        MemorySize heap = totalProcess.minus(METASPACE).minus(OVERHEAD).minus(OFF_HEAP);
        return new JobManagerMemoryPlan(
                new JobManagerFlinkMemory(heap, OFF_HEAP),
                new JvmMetaspaceAndOverhead(METASPACE, OVERHEAD),
                DirectMemoryLimit.UNSET,
                context());
    }

    /**
     * Gives a TaskManager's plan of this Total Process Memory.
     *
     * @param totalProcess at least 1000 MiB
     * @return a plan with default sizes, the task heap taking the rest
     */
    public static TaskManagerMemoryPlan taskManager(MemorySize totalProcess) {
        MemorySize fixed = METASPACE
                .plus(OVERHEAD)
                .plus(OFF_HEAP)
                .plus(OFF_HEAP)
                .plus(MemorySize.ofMebibytes(64))
                .plus(MemorySize.ofMebibytes(128));
        return new TaskManagerMemoryPlan(
                TaskManagerResources.ofCores(BigDecimal.ONE),
                new TaskManagerFlinkMemory(
                        new Share(OFF_HEAP, totalProcess.minus(fixed)),
                        new Share(OFF_HEAP, MemorySize.ZERO),
                        MemorySize.ofMebibytes(64),
                        MemorySize.ofMebibytes(128)),
                new JvmMetaspaceAndOverhead(METASPACE, OVERHEAD),
                context());
    }

    private static PlanContext context() {
        return new PlanContext(
                FlinkVersion.line(2, 3), LeadingSize.TOTAL_PROCESS, DynamicProperties.NONE, Map.of(), List.of());
    }

    /**
     * Gives plans of both kinds in growing order of Total Process Memory, from about 1 GiB to the largest that fits.
     *
     * @param largest the largest Total Process Memory, at least 1 GiB
     * @return plans of whole mebibytes, of one byte more, and of one byte less
     */
    public static List<ProcessMemoryPlan> upTo(MemorySize largest) {
        return Stream.of(1024L, 1472L, 1600L, 1728L, 2048L, 3000L, 4096L, 7500L, 8192L, 65536L)
                .map(MemorySize::ofMebibytes)
                .flatMap(size -> Stream.of(size.minus(MemorySize.ofBytes(1)), size, size.plus(MemorySize.ofBytes(1))))
                .filter(size -> size.compareTo(largest) <= 0)
                .flatMap(size -> Stream.<ProcessMemoryPlan>of(jobManager(size), taskManager(size)))
                .toList();
    }
}
