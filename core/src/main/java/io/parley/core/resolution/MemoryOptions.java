package io.parley.core.resolution;

import static io.parley.api.configuration.ConfigurationOption.decimal;
import static io.parley.api.configuration.ConfigurationOption.flag;
import static io.parley.api.configuration.ConfigurationOption.fraction;
import static io.parley.api.configuration.ConfigurationOption.integer;
import static io.parley.api.configuration.ConfigurationOption.textList;
import static io.parley.core.resolution.SizeOption.size;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.plan.MemoryPart;
import io.parley.api.size.MemorySize;
import java.util.List;

/**
 * The options of Flink's memory model: keys, defaults and the older keys that still stand for them, the same in every
 * line but for what {@link FlinkLine} says.
 *
 * <p>Source: {@code JobManagerOptions}, {@code TaskManagerOptions}, {@code NettyShuffleEnvironmentOptions} and
 * {@code ExternalResourceOptions} of {@code org.apache.flink.configuration}.
 */
final class MemoryOptions {

    // JobManager
    static final SizeOption JOB_MANAGER_PROCESS = size("jobmanager.memory.process.size");
    static final SizeOption JOB_MANAGER_FLINK = size("jobmanager.memory.flink.size");
    static final SizeOption JOB_MANAGER_HEAP = size("jobmanager.memory.heap.size");
    static final SizeOption JOB_MANAGER_OFF_HEAP =
            size("jobmanager.memory.off-heap.size").or("128m");
    static final ConfigurationOption<Boolean> JOB_MANAGER_DIRECT_LIMIT =
            flag("jobmanager.memory.enable-jvm-direct-memory-limit").withDefault(false);
    static final SizeOption JOB_MANAGER_METASPACE =
            size("jobmanager.memory.jvm-metaspace.size").or("256m");
    static final RangeOptions JOB_MANAGER_OVERHEAD = new RangeOptions(
            MemoryPart.JVM_OVERHEAD,
            size("jobmanager.memory.jvm-overhead.min").or("192m"),
            size("jobmanager.memory.jvm-overhead.max").or("1g"),
            fraction("jobmanager.memory.jvm-overhead.fraction").withDefault(0.1f));

    // TaskManager
    static final SizeOption TASK_MANAGER_PROCESS = size("taskmanager.memory.process.size");
    static final SizeOption TASK_MANAGER_FLINK = size("taskmanager.memory.flink.size");
    static final SizeOption FRAMEWORK_HEAP =
            size("taskmanager.memory.framework.heap.size").or("128m");
    static final SizeOption TASK_HEAP = size("taskmanager.memory.task.heap.size");
    static final SizeOption FRAMEWORK_OFF_HEAP =
            size("taskmanager.memory.framework.off-heap.size").or("128m");
    static final SizeOption TASK_OFF_HEAP =
            size("taskmanager.memory.task.off-heap.size").or("0");
    static final SizeOption MANAGED = size("taskmanager.memory.managed.size", "taskmanager.memory.size");
    static final ConfigurationOption<Float> MANAGED_FRACTION =
            fraction("taskmanager.memory.managed.fraction").withDefault(0.4f);
    static final SizeOption NETWORK_MINIMUM = size("taskmanager.memory.network.min", "taskmanager.network.memory.min")
            .or("64m");
    static final SizeOption NETWORK_MAXIMUM = size("taskmanager.memory.network.max", "taskmanager.network.memory.max");
    static final ConfigurationOption<Float> NETWORK_FRACTION = fraction("taskmanager.memory.network.fraction")
            .withDeprecatedKeys("taskmanager.network.memory.fraction")
            .withDefault(0.1f);
    static final SizeOption TASK_MANAGER_METASPACE =
            size("taskmanager.memory.jvm-metaspace.size").or("256m");
    static final RangeOptions TASK_MANAGER_OVERHEAD = new RangeOptions(
            MemoryPart.JVM_OVERHEAD,
            size("taskmanager.memory.jvm-overhead.min").or("192m"),
            size("taskmanager.memory.jvm-overhead.max").or("1g"),
            fraction("taskmanager.memory.jvm-overhead.fraction").withDefault(0.1f));
    static final ConfigurationOption<Double> CPU_CORES = decimal("taskmanager.cpu.cores");
    static final ConfigurationOption<Integer> TASK_SLOTS =
            integer("taskmanager.numberOfTaskSlots").withDefault(1);
    static final ConfigurationOption<List<String>> EXTERNAL_RESOURCES =
            textList("external-resources").withDefault(List.of());

    // Both, from before 1.10 and 1.11; FlinkLine says which lines still read them
    static final LegacyHeapOptions JOB_MANAGER_LEGACY_HEAP =
            new LegacyHeapOptions("FLINK_JM_HEAP", size("jobmanager.heap.size"), integer("jobmanager.heap.mb"));
    static final LegacyHeapOptions TASK_MANAGER_LEGACY_HEAP =
            new LegacyHeapOptions("FLINK_TM_HEAP", size("taskmanager.heap.size"), integer("taskmanager.heap.mb"));
    static final ConfigurationOption<Integer> NETWORK_BUFFERS = integer("taskmanager.network.numberOfBuffers");
    static final SizeOption SEGMENT_SIZE =
            size("taskmanager.memory.segment-size").or("32k");

    /** Keys from before 1.10 that say how much of a container stays free; nothing reads them any more. */
    static final List<String> REMOVED_CONTAINER_KEYS = List.of(
            "containerized.heap-cutoff-ratio",
            "containerized.heap-cutoff-min",
            "yarn.heap-cutoff-ratio",
            "yarn.heap-cutoff-min");

    /** Other keys from before 1.10 that no TaskManager reads any more. */
    static final List<String> REMOVED_TASK_MANAGER_KEYS = List.of(
            "mesos.resourcemanager.tasks.mem",
            "taskmanager.memory.fraction",
            "taskmanager.memory.off-heap",
            "taskmanager.memory.preallocate");

    /** Flink warns below this heap of a JobManager. */
    static final MemorySize RECOMMENDED_JOB_MANAGER_HEAP = MemorySize.ofMebibytes(128);

    private MemoryOptions() {}

    /**
     * The options of a part that is a fraction within a range.
     *
     * @param part the part
     * @param minimum the lower bound
     * @param maximum the upper bound
     * @param fraction the fraction
     * @param byDefault what counts where none of them is set
     */
    record RangeOptions(
            MemoryPart part,
            SizeOption minimum,
            SizeOption maximum,
            ConfigurationOption<Float> fraction,
            SizeRange byDefault) {

        RangeOptions(MemoryPart part, SizeOption minimum, SizeOption maximum, ConfigurationOption<Float> fraction) {
            this(
                    part,
                    minimum,
                    maximum,
                    fraction,
                    new SizeRange(
                            part,
                            minimum.option().defaultValue().orElseThrow(),
                            maximum.option().defaultValue().orElseThrow(),
                            fraction.defaultValue().orElseThrow(),
                            new SizeRange.Names(minimum.key(), maximum.key(), fraction.key())));
        }
    }

    /**
     * The heap options from before 1.11.
     *
     * @param variable the environment variable, which wins
     * @param size the size, which wins over the number
     * @param mebibytes the number of mebibytes
     */
    record LegacyHeapOptions(String variable, SizeOption size, ConfigurationOption<Integer> mebibytes) {}
}
