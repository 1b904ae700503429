package io.parley.examples.launch;

import io.parley.api.size.MemorySize;
import java.util.Optional;

/**
 * What was measured of a running process. Immutable.
 *
 * @param granted the container's memory, read back from the environment; empty where there is no container
 * @param jvmArguments the arguments of the process's JVM, or why they cannot be read
 * @param heapMaximum the heap's largest size as the JVM itself tells it
 * @param metaspaceMaximum the metaspace's largest size as the JVM itself tells it; empty where its Flink has no such
 *     metric
 */
record PlanMeasurement(
        Optional<MemorySize> granted,
        MeasuredArguments jvmArguments,
        MemorySize heapMaximum,
        Optional<MemorySize> metaspaceMaximum) {}
