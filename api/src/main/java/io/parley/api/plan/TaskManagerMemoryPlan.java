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
 * @param cpuCores the CPU cores, above zero, as exact as they were written
 * @param flinkMemory the parts of Total Flink Memory
 * @param jvm JVM Metaspace and JVM Overhead
 * @param context how the plan came about
 */
public record TaskManagerMemoryPlan(
        BigDecimal cpuCores, TaskManagerFlinkMemory flinkMemory, JvmMetaspaceAndOverhead jvm, PlanContext context)
        implements ProcessMemoryPlan {

    /**
     * Checks that the parts add up.
     *
     * @throws IllegalArgumentException if there are no CPU cores
     * @throws ArithmeticException if the sum of all parts exceeds 2<sup>63</sup>-1 bytes
     */
    public TaskManagerMemoryPlan {
        if (cpuCores.signum() <= 0) {
            throw new IllegalArgumentException("A TaskManager needs more than " + cpuCores + " CPU cores.");
        }
        flinkMemory
                .heap()
                .sum()
                .plus(flinkMemory.offHeap().sum())
                .plus(flinkMemory.network())
                .plus(flinkMemory.managed())
                .plus(jvm.metaspace())
                .plus(jvm.overhead());
    }

    @Override
    public ProcessKind process() {
        return ProcessKind.TASK_MANAGER;
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
        return flinkMemory
                .heap()
                .sum()
                .plus(flinkMemory.offHeap().sum())
                .plus(flinkMemory.network())
                .plus(flinkMemory.managed());
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
}
