package io.parley.api.plan;

import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The memory and the processing power of a TaskManager. Immutable.
 *
 * @param resources cores, slots and external resources
 * @param flinkMemory the parts of Total Flink Memory
 * @param jvm JVM Metaspace and JVM Overhead
 * @param context how the plan came about
 */
public record TaskManagerMemoryPlan(
        TaskManagerResources resources,
        TaskManagerFlinkMemory flinkMemory,
        JvmMetaspaceAndOverhead jvm,
        PlanContext context)
        implements ProcessMemoryPlan {

    /**
     * Checks that the parts add up.
     *
     * @throws ArithmeticException if the sum of all parts exceeds 2<sup>63</sup>-1 bytes
     */
    public TaskManagerMemoryPlan {
        Math.addExact(flinkMemory.bytes(), jvm.bytes());
    }

    @Override
    public ProcessKind process() {
        return ProcessKind.TASK_MANAGER;
    }

    /**
     * Gives the CPU cores.
     *
     * @return the cores, not negative
     */
    public BigDecimal cpuCores() {
        return resources.cpuCores();
    }

    @Override
    public MemorySize jvmHeap() {
        return flinkMemory.heap().sum();
    }

    /** Gives framework and task off-heap and network: a TaskManager's direct memory is always limited. */
    @Override
    public Optional<MemorySize> jvmDirectLimit() {
        return Optional.of(flinkMemory.offHeap().sum().plus(flinkMemory.network()));
    }

    @Override
    public MemorySize totalFlink() {
        return MemorySize.ofBytes(flinkMemory.bytes());
    }

    @Override
    public Map<MemoryPart, MemorySize> components() {
        Map<MemoryPart, MemorySize> components = new EnumMap<>(MemoryPart.class);
        components.put(MemoryPart.FRAMEWORK_HEAP, flinkMemory.heap().framework());
        components.put(MemoryPart.TASK_HEAP, flinkMemory.heap().task());
        components.put(MemoryPart.FRAMEWORK_OFF_HEAP, flinkMemory.offHeap().framework());
        components.put(MemoryPart.TASK_OFF_HEAP, flinkMemory.offHeap().task());
        components.put(MemoryPart.NETWORK, flinkMemory.network());
        components.put(MemoryPart.MANAGED, flinkMemory.managed());
        components.put(MemoryPart.JVM_METASPACE, jvm.metaspace());
        components.put(MemoryPart.JVM_OVERHEAD, jvm.overhead());
        return Collections.unmodifiableMap(components);
    }

    @Override
    public Optional<MemorySize> size(MemoryPart part) {
        return switch (part) {
            case TOTAL_PROCESS -> Optional.of(totalProcess());
            case TOTAL_FLINK -> Optional.of(totalFlink());
            case FRAMEWORK_HEAP -> Optional.of(flinkMemory.heap().framework());
            case TASK_HEAP -> Optional.of(flinkMemory.heap().task());
            case FRAMEWORK_OFF_HEAP -> Optional.of(flinkMemory.offHeap().framework());
            case TASK_OFF_HEAP -> Optional.of(flinkMemory.offHeap().task());
            case NETWORK -> Optional.of(flinkMemory.network());
            case MANAGED -> Optional.of(flinkMemory.managed());
            case JVM_METASPACE -> Optional.of(jvm.metaspace());
            case JVM_OVERHEAD -> Optional.of(jvm.overhead());
            case JVM_HEAP, OFF_HEAP -> Optional.empty();
        };
    }
}
