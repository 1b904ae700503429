package io.parley.core.resolution;

import static io.parley.api.configuration.ConfigurationOption.flag;
import static io.parley.api.configuration.ConfigurationOption.fraction;
import static io.parley.api.configuration.ConfigurationOption.integer;
import static io.parley.api.configuration.ConfigurationOption.memorySize;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.MemorySize;
import java.util.List;

/** Flink's memory options with their defaults. Source: {@code org.apache.flink.configuration.JobManagerOptions}. */
final class MemoryOptions {

    static final ConfigurationOption<MemorySize> JOB_MANAGER_PROCESS = memorySize("jobmanager.memory.process.size");
    static final ConfigurationOption<MemorySize> JOB_MANAGER_FLINK = memorySize("jobmanager.memory.flink.size");
    static final ConfigurationOption<MemorySize> JOB_MANAGER_HEAP = memorySize("jobmanager.memory.heap.size");
    static final ConfigurationOption<MemorySize> JOB_MANAGER_OFF_HEAP =
            memorySize("jobmanager.memory.off-heap.size").withDefault(MemorySize.ofMebibytes(128));
    static final ConfigurationOption<Boolean> JOB_MANAGER_DIRECT_LIMIT =
            flag("jobmanager.memory.enable-jvm-direct-memory-limit").withDefault(false);

    static final JvmOptions JOB_MANAGER_JVM = JvmOptions.of(ProcessKind.JOB_MANAGER);
    static final JvmOptions TASK_MANAGER_JVM = JvmOptions.of(ProcessKind.TASK_MANAGER);

    static final String LEGACY_JOB_MANAGER_VARIABLE = "FLINK_JM_HEAP";
    static final ConfigurationOption<MemorySize> LEGACY_JOB_MANAGER_HEAP = memorySize("jobmanager.heap.size");
    static final ConfigurationOption<Integer> LEGACY_JOB_MANAGER_HEAP_MEBIBYTES = integer("jobmanager.heap.mb");

    /** Keys from before 1.10 that say how much a container keeps free; nothing reads them any more. */
    static final List<String> REMOVED_CONTAINER_KEYS = List.of(
            "containerized.heap-cutoff-ratio",
            "containerized.heap-cutoff-min",
            "yarn.heap-cutoff-ratio",
            "yarn.heap-cutoff-min");

    /** Flink warns below this heap of a JobManager. */
    static final MemorySize RECOMMENDED_JOB_MANAGER_HEAP = MemorySize.ofMebibytes(128);

    private MemoryOptions() {}

    /** The options of what the JVM uses beside Total Flink Memory. */
    record JvmOptions(
            ConfigurationOption<MemorySize> metaspace,
            ConfigurationOption<MemorySize> overheadMinimum,
            ConfigurationOption<MemorySize> overheadMaximum,
            ConfigurationOption<Float> overheadFraction) {

        static JvmOptions of(ProcessKind process) {
            String prefix = process.id() + ".memory.";
            return new JvmOptions(
                    memorySize(prefix + "jvm-metaspace.size").withDefault(MemorySize.ofMebibytes(256)),
                    memorySize(prefix + "jvm-overhead.min").withDefault(MemorySize.ofMebibytes(192)),
                    memorySize(prefix + "jvm-overhead.max").withDefault(MemorySize.ofMebibytes(1024)),
                    fraction(prefix + "jvm-overhead.fraction").withDefault(0.1f));
        }
    }
}
