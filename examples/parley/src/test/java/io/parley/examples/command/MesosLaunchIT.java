package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.launch.ExamplesDirectory;
import io.parley.examples.launch.FlinkDistributions;
import io.parley.examples.launch.MesosUnderTest;
import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The command {@code launch --environment mesos} with real JobManagers, over real HTTP with the simulator of Mesos or a
 * live master.
 */
@Timeout(240)
class MesosLaunchIT {

    private static final ExamplesDirectory EXAMPLES = ExamplesDirectory.ofThisProcess();

    private static final DiscoveredEnvironment MESOS =
            EnvironmentRegistry.discover().environment("mesos");

    /** What the processes of a test and no others have among their arguments. */
    private final String mark = "-Dparley.it=" + UUID.randomUUID();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        assertThat(MesosUnderTest.remaining(mark)).isEmpty();
    }

    private Run.Result launch(URI master, String... further) {
        List<String> arguments = new ArrayList<>(List.of(
                "launch",
                "--environment",
                "mesos",
                "--master",
                master.toString(),
                "-D",
                "env.java.opts.all=" + mark,
                "-D",
                "env.java.home=" + System.getProperty("java.home")));
        arguments.addAll(List.of(further));
        return Run.PARLEY.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"SIMULATED, 1.11.6", "SIMULATED, 2.3.0", "LIVE, 1.11.6", "LIVE, 2.3.0"})
    void jobManagerIsAsPlannedAndEndsWell(MesosUnderTest.Kind kind, String version) {
        try (MesosUnderTest master = MesosUnderTest.open(kind)) {
            Run.Result result = launch(master.address(), "--flink-version", version);

            assertThat(result.status()).as(result.out() + result.err()).isZero();
            assertThat(result.out())
                    .contains("Planned against measured", "Flink " + version + " answers", "1677721600")
                    .contains("KILLED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void jobManagerOfAHomeOnTheAgentGetsItsConfigurationAsArguments(MesosUnderTest.Kind kind, @TempDir Path home)
            throws IOException {
        try (MesosUnderTest master = MesosUnderTest.open(kind)) {
            Files.createDirectories(home.resolve("conf"));
            Files.writeString(home.resolve("conf/config.yaml"), "rest.bind-address: localhost\n");
            Files.createDirectories(home.resolve("lib"));
            for (Path jar : FlinkDistributions.collected(EXAMPLES, FlinkVersion.parse("2.3.0"))
                    .jars()) {
                Files.createSymbolicLink(home.resolve("lib").resolve(jar.getFileName()), jar.toAbsolutePath());
            }

            Run.Result result = launch(
                    master.address(),
                    "--flink-version",
                    "2.3.0",
                    "-D",
                    "parley.mesos.flink-home=" + home,
                    "-D",
                    "s3.secret-key=hunter22");

            assertThat(result.status()).as(result.out() + result.err()).isZero();
            assertThat(result.out())
                    .contains("Planned against measured", "s3.secret-key")
                    .doesNotContain("hunter22");
        }
    }

    @ParameterizedTest
    @EnumSource
    void agentWithoutTheHomeIsToldWithTheReasonAndTheSandbox(MesosUnderTest.Kind kind) {
        try (MesosUnderTest master = MesosUnderTest.open(kind)) {
            Run.Result result = launch(master.address(), "-D", "parley.mesos.flink-home=/no/such/flink");

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err())
                    .contains(
                            "parley.mesos.flink-home",
                            "exit status 1",
                            "TASK_FAILED",
                            "Could not find or load main class",
                            "Command exited with status 1. Its sandbox: ",
                            master.address() + "/#/agents/");
        }
    }

    @ParameterizedTest
    @CsvSource({"SIMULATED, 1600m, 512 MiB", "LIVE, 100t, 104857600 MiB"})
    void nothingThatFitsIsExplainedOfferByOffer(MesosUnderTest.Kind kind, String size, String amount) {
        SimulatorSettings small = SimulatorSettings.usual()
                .onFreePorts()
                .withAgents(AgentDescription.of("127.0.0.1", 4, 512, 4096))
                .faster(5);
        try (MesosUnderTest master = MesosUnderTest.open(kind, small)) {
            LaunchRequest request = impatient(Map.of(
                    "jobmanager.memory.process.size",
                    size,
                    "mesos.master",
                    master.address().toString()));

            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> MESOS.requireLauncher().launch(request, LaunchListener.NONE))
                    .withMessageContainingAll("nothing was taken of an offer within 4 s", "Too little mem", amount);
        }
    }

    /** Agents offer their ports whoever listens there. */
    @ParameterizedTest
    @EnumSource
    void whatAnswersInThePlaceOfTheJobManagerIsNotTakenForIt(MesosUnderTest.Kind kind) throws IOException {
        boolean live = kind == MesosUnderTest.Kind.LIVE;
        HttpServer other = live ? serverAt(31985) : serverAboveAFreePort();
        other.createContext("/", exchange -> {
            byte[] answer = "[{\"key\":\"rest.port\",\"value\":\"1\"}]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        other.start();
        int taken = other.getAddress().getPort();
        SimulatorSettings settings = SimulatorSettings.usual()
                .withAgents(AgentDescription.of("127.0.0.1", 4, 4096, 4096).onPorts(taken - 1, taken))
                .faster(5);
        try (MesosUnderTest master = MesosUnderTest.open(kind, settings)) {
            String[] further = live ? new String[] {"-D", "rest.port=" + taken} : new String[0];
            Run.Result result = launch(master.address(), further);

            assertThat(result.status()).as(result.out() + result.err()).isEqualTo(1);
            assertThat(result.out()).doesNotContain("answers", "Planned against measured");
            assertThat(result.err())
                    .containsPattern("its task ended at its start, and what answers at http://\\S+:" + taken
                            + "/ is another process, which holds the port[.]");
        } finally {
            other.stop(0);
        }
    }

    private static HttpServer serverAt(int port) throws IOException {
        return HttpServer.create(new InetSocketAddress(port), 0);
    }

    /** RPC takes the first of two ports, REST the second. */
    private static HttpServer serverAboveAFreePort() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            try (ServerSocket below =
                    new ServerSocket(server.getAddress().getPort() - 1, 1, InetAddress.getLoopbackAddress())) {
                assertThat(below.isBound()).isTrue();
                return server;
            } catch (IOException e) {
                server.stop(0);
            }
        }
        throw new IOException("There are no two free ports in a row.");
    }

    @Test
    void masterThatIsNotThereAndAMissingOneAreToldByTheirKey() {
        Run.Result missing = Run.PARLEY.run("launch", "--environment", "mesos");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("mesos.master");

        Run.Result elsewhere =
                Run.PARLEY.run("launch", "--environment", "standalone", "--master", "http://localhost:5050");
        assertThat(elsewhere.status()).isEqualTo(1);
        assertThat(elsewhere.err()).contains("--master", "--environment mesos");
    }

    @Test
    void dryRunStartsNothing() {
        Run.Result result = launch(URI.create("http://127.0.0.1:1"), "--dry-run");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("StandaloneSessionClusterEntrypoint", "role *");
    }

    private static LaunchRequest impatient(Map<String, String> keys) {
        FlinkConfiguration configuration = FlinkConfiguration.of(keys);
        FlinkVersion version = FlinkVersion.parse("2.3.0");
        return LaunchRequest.of(
                        MESOS.resourceTranslator()
                                .requirements(
                                        MemoryPlanResolver.of(version, MESOS.description())
                                                .jobManager(configuration),
                                        configuration),
                        configuration,
                        FlinkDistributions.collected(EXAMPLES, version))
                .startTimeout(Duration.ofSeconds(4))
                .build();
    }

    /** The port is among those that agents offer unless they are told others. */
    @ParameterizedTest
    @EnumSource
    void portThatAUserFixesIsTheJobManagersAndWhatIsNotFollowedIsRemarkedOn(MesosUnderTest.Kind kind) {
        // Below those of simulators beside this one.
        SimulatorSettings settings = SimulatorSettings.usual()
                .withAgents(AgentDescription.of("127.0.0.1", 4, 4096, 4096).onPorts(10500, 10999))
                .faster(5);
        String fixed = kind == MesosUnderTest.Kind.SIMULATED ? "10987" : "31987";
        try (MesosUnderTest master = MesosUnderTest.open(kind, settings)) {
            Run.Result result = launch(
                    master.address(),
                    "-D",
                    "rest.port=" + fixed,
                    "-D",
                    "rest.bind-port=8081-8090",
                    "-D",
                    "jobmanager.rpc.port=6123",
                    "-D",
                    "mesos.resourcemanager.unused-offer-expiration=1000");

            assertThat(result.status()).as(result.out() + result.err()).isZero();
            assertThat(result.out())
                    .containsPattern("REST endpoint at http://\\S+:" + fixed)
                    .contains(
                            "Remark: rest.bind-port (8081-8090) has no effect",
                            "Remark: mesos.resourcemanager.unused-offer-expiration has no effect: every offer is"
                                    + " answered at once, none is held. Remove it.")
                    .doesNotContain("Remark: rest.port", "Remark: jobmanager.rpc.port");
        }
    }

    @ParameterizedTest
    @EnumSource
    void portThatNoAgentOffersIsToldByItsKey(MesosUnderTest.Kind kind) {
        try (MesosUnderTest master = MesosUnderTest.open(kind)) {
            LaunchRequest request = impatient(Map.of(
                    "jobmanager.memory.process.size",
                    "1600m",
                    "rest.port",
                    "9999",
                    "mesos.master",
                    master.address().toString()));

            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> MESOS.requireLauncher().launch(request, LaunchListener.NONE))
                    .withMessageContainingAll(
                            "nothing was taken of an offer within 4 s", "Port 9999 is not free, which rest.port wants");
        }
    }

    @Test
    void dryRunTellsThatFlinksOwnPortIsNotAskedFor() {
        Run.Result result = launch(URI.create("http://127.0.0.1:1"), "--dry-run", "-D", "rest.port=8081");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("remark: rest.port (8081) has no effect");
    }
}
