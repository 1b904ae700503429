package io.parley.yarn.negotiation;

import io.parley.api.launch.FreePorts;
import io.parley.yarn.sizing.SchedulerRulesReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.HAServiceProtocol.RequestSource;
import org.apache.hadoop.ha.HAServiceProtocol.StateChangeRequestInfo;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.container.ContainerState;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.SchedulerAppReport;

/** A real YARN in this process: ResourceManagers and NodeManagers of Hadoop itself, containers as child processes. */
final class TestCluster implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 50;

    private final MiniYARNCluster cluster;
    private final int nodeManagers;

    private TestCluster(MiniYARNCluster cluster, int nodeManagers) {
        this.cluster = cluster;
        this.nodeManagers = nodeManagers;
    }

    /**
     * Starts a cluster.
     *
     * @param directory holds everything that it writes
     * @param resourceManagers how many ResourceManagers there are; several fail over to each other
     * @param nodes how many NodeManagers there are
     * @param further settings that win
     */
    static TestCluster start(Path directory, int resourceManagers, int nodes, Map<String, String> further)
            throws InterruptedException {
        YarnConfiguration configuration = new YarnConfiguration();
        settings(directory).forEach(configuration::set);
        further.forEach(configuration::set);
        String before = System.setProperty("test.build.data", directory.toString());
        MiniYARNCluster cluster = new MiniYARNCluster("parley", resourceManagers, nodes, 1, 1);
        boolean started = false;
        try {
            cluster.init(configuration);
            cluster.start();
            if (resourceManagers > 1 && !configuration.getBoolean(YarnConfiguration.AUTO_FAILOVER_ENABLED, true)) {
                activate(cluster, 0);
            }
            if (!cluster.waitForNodeManagersToConnect(START.toMillis())) {
                throw new IllegalStateException("The NodeManagers did not register within " + START + ".");
            }
            started = true;
            return new TestCluster(cluster, nodes);
        } catch (YarnException | IOException e) {
            throw new IllegalStateException("The cluster did not start.", e);
        } finally {
            if (before == null) {
                System.clearProperty("test.build.data");
            } else {
                System.setProperty("test.build.data", before);
            }
            if (!started) {
                cluster.stop();
            }
        }
    }

    private static Map<String, String> settings(Path directory) {
        Map<String, String> values = new TreeMap<>();
        values.put(
                SchedulerRulesReader.SCHEDULER_CLASS,
                "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler");
        values.put("yarn.scheduler.minimum-allocation-mb", "256");
        values.put("yarn.scheduler.maximum-allocation-mb", "4096");
        values.put("yarn.scheduler.capacity.root.queues", "default");
        values.put("yarn.scheduler.capacity.root.default.capacity", "100");
        values.put("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
        values.put("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "8192");
        values.put("yarn.nodemanager.resource.cpu-vcores", "64");
        // Its NodeManagers share a host; the scheduler tells them apart by their ports.
        values.put("yarn.scheduler.include-port-in-node-name", "true");
        values.put("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "100");
        values.put("yarn.nm.liveness-monitor.expiry-interval-ms", "2000");
        values.put("yarn.client.nodemanager-connect.max-wait-ms", "3000");
        values.put("yarn.client.nodemanager-connect.retry-interval-ms", "500");
        values.put("yarn.resourcemanager.connect.max-wait.ms", "30000");
        values.put("yarn.resourcemanager.connect.retry-interval.ms", "500");
        values.put("yarn.nodemanager.log.retain-seconds", "0");
        values.put("yarn.nodemanager.delete.debug-delay-sec", "600");
        values.put("yarn.nodemanager.disk-health-checker.enable", "false");
        values.put("yarn.nodemanager.sleep-delay-before-sigkill.ms", "250");
        values.put("hadoop.http.authentication.kerberos.principal", "HTTP/localhost@LOCALHOST");
        values.put("fs.defaultFS", "file:///");
        values.put("hadoop.tmp.dir", directory.resolve("tmp").toString());
        values.put(
                "hadoop.http.temp.dir", directory.resolve("tmp").resolve("http").toString());
        values.put(
                "yarn.node-labels.fs-store.root-dir",
                directory.resolve("node-labels").toUri().toString());
        values.put("yarn.nodemanager.user-home-dir", directory.resolve("home").toString());
        return values;
    }

    /** Gives settings with a fixed free port for every service of a ResourceManager, so that it may be restarted. */
    static Map<String, String> fixedPorts(String suffix) throws IOException {
        Map<String, String> values = new TreeMap<>();
        List<String> services = List.of(
                "address",
                "scheduler.address",
                "resource-tracker.address",
                "admin.address",
                "webapp.address",
                "webapp.https.address");
        List<Integer> ports = FreePorts.choose(services.size());
        for (int i = 0; i < services.size(); i++) {
            values.put("yarn.resourcemanager." + services.get(i) + suffix, "localhost:" + ports.get(i));
        }
        values.put("yarn.minicluster.fixed.ports", "true");
        values.put("yarn.minicluster.use-rpc", "true");
        return values;
    }

    /** Gives settings of ResourceManagers that write down what they need to go on after a restart. */
    static Map<String, String> recovery(Path directory) {
        return Map.of(
                "yarn.resourcemanager.recovery.enabled",
                "true",
                "yarn.resourcemanager.work-preserving-recovery.enabled",
                "true",
                "yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms",
                "1000",
                "yarn.resourcemanager.store.class",
                "org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore",
                "yarn.resourcemanager.fs.state-store.uri",
                directory.resolve("state").toUri().toString());
    }

    /** Gives settings of two ResourceManagers of which the other one takes over, if it is told to. */
    static Map<String, String> two() throws IOException {
        Map<String, String> values = new TreeMap<>(fixedPorts(".rm0"));
        values.putAll(fixedPorts(".rm1"));
        values.put("yarn.resourcemanager.ha.enabled", "true");
        values.put("yarn.resourcemanager.ha.rm-ids", "rm0,rm1");
        values.put(YarnConfiguration.AUTO_FAILOVER_ENABLED, "false");
        values.put("yarn.resourcemanager.cluster-id", "parley");
        return values;
    }

    /** Makes another ResourceManager the active one. */
    void failOver(int from, int to) throws IOException {
        cluster.getResourceManager(from).getRMContext().getRMAdminService().transitionToStandby(request());
        activate(cluster, to);
    }

    private static void activate(MiniYARNCluster cluster, int resourceManager) throws IOException {
        cluster.getResourceManager(resourceManager)
                .getRMContext()
                .getRMAdminService()
                .transitionToActive(request());
    }

    private static StateChangeRequestInfo request() {
        return new StateChangeRequestInfo(RequestSource.REQUEST_BY_USER);
    }

    /** Gives the name of a node. */
    String node(int index) {
        return nodeId(index).toString();
    }

    NodeId nodeId(int index) {
        return cluster.getNodeManager(index).getNMContext().getNodeId();
    }

    /** Gives the NodeManager of a node. */
    NodeManager nodeManager(String node) {
        return IntStream.range(0, nodeManagers)
                .filter(index -> node.equals(node(index)))
                .mapToObj(cluster::getNodeManager)
                .findFirst()
                .orElseThrow();
    }

    MiniYARNCluster hadoop() {
        return cluster;
    }

    /** Gives what a client needs to find the cluster. */
    Configuration configuration() {
        return cluster.getConfig();
    }

    UnmanagedApplication application(String queue) throws IOException, InterruptedException {
        return UnmanagedApplication.submit(configuration(), "negotiation", queue, Duration.ofSeconds(30));
    }

    /** Gives what the ResourceManager knows of an application. */
    RMApp application(ApplicationId id) {
        return Objects.requireNonNull(
                cluster.getResourceManager().getRMContext().getRMApps().get(id), id::toString);
    }

    /** Gives how many containers of an application the scheduler holds. */
    int liveContainers(ApplicationId id) {
        SchedulerAppReport report = cluster.getResourceManager()
                .getResourceScheduler()
                .getSchedulerAppInfo(application(id).getCurrentAppAttempt().getAppAttemptId());
        return report == null ? 0 : report.getLiveContainers().size();
    }

    /** Gives how many nodes the ResourceManager knows as running. */
    int nodes() {
        return (int) cluster.getResourceManager().getRMContext().getRMNodes().values().stream()
                .filter(node -> node.getState() == NodeState.RUNNING)
                .count();
    }

    /** Gives how many containers the NodeManagers hold that have not ended. */
    int runningContainers() {
        int running = 0;
        for (int i = 0; i < nodeManagers; i++) {
            running += (int) cluster.getNodeManager(i).getNMContext().getContainers().values().stream()
                    .filter(container -> container.getContainerState() == ContainerState.RUNNING)
                    .count();
        }
        return running;
    }

    /** Waits for something that another thread brings about. */
    static void await(String what, Duration limit, BooleanSupplier condition)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new TimeoutException("Not within " + limit + ": " + what);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() {
        cluster.stop();
    }
}
