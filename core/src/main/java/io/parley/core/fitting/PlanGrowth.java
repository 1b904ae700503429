package io.parley.core.fitting;

import io.parley.api.plan.JobManagerFlinkMemory;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.PlanContext;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.TaskManagerFlinkMemory;
import io.parley.api.plan.TaskManagerFlinkMemory.Share;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.EnumMap;
import java.util.Map;

/** Lets one component of a plan grow. Stateless. */
final class PlanGrowth {

    private PlanGrowth() {}

    static ProcessMemoryPlan grow(ProcessMemoryPlan plan, MemoryPart part, MemorySize added, String policy) {
        if (plan instanceof JobManagerMemoryPlan jobManager) {
            return growJobManager(jobManager, part, added, policy);
        }
        return growTaskManager((TaskManagerMemoryPlan) plan, part, added, policy);
    }

    private static ProcessMemoryPlan growJobManager(
            JobManagerMemoryPlan plan, MemoryPart part, MemorySize added, String policy) {
        JobManagerFlinkMemory flink = plan.flinkMemory();
        JvmMetaspaceAndOverhead jvm = plan.jvm();
        switch (part) {
            case JVM_HEAP -> flink = new JobManagerFlinkMemory(flink.jvmHeap().plus(added), flink.offHeap());
            case OFF_HEAP ->
                flink = new JobManagerFlinkMemory(
                        flink.jvmHeap(), flink.offHeap().plus(added));
            case JVM_OVERHEAD -> jvm = grownOverhead(jvm, added);
            default -> throw cannotGrow(plan, part);
        }
        return new JobManagerMemoryPlan(flink, jvm, plan.directMemoryLimit(), context(plan, part, added, policy));
    }

    private static ProcessMemoryPlan growTaskManager(
            TaskManagerMemoryPlan plan, MemoryPart part, MemorySize added, String policy) {
        TaskManagerFlinkMemory flink = plan.flinkMemory();
        JvmMetaspaceAndOverhead jvm = plan.jvm();
        switch (part) {
            case TASK_HEAP ->
                flink = new TaskManagerFlinkMemory(
                        grownTask(flink.heap(), added), flink.offHeap(), flink.network(), flink.managed());
            case TASK_OFF_HEAP ->
                flink = new TaskManagerFlinkMemory(
                        flink.heap(), grownTask(flink.offHeap(), added), flink.network(), flink.managed());
            case JVM_OVERHEAD -> jvm = grownOverhead(jvm, added);
            default -> throw cannotGrow(plan, part);
        }
        return new TaskManagerMemoryPlan(plan.resources(), flink, jvm, context(plan, part, added, policy));
    }

    private static Share grownTask(Share share, MemorySize added) {
        return new Share(share.framework(), share.task().plus(added));
    }

    private static JvmMetaspaceAndOverhead grownOverhead(JvmMetaspaceAndOverhead jvm, MemorySize added) {
        return new JvmMetaspaceAndOverhead(jvm.metaspace(), jvm.overhead().plus(added));
    }

    private static PlanContext context(ProcessMemoryPlan plan, MemoryPart part, MemorySize added, String policy) {
        PlanContext context = plan.context();
        Map<MemoryPart, SizeDerivation> derivations = new EnumMap<>(MemoryPart.class);
        derivations.putAll(context.derivations());
        derivations.computeIfPresent(part, (ignored, before) -> new SizeDerivation.Grown(policy, added, before));
        derivations.computeIfPresent(
                MemoryPart.TOTAL_PROCESS, (ignored, before) -> new SizeDerivation.Grown(policy, added, before));
        if (part != MemoryPart.JVM_OVERHEAD) {
            derivations.computeIfPresent(
                    MemoryPart.TOTAL_FLINK, (ignored, before) -> new SizeDerivation.Grown(policy, added, before));
        }
        return new PlanContext(
                context.flinkVersion(),
                context.leadingSize(),
                context.dynamicProperties(),
                derivations,
                context.remarks());
    }

    private static IllegalArgumentException cannotGrow(ProcessMemoryPlan plan, MemoryPart part) {
        return new IllegalArgumentException("The " + part + " of a " + plan.process() + " does not grow with a grant.");
    }
}
