package io.parley.examples.benchmarks.yarn;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** One of those that are measured. */
interface Side {

    /** The time between heartbeats of an application master. */
    Duration HEARTBEAT = Duration.ofMillis(100);

    /** Heartbeats until nothing moves any more, after the last container has come. */
    int REST = 5;

    String name();

    /** Gets containers with an application of its own, and gives them back. */
    Measured run(SimulatedCluster cluster, Asks asks, int containers) throws IOException, YarnException;

    /** Gives the heap that is in use once what nobody holds is gone. */
    @SuppressWarnings("SystemGc") // What is left is measured.
    static long liveBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
