package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Certainty;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.plan.Remark;
import io.parley.api.size.MemorySize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JobManager that runs one application, asks YARN for its TaskManager, and ends with the application. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class YarnApplicationModeIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private LaunchTestBed bed;

    @BeforeAll
    void start() throws InterruptedException {
        bed = new LaunchTestBed();
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    @ParameterizedTest
    @CsvSource({"1.11.6, FIRST", "2.3.0, DISABLED"})
    void anApplicationRunsAndEndsByItself(String version, String userJarPlace) throws Exception {
        FlinkVersion flink = FlinkVersion.parse(version);
        String placeKey =
                flink.isAtLeast(1, 15) ? "yarn.classpath.include-user-jar" : "yarn.per-job-cluster.include-user-jar";
        FlinkConfiguration configuration = bed.configuration(
                flink,
                Map.of(
                        "execution.target",
                        "yarn-application",
                        "pipeline.jars",
                        LaunchTestBed.EXAMPLES.tinyJob().toUri().toString(),
                        "$internal.application.main",
                        "io.parley.examples.job.TinyJob",
                        "$internal.application.program-args",
                        "one;two",
                        placeKey,
                        userJarPlace));
        try (LaunchedProcess process = bed.launcher()
                .launch(
                        bed.request(configuration, FlinkDistributions.collected(LaunchTestBed.EXAMPLES, flink))
                                .build(),
                        event -> {})) {
            assertThat(process.restAddress()).isPresent();
            assertThat(process.awaitExit(LIMIT).reason()).isEqualTo(ExitReason.COMPLETED);
            ApplicationReport report = bed.applications().stream()
                    .filter(application ->
                            application.getApplicationId().toString().equals(process.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(report.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.SUCCEEDED);
            assertThat(report.getName()).isEqualTo("Flink Application Cluster");
        }
        bed.assertNothingLeft();
    }

    @Test
    void anApplicationThatIsDoneBeforeItWasSeenToRunIsNoFailedLaunch(@TempDir Path folder) throws Exception {
        List<LaunchEvent> events = new ArrayList<>();
        FlinkDistribution helper = HelperJar.of(folder, RegistersAndEnds.class);
        LaunchRequest request = bed.request(
                        bed.configuration(FlinkVersion.parse("2.3.0"), Map.of()),
                        new FlinkDistribution(
                                helper.version(),
                                List.of(helper.jars().get(0), YarnLauncherContractIT.loggingOfHadoop())))
                .entryPoint(EntryPoint.of(RegistersAndEnds.class.getName()))
                .build();
        try (LaunchedProcess process = bed.launcher().launch(request, event -> {
            events.add(event);
            if (event.phase() == LaunchEvent.Phase.WAIT) {
                awaitEndOfAll();
            }
        })) {
            assertThat(process.awaitExit(Duration.ZERO).reason()).isEqualTo(ExitReason.COMPLETED);
            assertThat(process.grant().memory()).isEqualTo(MemorySize.ofMebibytes(2048));
            assertThat(process.grant().certainty()).isEqualTo(Certainty.ASSUMED);
            assertThat(process.remarks())
                    .extracting(Remark::message)
                    .containsExactly("The application ended before it could be read back what YARN granted; 2048 MiB"
                            + " (2147483648 bytes) was predicted.");
            assertThat(process.restAddress()).isEmpty();
            assertThat(events).extracting(LaunchEvent::message).contains(process.id() + " ran and has ended already");
            assertThat(process.stop(Duration.ZERO).reason()).isEqualTo(ExitReason.COMPLETED);
        }
        bed.assertNothingLeft();
    }

    private void awaitEndOfAll() {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!bed.runningApplications().isEmpty()) {
            assertThat(System.nanoTime()).as("the application ends").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
