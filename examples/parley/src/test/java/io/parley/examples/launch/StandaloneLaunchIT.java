package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.FreePorts;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.configuration.ConfigurationOverrides;
import io.parley.core.configuration.FlinkConfigurationReader;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.standalone.launch.StandaloneLauncher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real JobManagers and TaskManagers as children of this process. */
@Timeout(180)
class StandaloneLaunchIT {

    private static final ExamplesDirectory EXAMPLES = ExamplesDirectory.ofThisProcess();
    private static final DiscoveredEnvironment STANDALONE =
            EnvironmentRegistry.discover().environment("standalone");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> LOOPBACK = List.of(
            "jobmanager.rpc.address",
            "jobmanager.bind-host",
            "rest.bind-address",
            "taskmanager.bind-host",
            "taskmanager.host");

    @TempDir
    private Path folders;

    private ProcessLauncher launcher() {
        return new StandaloneLauncher(folders);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(folders).isEmptyDirectory();
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    private static String freePort() throws IOException {
        return Integer.toString(FreePorts.choose(1).get(0));
    }

    private static FlinkConfiguration configuration(FlinkVersion version, Map<String, String> overrides)
            throws IOException {
        Map<String, String> all = new HashMap<>();
        LOOPBACK.forEach(key -> all.put(key, "localhost"));
        all.put("rest.port", "0");
        all.put("jobmanager.rpc.port", freePort());
        all.putAll(overrides);
        return new ConfigurationOverrides(all)
                .applyTo(new FlinkConfigurationReader(version)
                        .read(EXAMPLES.configuration())
                        .configuration());
    }

    private static LaunchRequest request(
            FlinkVersion version, FlinkConfiguration configuration, ProcessMemoryPlan plan) {
        FlinkDistribution distribution = FlinkDistributions.collected(EXAMPLES, version);
        return LaunchRequest.of(
                        STANDALONE.resourceTranslator().requirements(plan, configuration), configuration, distribution)
                .build();
    }

    private static List<String> jvmArguments(LaunchedProcess process) {
        return ProcessCommandLines.ofProcess(Long.parseLong(process.id()))
                .orElseThrow()
                .jvmArguments();
    }

    private static Json overview(URI rest) throws IOException, InterruptedException {
        return Json.parse(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(rest.resolve("/overview")).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void aTaskManagerRegistersAtAJobManagerAndBothHaveTheirPlans(String text) throws Exception {
        FlinkVersion version = FlinkVersion.parse(text);
        FlinkConfiguration configuration = configuration(version, Map.of());
        MemoryPlanResolver resolver = MemoryPlanResolver.of(version, STANDALONE.description());
        LaunchRequest jobManagerRequest = request(version, configuration, resolver.jobManager(configuration));
        List<LaunchEvent> events = new ArrayList<>();
        try (LaunchedProcess jobManager = launcher().launch(jobManagerRequest, events::add)) {
            URI rest = jobManager.restAddress().orElseThrow();
            assertThat(overview(rest).text("flink-version")).contains(text);
            assertThat(jvmArguments(jobManager))
                    .startsWith(jobManagerRequest
                            .requirements()
                            .plan()
                            .jvmArguments()
                            .toArray(String[]::new));
            assertThat(jobManager.remarks()).isEmpty();
            LaunchRequest taskManagerRequest = request(version, configuration, resolver.taskManager(configuration));
            try (LaunchedProcess taskManager = launcher().launch(taskManagerRequest, LaunchListener.NONE)) {
                assertThat(jvmArguments(taskManager))
                        .startsWith(taskManagerRequest
                                .requirements()
                                .plan()
                                .jvmArguments()
                                .toArray(String[]::new));
                new FlinkRest(rest).awaitTaskManager(LIMIT);
                assertThat(overview(rest).text("slots-total")).contains("1");
                assertThat(taskManager.stop(LIMIT).reason()).isEqualTo(ExitReason.KILLED);
            }
            ProcessExit exit = jobManager.stop(LIMIT);
            assertThat(exit.diagnostics()).isEqualTo("It ended by signal 15 (SIGTERM).");
            assertThat(exit.lastLogLines()).isNotEmpty();
        }
        assertThat(new LinkedHashSet<>(events.stream().map(LaunchEvent::phase).toList()))
                .containsExactly(Phase.values());
    }

    @Test
    void aConfigurationThatFlinkRefusesIsToldByItsLastLines() throws Exception {
        FlinkVersion version = FlinkVersion.parse("2.3.0");
        FlinkConfiguration configuration = configuration(version, Map.of("security.ssl.internal.enabled", "true"));
        ProcessMemoryPlan plan =
                MemoryPlanResolver.of(version, STANDALONE.description()).jobManager(configuration);
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> launcher().launch(request(version, configuration, plan), LaunchListener.NONE))
                .withMessageContaining("it ended at its start")
                .withMessageContaining("security.ssl.internal.keystore")
                .satisfies(failure -> assertThat(failure.exit()).isPresent());
    }

    @Test
    void aPortThatIsTakenMeanwhileIsNamed() throws Exception {
        FlinkVersion version = FlinkVersion.parse("2.3.0");
        FlinkConfiguration configuration = configuration(version, Map.of("rest.port", freePort()));
        ProcessMemoryPlan plan =
                MemoryPlanResolver.of(version, STANDALONE.description()).jobManager(configuration);
        int port = Integer.parseInt(configuration.value("rest.port").orElseThrow());
        List<ServerSocket> takers = new ArrayList<>();
        try {
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> launcher().launch(request(version, configuration, plan), event -> {
                        if (event.phase() == Phase.SUBMIT) {
                            takers.add(taken(port));
                        }
                    }))
                    .withMessageStartingWith("Cannot launch the JobManager: port " + port
                            + " (rest.port) is in use on localhost. End what listens there, or set rest.port to a free"
                            + " port, or to 0 for any free one. It ended: FAILED, exit status ");
        } finally {
            for (ServerSocket taker : takers) {
                taker.close();
            }
        }
    }

    private static ServerSocket taken(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSessionIsAsPlannedWorksAndLeavesNothing() throws Exception {
        FlinkVersion version = FlinkVersion.parse("2.3.0");
        FlinkConfiguration shipped = new FlinkConfigurationReader(version)
                .read(EXAMPLES.configuration())
                .configuration();
        RecordingOutput output = new RecordingOutput();
        LaunchInput input =
                new LaunchInput(STANDALONE, shipped, version, Optional.empty(), GrantPolicy.REPLAN, Set.of());

        assertThat(new LaunchScenario(input, EXAMPLES, output).run()).isEqualTo(LaunchOutcome.AS_PLANNED);

        assertThat(output.shown())
                .contains(
                        "bar planned 1677721600",
                        "bar planned 1811939328",
                        "end Flink 2.3.0 answers",
                        "end FINISHED",
                        "end KILLED, exit status 143")
                .anyMatch(shown -> shown.startsWith("line Nothing is left: the processes "));
        assertThat(output.rows().stream().map(row -> row.subList(0, Math.min(4, row.size()))))
                .contains(
                        List.of("-Xmx", "-Xmx1073741824", "-Xmx1073741824", "yes"),
                        List.of("-Xmx", "-Xmx536870902", "-Xmx536870902", "yes"),
                        List.of("Metaspace maximum", "268435456", "268435456", "yes"));
        assertThat(output.rows())
                .filteredOn(row -> row.get(0).equals("Heap maximum"))
                .allSatisfy(row -> assertThat(row.get(3)).isEqualTo("yes"))
                .hasSize(2);
    }
}
