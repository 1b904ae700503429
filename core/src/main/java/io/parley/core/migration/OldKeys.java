package io.parley.core.migration;

import io.parley.api.plan.ProcessKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys from before Flink 1.10 and 1.11 and what took their place, as data.
 *
 * <p>Source: {@code JobManagerOptions}, {@code TaskManagerOptions} and {@code NettyShuffleEnvironmentOptions} of Flink
 * 1.11.6 and the migration guide of its documentation.
 */
final class OldKeys {

    static final String NETWORK_BUFFERS = "taskmanager.network.numberOfBuffers";
    static final String SEGMENT_SIZE = "taskmanager.memory.segment-size";
    static final String NETWORK_MINIMUM = "taskmanager.memory.network.min";
    static final String NETWORK_MAXIMUM = "taskmanager.memory.network.max";
    static final String NETWORK_FRACTION = "taskmanager.memory.network.fraction";
    static final List<String> NETWORK = List.of(NETWORK_MINIMUM, NETWORK_MAXIMUM, NETWORK_FRACTION);
    static final String MESOS_TASK_MEMORY = "mesos.resourcemanager.tasks.mem";
    static final String TASK_MANAGER_PROCESS = "taskmanager.memory.process.size";

    /** Deprecated keys and their current names. */
    static final Map<String, String> RENAMED = ordered(
            "taskmanager.memory.size", "taskmanager.memory.managed.size",
            "taskmanager.network.memory.min", NETWORK_MINIMUM,
            "taskmanager.network.memory.max", NETWORK_MAXIMUM,
            "taskmanager.network.memory.fraction", NETWORK_FRACTION);

    private static final String CUTOFF = "No effect since Flink 1.11: JVM Overhead took its place"
            + " (jobmanager.memory.jvm-overhead.%1$s, taskmanager.memory.jvm-overhead.%1$s).";

    /** Keys that nothing reads any more, each with the reason. */
    static final Map<String, String> REMOVED = ordered(
            "containerized.heap-cutoff-ratio",
            String.format(CUTOFF, "fraction"),
            "containerized.heap-cutoff-min",
            String.format(CUTOFF, "min"),
            "yarn.heap-cutoff-ratio",
            String.format(CUTOFF, "fraction"),
            "yarn.heap-cutoff-min",
            String.format(CUTOFF, "min"),
            MESOS_TASK_MEMORY,
            "No effect since Flink 1.11: " + TASK_MANAGER_PROCESS + " took its place.",
            "taskmanager.memory.fraction",
            "No effect since Flink 1.10: taskmanager.memory.managed.fraction took its place, a fraction of Total Flink"
                    + " Memory.",
            "taskmanager.memory.off-heap",
            "No effect since Flink 1.10: managed memory is always off-heap.",
            "taskmanager.memory.preallocate",
            "No effect since Flink 1.10: managed memory is allocated when it is needed.");

    private OldKeys() {}

    /**
     * The heap options of a process.
     *
     * @param variable the environment variable, which wins
     * @param size the size, which wins over the number
     * @param mebibytes the number of MiB
     */
    record HeapOptions(String variable, String size, String mebibytes) {

        static HeapOptions of(ProcessKind process) {
            String prefix = process.id() + ".heap.";
            return new HeapOptions(
                    process == ProcessKind.JOB_MANAGER ? "FLINK_JM_HEAP" : "FLINK_TM_HEAP",
                    prefix + "size",
                    prefix + "mb");
        }
    }

    private static Map<String, String> ordered(String... keysAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
