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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/**
 * The rules of a launcher, over real HTTP with the simulator of Mesos and, in a subclass, a live master; small programs
 * take the place of Flink.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class MesosLauncherContractIT extends ProcessLauncherContract {

    private final DiscoveredEnvironment mesos = EnvironmentRegistry.discover().environment("mesos");
    private MesosUnderTest master;
    private FlinkDistribution helpers;

    MesosUnderTest.Kind kind() {
        return MesosUnderTest.Kind.SIMULATED;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        master = MesosUnderTest.open(kind());
        helpers = HelperJar.of(directory, WaitsLong.class, DiesAtStart.class);
    }

    @AfterAll
    void stop() {
        master.close();
    }

    private LaunchRequest.Builder request(Class<?> main) {
        return request(main, Map.of());
    }

    private LaunchRequest.Builder request(Class<?> main, Map<String, String> further) {
        Map<String, String> keys = new TreeMap<>(Map.of(
                "jobmanager.memory.process.size", "1600m",
                "mesos.master", master.address().toString(),
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
        return !ofTask(id).isEmpty();
    }

    private static List<ProcessHandle> ofTask(String id) {
        return MesosUnderTest.processes("_FLINK_CONTAINER_ID=" + id + "\0");
    }

    @Override
    protected Set<String> leftovers() {
        Set<String> left = new TreeSet<>();
        // The class path of every process that is launched here, and of no other.
        MesosUnderTest.processes(helpers.jars().get(0).toString())
                .forEach(process -> left.add("process " + process.pid()));
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
        ofTask(id).forEach(ProcessHandle::destroyForcibly);
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
            assertThat(leftovers()).as("what would be found if it were left").isNotEmpty();
        } finally {
            remove(id);
        }
    }
}
