package io.parley.examples.minimal;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Boxes that have memory and nothing else. Stateless. */
public final class MinimalResourceTranslator implements ResourceTranslator<MinimalResourceTranslator.Box> {

    /** The native request: what your environment is really asked. */
    public record Box(long mebibytes) {}

    private static final EnvironmentDescription ENVIRONMENT = new EnvironmentDescription(
            "boxes",
            "Boxes that have memory and nothing else.",
            MemoryPart.TOTAL_PROCESS,
            Map.of(
                    ProcessKind.JOB_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS,
                    ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS),
            MemorySize.ofMebibytes(1),
            Set.of(),
            List.of());

    @Override
    public EnvironmentDescription environment() {
        return ENVIRONMENT;
    }

    @Override
    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return ProcessRequirements.of(plan).build();
    }

    @Override
    public EnvironmentLimits assumedLimits() {
        return EnvironmentLimits.NONE;
    }

    @Override
    public Box translate(ProcessRequirements needed, EnvironmentLimits limits) {
        refuseIf(needed.cpus().millis() > 0, ResourceFeature.CPU);
        refuseIf(needed.disk().bytes() > 0, ResourceFeature.DISK);
        refuseIf(needed.gpus() > 0, ResourceFeature.GPU);
        refuseIf(!needed.namedResources().isEmpty(), ResourceFeature.NAMED_RESOURCES);
        refuseIf(!needed.ports().isEmpty(), ResourceFeature.PORTS);
        refuseIf(!needed.placement().equals(Placement.ANYWHERE), ResourceFeature.PLACEMENT);
        return new Box(needed.plan().totalProcess().mebibytesRoundedUp());
    }

    private static void refuseIf(boolean isAsked, ResourceFeature feature) {
        if (isAsked) {
            throw ResourceTranslationException.inexpressible("boxes", feature.toString(), "Ask for memory only.");
        }
    }

    @Override
    public Grant predictGrant(ProcessRequirements needed, EnvironmentLimits limits) {
        MemorySize memory = MemorySize.ofMebibytes(translate(needed, limits).mebibytes());
        return Grant.of(memory, CpuAmount.ZERO, limits.certainty());
    }

    @Override
    public RequestDescription describe(Box box) {
        MemorySize memory = MemorySize.ofMebibytes(box.mebibytes());
        return RequestDescription.ofAmounts(memory, amounts(memory));
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        return amounts(grant.memory());
    }

    private static Map<String, BigDecimal> amounts(MemorySize memory) {
        return Map.of("memoryMiB", BigDecimal.valueOf(memory.mebibytesRoundedUp()));
    }
}
