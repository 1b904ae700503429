package io.parley.core.migration;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.core.resolution.PlanDifferences;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what two configurations mean.
 *
 * @param old resolves the old configuration
 * @param current resolves the new configuration
 */
record PlanComparison(MemoryPlanResolver old, MemoryPlanResolver current) {

    /** A plan, or the reasons why there is none. */
    private record Outcome(@Nullable ProcessMemoryPlan plan, List<ConfigurationProblem> problems) {

        static Outcome of(MemoryPlanResolver resolver, ProcessKind process, FlinkConfiguration configuration) {
            try {
                return new Outcome(resolver.resolve(process, configuration), List.of());
            } catch (MemoryConfigurationException e) {
                return new Outcome(null, e.problems());
            }
        }
    }

    /**
     * Proves that a process stays as it is.
     *
     * @throws IllegalArgumentException if it does not
     */
    MigrationProof prove(ProcessKind process, FlinkConfiguration before, FlinkConfiguration after) {
        Outcome first = Outcome.of(old, process, before);
        Outcome second = Outcome.of(current, process, after);
        if (first.plan() == null && second.plan() == null) {
            return new MigrationProof.NoPlan(process, first.problems(), second.problems());
        }
        if (first.plan() == null) {
            throw different(process, "Flink refuses it before and would start it after. " + text(first.problems()));
        }
        if (second.plan() == null) {
            throw different(process, "Flink starts it before and would refuse it after. " + text(second.problems()));
        }
        List<String> differences = PlanDifferences.between(first.plan(), second.plan());
        if (!differences.isEmpty()) {
            throw different(process, String.join(", ", differences) + ".");
        }
        return new MigrationProof.SamePlan(first.plan(), second.plan());
    }

    private static IllegalArgumentException different(ProcessKind process, String what) {
        return new IllegalArgumentException("Cannot migrate: the " + process + " would not stay as it is: " + what
                + " Rewrite the older keys by hand, or migrate for another Flink version.");
    }

    private static String text(List<ConfigurationProblem> problems) {
        return String.join(
                " ", problems.stream().map(ConfigurationProblem::message).toList());
    }
}
