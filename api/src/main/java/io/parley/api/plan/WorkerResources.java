package io.parley.api.plan;

import io.parley.api.size.MemorySize;

/**
 * What a resource manager asks for one worker: the parts that tasks use, without what Flink and the JVM need beside.
 * Immutable.
 *
 * @param heap the task heap
 * @param offHeap the task off-heap
 * @param pools network and managed memory
 * @param resources cores, slots and external resources
 */
public record WorkerResources(MemorySize heap, MemorySize offHeap, Pools pools, TaskManagerResources resources) {

    /**
     * The memory that tasks share through Flink.
     *
     * @param network buffers for exchanging records
     * @param managed native memory that Flink manages
     */
    public record Pools(MemorySize network, MemorySize managed) {}
}
