package io.parley.examples.command;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.DynamicProperties;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.PlanContext;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.TaskManagerFlinkMemory;
import io.parley.api.plan.TaskManagerFlinkMemory.Share;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.TaskManagerResources;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** TaskManager plans to show. Immutable; every method gives another one. */
record TaskManagerPlans(
        Map<MemoryPart, MemorySize> sizes, Map<MemoryPart, SizeDerivation> derivations, LeadingSize leading) {

    /** Eight parts of whole mebibytes, 1728 MiB together, led by Total Process Memory; nothing tells why. */
    static final TaskManagerPlans USUAL = new TaskManagerPlans(
            Map.of(
                    MemoryPart.FRAMEWORK_HEAP, MemorySize.ofMebibytes(128),
                    MemoryPart.TASK_HEAP, MemorySize.ofMebibytes(256),
                    MemoryPart.FRAMEWORK_OFF_HEAP, MemorySize.ofMebibytes(64),
                    MemoryPart.TASK_OFF_HEAP, MemorySize.ofMebibytes(128),
                    MemoryPart.NETWORK, MemorySize.ofMebibytes(128),
                    MemoryPart.MANAGED, MemorySize.ofMebibytes(512),
                    MemoryPart.JVM_METASPACE, MemorySize.ofMebibytes(256),
                    MemoryPart.JVM_OVERHEAD, MemorySize.ofMebibytes(256)),
            Map.of(),
            LeadingSize.TOTAL_PROCESS);

    TaskManagerPlans with(MemoryPart part, MemorySize size) {
        Map<MemoryPart, MemorySize> changed = new EnumMap<>(sizes);
        changed.put(part, size);
        return new TaskManagerPlans(changed, derivations, leading);
    }

    TaskManagerPlans because(MemoryPart part, SizeDerivation derivation) {
        Map<MemoryPart, SizeDerivation> changed = new EnumMap<>(MemoryPart.class);
        changed.putAll(derivations);
        changed.put(part, derivation);
        return new TaskManagerPlans(sizes, changed, leading);
    }

    TaskManagerPlans ledBy(LeadingSize size) {
        return new TaskManagerPlans(sizes, derivations, size);
    }

    TaskManagerMemoryPlan plan() {
        return new TaskManagerMemoryPlan(
                TaskManagerResources.ofCores(BigDecimal.ONE),
                new TaskManagerFlinkMemory(
                        new Share(size(MemoryPart.FRAMEWORK_HEAP), size(MemoryPart.TASK_HEAP)),
                        new Share(size(MemoryPart.FRAMEWORK_OFF_HEAP), size(MemoryPart.TASK_OFF_HEAP)),
                        size(MemoryPart.NETWORK),
                        size(MemoryPart.MANAGED)),
                new JvmMetaspaceAndOverhead(size(MemoryPart.JVM_METASPACE), size(MemoryPart.JVM_OVERHEAD)),
                new PlanContext(FlinkVersion.line(2, 3), leading, DynamicProperties.NONE, derivations, List.of()));
    }

    private MemorySize size(MemoryPart part) {
        return sizes.getOrDefault(part, MemorySize.ZERO);
    }
}
