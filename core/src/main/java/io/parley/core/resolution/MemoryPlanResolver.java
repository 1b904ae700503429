package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.WorkerResources;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.FlinkLine.LegacyOptions;
import java.util.Optional;

/**
 * Resolves configurations into plans, byte for byte as one Flink version would in one environment.
 *
 * <p>Keys that Flink does not know are passed over as Flink does it; {@link UnreadKeys} finds them.
 *
 * <p>Pure: no I/O, no clock, no log. Immutable and thread-safe.
 */
public final class MemoryPlanResolver {

    /** The newest Flink line that Parley knows. */
    public static final FlinkVersion NEWEST_KNOWN =
            FlinkLine.KNOWN.get(FlinkLine.KNOWN.size() - 1).version();

    /** The newest Flink line that still reads the options from before 1.10 and 1.11. */
    public static final FlinkVersion NEWEST_WITH_LEGACY_OPTIONS =
            FlinkLine.newest(line -> line.legacyOptions() == LegacyOptions.READ).version();

    private final ResolutionRules rules;

    private MemoryPlanResolver(ResolutionRules rules) {
        this.rules = rules;
    }

    /**
     * Checks that there are rules for a version.
     *
     * @param version the version; one newer than the newest known is treated like that
     * @return the same version
     * @throws IllegalArgumentException if the version is older than 1.11
     */
    public static FlinkVersion known(FlinkVersion version) {
        FlinkLine.of(version);
        return version;
    }

    /**
     * Gives the resolver for a version and an environment.
     *
     * @param version the Flink version; one newer than the newest known is treated like that, with a remark
     * @param environment the environment, which decides what a legacy heap option means
     * @return the resolver
     * @throws IllegalArgumentException if the version is older than 1.11
     */
    public static MemoryPlanResolver of(FlinkVersion version, EnvironmentDescription environment) {
        return new MemoryPlanResolver(ResolutionRules.of(version, environment));
    }

    /**
     * Resolves the memory of a JobManager.
     *
     * @param configuration the configuration; its environment variables count where Flink reads them
     * @return the plan
     * @throws MemoryConfigurationException if Flink would refuse the configuration; carries all problems
     */
    public JobManagerMemoryPlan jobManager(FlinkConfiguration configuration) {
        return new JobManagerResolution(configuration, rules, null).resolve();
    }

    /**
     * Resolves the memory of a TaskManager.
     *
     * @param configuration the configuration; its environment variables count where Flink reads them
     * @return the plan
     * @throws MemoryConfigurationException if Flink would refuse the configuration; carries all problems
     */
    public TaskManagerMemoryPlan taskManager(FlinkConfiguration configuration) {
        return new TaskManagerResolution(configuration, rules, null).resolve();
    }

    /**
     * Resolves the memory of one worker of which the parts that tasks use are given, as a resource manager needs it.
     *
     * <p>Framework Heap, Framework Off-heap and the JVM's parts come from the configuration. Source: Flink's
     * {@code TaskExecutorProcessUtils#processSpecFromWorkerResourceSpec}.
     *
     * @param configuration the configuration; Total Process Memory, where it is set, decides on JVM Overhead
     * @param worker what the worker is asked to have
     * @return the plan, led by components
     * @throws MemoryConfigurationException if Flink would refuse that; carries all problems
     * @throws IllegalArgumentException if this Flink version passes the number of slots on and none is given
     */
    public TaskManagerMemoryPlan worker(FlinkConfiguration configuration, WorkerResources worker) {
        return new WorkerResolution(configuration, rules, worker).resolve();
    }

    /**
     * Resolves the memory of a process.
     *
     * @param process the kind of process
     * @param configuration the configuration; its environment variables count where Flink reads them
     * @return the plan
     * @throws MemoryConfigurationException if Flink would refuse the configuration; carries all problems
     */
    public ProcessMemoryPlan resolve(ProcessKind process, FlinkConfiguration configuration) {
        return switch (process) {
            case JOB_MANAGER -> jobManager(configuration);
            case TASK_MANAGER -> taskManager(configuration);
        };
    }

    /**
     * Resolves again with a larger Total Process Memory in the place of the one that led.
     *
     * @param plan a plan of this configuration that was led by Total Process Memory
     * @param configuration the configuration
     * @param granted the size in its place, not below the plan's
     * @return the plan of that size
     * @throws MemoryConfigurationException if the configuration gives no plan of that size
     * @throws IllegalArgumentException if another size led, the grant is smaller, or the plan is none of this
     *     configuration
     */
    public ProcessMemoryPlan replan(ProcessMemoryPlan plan, FlinkConfiguration configuration, MemorySize granted) {
        if (plan.leadingSize() != LeadingSize.TOTAL_PROCESS || granted.compareTo(plan.totalProcess()) < 0) {
            throw new IllegalArgumentException("Cannot plan " + plan.totalProcess() + ", led by " + plan.leadingSize()
                    + ", again at " + granted + ". Only Total Process Memory grows this way, and it does not shrink.");
        }
        ProcessMemoryPlan grown = switch (plan.process()) {
            case JOB_MANAGER -> new JobManagerResolution(configuration, rules, granted).resolve();
            case TASK_MANAGER -> new TaskManagerResolution(configuration, rules, granted).resolve();
        };
        if (!grown.totalProcess().equals(granted)) {
            throw new IllegalArgumentException("The plan of " + plan.totalProcess()
                    + " is none of this configuration, which gives " + grown.totalProcess() + " at a grant of "
                    + granted + ". Give the configuration that the plan was made of.");
        }
        return grown;
    }

    /**
     * Gives the largest plan within a bound that the configuration gives when the size that leads is lowered, in whole
     * mebibytes, and everything else stays. Where components lead, the larger one is lowered, and both where that does
     * not suffice.
     *
     * @param plan a plan of this configuration
     * @param configuration the configuration
     * @param bound the most Total Process Memory
     * @return the plan and the sizes that give it; empty where lowering them does not give one
     */
    public Optional<LoweredPlan> lowered(ProcessMemoryPlan plan, FlinkConfiguration configuration, MemorySize bound) {
        return new LoweredPlanSearch(configuration, rules, plan).largest(bound);
    }

    /**
     * Gives what finds the cure for plans of a configuration that are too large.
     *
     * @param configuration the configuration
     * @return tries sizes until one resolves
     */
    public PlanLowering lowering(FlinkConfiguration configuration) {
        return (plan, maximum) -> lowered(plan, configuration, maximum).map(LoweredPlan::asLowering);
    }
}
