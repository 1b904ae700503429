package io.parley.core.discovery;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceFeature;
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

/** A translator that asks for the plan in bytes and is granted it; public so that plugins can extend it. */
public class SampleTranslator implements ResourceTranslator<Long> {

    private final String name;

    /**
     * Makes a translator.
     *
     * @param name the environment's name
     */
    protected SampleTranslator(String name) {
        this.name = name;
    }

    @Override
    public EnvironmentDescription environment() {
        return new EnvironmentDescription(
                name,
                "A sample.",
                MemoryPart.TOTAL_PROCESS,
                Map.of(
                        ProcessKind.JOB_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS,
                        ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS),
                MemorySize.ofBytes(1),
                Set.of(ResourceFeature.CPU),
                List.of());
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
    public Long translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        return requirements.plan().totalProcess().bytes();
    }

    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        return Grant.of(requirements.plan().totalProcess(), CpuAmount.ZERO, Certainty.KNOWN);
    }

    @Override
    public RequestDescription describe(Long request) {
        return RequestDescription.ofAmounts(MemorySize.ofBytes(request), Map.of("bytes", BigDecimal.valueOf(request)));
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        return Map.of("bytes", BigDecimal.valueOf(grant.memory().bytes()));
    }
}
