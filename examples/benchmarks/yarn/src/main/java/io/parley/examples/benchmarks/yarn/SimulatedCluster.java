package io.parley.examples.benchmarks.yarn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.MockNM;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.SchedulerAppReport;
import org.jspecify.annotations.Nullable;

/**
 * A real ResourceManager in this process, which its clients reach over RPC, and nodes that Hadoop simulates. One thread
 * sends the heartbeats of all nodes, spread evenly over their interval.
 */
final class SimulatedCluster implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Resource NODE = Resource.newInstance(131_072, 128);
    private static final int NODES_PER_SUBNET = 250;
    private static final int PORT = 1234;

    private final Path directory;
    private final YarnConfiguration configuration = new YarnConfiguration();
    private final ResourceManager resourceManager = new ResourceManager();
    private final List<MockNM> nodes = new ArrayList<>();
    private final long intervalNanos;
    private final Thread heartbeats = new Thread(this::sendHeartbeats, "heartbeats of simulated nodes");
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean closed;

    private SimulatedCluster(Path directory, Duration interval) {
        this.directory = directory;
        this.intervalNanos = interval.toNanos();
    }

    /**
     * Starts a cluster.
     *
     * @param nodes how many nodes there are, above zero
     * @param interval the time between two heartbeats of a node
     */
    static SimulatedCluster start(int nodes, Duration interval) throws IOException {
        SimulatedCluster cluster = new SimulatedCluster(Files.createTempDirectory("parley-scale"), interval);
        boolean started = false;
        try {
            cluster.startResourceManager();
            cluster.register(nodes);
            cluster.heartbeats.setDaemon(true);
            cluster.heartbeats.start();
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private void startResourceManager() {
        Map.of(
                        "yarn.resourcemanager.scheduler.class",
                        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler",
                        "yarn.scheduler.capacity.root.queues",
                        "default",
                        "yarn.scheduler.capacity.root.default.capacity",
                        "100",
                        "yarn.scheduler.capacity.maximum-am-resource-percent",
                        "1.0",
                        "yarn.scheduler.minimum-allocation-mb",
                        "512",
                        "yarn.scheduler.maximum-allocation-mb",
                        "8192",
                        "yarn.node-labels.fs-store.root-dir",
                        directory.resolve("node-labels").toUri().toString(),
                        "hadoop.tmp.dir",
                        directory.toString(),
                        "fs.defaultFS",
                        "file:///")
                .forEach(configuration::set);
        for (String service : List.of(
                "address", "scheduler.address", "resource-tracker.address", "admin.address", "webapp.address")) {
            configuration.set("yarn.resourcemanager." + service, "localhost:0");
        }
        resourceManager.init(configuration);
        resourceManager.start();
    }

    /** The names have to resolve, so they are addresses of this host. */
    private void register(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String host = "127.1." + i / NODES_PER_SUBNET + "." + (1 + i % NODES_PER_SUBNET);
            MockNM node = new MockNM(host + ":" + PORT, NODE, resourceManager.getResourceTrackerService());
            try {
                node.registerNode();
            } catch (Exception e) {
                throw new IOException("The node " + host + " cannot register: " + e.getMessage(), e);
            }
            nodes.add(node);
        }
        await(
                "all nodes to be known",
                () -> resourceManager.getResourceScheduler().getNumClusterNodes() == count);
    }

    private void sendHeartbeats() {
        long began = System.nanoTime();
        long sent = 0;
        try {
            while (!closed) {
                nodes.get((int) (sent % nodes.size())).nodeHeartbeat(true);
                sent++;
                long due = began + intervalNanos / nodes.size() * sent;
                long early = due - System.nanoTime();
                if (early > 1_000_000) {
                    Thread.sleep(early / 1_000_000);
                } else if (early < -intervalNanos) {
                    // Nobody catches up with heartbeats that a busy machine did not send.
                    began -= early;
                }
            }
        } catch (Exception e) {
            failure.set(e);
        }
    }

    /** Gives what a client needs to find the cluster. */
    YarnConfiguration configuration() {
        return configuration;
    }

    /** Gives how many containers the scheduler holds for an application. */
    int liveContainers(ApplicationId id) {
        RMApp application = resourceManager.getRMContext().getRMApps().get(id);
        SchedulerAppReport report = application == null
                ? null
                : resourceManager
                        .getResourceScheduler()
                        .getSchedulerAppInfo(application.getCurrentAppAttempt().getAppAttemptId());
        return report == null ? 0 : report.getLiveContainers().size();
    }

    /** Waits until nothing is left of the applications before. */
    void awaitIdle() {
        await(
                "all containers to be given back",
                () -> resourceManager
                                .getResourceScheduler()
                                .getRootQueueMetrics()
                                .getAllocatedContainers()
                        == 0);
    }

    /**
     * Waits for something that another thread brings about.
     *
     * @throws IllegalStateException if it does not come in a minute, or the nodes' heartbeats have failed
     */
    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            Exception failed = failure.get();
            if (failed != null) {
                throw new IllegalStateException("the heartbeats of the nodes failed: " + failed, failed);
            }
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException("waited " + TIMEOUT.toSeconds() + " s in vain for " + what + ".");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (heartbeats.isAlive()) {
                heartbeats.join(TIMEOUT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        resourceManager.stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
