package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessExit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches that cannot succeed say why in time and leave nothing behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class LaunchFailureIT {

    private static final FlinkVersion FLINK = FlinkVersion.parse("2.3.0");
    private static final Duration BOUND = Duration.ofSeconds(60);

    private LaunchTestBed bed;
    private FlinkDistribution helpers;
    private Path directory;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, InterruptedException {
        directory = temporary;
        bed = new LaunchTestBed();
        helpers = HelperJar.of(directory, DiesAtStart.class, NeverRegisters.class);
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        bed.assertNothingLeft();
    }

    private LaunchRequest.Builder helper(Class<?> main) {
        return bed.request(bed.configuration(FLINK, Map.of()), helpers).entryPoint(EntryPoint.of(main.getName()));
    }

    private <T extends Throwable> T failure(Class<T> type, LaunchRequest request) {
        T failure = catchThrowableOfType(
                type, () -> bed.launcher().launch(request, event -> Secrets.assertNoneIn(event.toString())));
        assertThat(failure).isNotNull();
        Secrets.assertNoneIn(failure);
        return failure;
    }

    @Test
    void queueThatDoesNotExist() throws Exception {
        int before = bed.applications().size();
        FlinkConfiguration configuration = bed.configuration(FLINK, Map.of("yarn.application.queue", "nowhere"));
        assertThat(failure(
                        ResourceTranslationException.class,
                        bed.request(configuration, helpers).build()))
                .hasMessage("Cannot launch the JobManager on YARN: it would never start. There is no queue nowhere. Set"
                        + " yarn.application.queue to root.default. Where that is wrong, set"
                        + " parley.yarn.pre-flight.enabled to false.");
        assertThat(bed.applications()).hasSize(before);
    }

    @Test
    void askAboveTheMaximum() throws Exception {
        int before = bed.applications().size();
        FlinkConfiguration configuration = bed.configuration(FLINK, Map.of("jobmanager.memory.process.size", "9g"));
        assertThat(failure(
                        ResourceTranslationException.class,
                        bed.request(configuration, helpers).build()))
                .hasMessageContaining("9216 MiB")
                .hasMessageContaining("8192 MiB")
                .hasMessageContaining("yarn.scheduler.maximum-allocation-mb")
                .hasMessageContaining("Lower jobmanager.memory.process.size");
        assertThat(bed.applications()).hasSize(before);
    }

    @Test
    void resourceManagerThatIsNotThere() throws Exception {
        int port;
        try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closedAtOnce.getLocalPort();
        }
        assertSilentResourceManagerIsGivenUp(port);
    }

    @Test
    void resourceManagerThatAcceptsAndNeverAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertSilentResourceManagerIsGivenUp(silent.getLocalPort());
        }
    }

    /** Gives a configuration whose yarn-site.xml has another value than that of the cluster. */
    private FlinkConfiguration withSite(String name, String key, String value, Map<String, String> overrides)
            throws IOException {
        Path conf = Files.createDirectories(directory.resolve(name));
        for (String file : new String[] {"core-site.xml", "capacity-scheduler.xml", "yarn-site.xml"}) {
            String text = Files.readString(bed.yarn().confDirectory().resolve(file));
            Files.writeString(
                    conf.resolve(file),
                    text.replaceAll("(<name>" + Pattern.quote(key) + "</name>\\s*<value>)[^<]*", "$1" + value));
        }
        return bed.configuration(FLINK, overrides).toBuilder()
                .environmentVariables(Map.of("HADOOP_CONF_DIR", conf.toString(), "YARN_CONF_DIR", conf.toString()))
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMaximumBelowThatOfTheClientIsNotTakenForTheLargestNode(boolean preFlight) throws Exception {
        FlinkConfiguration configuration = withSite(
                "conf-larger",
                "yarn.scheduler.maximum-allocation-mb",
                "16384",
                Map.of(
                        "jobmanager.memory.process.size",
                        "9g",
                        "parley.yarn.pre-flight.enabled",
                        Boolean.toString(preFlight)));
        assertThat(failure(
                        ResourceTranslationException.class,
                        bed.request(configuration, helpers).build()))
                .hasMessageStartingWith(
                        preFlight
                                ? "Cannot launch the JobManager on YARN: it would never start. "
                                : "Cannot fit Total Process Memory 9216 MiB into a YARN container: ")
                .hasMessageContaining("8192 MiB")
                .hasMessageContaining("(yarn.scheduler.maximum-allocation-mb")
                .hasMessageContaining(preFlight ? "raise yarn.scheduler.maximum-allocation-mb." : "raise the maximum.")
                .hasMessageNotContaining("larger node");
    }

    private void assertSilentResourceManagerIsGivenUp(int port) throws Exception {
        String address = "localhost:" + port;
        FlinkConfiguration configuration = withSite("conf-" + port, "yarn.resourcemanager.address", address, Map.of());
        String conf = directory.resolve("conf-" + port).toString();
        long began = System.nanoTime();
        assertThat(failure(
                        LaunchFailedException.class,
                        bed.request(configuration, helpers).build()))
                .hasMessageContaining(address)
                .hasMessageContaining(conf)
                .hasMessageContaining("does not answer");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    }

    @Test
    void processThatDiesAtStart() {
        LaunchFailedException failure =
                failure(LaunchFailedException.class, helper(DiesAtStart.class).build());
        assertThat(failure).hasMessageContaining("exit status 17").hasMessageContaining(DiesAtStart.LAST_WORDS);
        ProcessExit exit = failure.exit().orElseThrow();
        assertThat(exit.reason()).isEqualTo(ExitReason.FAILED);
        assertThat(exit.status()).hasValue(17);
        assertThat(exit.lastLogLines()).contains(DiesAtStart.LAST_WORDS);
    }

    @Test
    void flinkThatRefusesItsConfiguration() {
        FlinkConfiguration configuration = bed.configuration(FLINK, Map.of("security.ssl.internal.enabled", "true"));
        LaunchFailedException failure = failure(
                LaunchFailedException.class,
                bed.request(configuration, FlinkDistributions.collected(LaunchTestBed.EXAMPLES, FLINK))
                        .build());
        ProcessExit exit = failure.exit().orElseThrow();
        assertThat(exit.status()).isPresent();
        assertThat(exit.status().getAsInt()).isNotZero();
        assertThat(String.join("\n", exit.lastLogLines())).contains("security.ssl.internal.keystore");
        assertThat(failure).hasMessageContaining("security.ssl.internal.keystore");
    }

    @Test
    void jvmThatDoesNotStart() {
        // It says so on standard output, not on standard error.
        FlinkConfiguration configuration =
                bed.configuration(FLINK, Map.of("env.java.opts.jobmanager", "-XX:+UseG1GC -XX:+UseSerialGC"));
        LaunchFailedException failure = failure(
                LaunchFailedException.class,
                bed.request(configuration, helpers)
                        .entryPoint(EntryPoint.of(NeverRegisters.class.getName()))
                        .build());
        ProcessExit exit = failure.exit().orElseThrow();
        assertThat(exit.status()).hasValue(1);
        assertThat(String.join("\n", exit.lastLogLines())).contains("Multiple garbage collectors");
    }

    @Test
    void processThatNeverRegisters() {
        Duration patience = Duration.ofSeconds(8);
        LaunchFailedException failure = failure(
                LaunchFailedException.class,
                helper(NeverRegisters.class).startTimeout(patience).build());
        assertThat(failure).hasMessageContaining("ACCEPTED").hasMessageContaining("8 s");
    }

    @ParameterizedTest
    @EnumSource(names = {"SUBMIT", "WAIT"})
    void launchThatIsCancelled(Phase phase) {
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> bed.launcher()
                        .launch(helper(NeverRegisters.class).build(), event -> {
                            if (event.phase() == phase) {
                                Thread.currentThread().interrupt();
                            }
                        }));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aListenerThatFailsLeavesNothing() {
        IllegalStateException failure = catchThrowableOfType(
                IllegalStateException.class,
                () -> bed.launcher().launch(helper(NeverRegisters.class).build(), event -> {
                    if (event.phase().compareTo(Phase.WAIT) >= 0) {
                        throw new IllegalStateException("The listener is broken at " + event.phase() + ".");
                    }
                }));
        assertThat(failure).as("what it threw first").hasMessage("The listener is broken at WAIT.");
    }

    @Test
    void aCopyThatIsInterruptedIsACancelledLaunch() {
        FlinkConfiguration configuration = bed.configuration(
                FLINK,
                Map.of(
                        "flink.hadoop.fs.interrupted.impl",
                        InterruptedFileSystem.class.getName(),
                        "yarn.staging-directory",
                        "interrupted://" + bed.yarn().workDirectory().resolve("staging")));
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> bed.launcher()
                        .launch(bed.request(configuration, helpers).build(), event -> {}));
        assertThat(Thread.interrupted()).isFalse();
    }
}
