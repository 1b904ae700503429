package io.parley.api.environment;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.SampleTranslator.SampleRequest;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A translator that keeps every rule of the contract. The environment counts MiB, grants multiples of a step up to a
 * maximum, and expresses processing power and GPUs.
 */
public class SampleTranslator implements ResourceTranslator<SampleRequest> {

    static final String MEMORY = "memory";
    static final String MAXIMUM_KEY = "sample.maximum";
    static final MemorySize UNIT = MemorySize.ofMebibytes(1);
    static final EnvironmentDescription ENVIRONMENT = new EnvironmentDescription(
            "sample",
            "An environment of tests.",
            MemoryPart.TOTAL_PROCESS,
            Map.of(
                    ProcessKind.JOB_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS,
                    ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS),
            UNIT,
            Set.of(ResourceFeature.CPU, ResourceFeature.GPU),
            List.of());
    private static final MemorySize MAXIMUM = MemorySize.ofMebibytes(1 << 20);

    /** The native request. */
    record SampleRequest(MemorySize memory, CpuAmount cpus, long gpus) {}

    static EnvironmentLimits limits(MemorySize maximum, Certainty certainty) {
        ResourceLimit memory = new ResourceLimit(
                new ResourceLimit.Bound(1024, "sample.minimum"),
                512,
                new ResourceLimit.Bound(maximum.mebibytesRoundedUp(), MAXIMUM_KEY));
        return new EnvironmentLimits(Map.of(MEMORY, memory), Map.of(), certainty);
    }

    /** Gives what is asked for a plan. */
    MemorySize asked(ProcessMemoryPlan plan) {
        return MemorySize.ofMebibytes(plan.totalProcess().mebibytesRoundedUp());
    }

    /** Gives what is granted for an ask. */
    MemorySize granted(MemorySize asked, ResourceLimit limit) {
        long least = Math.max(asked.mebibytesRoundedUp(), limit.minimum().amount());
        long stepped = (least + limit.step() - 1) / limit.step() * limit.step();
        return MemorySize.ofMebibytes(Math.min(stepped, limit.maximum().amount()));
    }

    /** Refuses what the environment has no words for. */
    void refuseInexpressible(ProcessRequirements requirements) {
        if (requirements.disk().bytes() > 0) {
            throw inexpressible(ResourceFeature.DISK);
        }
        if (!requirements.namedResources().isEmpty()) {
            throw inexpressible(ResourceFeature.NAMED_RESOURCES);
        }
        if (!requirements.ports().isEmpty()) {
            throw inexpressible(ResourceFeature.PORTS);
        }
        if (!requirements.placement().equals(Placement.ANYWHERE)) {
            throw inexpressible(ResourceFeature.PLACEMENT);
        }
    }

    static RuntimeException inexpressible(ResourceFeature feature) {
        return ResourceTranslationException.inexpressible("sample", feature.toString(), "Ask for none.");
    }

    /** Refuses what the maximum does not hold. */
    void refuseAbove(MemorySize maximum, ProcessMemoryPlan plan) {
        if (plan.totalProcess().compareTo(maximum) > 0) {
            throw refusal(plan.totalProcess() + " exceeds the maximum " + maximum + " (" + MAXIMUM_KEY + ").");
        }
    }

    static RuntimeException refusal(String why) {
        return new ResourceTranslationException(
                "Cannot fit the plan",
                Verdict.of(Verdict.Outcome.NEVER, why)
                        .curedBy(MAXIMUM_KEY, "Lower jobmanager.memory.process.size or raise the maximum."));
    }

    @Override
    public EnvironmentDescription environment() {
        return ENVIRONMENT;
    }

    @Override
    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return ProcessRequirements.of(plan).cpus(CpuAmount.ofCores(1)).build();
    }

    @Override
    public EnvironmentLimits assumedLimits() {
        return limits(MAXIMUM, Certainty.ASSUMED);
    }

    @Override
    public SampleRequest translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        refuseInexpressible(requirements);
        refuseAbove(MemorySize.ofMebibytes(limits.of(MEMORY).maximum().amount()), requirements.plan());
        return new SampleRequest(asked(requirements.plan()), requirements.cpus(), requirements.gpus());
    }

    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        SampleRequest request = translate(requirements, limits);
        return new Grant(
                granted(request.memory(), limits.of(MEMORY)),
                request.cpus(),
                Map.of("gpus", request.gpus()),
                Optional.empty(),
                List.of(),
                limits.certainty());
    }

    @Override
    public RequestDescription describe(SampleRequest request) {
        return RequestDescription.ofAmounts(
                request.memory(), amounts(request.memory(), request.cpus(), request.gpus()));
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        return amounts(grant.memory(), grant.cpus(), grant.namedResources().getOrDefault("gpus", 0L));
    }

    private static Map<String, BigDecimal> amounts(MemorySize memory, CpuAmount cpus, long gpus) {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put("memoryMiB", BigDecimal.valueOf(memory.mebibytesRoundedUp()));
        amounts.put("cpus", cpus.cores());
        amounts.put("gpus", BigDecimal.valueOf(gpus));
        return amounts;
    }
}
