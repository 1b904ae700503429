package io.parley.core.resolution;

import io.parley.api.plan.DynamicProperties;
import io.parley.api.plan.DynamicProperties.Content;
import io.parley.api.plan.DynamicProperties.Resource;
import io.parley.api.plan.DynamicProperties.Size;
import io.parley.api.plan.MemoryPart;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a Flink version passes to a process as -D properties. Immutable.
 *
 * <p>Source: Flink's {@code JobManagerProcessUtils#generateDynamicConfigsStr} and
 * {@code TaskExecutorProcessUtils#generateDynamicConfigsStr}.
 *
 * @param properties what each key carries
 */
record PassedProperties(DynamicProperties properties) {

    /** Nothing. */
    static final PassedProperties NONE = new PassedProperties(DynamicProperties.NONE);

    /** All components of a JobManager. */
    static final PassedProperties MEMORY = of(jobManager());

    /** CPU cores and all components of a TaskManager but metaspace and overhead. */
    static final PassedProperties CORES_AND_FLINK_MEMORY = of(taskManagerFlinkMemory());

    /** CPU cores and all components of a TaskManager. */
    static final PassedProperties CORES_AND_MEMORY = of(taskManager());

    /** CPU cores, slots, external resources and all components of a TaskManager. */
    static final PassedProperties RESOURCES_AND_MEMORY = of(resources(Resource.EXTERNAL_RESOURCES));

    /** The same, the list of external resources in quotes. */
    static final PassedProperties RESOURCES_QUOTED_AND_MEMORY = of(resources(Resource.QUOTED_EXTERNAL_RESOURCES));

    private static PassedProperties of(Map<String, Content> contents) {
        return new PassedProperties(new DynamicProperties(contents));
    }

    /** Tells whether slots and external resources are read and passed on. */
    boolean passResources() {
        return properties.contents().containsKey(MemoryOptions.TASK_SLOTS.key());
    }

    private static Map<String, Content> jobManager() {
        Map<String, Content> contents = new LinkedHashMap<>();
        contents.put(MemoryOptions.JOB_MANAGER_HEAP.key(), new Size(MemoryPart.JVM_HEAP));
        contents.put(MemoryOptions.JOB_MANAGER_OFF_HEAP.key(), new Size(MemoryPart.OFF_HEAP));
        putJvm(contents, MemoryOptions.JOB_MANAGER_METASPACE, MemoryOptions.JOB_MANAGER_OVERHEAD);
        return contents;
    }

    private static Map<String, Content> taskManagerFlinkMemory() {
        Map<String, Content> contents = new LinkedHashMap<>();
        contents.put(MemoryOptions.CPU_CORES.key(), Resource.CPU_CORES);
        contents.put(MemoryOptions.FRAMEWORK_HEAP.key(), new Size(MemoryPart.FRAMEWORK_HEAP));
        contents.put(MemoryOptions.FRAMEWORK_OFF_HEAP.key(), new Size(MemoryPart.FRAMEWORK_OFF_HEAP));
        contents.put(MemoryOptions.TASK_HEAP.key(), new Size(MemoryPart.TASK_HEAP));
        contents.put(MemoryOptions.TASK_OFF_HEAP.key(), new Size(MemoryPart.TASK_OFF_HEAP));
        contents.put(MemoryOptions.NETWORK_MINIMUM.key(), new Size(MemoryPart.NETWORK));
        contents.put(MemoryOptions.NETWORK_MAXIMUM.key(), new Size(MemoryPart.NETWORK));
        contents.put(MemoryOptions.MANAGED.key(), new Size(MemoryPart.MANAGED));
        return contents;
    }

    private static Map<String, Content> taskManager() {
        Map<String, Content> contents = taskManagerFlinkMemory();
        putJvm(contents, MemoryOptions.TASK_MANAGER_METASPACE, MemoryOptions.TASK_MANAGER_OVERHEAD);
        return contents;
    }

    private static Map<String, Content> resources(Resource externalResources) {
        Map<String, Content> contents = taskManager();
        contents.put(MemoryOptions.TASK_SLOTS.key(), Resource.TASK_SLOTS);
        contents.put(MemoryOptions.EXTERNAL_RESOURCES.key(), externalResources);
        return contents;
    }

    private static void putJvm(
            Map<String, Content> contents, SizeOption metaspace, MemoryOptions.RangeOptions overhead) {
        contents.put(metaspace.key(), new Size(MemoryPart.JVM_METASPACE));
        contents.put(overhead.minimum().key(), new Size(MemoryPart.JVM_OVERHEAD));
        contents.put(overhead.maximum().key(), new Size(MemoryPart.JVM_OVERHEAD));
    }
}
