package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.state.FileFrameworkStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a launch keeps of a framework, over real HTTP with the simulator of Mesos or a live master. */
@Timeout(600)
class MesosLaunchStateIT {

    /** After as many a negotiator leaves the framework to a later run. */
    private static final int TRIES = 5;

    private final DiscoveredEnvironment mesos = EnvironmentRegistry.discover().environment("mesos");

    private LaunchRequest request(String master, Path state, FlinkDistribution helpers, Duration startTimeout) {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of(
                "jobmanager.memory.process.size",
                "1600m",
                "mesos.master",
                master,
                "env.java.home",
                System.getProperty("java.home"),
                "parley.mesos.state-file",
                state.toString()));
        return LaunchRequest.of(
                        mesos.resourceTranslator()
                                .requirements(
                                        MemoryPlanResolver.of(helpers.version(), mesos.description())
                                                .jobManager(configuration),
                                        configuration),
                        configuration,
                        helpers)
                .entryPoint(EntryPoint.of(WaitsLong.class.getName()))
                .startTimeout(startTimeout)
                .build();
    }

    private static Optional<String> framework(Path state) throws IOException {
        try (FileFrameworkStore store = FileFrameworkStore.open(state)) {
            return store.load().frameworkId();
        }
    }

    @ParameterizedTest
    @EnumSource
    void frameworkThatCouldNotBeEndedIsKeptWithoutAMasterAndEndedByTheNextLaunch(
            MesosUnderTest.Kind kind, @TempDir Path directory) throws Exception {
        Path state = directory.resolve("state");
        FlinkDistribution helpers = HelperJar.of(directory, WaitsLong.class);
        SimulatorSettings settings = SimulatorSettings.usual().onFreePorts().faster(5);
        try (MesosUnderTest master = MesosUnderTest.scripted(kind, "refuse the end of a framework", settings)) {
            MesosSimulator simulator = master.script();
            LaunchRequest there = request(simulator.address().toString(), state, helpers, Duration.ofSeconds(40));
            try (LaunchedProcess first = mesos.requireLauncher().launch(there, LaunchListener.NONE)) {
                assertThat(first.id()).isNotEmpty();
                for (int i = 0; i < TRIES; i++) {
                    simulator.calls().refuseNext(Call.Type.TEARDOWN, 400, "Not now");
                }
            }
            Optional<String> kept = framework(state);
            assertThat(kept).isPresent();

            int port;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            LaunchRequest elsewhere = request("127.0.0.1:" + port, state, helpers, Duration.ofSeconds(1));
            long began = System.nanoTime();
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> mesos.requireLauncher().launch(elsewhere, LaunchListener.NONE));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
            assertThat(framework(state)).isEqualTo(kept);

            mesos.requireLauncher().launch(there, LaunchListener.NONE).close();
            assertThat(framework(state)).isEmpty();
            assertThat(simulator.processes()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void detachedProcessWithoutAStateFileGoesOnAsLongAsFlinksDefaultAndItsEndIsTold(
            MesosUnderTest.Kind kind, @TempDir Path directory) throws Exception {
        FlinkDistribution helpers = HelperJar.of(directory, WaitsLong.class);
        List<String> told = new CopyOnWriteArrayList<>();
        // Five minutes of a simulator are ten seconds.
        SimulatorSettings settings = SimulatorSettings.usual().onFreePorts().faster(30);
        try (MesosUnderTest master = MesosUnderTest.open(kind, settings)) {
            LaunchRequest there = request(master.address().toString(), Path.of(""), helpers, Duration.ofSeconds(40));
            try (LaunchedProcess process = mesos.requireLauncher().launch(there, event -> told.add(event.message()))) {
                process.detach();
            }
            String framework = told.stream()
                    .filter(message -> message.startsWith("subscribed as framework "))
                    .map(message -> message.replaceFirst("subscribed as framework ([^;]+);.* after 300 s .*", "$1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(told)
                    .last()
                    .isEqualTo("left to itself, the framework " + framework + " goes on for 604800 s"
                            + " (mesos.failover-timeout). To end it before: curl -d frameworkId=" + framework + " "
                            + master.address() + "/master/teardown");

            String jar = helpers.jars().get(0).toString();
            Thread.sleep(master.byTheClock(Duration.ofMinutes(5)).plusSeconds(3).toMillis());
            assertThat(MesosUnderTest.processes(jar)).as("after five minutes").isNotEmpty();

            master.end(framework);
            assertThat(MesosUnderTest.remaining(jar)).isEmpty();
        }
    }
}
