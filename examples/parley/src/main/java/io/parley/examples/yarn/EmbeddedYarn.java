package io.parley.examples.yarn;

import io.parley.api.configuration.FlinkConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttempt;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttemptState;
import org.jspecify.annotations.Nullable;

/**
 * A real ResourceManager and real NodeManagers inside this process, on loopback. One at a time in a JVM; its containers
 * are processes of their own.
 *
 * <p>Hadoop's threads may outlive {@link #close()} by some seconds, so a program that used it ends with System.exit.
 */
public final class EmbeddedYarn implements AutoCloseable {

    private static final String NAME = "embedded";
    private static final String TEST_DIRECTORY = "test.build.data";
    private static final Duration REGISTRATION = Duration.ofSeconds(30);
    private static final Duration LAUNCH = Duration.ofSeconds(60);
    private static final Duration CONTAINERS_END = Duration.ofSeconds(3);
    private static final Duration APPLICATIONS_END = Duration.ofMillis(400);
    private static final long POLL_MILLIS = 20;

    private final WorkDirectory work;
    private final HadoopLogFile log;
    private final MiniYARNCluster cluster;
    private final EmbeddedYarnSettings settings;
    private final int nodes;
    private boolean closed;

    private EmbeddedYarn(
            WorkDirectory work, HadoopLogFile log, MiniYARNCluster cluster, EmbeddedYarnSettings settings, int nodes) {
        this.work = work;
        this.log = log;
        this.cluster = cluster;
        this.settings = settings;
        this.nodes = nodes;
    }

    /**
     * Starts a cluster of one node in a new directory for temporary files and waits until the node is registered.
     *
     * @param further Hadoop's settings beside the usual ones of {@link EmbeddedYarnSettings}; they win
     * @return the running cluster
     * @throws IllegalStateException if it does not start; nothing of it is left behind
     * @throws InterruptedException if the start was cancelled; nothing of it is left behind
     */
    public static EmbeddedYarn start(Map<String, String> further) throws InterruptedException {
        return start(1, further);
    }

    /**
     * Starts a cluster in a new directory for temporary files and waits until its nodes are registered.
     *
     * <p>Several nodes share this host, so the scheduler tells them apart by their ports.
     *
     * @param nodes how many nodes it has, above zero
     * @param further Hadoop's settings beside the usual ones of {@link EmbeddedYarnSettings}; they win
     * @return the running cluster
     * @throws IllegalStateException if it does not start; nothing of it is left behind
     * @throws InterruptedException if the start was cancelled; nothing of it is left behind
     */
    public static EmbeddedYarn start(int nodes, Map<String, String> further) throws InterruptedException {
        WorkDirectory work = WorkDirectory.create();
        HadoopLogFile log = HadoopLogFile.open(work.path().resolve("yarn.log"));
        EmbeddedYarnSettings settings =
                EmbeddedYarnSettings.in(work.path()).ofNodes(nodes).with(further);
        MiniYARNCluster cluster = null;
        boolean started = false;
        String before = System.getProperty(TEST_DIRECTORY);
        System.setProperty(TEST_DIRECTORY, work.path().resolve("cluster").toString());
        try {
            YarnConfiguration configuration = new YarnConfiguration();
            settings.values().forEach(configuration::set);
            cluster = new MiniYARNCluster(NAME, nodes, 1, 1, false);
            cluster.init(configuration);
            cluster.start();
            if (!cluster.waitForNodeManagersToConnect(REGISTRATION.toMillis())) {
                throw new IllegalStateException(
                        "its NodeManagers did not register within " + REGISTRATION.toSeconds() + " s");
            }
            EmbeddedYarnSettings effective = settings.with(addresses(cluster.getConfig()));
            effective.write();
            // Hadoop would close file systems while this process, told to end, still cleans up.
            ShutdownHookManager.get().clearShutdownHooks();
            started = true;
            return new EmbeddedYarn(work, log, cluster, effective, nodes);
        } catch (RuntimeException | YarnException e) {
            throw new IllegalStateException(
                    "Cannot start the embedded YARN: " + e.getMessage()
                            + ". It needs loopback addresses, 3 GB of memory and room in "
                            + work.path().getParent() + ".",
                    e);
        } finally {
            restore(before);
            if (!started) {
                discard(cluster, log, work);
            }
        }
    }

    private static void restore(@Nullable String before) {
        if (before == null) {
            System.clearProperty(TEST_DIRECTORY);
        } else {
            System.setProperty(TEST_DIRECTORY, before);
        }
    }

    private static void discard(@Nullable MiniYARNCluster cluster, HadoopLogFile log, WorkDirectory work) {
        try {
            if (cluster != null) {
                cluster.stop();
            }
        } finally {
            log.close();
            work.close();
        }
    }

