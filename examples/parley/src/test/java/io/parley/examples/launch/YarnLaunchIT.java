package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real JobManagers in real containers: they have what was planned, to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class YarnLaunchIT {

    private static final String ENTRY_POINT = "org.apache.flink.yarn.entrypoint.YarnSessionClusterEntrypoint";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private LaunchTestBed bed;

    @BeforeAll
    void start() throws InterruptedException {
        bed = new LaunchTestBed();
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    private LaunchRequest.Builder request(String version, Map<String, String> overrides) {
        FlinkVersion flink = FlinkVersion.parse(version);
        return bed.request(
                bed.configuration(flink, overrides), FlinkDistributions.collected(LaunchTestBed.EXAMPLES, flink));
    }

    private static List<String> jvmArguments(LaunchedProcess process) {
        return ProcessCommandLines.find(process.id(), ENTRY_POINT).orElseThrow().jvmArguments();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void jobManagerHasTheMemoryOfThePlanThatGrewIntoItsGrant(String version) throws Exception {
        List<LaunchEvent> events = new ArrayList<>();
        try (LaunchedProcess process =
                bed.launcher().launch(request(version, Map.of()).build(), events::add)) {
            assertThat(process.grant().memory()).isEqualTo(MemorySize.ofMebibytes(2048));
            assertThat(process.fit().plan().totalProcess()).isEqualTo(MemorySize.ofMebibytes(2048));
            assertThat(process.remarks()).isEmpty();
            assertThat(jvmArguments(process))
                    .startsWith("-Xmx1530082096", "-Xms1530082096", "-XX:MaxMetaspaceSize=268435456")
                    .contains("-XX:+UseG1GC");
            FlinkRest rest = new FlinkRest(process.restAddress().orElseThrow());
            assertThat(rest.awaitVersion(LIMIT)).isEqualTo(version);
            FlinkRest.JvmMaxima maxima = rest.awaitJobManagerMaxima(LIMIT);
            assertThat(maxima.heap().bytes())
                    .isBetween(
                            1530082096L,
                            1530082096L + G1HeapAlignment.of(maxima.heap()).bytes());
            assertThat(maxima.metaspace().map(MemorySize::bytes).orElse(268435456L))
                    .isEqualTo(268435456L);
            assertThat(maxima.metaspace().isPresent()).isEqualTo(version.equals("2.3.0"));
            assertThat(process.stop(LIMIT).reason()).isEqualTo(ExitReason.COMPLETED);
        }
        assertThat(new LinkedHashSet<>(events.stream().map(LaunchEvent::phase).toList()))
                .containsExactly(Phase.values());
        bed.assertNothingLeft();
    }

    @Test
    void closingEndsTheSession() throws Exception {
        try (LaunchedProcess process = bed.launcher()
                .launch(
                        request("2.3.0", Map.of("jobmanager.memory.enable-jvm-direct-memory-limit", "true"))
                                .build(),
                        event -> {})) {
            assertThat(jvmArguments(process))
                    .startsWith(
                            "-Xmx1530082096",
                            "-Xms1530082096",
                            "-XX:MaxDirectMemorySize=134217728",
                            "-XX:MaxMetaspaceSize=268435456");
        }
        bed.assertNothingLeft();
    }

    @Test
    void jobManagerThatIsKilledWhileItRunsLeavesNothing() throws Exception {
        try (LaunchedProcess process =
                bed.launcher().launch(request("2.3.0", Map.of()).build(), event -> {})) {
            ProcessCommandLine found =
                    ProcessCommandLines.find(process.id(), ENTRY_POINT).orElseThrow();
            ProcessHandle.of(found.pid()).orElseThrow().destroyForcibly();
            ProcessExit exit = process.awaitExit(LIMIT);
            assertThat(exit.reason()).isEqualTo(ExitReason.FAILED);
            assertThat(exit.status()).hasValue(137);
        }
        bed.assertNothingLeft();
    }

    @Test
    void providedFlinkIsUsedWhereItLiesAndTheTemplateStartsIt(@TempDir Path folder) throws Exception {
        // The temporary folder of a test is its owner's alone, and what all users share has to be open to all.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path libraries = Files.createDirectory(folder.resolve("lib"));
        for (Path jar : FlinkDistributions.collected(LaunchTestBed.EXAMPLES, FlinkVersion.parse("2.3.0"))
                .jars()) {
            Path copy = Files.copy(jar, libraries.resolve(jar.getFileName().toString()));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Path archive = folder.resolve("data.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("inside.txt"));
        }
        Map<String, String> keys = Map.of(
                "yarn.provided.lib.dirs", libraries.toUri().toString(),
                "yarn.ship-archives", archive.toString(),
                "yarn.container-start-command-template",
                        "test -f data.zip/inside.txt && %java% %jvmmem% -Dfrom.template=1 %jvmopts% %logging% %class%"
                                + " %args% %redirects%");
        try (LaunchedProcess process =
                bed.launcher().launch(request("2.3.0", keys).build(), event -> {})) {
            assertThat(jvmArguments(process)).contains("-Dfrom.template=1");
            assertThat(bed.yarn()
                            .submission(process.id())
                            .getAMContainerSpec()
                            .getLocalResources()
                            .values())
                    .filteredOn(resource -> resource.getResource().getFile().endsWith(".jar"))
                    .hasSizeGreaterThan(20)
                    .allSatisfy(resource -> {
                        assertThat(resource.getResource().getFile()).startsWith(libraries.toString());
                        assertThat(resource.getVisibility()).isEqualTo(LocalResourceVisibility.PUBLIC);
                    });
            assertThat(process.stop(LIMIT).reason()).isEqualTo(ExitReason.COMPLETED);
        }
        bed.assertNothingLeft();
        assertThat(libraries).isNotEmptyDirectory();
    }
}
