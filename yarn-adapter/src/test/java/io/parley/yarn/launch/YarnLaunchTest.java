package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.plan.Remark;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The order of the steps of a launch and of its end, and that none leaves anything behind. */
class YarnLaunchTest {

    private static final FlinkVersion FLINK = FlinkVersion.parse("2.3.0");
    private static final Duration GRACE = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private final List<LaunchEvent> events = new ArrayList<>();
    private final Map<String, String> keys = new TreeMap<>();
    private ScriptedYarn yarn;
    private Optional<EntryPoint> main = Optional.empty();
    private Duration patience = Duration.ofSeconds(20);

    @BeforeEach
    void makeCluster() throws IOException {
        Files.writeString(
                folder.resolve("yarn-site.xml"),
                "<configuration><property><name>yarn.resourcemanager.address</name><value>127.0.0.1:1</value>"
                        + "</property></configuration>");
        Files.writeString(folder.resolve("flink.jar"), "a jar");
        keys.put("flink.hadoop.fs.impatient.impl", ImpatientFileSystem.class.getName());
        keys.put("yarn.staging-directory", "impatient://" + staging());
        keys.put("parley.yarn.pre-flight.enabled", "false");
        yarn = new ScriptedYarn(staging());
    }

    private Path staging() {
        return folder.resolve("staging");
    }

