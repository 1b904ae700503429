package io.parley.core.migration;

import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.List;

/** What was found out about one process before and after a migration. Immutable. */
public sealed interface MigrationProof {

    /**
     * Gives the kind of the process.
     *
     * @return JobManager or TaskManager
     */
    ProcessKind process();

    /**
     * Both configurations resolve to the same sizes and JVM arguments.
     *
     * @param before the plan of the old configuration
     * @param after the plan of the new configuration
     */
    record SamePlan(ProcessMemoryPlan before, ProcessMemoryPlan after) implements MigrationProof {

        @Override
        public ProcessKind process() {
            return before.process();
        }
    }

    /**
     * Flink refuses the process with both configurations, so there is no plan to compare.
     *
     * @param process the kind of process
     * @param before why it refuses the old configuration, at least one problem
     * @param after why it refuses the new configuration, at least one problem
     */
    record NoPlan(ProcessKind process, List<ConfigurationProblem> before, List<ConfigurationProblem> after)
            implements MigrationProof {

        /** Copies the lists. */
        public NoPlan {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }
}
