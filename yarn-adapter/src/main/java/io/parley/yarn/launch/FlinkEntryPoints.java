package io.parley.yarn.launch;

import io.parley.api.launch.EntryPoint;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Flink's own classes that containers start, with the properties that a plan passes to them. Stateless.
 *
 * <p>The configuration is read from the container's working directory.
 */
public final class FlinkEntryPoints {

    private static final String JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final List<String> CONFIGURATION_HERE = List.of("--configDir", ".");

    private FlinkEntryPoints() {}

    /** Gives the JobManager that is an application master itself. */
    static EntryPoint applicationMaster(ClusterMode mode, ProcessMemoryPlan plan) {
        return withProperties(mode.entryPoint(), List.of(), plan);
    }

    /**
     * Gives a JobManager that knows nothing of YARN, for a container of somebody else's application: its TaskManagers
     * have to be started for it.
     *
     * @param plan its plan
     * @return the class and its arguments
     */
    public static EntryPoint jobManager(ProcessMemoryPlan plan) {
        return withProperties(JOB_MANAGER, CONFIGURATION_HERE, plan);
    }

    /**
     * Gives a TaskManager for such a JobManager; the configuration tells where that listens.
     *
     * @param plan its plan
     * @return the class and its arguments
     */
    public static EntryPoint taskManager(ProcessMemoryPlan plan) {
        return withProperties(TASK_MANAGER, CONFIGURATION_HERE, plan);
    }

    private static EntryPoint withProperties(String className, List<String> first, ProcessMemoryPlan plan) {
        List<String> arguments = new ArrayList<>(first);
        plan.dynamicProperties().forEach((key, value) -> {
            arguments.add("-D");
            arguments.add(key + "=" + value);
        });
        return new EntryPoint(className, arguments);
    }
}
