package io.parley.api.plan;

import io.parley.api.size.MemorySize;

/**
 * The parts of a JobManager's Total Flink Memory. Immutable.
 *
 * @param jvmHeap the heap
 * @param offHeap direct and native memory
 */
public record JobManagerFlinkMemory(MemorySize jvmHeap, MemorySize offHeap) {

    /** Gives Total Flink Memory in bytes; throws ArithmeticException where it exceeds the largest size. */
    long bytes() {
        return Math.addExact(jvmHeap.bytes(), offHeap.bytes());
    }
}
