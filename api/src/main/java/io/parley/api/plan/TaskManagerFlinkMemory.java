package io.parley.api.plan;

import io.parley.api.size.MemorySize;

/**
 * The parts of a TaskManager's Total Flink Memory. Immutable.
 *
 * @param heap the parts of the heap
 * @param offHeap the parts of the off-heap memory that are neither network nor managed
 * @param network buffers for exchanging records, direct memory
 * @param managed native memory that Flink manages
 */
public record TaskManagerFlinkMemory(Share heap, Share offHeap, MemorySize network, MemorySize managed) {

    /** Gives Total Flink Memory in bytes; throws ArithmeticException where it exceeds the largest size. */
    long bytes() {
        return Math.addExact(
                Math.addExact(heap.bytes(), offHeap.bytes()), Math.addExact(network.bytes(), managed.bytes()));
    }

    /**
     * What Flink itself and what operators and user code have of a kind of memory.
     *
     * @param framework Flink's own part
     * @param task the part of operators and user code
     */
    public record Share(MemorySize framework, MemorySize task) {

        /**
         * Gives both parts together.
         *
         * @return the sum
         * @throws ArithmeticException if the sum exceeds 2<sup>63</sup>-1 bytes
         */
        public MemorySize sum() {
            return MemorySize.ofBytes(bytes());
        }

        private long bytes() {
            return Math.addExact(framework.bytes(), task.bytes());
        }
    }
}
