package io.parley.core.migration;

import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Environments that differ in what a legacy heap means. Stateless. */
public final class Environments {

    /** Total Process Memory for both processes. */
    public static final EnvironmentDescription YARN =
            environment("yarn", LegacyHeapMeaning.TOTAL_PROCESS, LegacyHeapMeaning.TOTAL_PROCESS);

    /** The JVM heap for a JobManager, Total Process Memory for a TaskManager. */
    public static final EnvironmentDescription MESOS =
            environment("mesos", LegacyHeapMeaning.JVM_HEAP, LegacyHeapMeaning.TOTAL_PROCESS);

    /** The JVM heap for a JobManager, Total Flink Memory for a TaskManager. */
    public static final EnvironmentDescription STANDALONE =
            environment("standalone", LegacyHeapMeaning.JVM_HEAP, LegacyHeapMeaning.TOTAL_FLINK);

    /** Total Flink Memory for both, which only a custom environment has. */
    public static final EnvironmentDescription CUSTOM =
            environment("custom", LegacyHeapMeaning.TOTAL_FLINK, LegacyHeapMeaning.TOTAL_FLINK);

    /** All of them. */
    public static final List<EnvironmentDescription> ALL = List.of(YARN, MESOS, STANDALONE, CUSTOM);

    private Environments() {}

    private static EnvironmentDescription environment(
            String name, LegacyHeapMeaning jobManager, LegacyHeapMeaning taskManager) {
        return new EnvironmentDescription(
                name,
                "For tests.",
                MemoryPart.TOTAL_PROCESS,
                Map.of(ProcessKind.JOB_MANAGER, jobManager, ProcessKind.TASK_MANAGER, taskManager),
                MemorySize.ofBytes(1),
                Set.of(),
                List.of());
    }
}
