package io.parley.core.resolution;

import io.parley.api.plan.DynamicProperties;
import io.parley.api.plan.DynamicProperties.Property;
import io.parley.api.plan.DynamicProperties.Resource;
import io.parley.api.plan.DynamicProperties.Size;
import io.parley.api.plan.MemoryPart;
import java.util.ArrayList;
import java.util.List;

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

    private static PassedProperties of(List<Property> properties) {
        return new PassedProperties(new DynamicProperties(properties));
    }

    /** Tells whether slots and external resources are read and passed on. */
    boolean passResources() {
        return properties.properties().stream().anyMatch(property -> property.content() == Resource.TASK_SLOTS);
    }

    private static List<Property> jobManager() {
        List<Property> properties = new ArrayList<>();
        properties.add(new Property(MemoryOptions.JOB_MANAGER_HEAP.key(), new Size(MemoryPart.JVM_HEAP)));
        properties.add(new Property(MemoryOptions.JOB_MANAGER_OFF_HEAP.key(), new Size(MemoryPart.OFF_HEAP)));
        putJvm(properties, MemoryOptions.JOB_MANAGER_METASPACE, MemoryOptions.JOB_MANAGER_OVERHEAD);
        return properties;
    }

    private static List<Property> taskManagerFlinkMemory() {
        List<Property> properties = new ArrayList<>();
        properties.add(new Property(MemoryOptions.CPU_CORES.key(), Resource.CPU_CORES));
        properties.add(new Property(MemoryOptions.FRAMEWORK_HEAP.key(), new Size(MemoryPart.FRAMEWORK_HEAP)));
        properties.add(new Property(MemoryOptions.FRAMEWORK_OFF_HEAP.key(), new Size(MemoryPart.FRAMEWORK_OFF_HEAP)));
        properties.add(new Property(MemoryOptions.TASK_HEAP.key(), new Size(MemoryPart.TASK_HEAP)));
        properties.add(new Property(MemoryOptions.TASK_OFF_HEAP.key(), new Size(MemoryPart.TASK_OFF_HEAP)));
        properties.add(new Property(MemoryOptions.NETWORK_MINIMUM.key(), new Size(MemoryPart.NETWORK)));
        properties.add(new Property(MemoryOptions.NETWORK_MAXIMUM.key(), new Size(MemoryPart.NETWORK)));
        properties.add(new Property(MemoryOptions.MANAGED.key(), new Size(MemoryPart.MANAGED)));
        return properties;
    }

    private static List<Property> taskManager() {
        List<Property> properties = taskManagerFlinkMemory();
        putJvm(properties, MemoryOptions.TASK_MANAGER_METASPACE, MemoryOptions.TASK_MANAGER_OVERHEAD);
        return properties;
    }

    private static List<Property> resources(Resource externalResources) {
        List<Property> properties = taskManager();
        properties.add(new Property(MemoryOptions.TASK_SLOTS.key(), Resource.TASK_SLOTS));
        properties.add(new Property(MemoryOptions.EXTERNAL_RESOURCES.key(), externalResources));
        return properties;
    }

    private static void putJvm(List<Property> properties, SizeOption metaspace, MemoryOptions.RangeOptions overhead) {
        properties.add(new Property(metaspace.key(), new Size(MemoryPart.JVM_METASPACE)));
        properties.add(new Property(overhead.minimum().key(), new Size(MemoryPart.JVM_OVERHEAD)));
        properties.add(new Property(overhead.maximum().key(), new Size(MemoryPart.JVM_OVERHEAD)));
    }
}
