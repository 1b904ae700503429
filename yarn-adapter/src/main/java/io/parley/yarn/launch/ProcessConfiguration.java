package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configuration that a JobManager on YARN and, through it, its TaskManagers read. Stateless. */
final class ProcessConfiguration {

    /** What a distribution sets for processes of one host, which nothing on another host would reach. */
    private static final List<String> OF_ONE_HOST = List.of("jobmanager.bind-host", "taskmanager.bind-host");

    private static final String LOCAL_HOST = "localhost";
    private static final String CLUSTER_ID = "high-availability.cluster-id";
    private static final List<String> OLD_CLUSTER_IDS =
            List.of("high-availability.zookeeper.path.namespace", "recovery.zookeeper.path.namespace");
    private static final String PROCESS_SIZE = "jobmanager.memory.process.size";

    private ProcessConfiguration() {}

    static Map<String, String> of(FlinkConfiguration configuration, ProcessMemoryPlan plan, String applicationId) {
        Map<String, String> entries = new TreeMap<>(configuration.toMap());
        if (OLD_CLUSTER_IDS.stream().noneMatch(entries::containsKey)) {
            entries.putIfAbsent(CLUSTER_ID, applicationId);
        }
        OF_ONE_HOST.forEach(key -> entries.remove(key, LOCAL_HOST));
        entries.remove("taskmanager.host");
        entries.put(
                "env.java.opts.taskmanager",
                JvmOptions.ofTaskManagers(
                        plan.flinkVersion(), configuration, Runtime.version().feature()));
        if (entries.containsKey(PROCESS_SIZE)) {
            // A plan that grew into its grant is larger than what was configured.
            entries.put(PROCESS_SIZE, plan.totalProcess().toConfigurationText());
        }
        return entries;
    }
}