    private LaunchedProcess launch(LaunchListener listener) throws InterruptedException {
        FlinkConfiguration.Builder configuration =
                FlinkConfiguration.builder().environmentVariables(Map.of("HADOOP_CONF_DIR", folder.toString()));
        keys.forEach(configuration::set);
        LaunchRequest.Builder request = LaunchRequest.of(
                        ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)))
                                .cpus(CpuAmount.ofCores(1))
                                .build(),
                        configuration.build(),
                        new FlinkDistribution(FLINK, List.of(folder.resolve("flink.jar"))))
                .startTimeout(patience);
        main.ifPresent(request::entryPoint);
        LaunchRequest built = request.build();
        LaunchOptions options = LaunchOptions.of(built.configuration(), FLINK);
        HadoopConfiguration hadoop = HadoopConfiguration.read(built.configuration());
        HadoopUser user = HadoopUser.login(hadoop, options.kerberos(), Optional.empty());
        return new YarnLaunch(
                        built, options, hadoop, user, listener, new YarnApplications(yarn, "the ResourceManager", user))
                .run();
    }

    private LaunchedProcess launch() throws InterruptedException {
        return launch(events::add);
    }

    private List<Phase> phases() {
        return List.copyOf(
                new LinkedHashSet<>(events.stream().map(LaunchEvent::phase).toList()));
    }

    private static LaunchListener broken(Phase first) {
        return event -> {
            if (event.phase().compareTo(first) >= 0) {
                throw new IllegalStateException("broken at " + event.phase());
            }
        };
    }

    @Test
    void stagesBeforeItSubmitsAndKeepsTheFilesWhileItRuns() throws InterruptedException {
        try (LaunchedProcess process = launch()) {
            assertThat(process.id()).isEqualTo(ScriptedYarn.ID.toString());
            assertThat(yarn.calls).containsExactly("create", "submit staged");
            assertThat(phases()).containsExactly(Phase.CONNECT, Phase.STAGE, Phase.SUBMIT, Phase.RUNNING);
            assertThat(events)
                    .extracting(LaunchEvent::message)
                    .contains("asking YARN for 2048 MiB in queue default", "staging 1 jars of Flink 2.3.0");
        }
        assertThat(yarn.calls).containsExactly("create", "submit staged", "kill staged", "close");
        assertThat(phases()).endsWith(Phase.STOP);
    }

    @Test
    void aRefusedSubmissionLeavesNothing() {
        yarn.failingSubmission(0);
        assertThatThrownBy(this::launch)
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining("Cannot submit the application")
                .hasMessageContaining("not today");
        assertThat(yarn.calls).containsExactly("create", "submit staged", "close");
        assertThat(phases()).doesNotContain(Phase.STOP);
    }

    @Test
    void aSubmissionThatArrivesLateIsEnded() {
        yarn.failingSubmission(3);
        assertThatThrownBy(this::launch).hasMessageContaining("not today");
        assertThat(yarn.calls).containsExactly("create", "submit staged", "kill staged", "close");
        assertThat(events.get(events.size() - 1).message()).isEqualTo("ending " + ScriptedYarn.ID);
    }

    @Test
    void whatDoesNotRunInTimeIsEndedBeforeItsFilesGo() {
        yarn.through(YarnApplicationState.ACCEPTED).saying(" no room \n");
        patience = Duration.ofNanos(1);
        assertThatThrownBy(this::launch)
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining(" is ACCEPTED and did not run within 0 s. YARN says: no room Raise the time")
                .hasMessageContaining("the queue default");
        assertThat(yarn.calls).containsExactly("create", "submit staged", "kill staged", "close");
    }

    @Test
    void whatHasFailedIsNotEndedAgain() {
        yarn.through(YarnApplicationState.ACCEPTED, YarnApplicationState.FAILED).saying("exitCode: 17");
        LaunchFailedException failure = catchThrowableOfType(LaunchFailedException.class, this::launch);
        assertThat(failure).hasMessageContaining("ended before it ran");
        assertThat(failure.exit().orElseThrow().status()).hasValue(17);
        assertThat(yarn.calls).containsExactly("create", "submit staged", "close");
    }

    @ParameterizedTest
    @EnumSource(names = {"STAGE", "SUBMIT", "WAIT", "RUNNING"})
    void aListenerThatThrowsLeavesNothingAndItsFirstFailureIsTold(Phase phase) {
        yarn.through(YarnApplicationState.ACCEPTED, YarnApplicationState.RUNNING);
        assertThatThrownBy(() -> launch(broken(phase)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken at " + phase);
        assertThat(yarn.calls).endsWith("close").doesNotContain("close staged");
        assertThat(yarn.calls.contains("kill staged")).isEqualTo(phase.compareTo(Phase.WAIT) >= 0);
    }

    @Test
    void whoCancelsLeavesNothingAndIsToldSo() {
        yarn.through(YarnApplicationState.ACCEPTED);
        Throwable failure = catchThrowable(() -> launch(event -> {
            if (event.phase() == Phase.WAIT) {
                Thread.currentThread().interrupt();
            }
        }));
        assertThat(failure).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(yarn.calls).containsExactly("create", "submit staged", "kill staged", "close");
    }

    @Test
    void whoIsCancelledWhileAFailureIsClearedUpStaysCancelled() {
        yarn.through(YarnApplicationState.ACCEPTED);
        patience = Duration.ofNanos(1);
        Throwable failure = catchThrowable(() -> launch(event -> {
            events.add(event);
            if (event.phase() == Phase.STOP
                    && events.stream()
                                    .filter(told -> told.phase() == Phase.STOP)
                                    .count()
                            == 1) {
                Thread.currentThread().interrupt();
            }
        }));
        assertThat(failure).isInstanceOf(LaunchFailedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(yarn.calls).endsWith("kill staged", "close");
    }

    @Test
    void whoWasCancelledBeforeAFailureLeavesNothingAndStaysCancelled() {
        yarn.failingSubmission(2);
        Throwable failure = catchThrowable(() -> launch(event -> {
            if (event.phase() == Phase.SUBMIT) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("broken");
            }
        }));
        assertThat(failure).hasMessage("broken");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(yarn.calls).containsExactly("create", "close");
    }

    @Test
    void theResourceManagerIsAskedFirstUnlessThatIsSwitchedOff() throws InterruptedException {
        launch().close();
        assertThat(events).extracting(LaunchEvent::message).noneMatch(message -> message.contains("will start"));
        events.clear();
        yarn.through(YarnApplicationState.RUNNING);
        keys.remove("parley.yarn.pre-flight.enabled");
        launch(event -> {
                    events.add(event);
                    if (event.message().startsWith("whether it will start is not known")) {
                        assertThat(yarn.calls).endsWith("create");
                    }
                })
                .close();
        assertThat(events).extracting(LaunchEvent::message).anyMatch(message -> message.startsWith("whether it will"));
        assertThat(phases().get(0)).isEqualTo(Phase.CONNECT);
    }

    private List<Remark.Kind> remarks() throws InterruptedException {
        try (LaunchedProcess process = launch()) {
            return process.remarks().stream().map(Remark::kind).toList();
        }
    }

    @Test
    void remarksTellOfTheGrantOfKeysWithoutEffectAndOfEndlessRestarts() throws InterruptedException {
        assertThat(remarks()).as("3072 MiB are granted").containsExactly(Remark.Kind.GRANT);
        keys.put("yarn.properties-file.location", "/tmp");
        keys.put("high-availability.type", "zookeeper");
        keys.put("yarn.application-attempt-failures-validity-interval", "1");
        yarn.through(YarnApplicationState.ACCEPTED, YarnApplicationState.RUNNING);
        assertThat(remarks()).containsExactly(Remark.Kind.WITHOUT_EFFECT, Remark.Kind.RESTARTS, Remark.Kind.GRANT);
    }

    @Test
    void whatHasDoneItsWorkBeforeItWasSeenIsNoFailure() throws Exception {
        yarn.through(YarnApplicationState.FINISHED);
        keys.put("high-availability.type", "zookeeper");
        keys.put("yarn.application-attempt-failures-validity-interval", "1");
        try (LaunchedProcess process = launch()) {
            yarn.forget();
            assertThat(process.awaitExit(Duration.ZERO).reason()).isEqualTo(ExitReason.COMPLETED);
            assertThat(process.restAddress()).isEmpty();
            assertThat(process.remarks())
                    .singleElement()
                    .satisfies(remark -> assertThat(remark.message()).contains("ended before it could be read back"));
            assertThat(events)
                    .extracting(LaunchEvent::message)
                    .contains(ScriptedYarn.ID + " ran and has ended already");
        }
        assertThat(yarn.calls).containsExactly("create", "submit staged", "close");
    }

    @ParameterizedTest
    @CsvSource({"false, http", "true, https"})
    void onlyFlinksOwnSessionHasARestAddress(boolean encrypted, String scheme) throws InterruptedException {
        keys.put("security.ssl.rest.enabled", Boolean.toString(encrypted));
        try (LaunchedProcess process = launch()) {
            assertThat(process.restAddress().map(Object::toString)).contains(scheme + "://127.0.0.1:1");
        }
        main = Optional.of(EntryPoint.of("org.example.Main"));
        yarn.through(YarnApplicationState.RUNNING);
        try (LaunchedProcess process = launch()) {
            assertThat(process.restAddress()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aListenerThatThrowsAtTheEndLeavesNothing(boolean session) throws InterruptedException {
        if (!session) {
            main = Optional.of(EntryPoint.of("org.example.Main"));
        }
        LaunchedProcess process = launch(broken(Phase.STOP));
        assertThatThrownBy(() -> process.stop(GRACE)).hasMessage("broken at STOP");
        assertThat(yarn.calls).containsExactly("create", "submit staged", "kill staged");
        assertThatThrownBy(process::close).hasMessage("broken at STOP");
        assertThat(yarn.calls).endsWith("kill staged", "close");
    }

    @Test
    void whoIsCancelledWhileItClosesLeavesNothingAndStaysCancelled() throws InterruptedException {
        LaunchedProcess process = launch();
        Thread.currentThread().interrupt();
        process.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(yarn.calls).containsExactly("create", "submit staged", "kill staged", "close");
    }

    @Test
    void whoCancelsTheClosingLeavesNothingAndStaysCancelled() throws InterruptedException {
        LaunchedProcess process = launch(event -> {
            if (event.phase() == Phase.STOP) {
                Thread.currentThread().interrupt();
            }
        });
        process.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(yarn.calls).containsExactly("create", "submit staged", "kill staged", "close");
    }

    @Test
    void whatTheResourceManagerTellsOfItsMaximumCounts() {
        yarn.limit(1024);
        assertThatThrownBy(this::launch)
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining("1600 MiB")
                .hasMessageContaining("1024 MiB");
        assertThat(yarn.calls).containsExactly("create", "close");
    }

    @Test
    void whatIsDetachedIsLeftWithItsFiles() throws InterruptedException {
        LaunchedProcess process = launch();
        process.detach();
        process.close();
        assertThat(yarn.calls).containsExactly("create", "submit staged", "close staged");
    }
}
