package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptReport;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.client.api.impl.YarnClientImpl;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.ContainerNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.Records;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the client of a cluster fails and what it makes of what the cluster has forgotten. */
class YarnApplicationsTest {

    private static final ApplicationId ID = ApplicationId.newInstance(1, 1);

    @TempDir
    Path folder;

    private HadoopConfiguration cluster(String address) throws IOException {
        Files.writeString(
                folder.resolve("yarn-site.xml"),
                "<configuration><property><name>yarn.resourcemanager.address</name><value>" + address
                        + "</value></property></configuration>");
        return HadoopConfiguration.read(FlinkConfiguration.builder()
                .environmentVariables(Map.of("HADOOP_CONF_DIR", folder.toString()))
                .build());
    }

    private static HadoopUser user(HadoopConfiguration hadoop) {
        return HadoopUser.login(
                hadoop,
                LaunchOptions.of(FlinkConfiguration.of(Map.of()), FlinkVersion.parse("2.3.0"))
                        .kerberos(),
                Optional.empty());
    }

    @Test
    void anAddressThatIsNoneIsAFailedLaunchThatSaysWhereItStands() throws IOException {
        HadoopConfiguration hadoop = cluster("no address");
        assertThatThrownBy(() -> YarnApplications.connect(hadoop, user(hadoop)))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageStartingWith("Cannot make a client of YARN: ")
                .hasMessageContaining("no address")
                .hasMessageEndingWith(" Correct the files of HADOOP_CONF_DIR=" + folder + ".");
    }

    @Test
    void whatWasClosedIsNotAskedAgain() throws IOException {
        HadoopConfiguration hadoop = cluster("127.0.0.1:1");
        YarnApplications applications = YarnApplications.connect(hadoop, user(hadoop));
        applications.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> applications.report(ID))
                .withMessage("Cannot follow the application " + ID
                        + ": the process was closed. Ask before it is closed, or use another client.");
    }

    /** A cluster on which the master has just ended. */
    private static final class Forgetful extends YarnClientImpl {

        private final @Nullable ContainerId container;
        private final boolean attemptIsKnown;

        private Forgetful(@Nullable ContainerId container, boolean attemptIsKnown) {
            this.container = container;
            this.attemptIsKnown = attemptIsKnown;
        }

        @Override
        public ApplicationAttemptReport getApplicationAttemptReport(ApplicationAttemptId id) throws YarnException {
            if (!attemptIsKnown) {
                throw new ApplicationAttemptNotFoundException(id + " is not known.");
            }
            ApplicationAttemptReport report = Records.newRecord(ApplicationAttemptReport.class);
            report.setAMContainerId(container);
            return report;
        }

        @Override
        public ContainerReport getContainerReport(ContainerId id) throws YarnException {
            throw new ContainerNotFoundException(id + " is not known.");
        }
    }

    @Test
    void aMasterThatHasEndedMeanwhileHasNoContainer() throws Exception {
        ApplicationAttemptId attempt = ApplicationAttemptId.newInstance(ID, 1);
        ApplicationReport report = Records.newRecord(ApplicationReport.class);
        report.setApplicationId(ID);
        report.setCurrentApplicationAttemptId(attempt);
        HadoopUser user = user(cluster("127.0.0.1:1"));
        for (Forgetful client : new Forgetful[] {
            new Forgetful(ContainerId.newContainerId(attempt, 1), true),
            new Forgetful(null, true),
            new Forgetful(null, false)
        }) {
            assertThat(new YarnApplications(client, "rm", user).masterContainer(report))
                    .isEmpty();
        }
    }

    @Test
    void aTimeoutIsNoCancellation() throws InterruptedException {
        HadoopUser.throwIfCancelled("wait", new IOException(new SocketTimeoutException("too long")));
        IOException hidden = new IOException(new InterruptedIOException("interrupted"));
        assertThatThrownBy(() -> HadoopUser.throwIfCancelled("wait", hidden))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("Cancelled: wait.")
                .hasCause(hidden);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> HadoopUser.throwIfCancelled("wait", new IOException("anything")))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
