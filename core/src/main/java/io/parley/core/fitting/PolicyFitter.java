package io.parley.core.fitting;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.MemoryPlanResolver;
import java.util.Optional;

/** A grant policy bound to its configuration. Immutable and thread-safe. */
final class PolicyFitter implements PlanFitter {

    private static final MemorySize DEFAULT_OVERHEAD_MAXIMUM = MemorySize.ofMebibytes(1024);

    private final GrantPolicy policy;
    private final MemoryPlanResolver resolver;
    private final FlinkConfiguration configuration;

    PolicyFitter(GrantPolicy policy, MemoryPlanResolver resolver, FlinkConfiguration configuration) {
        this.policy = policy;
        this.resolver = resolver;
        this.configuration = configuration;
    }

    @Override
    public PlanFit fit(ProcessMemoryPlan plan, Grant grant) {
        MemorySize total = plan.totalProcess();
        if (grant.memory().compareTo(total) <= 0) {
            return new PlanFit(plan, MemorySize.ZERO);
        }
        MemorySize surplus = grant.memory().minus(total);
        boolean jobManager = plan.process() == ProcessKind.JOB_MANAGER;
        return switch (policy) {
            case REPLAN -> replan(plan, grant.memory()).orElseGet(() -> growOverhead(plan, surplus));
            case HEAP -> all(plan, jobManager ? MemoryPart.JVM_HEAP : MemoryPart.TASK_HEAP, surplus);
            case OFF_HEAP -> all(plan, jobManager ? MemoryPart.OFF_HEAP : MemoryPart.TASK_OFF_HEAP, surplus);
            case OVERHEAD -> growOverhead(plan, surplus);
            case UNUSED -> new PlanFit(plan, surplus);
        };
    }

    @Override
    public PlanLowering lowering() {
        return resolver.lowering(configuration);
    }

    /**
     * Gives the plan of the granted size; empty where the plan is not of this configuration, so that nothing shrinks.
     */
    private Optional<PlanFit> replan(ProcessMemoryPlan plan, MemorySize granted) {
        if (plan.leadingSize() != LeadingSize.TOTAL_PROCESS) {
            return Optional.empty();
        }
        try {
            if (!resolver.resolve(plan.process(), configuration).components().equals(plan.components())) {
                return Optional.empty();
            }
            return Optional.of(new PlanFit(resolver.replan(plan, configuration, granted), MemorySize.ZERO));
        } catch (MemoryConfigurationException | IllegalArgumentException e) {
            // Fitting never refuses; the overhead takes the surplus instead.
            return Optional.empty();
        }
    }

    private PlanFit all(ProcessMemoryPlan plan, MemoryPart part, MemorySize surplus) {
        return new PlanFit(PlanGrowth.grow(plan, part, surplus, policy.id()), MemorySize.ZERO);
    }

    private PlanFit growOverhead(ProcessMemoryPlan plan, MemorySize surplus) {
        MemorySize overhead = plan.jvm().overhead();
        MemorySize maximum = overheadMaximum(plan.process()).max(overhead);
        MemorySize added = maximum.minus(overhead).min(surplus);
        ProcessMemoryPlan grown = added.equals(MemorySize.ZERO)
                ? plan
                : PlanGrowth.grow(plan, MemoryPart.JVM_OVERHEAD, added, policy.id());
        return new PlanFit(grown, surplus.minus(added));
    }

    private MemorySize overheadMaximum(ProcessKind process) {
        ConfigurationOption<MemorySize> option = ConfigurationOption.memorySize(
                        process.id() + ".memory.jvm-overhead.max")
                .withDefault(DEFAULT_OVERHEAD_MAXIMUM);
        try {
            return configuration.get(option);
        } catch (IllegalArgumentException e) {
            // Only for a plan that is not of this configuration: that would not have resolved.
            return MemorySize.ZERO;
        }
    }

    /** Gives the policy. */
    @Override
    public String toString() {
        return "grant policy " + policy.id();
    }
}