    /** Gives the addresses, whose ports were chosen at the start. */
    private static Map<String, String> addresses(Configuration started) {
        Map<String, String> addresses = new TreeMap<>();
        for (Map.Entry<String, String> entry : started) {
            String key = entry.getKey();
            String value = started.get(key);
            if (key.startsWith("yarn.resourcemanager.") && key.contains("address") && value != null) {
                addresses.put(key, value);
            }
        }
        return addresses;
    }

    /**
     * Gives the directory with core-site.xml, yarn-site.xml and capacity-scheduler.xml.
     *
     * @return a directory for HADOOP_CONF_DIR
     */
    public Path confDirectory() {
        return settings.confDirectory();
    }

    /**
     * Gives the directory that holds everything the cluster and its containers write.
     *
     * @return an absolute path; it is deleted by {@link #close()}
     */
    public Path workDirectory() {
        return work.path();
    }

    /**
     * Ends a NodeManager with everything that runs on it, as if its node had died.
     *
     * @param node its name, host and port
     * @throws IllegalArgumentException if there is no such node
     */
    public void stopNode(String node) {
        IntStream.range(0, nodes)
                .mapToObj(cluster::getNodeManager)
                .filter(manager -> manager.getNMContext().getNodeId().toString().equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no node " + node + " on the embedded YARN."))
                .stop();
    }

    /**
     * Gives what the ResourceManager was asked to run, once its application master is launched: until then the
     * ResourceManager itself writes tokens and variables into it.
     *
     * @param applicationId an application that has not ended
     * @return the submission
     * @throws IllegalArgumentException if there is no such application
     * @throws IllegalStateException if its application master is not launched in time
     */
    public ApplicationSubmissionContext submission(String applicationId) {
        RMApp application =
                cluster.getResourceManager().getRMContext().getRMApps().get(ApplicationId.fromString(applicationId));
        if (application == null) {
            throw new IllegalArgumentException("There is no application " + applicationId + " on the embedded YARN.");
        }
        await(LAUNCH, () -> isLaunched(application));
        if (!isLaunched(application)) {
            throw new IllegalStateException("The application master of " + applicationId + " was not launched within "
                    + LAUNCH.toSeconds() + " s.");
        }
        return application.getApplicationSubmissionContext();
    }

    private static boolean isLaunched(RMApp application) {
        RMAppAttempt attempt = application.getCurrentAppAttempt();
        return attempt != null
                && (attempt.getState() == RMAppAttemptState.LAUNCHED
                        || attempt.getState() == RMAppAttemptState.RUNNING);
    }

    /**
     * Points a Flink configuration to this cluster.
     *
     * @param configuration the configuration
     * @return the configuration with what it did not say itself, and this cluster in the place of any other
     */
    public FlinkConfiguration pointHere(FlinkConfiguration configuration) {
        return settings.pointHere(configuration);
    }

    /**
     * Ends the containers that still run and the cluster, and deletes everything that both wrote.
     *
     * <p>Containers of applications that have ended get some time to end by themselves.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Stopping is bounded, and an interrupt would only leave something behind.
        boolean interrupted = Thread.interrupted();
        try {
            if (hasEndedApplicationsOnly()) {
                awaitEndOf(containers());
            }
            containers().forEach(ProcessHandle::destroyForcibly);
            awaitEndOfApplications();
            IntStream.range(0, nodes)
                    .forEach(index -> cluster.getNodeManager(index).stop());
            // Stopped here, for the cluster's own stop waits 5 s for masters that died without unregistering.
            cluster.stopResourceManager(0);
            cluster.stop();
            DefaultMetricsSystem.shutdown();
            ShutdownHookManager.get().clearShutdownHooks();
        } finally {
            log.close();
            work.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean hasEndedApplicationsOnly() {
        return cluster.getResourceManager().getRMContext().getRMApps().values().stream()
                .allMatch(RMApp::isAppInCompletedStates);
    }

    /** Containers are children of this process whose command line names the work directory. */
    private List<ProcessHandle> containers() {
        String directory = work.path().toString();
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(directory))
                .flatMap(child -> Stream.concat(child.descendants(), Stream.of(child)))
                .toList();
    }

    private static void awaitEndOf(List<ProcessHandle> containers) {
        await(CONTAINERS_END, () -> containers.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** A NodeManager that still knows an application takes a second longer to stop. */
    private void awaitEndOfApplications() {
        await(
                APPLICATIONS_END,
                () -> IntStream.range(0, nodes)
                        .allMatch(index -> cluster.getNodeManager(index)
                                .getNMContext()
                                .getApplications()
                                .isEmpty()));
    }

    private static void await(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
