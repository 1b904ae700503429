package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that nothing is started or left then. */
@Timeout(60)
class StandaloneRefusalsTest {

    private static final LaunchRequest PLAIN =
            HostRequests.request(Mains.Runs.class).build();

    @TempDir
    private Path folders;

    @TempDir
    private Path other;

    private LaunchedProcess launch(LaunchRequest request) throws InterruptedException {
        return new StandaloneLauncher(folders).launch(request, LaunchListener.NONE);
    }

    private LaunchedProcess launch(Map<String, String> configuration) throws InterruptedException {
        return launch(HostRequests.flink(FlinkConfiguration.of(configuration)).build());
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(folders).isEmptyDirectory();
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void aJavaHomeThatIsNone() {
        LaunchRequest request = HostRequests.request(Mains.Runs.class)
                .environmentVariable("JAVA_HOME", other.toString())
                .build();
        String message = "Cannot launch with JAVA_HOME = " + other
                + ": it has no program bin/java. Set JAVA_HOME to the" + " folder of a Java installation.";
        assertThatIllegalArgumentException().isThrownBy(() -> launch(request)).withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StandaloneLauncher().preview(request))
                .withMessage(message);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPlanLargerThanTheHost() {
        LaunchRequest request = LaunchRequest.of(
                        ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1L << 40)))
                                .build(),
                        PLAIN.configuration(),
                        PLAIN.distribution())
                .build();
        String message = "Cannot launch the JobManager on this host: the physical memory of this host (MemTotal of"
                + " /proc/meminfo) is smaller than the process. Asked 1099511627776 MiB, available ";
        assertThatExceptionOfType(ResourceTranslationException.class)
                .isThrownBy(() -> launch(request))
                .withMessageStartingWith(message)
                .withMessageContaining("Lower jobmanager.memory.process.size to ");
        assertThatExceptionOfType(ResourceTranslationException.class)
                .isThrownBy(() -> new StandaloneLauncher(folders).preview(request))
                .withMessageStartingWith(message);
    }

    @Test
    void whatAHostCannotExpress() {
        LaunchRequest request = LaunchRequest.of(
                        PLAIN.requirements().toBuilder().gpus(2).build(), PLAIN.configuration(), PLAIN.distribution())
                .build();
        assertThatExceptionOfType(ResourceTranslationException.class)
                .isThrownBy(() -> launch(request))
                .withMessageStartingWith("Cannot ask standalone for gpus (2): ");
    }

    @Test
    void theKeyOfTheJavaCountsBeforeTheInheritedVariable() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("env.java.home", other.toString())
                .environmentVariables(Map.of("JAVA_HOME", System.getProperty("java.home")))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(
                        HostRequests.request(configuration, Mains.Runs.class).build()))
                .withMessageStartingWith("Cannot launch with env.java.home = " + other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#!/bin/sh\necho broken\nexit 3\n", "no program"})
    void aJavaThatDoesNotRun(String program) throws IOException {
        Path java = Files.createDirectory(other.resolve("bin")).resolve("java");
        Files.writeString(java, program);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        LaunchRequest request = HostRequests.request(Mains.Runs.class)
                .environmentVariable("JAVA_HOME", other.toString())
                .build();
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> launch(request))
                .withMessageStartingWith("Cannot launch with JAVA_HOME: " + java + " does not run: ")
                .withMessageEndingWith(". Set JAVA_HOME to the folder of a Java installation that runs on this host.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest.port", "rest.bind-port", "jobmanager.rpc.port"})
    void aBusyPortIsNamedWithItsKeyAndTheCure(String key) throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());
            Map<String, String> configuration = Map.of(
                    "rest.bind-address",
                    "localhost",
                    "jobmanager.bind-host",
                    "localhost",
                    key.equals("jobmanager.rpc.port") ? "rest.port" : "jobmanager.rpc.port",
                    "0",
                    key,
                    port);
            assertThatExceptionOfType(LaunchFailedException.class)
                    .isThrownBy(() -> launch(configuration))
                    .withMessage("Cannot launch the JobManager: port " + port + " (" + key
                            + ") is in use on localhost. End what listens there, or set " + key
                            + " to a free port, or to 0 for any free one.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "70000", "9-8", "1,,2"})
    void aTextThatNamesNoPorts(String ports) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PortOption("rest.bind-port", ports, "rest.bind-address", Optional.of("x.invalid"))
                        .hold(Set.of()))
                .withMessage("Cannot use rest.bind-port: \"" + ports + "\" names no ports. Write one from 0 to 65535, a"
                        + " range such as 8081-8090, or several with commas.");
    }

    @Test
    void anAddressThatIsNoneOfThisHost() {
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> launch(Map.of("rest.port", "0", "rest.bind-address", "192.0.2.1")))
                .withMessageContaining("it cannot listen on port 0 (rest.port) of 192.0.2.1")
                .withMessageContaining("and rest.bind-address to an address of this host");
    }

    @Test
    void anAddressThatIsNoHost() {
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> launch(Map.of("rest.bind-address", "no host")))
                .withMessage(
                        "Cannot launch the JobManager: it cannot listen on no host (rest.bind-address), which is no"
                                + " known host. Set rest.bind-address to an address of this host.");
    }

    @Test
    void aStartThatTakesTooLong() {
        LaunchRequest request = HostRequests.request(Mains.Runs.class)
                .startTimeout(Duration.ofNanos(1))
                .build();
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> launch(request))
                .withMessageMatching(
                        "Cannot launch the JobManager: it runs as process [0-9]+, but its main class was not"
                                + " called within 0 s\\. Raise the time to wait, or see the last lines of its log:");
    }

    @Test
    void aVariableThatSetsASizeOfThePlan() {
        LaunchRequest request = HostRequests.request(Mains.Runs.class)
                .environmentVariable("_JAVA_OPTIONS", "-Xmx1g")
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(request))
                .withMessageStartingWith("Cannot launch with -Xmx1g from _JAVA_OPTIONS: the plan sets -Xmx");
    }

    @Test
    void aClassPathEntryThatHoldsTheSeparator() {
        LaunchRequest request = LaunchRequest.of(
                        PLAIN.requirements(),
                        PLAIN.configuration(),
                        new FlinkDistribution(PLAIN.distribution().version(), List.of(Path.of("/a:b.jar"))))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StandaloneLauncher().preview(request))
                .withMessage(
                        "Cannot put /a:b.jar on a class path: it holds a \":\", which separates entries. Move it to a"
                                + " folder without one.");
    }

    @Test
    void aWorkingDirectoryThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(other.resolve("file"));
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> new StandaloneLauncher(file).launch(PLAIN, LaunchListener.NONE))
                .withMessageStartingWith(
                        "Cannot launch the JobManager: its working directory below " + file + " cannot be written: ");
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> new StandaloneLauncher(other.resolve("none")).launch(PLAIN, LaunchListener.NONE))
                .withMessageContaining("Check that the folder is there, its permissions and the space left.");
    }

    @Test
    void anOptionThatSetsASizeOfThePlan() {
        LaunchRequest request = HostRequests.request(
                        FlinkConfiguration.of(Map.of("env.java.opts", "-Xmx1g")), Mains.Runs.class)
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(request))
                .withMessageStartingWith("Cannot launch with -Xmx1g from env.java.opts: the plan sets -Xmx");
    }

    @Test
    void aFileThatIsNotThere() {
        Path missing = other.resolve("missing");
        LaunchRequest request =
                HostRequests.request(Mains.Runs.class).file(missing).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(request))
                .withMessage(
                        "Cannot give " + missing + " to the process: it is no readable file, or there is one of that"
                                + " name already. Correct the path or the name.");
    }

    @Test
    void aDistributionWithoutFlinkSaysWhichClassIsMissing() {
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> launch(Map.of("rest.port", "0", "jobmanager.rpc.port", "0")))
                .withMessageStartingWith(
                        "Cannot launch the JobManager: it ended at its start. It ended: FAILED, exit status 1")
                .withMessageContaining("ClassNotFoundException: org.apache.flink.runtime.entrypoint"
                        + ".StandaloneSessionClusterEntrypoint");
    }
}
