package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.OperatingSystemMXBean;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a launch shows and refuses before anything is started. */
class LaunchScenarioTest {

    @TempDir
    private Path directory;

    private final RecordingOutput output = new RecordingOutput();

    @BeforeEach
    void collectJars() throws IOException {
        Path module = directory.resolve("flink-2.3.0");
        Files.createDirectories(module.resolve("target").resolve("lib"));
        Files.writeString(module.resolve("pom.xml"), "");
        Files.writeString(module.resolve("target").resolve("lib").resolve("flink-yarn-2.3.0.jar"), "");
    }

    private LaunchOutcome run(String environment, String processSize, Set<LaunchOption> options)
            throws InterruptedException {
        return run(environment, Map.of("jobmanager.memory.process.size", processSize), options);
    }

    private LaunchOutcome run(String environment, Map<String, String> entries, Set<LaunchOption> options)
            throws InterruptedException {
        LaunchInput input = new LaunchInput(
                EnvironmentRegistry.discover().environment(environment),
                FlinkConfiguration.of(entries),
                FlinkVersion.parse("2.3.0"),
                Optional.empty(),
                GrantPolicy.REPLAN,
                options);
        return new LaunchScenario(input, new ExamplesDirectory(directory), output).run();
    }

    @Test
    void dryRunShowsTheGrowthIntoTheGrantOfTheEmbeddedClusterWithoutStartingIt() throws Exception {
        assertThat(run("yarn", "1600m", Set.of(LaunchOption.EMBEDDED, LaunchOption.DRY_RUN)))
                .isEqualTo(LaunchOutcome.SHOWN);
        assertThat(output.rows()).contains(List.of("memoryMiB", "1600", "2048"));
        assertThat(output.shown())
                .contains(
                        "bar planned 1677721600",
                        "bar in the grant 2147483648",
                        "line JVM Heap grows from 1073741824 to 1530082096 bytes.",
                        "line JVM Overhead grows from 201326592 to 214748368 bytes.")
                .noneMatch(shown -> shown.startsWith("begin"))
                .anyMatch(shown -> shown.contains("-Xmx1530082096"));
    }

    @Test
    void dryRunSaysThatAssumedLimitsGrowNothing() throws Exception {
        assertThat(run("yarn", "1600m", Set.of(LaunchOption.DRY_RUN))).isEqualTo(LaunchOutcome.SHOWN);
        assertThat(output.shown())
                .anyMatch(shown -> shown.contains("so the plan does not grow"))
                .anyMatch(shown -> shown.contains("-Xmx1073741824"));
    }

    @Test
    void refusesToEmbedAnotherEnvironment() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run("standalone", "1600m", Set.of(LaunchOption.EMBEDDED)))
                .withMessageContaining("standalone")
                .withMessageContaining("--environment yarn");
        assertThat(output.shown()).isEmpty();
    }

    @Test
    void refusesWhatNoContainerOfTheEmbeddedClusterHolds() {
        assertThatExceptionOfType(ResourceTranslationException.class)
                .isThrownBy(() -> run("yarn", "9g", Set.of(LaunchOption.EMBEDDED, LaunchOption.DRY_RUN)))
                .withMessageContaining("8192 MiB")
                .withMessageContaining("yarn.scheduler.maximum-allocation-mb");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesProcessesThatThisHostNeverHoldsTogether() throws Exception {
        long host =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        String most = host / 10 * 6 / (1 << 20) + "m";
        assertThatExceptionOfType(ResourceTranslationException.class)
                .isThrownBy(() -> run(
                        "standalone",
                        Map.of("jobmanager.memory.process.size", most, "taskmanager.memory.process.size", most),
                        Set.of(LaunchOption.DRY_RUN)))
                .withMessageStartingWith("Cannot launch the JobManager and the TaskManager on this host: the ")
                .withMessageContaining(" is smaller than the processes together. Asked ")
                .withMessageContaining("Lower jobmanager.memory.process.size to ")
                .withMessageContaining(", or lower taskmanager.memory.process.size to ");
        assertThat(run(
                        "standalone",
                        Map.of("jobmanager.memory.process.size", most, "taskmanager.memory.process.size", "1g"),
                        Set.of(LaunchOption.DRY_RUN)))
                .isEqualTo(LaunchOutcome.SHOWN);
    }

    @Test
    void refusesAConfigurationWithoutAPlan() {
        assertThatExceptionOfType(MemoryConfigurationException.class)
                .isThrownBy(() -> run("yarn", "100m", Set.of(LaunchOption.EMBEDDED)));
        assertThat(output.shown()).isEmpty();
    }
}
