package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.verdict.Verdict;
import io.parley.core.admission.PlanAdmission;
import io.parley.core.configuration.ConfigurationOverrides;
import io.parley.core.configuration.FlinkConfigurationReader;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.yarn.EmbeddedYarn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** An embedded YARN and what launching on it takes. */
final class LaunchTestBed implements AutoCloseable {

    static final ExamplesDirectory EXAMPLES = ExamplesDirectory.ofThisProcess();

    /** How long processes of containers may take to end; a NodeManager ends them by force after five seconds. */
    static final Duration PROCESSES_END = Duration.ofSeconds(20);

    private static final Set<YarnApplicationState> ENDED = Collections.unmodifiableSet(
            EnumSet.of(YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED));

    /** Where Parley logs; held, for a logger that nobody holds is collected with its handlers. */
    private static final Logger PARLEY = Logger.getLogger("io.parley");

    private final EmbeddedYarn yarn;
    private final DiscoveredEnvironment environment;
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage() + " " + Arrays.toString(entry.getParameters()) + " " + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    LaunchTestBed() throws InterruptedException {
        this(Map.of());
    }

    /** Starts a cluster with further settings of Hadoop's. */
    LaunchTestBed(Map<String, String> further) throws InterruptedException {
        this(1, further);
    }

    LaunchTestBed(int nodes, Map<String, String> further) throws InterruptedException {
        this.environment = EnvironmentRegistry.discover().environment("yarn");
        this.yarn = EmbeddedYarn.start(nodes, further);
        PARLEY.addHandler(handler);
    }

    EmbeddedYarn yarn() {
        return yarn;
    }

    ProcessLauncher launcher() {
        return environment.requireLauncher();
    }

    /** Gives the shipped configuration with secrets and overrides, pointed to this cluster. */
    FlinkConfiguration configuration(FlinkVersion version, Map<String, String> overrides) {
        FlinkConfiguration shipped = new FlinkConfigurationReader(version)
                .read(EXAMPLES.configuration())
                .configuration();
        Map<String, String> all = new TreeMap<>(Secrets.keys(version));
        all.putAll(overrides);
        return yarn.pointHere(new ConfigurationOverrides(all).applyTo(shipped));
    }

    /** Asks whether a configuration's JobManager will ever start. */
    Verdict check(FlinkVersion version, FlinkConfiguration configuration) {
        MemoryPlanResolver resolver = MemoryPlanResolver.of(version, environment.description());
        return PlanAdmission.of(environment, resolver, resolver.jobManager(configuration), configuration)
                .verdict();
    }

    /** Gives a request for a configuration whose plan grows into its grant. */
    LaunchRequest.Builder request(FlinkConfiguration configuration, FlinkDistribution distribution) {
        MemoryPlanResolver resolver = MemoryPlanResolver.of(distribution.version(), environment.description());
        ProcessMemoryPlan plan = resolver.jobManager(configuration);
        return LaunchRequest.of(
                        environment.resourceTranslator().requirements(plan, configuration), configuration, distribution)
                .fitter(GrantPolicy.REPLAN.bind(resolver, configuration))
                .startTimeout(Duration.ofMinutes(3));
    }

    /** Fails if an application runs, a process of a container is alive, or staged files are there. */
    void assertNothingLeft() throws InterruptedException {
        assertThat(runningApplications()).isEmpty();
        assertThat(stagedFiles()).isEmpty();
        long end = System.nanoTime() + PROCESSES_END.toNanos();
        while (!containerProcesses().isEmpty()) {
            if (System.nanoTime() - end > 0) {
                fail("Processes of containers are still alive: " + containerProcesses());
            }
            Thread.sleep(100);
        }
    }

    /** Gives applications that have not ended, staged files and their folders, and processes of containers. */
    Set<String> leftovers() {
        Set<String> left = new TreeSet<>(runningApplications());
        stagedFiles().forEach(file -> left.add(file.toString()));
        left.addAll(containerProcesses());
        return left;
    }

    /** Gives the ids of the applications that have not ended. */
    Set<String> runningApplications() {
        return applications().stream()
                .filter(application -> !ENDED.contains(application.getYarnApplicationState()))
                .map(application -> application.getApplicationId().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<ApplicationReport> applications() {
        try (YarnClient client = client()) {
            return client.getApplications();
        } catch (IOException | YarnException e) {
            throw new IllegalStateException("Cannot list the applications of the embedded YARN.", e);
        }
    }

    /** Ends an application and deletes what is staged for it, without its launcher. */
    void remove(String id) {
        try (YarnClient client = client()) {
            client.killApplication(ApplicationId.fromString(id));
        } catch (IOException | YarnException e) {
            throw new IllegalStateException("Cannot end " + id + " on the embedded YARN.", e);
        }
        stagedFiles().stream()
                .filter(file -> file.endsWith(id))
                .forEach(folder -> FileUtil.fullyDelete(folder.toFile()));
    }

    /** Gives the configuration of a client of the cluster. */
    YarnConfiguration hadoop() {
        YarnConfiguration configuration = new YarnConfiguration();
        for (String file : List.of("core-site.xml", "yarn-site.xml")) {
            configuration.addResource(new org.apache.hadoop.fs.Path(
                    yarn.confDirectory().resolve(file).toUri()));
        }
        return configuration;
    }

    YarnClient client() {
        YarnConfiguration configuration = hadoop();
        YarnClient client = YarnClient.createYarnClient();
        client.init(configuration);
        client.start();
        return client;
    }

    /** Gives everything in the staging directory but the folder that all applications share. */
    private List<Path> stagedFiles() {
        Path staging = yarn.workDirectory().resolve("staging");
        if (!Files.exists(staging)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(staging)) {
            return files.filter(file -> staging.relativize(file).getNameCount() > 1)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + staging, e);
        }
    }

    /** Gives the processes whose environment names the cluster's directory, as only its containers' does. */
    private List<String> containerProcesses() {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (read(process.resolve("environ"))
                        .contains(yarn.workDirectory().toString())) {
                    found.add(process.getFileName() + " "
                            + read(process.resolve("cmdline")).replace('\0', ' '));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the processes of this machine", e);
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Ends the cluster; fails if anything logged a secret meanwhile. */
    @Override
    public void close() {
        PARLEY.removeHandler(handler);
        try {
            Secrets.assertNoneInLogs(yarn.workDirectory(), List.of());
            logged.forEach(Secrets::assertNoneIn);
        } finally {
            yarn.close();
        }
    }
}
