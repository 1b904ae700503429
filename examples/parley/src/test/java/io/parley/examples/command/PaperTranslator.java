package io.parley.examples.command;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host made of paper: it takes settings, knows a format of its own and grants whole GiB. */
public final class PaperTranslator implements ResourceTranslator<MemorySize> {

    private static final long GIBIBYTE = 1L << 30;
    private static final EnvironmentDescription PAPER = new EnvironmentDescription(
            "paper",
            "A host made of paper.",
            MemoryPart.TOTAL_FLINK,
            Map.of(
                    ProcessKind.JOB_MANAGER,
                    LegacyHeapMeaning.JVM_HEAP,
                    ProcessKind.TASK_MANAGER,
                    LegacyHeapMeaning.TOTAL_FLINK),
            MemorySize.ofBytes(1),
            Set.of(),
            List.of("parley.paper.weight", "parley.paper.fold.<name>"));

    /** For ServiceLoader. */
    public PaperTranslator() {}

    @Override
    public EnvironmentDescription environment() {
        return PAPER;
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
    public MemorySize translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        return requirements.plan().totalProcess();
    }

    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        long gibibytes = (translate(requirements, limits).bytes() + GIBIBYTE - 1) / GIBIBYTE;
        return Grant.of(MemorySize.ofBytes(gibibytes * GIBIBYTE), CpuAmount.ZERO, Certainty.KNOWN);
    }

    @Override
    public RequestDescription describe(MemorySize request) {
        return new RequestDescription(
                request,
                Map.of(),
                Map.of("paper.size", request.toConfigurationText()),
                Map.of("origami", "fold " + request.bytes()));
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        return Map.of("bytes", BigDecimal.valueOf(grant.memory().bytes()));
    }

    /** A launcher-less neighbour that cannot be made. */
    public static final class Burnt implements io.parley.api.environment.EnvironmentLimitsSource {

        /** Fails. */
        public Burnt() {
            throw new IllegalStateException("it burnt");
        }

        @Override
        public String environment() {
            return "paper";
        }

        @Override
        public Optional<EnvironmentLimits> find(FlinkConfiguration configuration) {
            return Optional.empty();
        }
    }
}
