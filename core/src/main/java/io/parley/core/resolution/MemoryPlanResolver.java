package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;

/**
 * Resolves configurations into plans, byte for byte as one Flink version would in one environment.
 *
 * <p>Pure: no I/O, no clock, no log. Immutable and thread-safe.
 */
public final class MemoryPlanResolver {

    /** The newest Flink line that Parley knows. */
    public static final FlinkVersion NEWEST_KNOWN =
            FlinkLine.KNOWN.get(FlinkLine.KNOWN.size() - 1).version();

    private final FlinkVersion version;
    private final LegacyHeapMeaning legacyHeapOfJobManager;

    private MemoryPlanResolver(FlinkVersion version, LegacyHeapMeaning legacyHeapOfJobManager) {
        this.version = version;
        this.legacyHeapOfJobManager = legacyHeapOfJobManager;
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
        FlinkLine.of(version);
        return new MemoryPlanResolver(version, environment.legacyHeapOf(ProcessKind.JOB_MANAGER));
    }

    /**
     * Resolves the memory of a JobManager.
     *
     * @param configuration the configuration; its environment variables count where Flink reads them
     * @return the plan
     * @throws MemoryConfigurationException if Flink would refuse the configuration; carries all problems
     */
    public JobManagerMemoryPlan jobManager(FlinkConfiguration configuration) {
        return new JobManagerResolution(configuration, version, legacyHeapOfJobManager).resolve(null);
    }

    /**
     * Resolves the memory of a process.
     *
     * @param process the kind of process
     * @param configuration the configuration; its environment variables count where Flink reads them
     * @return the plan
     * @throws MemoryConfigurationException if Flink would refuse the configuration; carries all problems
     * @throws IllegalArgumentException if the process is a TaskManager, which this version does not resolve yet
     */
    public ProcessMemoryPlan resolve(ProcessKind process, FlinkConfiguration configuration) {
        return switch (process) {
            case JOB_MANAGER -> jobManager(configuration);
            case TASK_MANAGER ->
                throw new IllegalArgumentException(
                        "Cannot plan a TaskManager: this version of Parley resolves JobManagers only. Choose jobmanager.");
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
     * @throws IllegalArgumentException if another size led, the grant is smaller, or the process is a TaskManager
     */
    public ProcessMemoryPlan replan(ProcessMemoryPlan plan, FlinkConfiguration configuration, MemorySize granted) {
        if (plan.leadingSize() != LeadingSize.TOTAL_PROCESS || granted.compareTo(plan.totalProcess()) < 0) {
            throw new IllegalArgumentException("Cannot plan " + plan.totalProcess() + ", led by " + plan.leadingSize()
                    + ", again at " + granted + ". Only Total Process Memory grows this way, and it does not shrink.");
        }
        return switch (plan.process()) {
            case JOB_MANAGER ->
                new JobManagerResolution(configuration, version, legacyHeapOfJobManager).resolve(granted);
            case TASK_MANAGER -> resolve(plan.process(), configuration);
        };
    }
}
