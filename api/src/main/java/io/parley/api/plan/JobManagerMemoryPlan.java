package io.parley.api.plan;

import io.parley.api.size.MemorySize;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of a JobManager. Immutable.
 *
 * @param flinkMemory the parts of Total Flink Memory
 * @param jvm JVM Metaspace and JVM Overhead
 * @param directMemoryLimit whether the off-heap size becomes the JVM's limit of direct memory
 * @param context how the plan came about
 */
public record JobManagerMemoryPlan(
        JobManagerFlinkMemory flinkMemory,
        JvmMetaspaceAndOverhead jvm,
        DirectMemoryLimit directMemoryLimit,
        PlanContext context)
        implements ProcessMemoryPlan {

    /**
     * Checks that the parts add up.
     *
     * @throws ArithmeticException if the sum of all parts exceeds 2<sup>63</sup>-1 bytes
     */
    public JobManagerMemoryPlan {
        Math.addExact(flinkMemory.bytes(), jvm.bytes());
    }

    @Override
    public ProcessKind process() {
        return ProcessKind.JOB_MANAGER;
    }

    @Override
    public MemorySize jvmHeap() {
        return flinkMemory.jvmHeap();
    }

    /**
     * Gives the direct and native memory.
     *
     * @return the off-heap size
     */
    public MemorySize offHeap() {
        return flinkMemory.offHeap();
    }

    @Override
    public Optional<MemorySize> jvmDirectLimit() {
        return switch (directMemoryLimit) {
            case SET -> Optional.of(flinkMemory.offHeap());
            case UNSET -> Optional.empty();
        };
    }

    @Override
    public MemorySize totalFlink() {
        return MemorySize.ofBytes(flinkMemory.bytes());
    }

    @Override
    public Map<MemoryPart, MemorySize> components() {
        Map<MemoryPart, MemorySize> components = new EnumMap<>(MemoryPart.class);
        components.put(MemoryPart.JVM_HEAP, flinkMemory.jvmHeap());
        components.put(MemoryPart.OFF_HEAP, flinkMemory.offHeap());
        components.put(MemoryPart.JVM_METASPACE, jvm.metaspace());
        components.put(MemoryPart.JVM_OVERHEAD, jvm.overhead());
        return Collections.unmodifiableMap(components);
    }

    @Override
    public Optional<MemorySize> size(MemoryPart part) {
        return switch (part) {
            case TOTAL_PROCESS -> Optional.of(totalProcess());
            case TOTAL_FLINK -> Optional.of(totalFlink());
            case JVM_HEAP -> Optional.of(flinkMemory.jvmHeap());
            case OFF_HEAP -> Optional.of(flinkMemory.offHeap());
            case JVM_METASPACE -> Optional.of(jvm.metaspace());
            case JVM_OVERHEAD -> Optional.of(jvm.overhead());
            case FRAMEWORK_HEAP, TASK_HEAP, FRAMEWORK_OFF_HEAP, TASK_OFF_HEAP, NETWORK, MANAGED -> Optional.empty();
        };
    }
}
