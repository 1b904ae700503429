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
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.launch.ProcessLauncherContract;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules of a launcher, over real HTTP with the simulator of Mesos; small programs take the place of Flink. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class MesosLauncherContractIT extends ProcessLauncherContract {

    private final DiscoveredEnvironment mesos = EnvironmentRegistry.discover().environment("mesos");
    private MesosSimulator simulator;
    private FlinkDistribution helpers;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        simulator = MesosSimulator.start(SimulatorSettings.usual().faster(5));
        helpers = HelperJar.of(directory, WaitsLong.class, DiesAtStart.class);
    }

    @AfterAll
    void stop() {
        simulator.close();
    }

    private LaunchRequest.Builder request(Class<?> main) {
        return request(main, Map.of());
    }

    private LaunchRequest.Builder request(Class<?> main, Map<String, String> further) {
        Map<String, String> keys = new TreeMap<>(Map.of(
                "jobmanager.memory.process.size", "1600m",
                "mesos.master", simulator.address().toString(),
                "env.java.home", System.getProperty("java.home")));
        keys.putAll(further);
        FlinkConfiguration configuration = FlinkConfiguration.of(keys);
        ProcessMemoryPlan plan =
                MemoryPlanResolver.of(helpers.version(), mesos.description()).jobManager(configuration);
        return LaunchRequest.of(mesos.resourceTranslator().requirements(plan, configuration), configuration, helpers)
                .entryPoint(EntryPoint.of(main.getName()))
                .startTimeout(Duration.ofSeconds(40));
    }

    @Override
    protected ProcessLauncher launcher() {
        return mesos.requireLauncher();
    }

    @Override
    protected LaunchRequest.Builder running() {
        return request(WaitsLong.class);
    }

    @Override
    protected LaunchRequest.Builder dying() {
        return request(DiesAtStart.class);
    }

    @Override
    protected String lastWords() {
        return DiesAtStart.LAST_WORDS;
    }

    @Override
    protected boolean isAlive(String id) {
        return simulator.processes().stream().anyMatch(process -> isTask(process, id));
    }

    private static boolean isTask(ProcessHandle process, String id) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains("_FLINK_CONTAINER_ID=" + id + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    protected Set<String> leftovers() {
        Set<String> left = new TreeSet<>();
        simulator.processes().forEach(process -> left.add("process " + process.pid()));
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            files.map(Path::toString)
                    .filter(name -> name.contains("parley-mesos-") && !name.contains("simulator"))
                    .forEach(left::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return left;
    }

    @Override
    protected void remove(String id) {
        simulator.processes().stream().filter(process -> isTask(process, id)).forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    protected Duration limit() {
        return Duration.ofSeconds(20);
    }

    @Test
    void launchWithTheStateOfADetachedProcessIsRefusedAndLeavesThatRunning(@TempDir Path directory)
            throws InterruptedException {
        LaunchRequest request = request(
                        WaitsLong.class,
                        Map.of(
                                "parley.mesos.state-file",
                                directory.resolve("state").toString()))
                .build();
        String id;
        try (LaunchedProcess first = launcher().launch(request, LaunchListener.NONE)) {
            id = first.id();
            first.detach();
        }
        try {
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> launcher().launch(request, LaunchListener.NONE))
                    .withMessageContainingAll(id, "parley.mesos.state-file");
            Thread.sleep(1000);
            assertThat(isAlive(id)).isTrue();
        } finally {
            remove(id);
        }
    }
}
