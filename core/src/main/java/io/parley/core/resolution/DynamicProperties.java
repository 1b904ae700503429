package io.parley.core.resolution;

import io.parley.api.plan.JobManagerFlinkMemory;
import io.parley.api.plan.JvmMetaspaceAndOverhead;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.MemorySize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The -D properties by which Flink passes the sizes of a plan to the process. Stateless. */
public final class DynamicProperties {

    private DynamicProperties() {}

    static Map<String, String> ofJobManager(FlinkLine line, JobManagerFlinkMemory flink, JvmMetaspaceAndOverhead jvm) {
        return switch (line.jobManagerProperties()) {
            case NONE -> Map.of();
            case PASSED -> {
                Map<String, String> properties = new LinkedHashMap<>();
                put(properties, MemoryOptions.JOB_MANAGER_HEAP.key(), flink.jvmHeap());
                put(properties, MemoryOptions.JOB_MANAGER_OFF_HEAP.key(), flink.offHeap());
                put(properties, MemoryOptions.JOB_MANAGER_JVM.metaspace().key(), jvm.metaspace());
                put(properties, MemoryOptions.JOB_MANAGER_JVM.overheadMinimum().key(), jvm.overhead());
                put(properties, MemoryOptions.JOB_MANAGER_JVM.overheadMaximum().key(), jvm.overhead());
                yield properties;
            }
        };
    }

    private static void put(Map<String, String> properties, String key, MemorySize size) {
        properties.put(key, size.toConfigurationText());
    }

    /**
     * Gives properties in which one part has another size; a part that is not passed stays out.
     *
     * @param properties the properties of a plan
     * @param process the kind of process
     * @param part the part that changed
     * @param size its new size
     * @return the same keys, those of the part with the new size
     */
    public static Map<String, String> withSize(
            Map<String, String> properties, ProcessKind process, MemoryPart part, MemorySize size) {
        Map<String, String> changed = new LinkedHashMap<>(properties);
        for (String key : keysOf(process, part)) {
            changed.replace(key, size.toConfigurationText());
        }
        return changed;
    }

    private static List<String> keysOf(ProcessKind process, MemoryPart part) {
        String prefix = process.id() + ".memory.";
        return switch (part) {
            case TOTAL_PROCESS, TOTAL_FLINK -> List.of();
            case JVM_HEAP -> List.of(prefix + "heap.size");
            case OFF_HEAP -> List.of(prefix + "off-heap.size");
            case FRAMEWORK_HEAP -> List.of(prefix + "framework.heap.size");
            case TASK_HEAP -> List.of(prefix + "task.heap.size");
            case FRAMEWORK_OFF_HEAP -> List.of(prefix + "framework.off-heap.size");
            case TASK_OFF_HEAP -> List.of(prefix + "task.off-heap.size");
            case NETWORK -> List.of(prefix + "network.min", prefix + "network.max");
            case MANAGED -> List.of(prefix + "managed.size");
            case JVM_METASPACE -> List.of(prefix + "jvm-metaspace.size");
            case JVM_OVERHEAD -> List.of(prefix + "jvm-overhead.min", prefix + "jvm-overhead.max");
        };
    }
}
