package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JobManager dies, and YARN starts another one of the same application. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class NextAttemptIT {

    private static final FlinkVersion FLINK = FlinkVersion.parse("2.3.0");
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

    private static void kill(LaunchedProcess process, String main) {
        ProcessCommandLine found = ProcessCommandLines.find(process.id(), main).orElseThrow();
        ProcessHandle.of(found.pid()).orElseThrow().destroyForcibly();
    }

    private static <T> T await(String what, Supplier<Optional<T>> look) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - end < 0) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(100);
        }
        return fail(what + " did not come within " + LIMIT.toSeconds() + " s.");
    }

    private Optional<ApplicationReport> secondAttempt(LaunchedProcess process) {
        return bed.applications().stream()
                .filter(report -> report.getApplicationId().toString().equals(process.id()))
                .filter(report -> report.getCurrentApplicationAttemptId().getAttemptId() == 2)
                .filter(report -> report.getYarnApplicationState() == YarnApplicationState.RUNNING)
                .findFirst();
    }

    @Test
    void withHighAvailabilityThereIsASecondAttemptThatEndsWithItsFiles(@TempDir Path folder) throws Exception {
        FlinkDistribution helper = HelperJar.of(folder, RegistersAndWaits.class);
        String main = RegistersAndWaits.class.getName();
        try (LaunchedProcess process = bed.launcher()
                .launch(
                        bed.request(
                                        bed.configuration(FLINK, Map.of("high-availability.type", "zookeeper")),
                                        new FlinkDistribution(
                                                helper.version(),
                                                List.of(
                                                        helper.jars().get(0),
                                                        YarnLauncherContractIT.loggingOfHadoop())))
                                .entryPoint(EntryPoint.of(main))
                                .build(),
                        event -> {})) {
            ApplicationSubmissionContext submission = bed.yarn().submission(process.id());
            assertThat(submission.getKeepContainersAcrossApplicationAttempts()).isTrue();
            assertThat(submission.getAttemptFailuresValidityInterval()).isEqualTo(10_000);
            kill(process, main);
            await("the second attempt", () -> secondAttempt(process));
            assertThat(process.stop(Duration.ZERO).reason()).isEqualTo(ExitReason.KILLED);
        }
        bed.assertNothingLeft();
    }
}
