package io.parley.examples.benchmarks.mesos;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this process has used. Immutable.
 *
 * @param nanos time
 * @param cpuNanos processor time of all threads, those of the JVM too
 * @param allocatedBytes memory that Java threads allocated, whether or not it is garbage by now
 * @param collections how often garbage was collected
 * @param collectionMillis for how long
 * @param peakHeapBytes the most that the parts of the heap held, each for itself
 */
record ProcessCosts(
        long nanos, long cpuNanos, long allocatedBytes, long collections, long collectionMillis, long peakHeapBytes) {

    /** Counts from its making on. Threads that end in between are missed. */
    static final class Meter {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private static final OperatingSystemMXBean SYSTEM =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private static final List<MemoryPoolMXBean> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();

        private final Map<Long, Long> allocatedBefore;
        private final long collectionsBefore;
        private final long collectionMillisBefore;
        private final long cpuBefore;
        private final long began;

        /** Collects garbage first, which is not counted. */
        Meter() {
            System.gc();
            HEAP.forEach(MemoryPoolMXBean::resetPeakUsage);
            allocatedBefore = allocated();
            collectionsBefore = collections();
            collectionMillisBefore = collectionMillis();
            cpuBefore = SYSTEM.getProcessCpuTime();
            began = System.nanoTime();
        }

        ProcessCosts read() {
            long nanos = System.nanoTime() - began;
            long cpu = SYSTEM.getProcessCpuTime() - cpuBefore;
            long allocated = 0;
            for (Map.Entry<Long, Long> thread : allocated().entrySet()) {
                allocated += thread.getValue() - allocatedBefore.getOrDefault(thread.getKey(), 0L);
            }
            return new ProcessCosts(
                    nanos,
                    cpu,
                    allocated,
                    collections() - collectionsBefore,
                    collectionMillis() - collectionMillisBefore,
                    HEAP.stream()
                            .mapToLong(pool -> pool.getPeakUsage().getUsed())
                            .sum());
        }

        private static Map<Long, Long> allocated() {
            long[] ids = THREADS.getAllThreadIds();
            long[] bytes = THREADS.getThreadAllocatedBytes(ids);
            Map<Long, Long> allocated = new HashMap<>();
            for (int thread = 0; thread < ids.length; thread++) {
                allocated.put(ids[thread], Math.max(0, bytes[thread]));
            }
            return allocated;
        }

        private static long collections() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                    .sum();
        }

        private static long collectionMillis() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                    .sum();
        }
    }
}
