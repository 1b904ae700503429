package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code launch --environment mesos} with real JobManagers, over real HTTP with the simulator of Mesos. */
@Timeout(240)
class MesosLaunchIT {

    private static final ExamplesDirectory EXAMPLES = ExamplesDirectory.ofThisProcess();

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().faster(5));

    @AfterEach
    void nothingIsLeft() {
        assertThat(simulator.processes()).isEmpty();
        simulator.close();
    }

    private Run.Result launch(MesosSimulator at, String... further) {
        List<String> arguments = new ArrayList<>(List.of(
                "launch",
                "--environment",
                "mesos",
                "--master",
                at.address().toString(),
                "-D",
                "env.java.home=" + System.getProperty("java.home")));
        arguments.addAll(List.of(further));
        return Run.PARLEY.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void jobManagerIsAsPlannedAndEndsWell(String version) {
        Run.Result result = launch(simulator, "--flink-version", version);

        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(result.out())
                .contains("Planned against measured", "Flink " + version + " answers", "1677721600")
                .contains("KILLED");
    }

    @Test
    void jobManagerOfAHomeOnTheAgentGetsItsConfigurationAsArguments(@TempDir Path home) throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/config.yaml"), "rest.bind-address: localhost\n");
        Files.createDirectories(home.resolve("lib"));
        for (Path jar : FlinkDistributions.collected(EXAMPLES, FlinkVersion.parse("2.3.0"))
                .jars()) {
            Files.createSymbolicLink(home.resolve("lib").resolve(jar.getFileName()), jar.toAbsolutePath());
        }

        Run.Result result = launch(
                simulator,
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

    @Test
    void agentWithoutTheHomeIsToldWithTheReasonAndTheSandbox() {
        Run.Result result = launch(simulator, "-D", "parley.mesos.flink-home=/no/such/flink");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        "parley.mesos.flink-home",
                        "exit status 1",
                        "TASK_FAILED",
                        "Could not find or load main class",
                        simulator.address() + "/#/agents/");
    }

    @Test
    void nothingThatFitsIsExplainedOfferByOffer() {
        try (MesosSimulator small = MesosSimulator.start(SimulatorSettings.usual()
                .withAgents(AgentDescription.of("127.0.0.1", 4, 512, 4096))
                .faster(5))) {
            DiscoveredEnvironment mesos = EnvironmentRegistry.discover().environment("mesos");
            FlinkConfiguration configuration = FlinkConfiguration.of(Map.of(
                    "jobmanager.memory.process.size",
                    "1600m",
                    "mesos.master",
                    small.address().toString()));
            FlinkVersion version = FlinkVersion.parse("2.3.0");
            LaunchRequest request = LaunchRequest.of(
                            mesos.resourceTranslator()
                                    .requirements(
                                            MemoryPlanResolver.of(version, mesos.description())
                                                    .jobManager(configuration),
                                            configuration),
                            configuration,
                            FlinkDistributions.collected(EXAMPLES, version))
                    .startTimeout(Duration.ofSeconds(4))
                    .build();

            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> mesos.requireLauncher().launch(request, LaunchListener.NONE))
                    .withMessageContainingAll("nothing was taken of an offer within 4 s", "Too little mem", "512 MiB");
        }
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
        Run.Result result = launch(simulator, "--dry-run");

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("StandaloneSessionClusterEntrypoint", "role *");
    }
}
