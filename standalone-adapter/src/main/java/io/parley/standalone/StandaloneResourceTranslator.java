package io.parley.standalone;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Describes a standalone host and what a Flink process needs there; translating fails by name in this version.
 *
 * <p>A host is told nothing but the memory of its processes. Stateless and thread-safe.
 */
public final class StandaloneResourceTranslator implements ResourceTranslator<StandaloneSettings> {

    private static final EnvironmentDescription ENVIRONMENT = new EnvironmentDescription(
            "standalone",
            "A host on which Flink's own scripts start the processes.",
            MemoryPart.TOTAL_FLINK,
            Map.of(
                    ProcessKind.JOB_MANAGER, LegacyHeapMeaning.JVM_HEAP,
                    ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_FLINK),
            MemorySize.ofBytes(1),
            Set.of(),
            List.of());

    @Override
    public EnvironmentDescription environment() {
        return ENVIRONMENT;
    }

    /** Gives the plan and nothing else. */
    @Override
    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return ProcessRequirements.of(plan).build();
    }

    /** Gives no limits: a host gives what is asked. */
    @Override
    public EnvironmentLimits assumedLimits() {
        return EnvironmentLimits.NONE;
    }

    @Override
    public StandaloneSettings translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        throw notYet("translate requirements");
    }

    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        throw notYet("predict a grant");
    }

    @Override
    public RequestDescription describe(StandaloneSettings request) {
        throw notYet("describe settings");
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        throw notYet("describe a grant");
    }

    private static ResourceTranslationException notYet(String what) {
        return new ResourceTranslationException(
                "Cannot " + what + " for the environment standalone",
                new Verdict(
                        Verdict.Outcome.NEVER,
                        "this version of the standalone adapter describes the environment and its requirements but does"
                                + " not translate yet.",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("Use the plan as it is, or choose another environment."),
                        List.of()));
    }
}
