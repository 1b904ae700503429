package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationResponse;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.client.api.impl.YarnClientImpl;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.Records;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files of a launch that fails: what may still run keeps them. */
@Timeout(60)
class AbandonedLaunchTest {

    private static final ApplicationId ID = ApplicationId.newInstance(1, 7);
    private static final FlinkVersion FLINK = FlinkVersion.parse("2.3.0");

    @TempDir
    Path folder;

    private final Failing yarn = new Failing();
    private final List<String> warnings = new ArrayList<>();
    private final Logger logger = Logger.getLogger(YarnLaunch.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            warnings.add(new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** A ResourceManager on which nothing gets to run, and that fails as it is told to. */
    private static final class Failing extends YarnClientImpl {

        private @Nullable IOException atSubmission;
        private boolean known;
        private boolean silentAfterwards;
        private final Deque<Exception> atKill = new ArrayDeque<>();
        private int kills;

        @Override
        public YarnClientApplication createApplication() {
            GetNewApplicationResponse response = Records.newRecord(GetNewApplicationResponse.class);
            response.setApplicationId(ID);
            response.setMaximumResourceCapability(Resource.newInstance(8192, 8));
            ApplicationSubmissionContext context = Records.newRecord(ApplicationSubmissionContext.class);
            context.setApplicationId(ID);
            return new YarnClientApplication(response, context);
        }

        @Override
        public ApplicationId submitApplication(ApplicationSubmissionContext context) throws IOException {
            if (atSubmission != null) {
                throw atSubmission;
            }
            known = true;
            return ID;
        }

        @Override
        public ApplicationReport getApplicationReport(ApplicationId id) throws IOException, YarnException {
            if (silentAfterwards) {
                throw new ConnectException("refused");
            }
            if (!known) {
                throw new ApplicationNotFoundException(id + " is not known.");
            }
            ApplicationReport report = Records.newRecord(ApplicationReport.class);
            report.setApplicationId(id);
            report.setYarnApplicationState(YarnApplicationState.ACCEPTED);
            report.setFinalApplicationStatus(FinalApplicationStatus.UNDEFINED);
            report.setDiagnostics("");
            return report;
        }

        @Override
        public void killApplication(ApplicationId id) throws IOException, YarnException {
            kills++;
            Exception failure = atKill.poll();
            if (failure instanceof IOException unanswered) {
                throw unanswered;
            }
            if (failure instanceof YarnException refused) {
                throw refused;
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("yarn-site.xml"), "<configuration/>");
        Files.writeString(folder.resolve("flink.jar"), "a jar");
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        Thread.interrupted();
    }

    private Path files() {
        return folder.resolve("staging").resolve(".flink").resolve(ID.toString());
    }

    private Throwable failure() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("yarn.staging-directory", folder.resolve("staging").toUri().toString())
                .set("parley.yarn.pre-flight.enabled", "false")
                .environmentVariables(Map.of("HADOOP_CONF_DIR", folder.toString()))
                .build();
        LaunchRequest request = LaunchRequest.of(
                        ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)))
                                .cpus(CpuAmount.ofCores(1))
                                .build(),
                        configuration,
                        new FlinkDistribution(FLINK, List.of(folder.resolve("flink.jar"))))
                .startTimeout(Duration.ofMillis(1))
                .build();
        LaunchOptions options = LaunchOptions.of(configuration, FLINK);
        HadoopConfiguration hadoop = HadoopConfiguration.read(configuration);
        HadoopUser user = HadoopUser.login(hadoop, options.kerberos(), Optional.empty());
        YarnLaunch launch = new YarnLaunch(
                request,
                options,
                hadoop,
                user,
                LaunchListener.NONE,
                new YarnApplications(yarn, "the ResourceManager", user));
        Throwable failure = catchThrowable(launch::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    private void assertKeptAndTold() {
        assertThat(files().resolve("config.yaml")).exists();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("The application " + ID + " may still run or start", "kept in ", files() + ",", "-kill");
    }

    @Test
    void whatIsNotConfirmedToHaveEndedKeepsItsFiles() {
        yarn.atKill.add(new YarnException("Timed out while waiting for the application to be killed"));
        assertThat(failure()).isInstanceOf(LaunchFailedException.class).hasMessageContaining("did not run within");
        assertThat(yarn.kills).isEqualTo(1);
        assertKeptAndTold();
    }

    @Test
    void whatAResourceManagerThatFailsMayHaveTakenKeepsItsFiles() {
        yarn.atSubmission = new ConnectException("refused");
        yarn.silentAfterwards = true;
        assertThat(failure()).isInstanceOf(LaunchFailedException.class).hasMessageContaining("does not answer");
        assertKeptAndTold();
    }

    @Test
    void whatYarnDoesNotKnowLeavesNothing() {
        yarn.atSubmission = new ConnectException("refused");
        assertThat(failure()).hasMessageContaining("does not answer");
        assertThat(files()).doesNotExist();
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatHasEndedLeavesNothing() {
        failure();
        assertThat(yarn.kills).isEqualTo(1);
        assertThat(files()).doesNotExist();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aCallerWhoIsCancelledMeanwhileLeavesNothingEither() {
        yarn.atKill.add(new InterruptedIOException("cancelled"));
        failure();
        assertThat(yarn.kills).isEqualTo(2);
        assertThat(files()).doesNotExist();
        assertThat(Thread.interrupted()).as("still cancelled").isTrue();
    }

    @Test
    void whoIsCancelledAgainAndAgainLeavesTheFilesOfWhatMayRun() {
        yarn.atKill.add(new InterruptedIOException("cancelled"));
        yarn.atKill.add(new InterruptedIOException("cancelled again"));
        failure();
        assertKeptAndTold();
        assertThat(Thread.interrupted()).as("still cancelled").isTrue();
    }
}
