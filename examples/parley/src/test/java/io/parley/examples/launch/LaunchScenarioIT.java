package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.core.configuration.FlinkConfigurationReader;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first command of the README, with both Flink versions. */
@Timeout(300)
class LaunchScenarioIT {

    private static Set<String> workDirectories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(Path::toString)
                    .filter(name -> name.contains("parley-"))
                    .collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void sessionIsAsPlannedWorksAndEndsWell(String version) throws Exception {
        Set<String> before = workDirectories();
        FlinkVersion flink = FlinkVersion.parse(version);
        ExamplesDirectory examples = ExamplesDirectory.ofThisProcess();
        FlinkConfiguration shipped = new FlinkConfigurationReader(flink)
                .read(examples.configuration())
                .configuration();
        RecordingOutput output = new RecordingOutput();
        LaunchInput input = new LaunchInput(
                EnvironmentRegistry.discover().environment("yarn"),
                shipped,
                flink,
                Optional.empty(),
                GrantPolicy.REPLAN,
                Set.of(LaunchOption.EMBEDDED));

        assertThat(new LaunchScenario(input, examples, output).run()).isEqualTo(LaunchOutcome.AS_PLANNED);

        assertThat(output.shown())
                .contains(
                        "bar planned 1677721600",
                        "bar in the grant 2147483648",
                        "line JVM Heap grows from 1073741824 to 1530082096 bytes.",
                        "end Flink " + version + " answers",
                        "end FINISHED",
                        "end SUCCEEDED")
                .anyMatch(shown -> shown.startsWith("end container_") && shown.contains("_01_000002"));
        assertThat(output.rows().stream().map(row -> row.subList(0, Math.min(4, row.size()))))
                .contains(
                        List.of("memoryMiB", "1600", "2048"),
                        List.of("Container", "2147483648", "2147483648", "yes"),
                        List.of("-Xmx", "-Xmx1530082096", "-Xmx1530082096", "yes"),
                        List.of("-Xms", "-Xms1530082096", "-Xms1530082096", "yes"),
                        List.of(
                                "-XX:MaxMetaspaceSize=",
                                "-XX:MaxMetaspaceSize=268435456",
                                "-XX:MaxMetaspaceSize=268435456",
                                "yes"));
        assertThat(output.rows())
                .filteredOn(row -> row.get(0).equals("Heap maximum"))
                .allSatisfy(row -> assertThat(row.get(3)).isEqualTo("yes"))
                .hasSize(1);
        assertThat(workDirectories()).isEqualTo(before);
    }
}
