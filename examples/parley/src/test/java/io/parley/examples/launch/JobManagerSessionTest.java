package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.plan.Remark;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.DiscoveredProvider;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobManagerSessionTest {

    private static final FlinkVersion VERSION = FlinkVersion.parse("2.3.0");
    private static final MemorySize PLANNED = MemorySize.ofMebibytes(1600);

    private final RecordingOutput output = new RecordingOutput();
    private Optional<URI> rest = Optional.empty();
    private MemorySize granted = PLANNED;
    private ExitReason end = ExitReason.KILLED;

    /** Starts nothing, and says that it runs. */
    private final class Launcher implements ProcessLauncher {
        @Override
        public String environment() {
            return "elsewhere";
        }

        @Override
        public String preview(LaunchRequest request) {
            return "a preview";
        }

        @Override
        public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) {
            listener.onEvent(new LaunchEvent(LaunchEvent.Phase.SUBMIT, "submitting"));
            listener.onEvent(new LaunchEvent(LaunchEvent.Phase.RUNNING, "it runs"));
            return new Running(new PlanFit(request.requirements().plan(), MemorySize.ZERO));
        }
    }

    /** What runs there. */
    private final class Running implements LaunchedProcess {

        private final PlanFit fit;

        Running(PlanFit fit) {
            this.fit = fit;
        }

        @Override
        public String id() {
            return "flink-1";
        }

        @Override
        public Grant grant() {
            return Grant.of(granted, CpuAmount.ZERO, Certainty.KNOWN);
        }

        @Override
        public PlanFit fit() {
            return fit;
        }

        @Override
        public List<Remark> remarks() {
            return List.of(new Remark(Remark.Kind.REST_ENDPOINT, "Type this to reach it.", List.of()));
        }

        @Override
        public Optional<URI> restAddress() {
            return rest;
        }

        @Override
        public ProcessExit awaitExit(Duration timeout) throws TimeoutException {
            throw new TimeoutException("It runs.");
        }

        @Override
        public ProcessExit stop(Duration grace) {
            throw new AssertionError("The environment says how long its process may take, not the command: " + grace);
        }

        @Override
        public ProcessExit stop() {
            return new ProcessExit(end, OptionalInt.empty(), "", List.of());
        }

        @Override
        public void detach() {}

        @Override
        public void close() {}
    }

    private LaunchOutcome run() throws InterruptedException {
        DiscoveredEnvironment standalone = EnvironmentRegistry.discover().environment("standalone");
        DiscoveredEnvironment environment = new DiscoveredEnvironment(
                standalone.translator(),
                Optional.of(new DiscoveredProvider<>(new Launcher(), "Launcher", "here")),
                Optional.empty(),
                Optional.empty());
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("jobmanager.memory.process.size", "1600m"));
        MemoryPlanResolver resolver = MemoryPlanResolver.of(VERSION, environment.description());
        SessionPlan plan = new SessionPlan(
                new FlinkDistribution(VERSION, List.of(Path.of("flink.jar"))),
                resolver.jobManager(configuration),
                configuration,
                resolver,
                GrantPolicy.REPLAN.bind(resolver, configuration));
        return Session.factory("elsewhere")
                .of(environment, plan, Path.of("job.jar"), output)
                .run(Set.of());
    }

    @Test
    void anEndpointThatCannotBeReachedIsNamedAndNothingIsClaimedToBeMeasured() throws Exception {
        rest = Optional.of(URI.create("http://flink-1.invalid:8081"));
        assertThat(run()).isEqualTo(LaunchOutcome.AS_PLANNED);
        assertThat(output.shown())
                .containsSubsequence(
                        "line Remark: Type this to reach it.",
                        "heading Planned against granted",
                        "line The JVM of flink-1 is not measured: its REST endpoint is at http://flink-1.invalid:8081,"
                                + " and this host knows no flink-1.invalid. Launch it from where that name is known.",
                        "line No job runs: nobody starts TaskManagers for a JobManager on standalone.",
                        "heading The end")
                .doesNotContain("heading Planned against measured");
        assertThat(output.rows())
                .contains(List.of("Container", "1677721600", "1677721600", "yes", "read back from the environment"));
    }

    @Test
    void whatAnnouncesNoEndpointIsNotMeasuredEither() throws Exception {
        granted = MemorySize.ofMebibytes(1599);
        assertThat(run()).isEqualTo(LaunchOutcome.NOT_AS_PLANNED);
        assertThat(output.shown()).contains("line The JVM of flink-1 is not measured: it announced no REST endpoint.");
    }

    @Test
    void whatDiedWhenItShouldHaveEndedIsNotAsPlanned() throws Exception {
        end = ExitReason.FAILED;
        assertThat(run()).isEqualTo(LaunchOutcome.NOT_AS_PLANNED);
        end = ExitReason.COMPLETED;
        assertThat(run()).isEqualTo(LaunchOutcome.AS_PLANNED);
    }

    @Test
    void whatCanBeReachedIsMeasured() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            answer(server, "/overview", "{\"flink-version\":\"2.3.0\"}");
            answer(
                    server,
                    "/jobmanager/metrics",
                    "[{\"id\":\"Status.JVM.Memory.Heap.Max\",\"value\":\"1073741824\"},"
                            + "{\"id\":\"Status.JVM.Memory.Metaspace.Max\",\"value\":\"1\"}]");
            server.start();
            rest = Optional.of(
                    URI.create("http://localhost:" + server.getAddress().getPort()));
            assertThat(run()).isEqualTo(LaunchOutcome.NOT_AS_PLANNED);
        } finally {
            server.stop(0);
        }
        assertThat(output.shown()).contains("heading Planned against measured");
        assertThat(output.rows()).contains(List.of("Metaspace maximum", "268435456", "1", "NO", "Flink's REST"));
    }

    private static void answer(HttpServer server, String path, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
