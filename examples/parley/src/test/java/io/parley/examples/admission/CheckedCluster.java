package io.parley.examples.admission;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.negotiation.Demand;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.verdict.Verdict;
import io.parley.core.admission.PlanAdmission;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.yarn.EmbeddedYarn;
import io.parley.yarn.negotiation.UnmanagedApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationAttemptState;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.cli.RMAdminCLI;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.jspecify.annotations.Nullable;

/** An embedded YARN, what Parley says of it, and what it does. */
final class CheckedCluster implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String QUEUE = "yarn.application.queue";
    private static final String LABEL = "yarn.application.node-label";

    private final EmbeddedYarn yarn;
    private final DiscoveredEnvironment environment;
    private final YarnConfiguration configuration = new YarnConfiguration();
    private final YarnClient client;

    CheckedCluster(Map<String, String> settings, int nodes) throws InterruptedException {
        environment = EnvironmentRegistry.discover().environment("yarn");
        yarn = EmbeddedYarn.start(nodes, settings);
        for (String file : List.of("core-site.xml", "yarn-site.xml")) {
            configuration.addResource(new org.apache.hadoop.fs.Path(
                    yarn.confDirectory().resolve(file).toUri()));
        }
        client = YarnClient.createYarnClient();
        client.init(configuration);
        client.start();
    }

    /**
     * A JobManager to ask for.
     *
     * @param queue the queue
     * @param label the node label; empty for none
     * @param mebibytes its memory
     * @param vcores its vcores
     */
    record Ask(String queue, String label, long mebibytes, int vcores) {

        static Ask of(String queue, long mebibytes) {
            return new Ask(queue, "", mebibytes, 1);
        }

        Ask labelled(String name) {
            return new Ask(queue, name, mebibytes, vcores);
        }

        Ask vcores(int count) {
            return new Ask(queue, label, mebibytes, count);
        }

        /** Gives the keys of a TaskManager of that size in that queue and with that label. */
        Map<String, String> keysOfWorker() {
            return Map.of(
                    "taskmanager.memory.process.size",
                    mebibytes + "m",
                    "yarn.containers.vcores",
                    String.valueOf(vcores),
                    QUEUE,
                    queue,
                    "yarn.taskmanager.node-label",
                    label);
        }

        Map<String, String> keys() {
            return Map.of(
                    "jobmanager.memory.process.size",
                    mebibytes + "m",
                    "yarn.appmaster.vcores",
                    String.valueOf(vcores),
                    QUEUE,
                    queue,
                    LABEL,
                    label);
        }
    }

    /** What Parley says with the ResourceManager at hand. */
    Verdict live(Ask ask) {
        return jobManager(ask.keys(), yarn.confDirectory());
    }

    private Verdict jobManager(Map<String, String> keys, Path conf) {
        FlinkConfiguration flink = configuration(keys, conf);
        MemoryPlanResolver resolver = resolver();
        return verdict(resolver, resolver.jobManager(flink), flink);
    }

    Verdict liveTaskManager(Map<String, String> keys) {
        FlinkConfiguration flink = configuration(keys, yarn.confDirectory());
        MemoryPlanResolver resolver = resolver();
        return verdict(resolver, resolver.taskManager(flink), flink);
    }

    /** Gives the demand for the TaskManager of the same keys. */
    Demand taskManager(Map<String, String> keys) {
        FlinkConfiguration flink = configuration(keys, yarn.confDirectory());
        return Demand.of(
                "worker",
                environment.resourceTranslator().requirements(resolver().taskManager(flink), flink));
    }

    /** Submits an application whose master is here. */
    UnmanagedApplication unmanaged(String queue) throws Exception {
        return UnmanagedApplication.submit(configuration, "workers", queue, LIMIT);
    }

    private Verdict verdict(MemoryPlanResolver resolver, ProcessMemoryPlan plan, FlinkConfiguration flink) {
        return PlanAdmission.of(environment, resolver, plan, flink).verdict();
    }

    private MemoryPlanResolver resolver() {
        return MemoryPlanResolver.of(FlinkVersion.parse("2.3.0"), environment.description());
    }

    private static FlinkConfiguration configuration(Map<String, String> keys, Path conf) {
        FlinkConfiguration.Builder flink =
                FlinkConfiguration.builder().environmentVariables(Map.of("HADOOP_CONF_DIR", conf.toString()));
        keys.forEach(flink::set);
        return flink.build();
    }

    /** What Parley says with the same files, but no ResourceManager where they say that it is. */
    Verdict offline(Ask ask) throws IOException {
        Path copy = Files.createDirectories(yarn.workDirectory().resolve("offline"));
        for (String file : List.of("core-site.xml", "yarn-site.xml", "capacity-scheduler.xml")) {
            String text = Files.readString(yarn.confDirectory().resolve(file));
            Files.writeString(
                    copy.resolve(file), text.replace(configuration.get(YarnConfiguration.RM_ADDRESS), "localhost:1"));
        }
        return jobManager(ask.keys(), copy);
    }

    /** Submits what was asked about, as a command that does nothing for some minutes. */
    ApplicationId submit(Ask ask) throws Exception {
        var application = client.createApplication();
        ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
        context.setQueue(ask.queue());
        context.setMaxAppAttempts(1);
        context.setResource(Resource.newInstance(ask.mebibytes(), ask.vcores()));
        if (!ask.label().isEmpty()) {
            context.setNodeLabelExpression(ask.label());
        }
        context.setAMContainerSpec(
                ContainerLaunchContext.newInstance(Map.of(), Map.of(), List.of("sleep 298"), null, null, null));
        return client.submitApplication(context);
    }

    /** Gives why YARN refuses an application. */
    String rejection(Ask ask) throws Exception {
        try {
            ApplicationId id = submit(ask);
            return await("the end of " + ask, () -> {
                ApplicationReport report = client.getApplicationReport(id);
                return report.getYarnApplicationState() == YarnApplicationState.FAILED ? report.getDiagnostics() : null;
            });
        } catch (org.apache.hadoop.yarn.exceptions.YarnException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Waits until the container of an application runs. */
    void awaitStart(ApplicationId id) throws Exception {
        try {
            await("the start of " + id, () -> isStarted(id) ? id : null);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + " " + diagnostics(id), e);
        }
    }

    boolean isStarted(ApplicationId id) throws Exception {
        var attempt = client.getApplicationReport(id).getCurrentApplicationAttemptId();
        return client.getApplicationAttemptReport(attempt).getYarnApplicationAttemptState()
                == YarnApplicationAttemptState.LAUNCHED;
    }

    /** Waits until the diagnostics of an application that does not start say something. */
    String awaitDiagnostics(ApplicationId id, String text) throws Exception {
        return await("\"" + text + "\" in the diagnostics of " + id, () -> {
            String diagnostics = diagnostics(id);
            return diagnostics.contains(text) ? diagnostics : null;
        });
    }

    String diagnostics(ApplicationId id) throws Exception {
        ApplicationReport report = client.getApplicationReport(id);
        return report.getYarnApplicationState() + " " + report.getDiagnostics();
    }

    /** Ends an application and waits until its container is gone. */
    void end(ApplicationId id) throws Exception {
        client.killApplication(id);
        var attempt = client.getApplicationReport(id).getCurrentApplicationAttemptId();
        await("the end of the container of " + id, () -> {
            boolean killed = client.getApplicationReport(id).getYarnApplicationState() == YarnApplicationState.KILLED;
            return killed && client.getContainers(attempt).isEmpty() ? id : null;
        });
    }

    /** Runs yarn rmadmin. */
    void administer(String... arguments) throws Exception {
        int status = new RMAdminCLI(configuration).run(arguments);
        if (status != 0) {
            throw new IllegalStateException("yarn rmadmin " + List.of(arguments) + " ended with " + status + ".");
        }
    }

    /** Gives the nodes in a fixed order. */
    List<NodeReport> nodes() throws Exception {
        return client.getNodeReports(NodeState.RUNNING).stream()
                .sorted((one, other) -> one.getNodeId().compareTo(other.getNodeId()))
                .toList();
    }

    static <T> T await(String what, Callable<@Nullable T> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            T found = condition.call();
            if (found != null) {
                return found;
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Waited " + LIMIT + " in vain for " + what + ".");
            }
            Thread.sleep(100);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        yarn.close();
    }
}
