package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchedProcess;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
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
}
