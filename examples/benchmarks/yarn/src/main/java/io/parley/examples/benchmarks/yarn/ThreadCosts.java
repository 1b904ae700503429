package io.parley.examples.benchmarks.yarn;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client's threads have used so far: the one that asks, and those of Hadoop's AMRMClientAsync. Immutable.
 *
 * @param cpuNanos processor time
 * @param allocatedBytes memory that was allocated, whether or not it is garbage by now
 */
record ThreadCosts(long cpuNanos, long allocatedBytes) {

    private static final String CLIENT_THREADS = "AMRM ";

    /** Follows the calling thread and the threads that there are now. */
    static final class Meter {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final List<Long> ids = new ArrayList<>();

        Meter() {
            ids.add(Thread.currentThread().getId());
            for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
                if (thread != null && thread.getThreadName().startsWith(CLIENT_THREADS)) {
                    ids.add(thread.getThreadId());
                }
            }
        }

        int threads() {
            return ids.size();
        }

        ThreadCosts read() {
            long cpu = 0;
            long allocated = 0;
            for (long id : ids) {
                cpu += Math.max(0, threads.getThreadCpuTime(id));
                allocated += Math.max(0, threads.getThreadAllocatedBytes(id));
            }
            return new ThreadCosts(cpu, allocated);
        }
    }

    ThreadCosts minus(ThreadCosts earlier) {
        return new ThreadCosts(cpuNanos - earlier.cpuNanos, allocatedBytes - earlier.allocatedBytes);
    }
}
