package io.parley.examples.benchmarks.yarn;

import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationAttemptState;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/** An application whose master may register from this process; the same for every side that is measured. */
final class Application implements AutoCloseable {

    private final YarnClient client = YarnClient.createYarnClient();
    private final ApplicationId id;
    private final UserGroupInformation user = UserGroupInformation.createRemoteUser(
            UserGroupInformation.getCurrentUser().getUserName());

    /** Submits an application and waits until its master may register. */
    Application(SimulatedCluster cluster, String name) throws IOException, YarnException {
        client.init(cluster.configuration());
        client.start();
        ApplicationSubmissionContext context = client.createApplication().getApplicationSubmissionContext();
        context.setApplicationName(name);
        context.setQueue("default");
        context.setUnmanagedAM(true);
        context.setMaxAppAttempts(1);
        context.setResource(Resource.newInstance(0, 0));
        context.setAMContainerSpec(
                ContainerLaunchContext.newInstance(Map.of(), Map.of(), List.of(), Map.of(), null, Map.of()));
        id = client.submitApplication(context);
        cluster.await("the application to be launched", this::isLaunched);
        Token<AMRMTokenIdentifier> token = client.getAMRMToken(id);
        token.setService(ClientRMProxy.getAMRMTokenService(cluster.configuration()));
        user.addToken(token);
    }

    private boolean isLaunched() {
        try {
            ApplicationReport report = client.getApplicationReport(id);
            return report.getCurrentApplicationAttemptId() != null
                    && client.getApplicationAttemptReport(report.getCurrentApplicationAttemptId())
                                    .getYarnApplicationAttemptState()
                            == YarnApplicationAttemptState.LAUNCHED;
        } catch (YarnException | IOException e) {
            throw new IllegalStateException("the ResourceManager does not tell of " + id + ": " + e, e);
        }
    }

    ApplicationId id() {
        return id;
    }

    /** Does something as the application's master. */
    <T> T asMaster(PrivilegedExceptionAction<T> action) throws IOException {
        try {
            return user.doAs(action);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.stop();
    }
}
