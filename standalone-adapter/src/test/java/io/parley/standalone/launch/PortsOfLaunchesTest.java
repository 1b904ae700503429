package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who listens on the port of a JobManager: it, somebody who was quicker, or a stranger. */
@Timeout(60)
class PortsOfLaunchesTest {

    @TempDir
    private Path folders;

    @TempDir
    private Path classes;

    @TempDir
    private Path state;

    private final List<LaunchEvent> told = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        assertThat(folders).isEmptyDirectory();
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    private LaunchRequest.Builder request(String body, Map<String, String> ports) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                "rest.bind-address", "localhost", "jobmanager.bind-host", "localhost", "jobmanager.rpc.port", "0"));
        all.putAll(ports);
        LaunchRequest plain = HostRequests.flink(FlinkConfiguration.of(all)).build();
        return LaunchRequest.of(
                        plain.requirements(),
                        plain.configuration(),
                        new FlinkDistribution(
                                plain.distribution().version(), List.of(FakeFlink.jobManager(classes, body))))
                .environmentVariable("STATE", state.toString());
    }

    private LaunchedProcess launch(LaunchRequest request) throws InterruptedException {
        return launch(request, LaunchListener.NONE);
    }

    private LaunchedProcess launch(LaunchRequest request, LaunchListener also) throws InterruptedException {
        return new StandaloneLauncher(folders).launch(request, event -> {
            told.add(event);
            also.onEvent(event);
        });
    }

    private static String losesPort(int times) {
        return """
                java.io.File count = new java.io.File(System.getenv("STATE"), "count");
                java.nio.file.Files.write(count.toPath(), new byte[] {1},
                    java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
                if (count.length() <= %d) {
                    System.out.println("Could not start rest endpoint on any port in port range " + port);
                    System.exit(1);
                }
                """.formatted(times) + FakeFlink.SERVE;
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    @Test
    void aChosenPortThatIsLostIsChosenAnew() throws Exception {
        try (LaunchedProcess process =
                launch(request(losesPort(2), Map.of("rest.port", "0")).build())) {
            assertThat(process.restAddress()).isPresent();
            assertThat(told)
                    .filteredOn(event -> event.message().startsWith("looking for another free port, for somebody has"))
                    .hasSize(2);
            assertThat(told).filteredOn(event -> event.phase() == Phase.SUBMIT).hasSize(3);
        }
    }

    @Test
    void aPortOfARangeThatWasLostIsNotChosenAgain() throws Exception {
        int first = JobManagerPortsTest.twoFreePorts();
        LaunchRequest request = request(losesPort(1), Map.of("rest.bind-port", first + "-" + (first + 1)))
                .build();
        try (LaunchedProcess process = launch(request)) {
            assertThat(process.restAddress().orElseThrow().getPort()).isEqualTo(first + 1);
        }
    }

    @Test
    void aChosenPortThatIsLostAgainAndAgainIsNamed() throws IOException {
        LaunchRequest request = request(losesPort(9), Map.of("rest.port", "0")).build();
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> launch(request))
                .withMessageMatching("(?s)Cannot launch the JobManager: port [1-9][0-9]+, which was free and chosen for"
                        + " rest\\.port 0, is in use on localhost now\\. Launch again, or set rest\\.port to a port that"
                        + " stays free\\. It ended: FAILED, exit status 1.*");
        assertThat(state.resolve("count")).hasSize(3);
    }

    @Test
    void aPortThatTheUserNamedIsNotChosenAnew() throws IOException {
        String port = freePort();
        LaunchRequest request = request(losesPort(9), Map.of("rest.port", port)).build();
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> launch(request))
                .withMessageStartingWith("Cannot launch the JobManager: port " + port + " (rest.port) is in use on"
                        + " localhost. End what listens there, or set rest.port to a free port, or to 0 for any free one."
                        + " It ended:");
        assertThat(state.resolve("count")).hasSize(1);
    }

    /** Listens on the port for RPC first, as Flink does. */
    private static final String LISTENS_FOR_RPC = """
            for (String argument : arguments) {
                if (argument.startsWith("jobmanager.rpc.port=")) {
                    int rpc = Integer.parseInt(argument.substring("jobmanager.rpc.port=".length()));
                    new java.net.ServerSocket(rpc, 1, java.net.InetAddress.getByName("localhost"));
                }
            }
            """;

    @Test
    void oneRangeForBothPortsGivesEachItsOwn() throws Exception {
        int first = JobManagerPortsTest.twoFreePorts();
        String range = first + "-" + (first + 1);
        LaunchRequest request = request(
                        LISTENS_FOR_RPC + FakeFlink.SERVE,
                        Map.of("rest.bind-port", range, "jobmanager.rpc.port", range))
                .build();
        try (LaunchedProcess process = launch(request)) {
            assertThat(process.restAddress().orElseThrow().getPort()).isEqualTo(first + 1);
            assertThat(told).filteredOn(event -> event.phase() == Phase.SUBMIT).hasSize(1);
        }
    }

    /** Listens as soon as the port was found free, as a program that was quicker. */
    private static final class Stranger implements LaunchListener, AutoCloseable {

        private final HttpServer server;
        private final int port;

        Stranger(String port) throws IOException {
            this.port = Integer.parseInt(port);
            server = HttpServer.create();
            server.createContext("/", exchange -> {
                byte[] body = "{\"flink-version\":\"2.3.0\"}".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
        }

        @Override
        public void onEvent(LaunchEvent event) {
            if (event.phase() == Phase.SUBMIT) {
                try {
                    server.bind(new InetSocketAddress("localhost", port), 0);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                server.start();
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anAnswerOfAStrangerDoesNotCount() throws IOException {
        String port = freePort();
        LaunchRequest request = request("Thread.sleep(1_000);\n" + FakeFlink.SERVE, Map.of("rest.port", port))
                .environmentVariable("REST_PORT", port)
                .build();
        try (Stranger stranger = new Stranger(port)) {
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> launch(request, stranger))
                    .withMessageStartingWith("Cannot launch the JobManager: port " + port + " (rest.port) is in use");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatNeverListensIsToldFromAStrangerWhoDoes() throws IOException {
        String port = freePort();
        LaunchRequest request = request("Thread.sleep(300_000);\n", Map.of("rest.port", port))
                .startTimeout(Duration.ofSeconds(2))
                .build();
        try (Stranger stranger = new Stranger(port)) {
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> launch(request, stranger))
                    .withMessageContaining(", but another process listens at http://localhost:" + port
                            + "/, and this one did not answer there within 2 s.");
        }
    }
}
