package io.parley.yarn.negotiation;

import io.parley.api.negotiation.NegotiationListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationAttemptState;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/**
 * An application whose master is this process: no container is taken for it, and its negotiator runs here.
 *
 * <p>For clusters without Kerberos; on others YARN gives such an application no token. Thread-safe.
 */
public final class UnmanagedApplication implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(UnmanagedApplication.class.getName());
    private static final long POLL_MILLIS = 100;

    /** How much longer than told a submission may last: who waits for the token says more of what is missing. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Set<YarnApplicationState> ENDED =
            EnumSet.of(YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);

    private final Configuration hadoop;
    private final YarnClient client;
    private final ApplicationId id;
    private final UserGroupInformation user;
    private final Duration timeout;

    private UnmanagedApplication(
            Configuration hadoop, YarnClient client, ApplicationId id, UserGroupInformation user, Duration timeout) {
        this.hadoop = hadoop;
        this.client = client;
        this.id = id;
        this.user = user;
        this.timeout = timeout;
    }

    /**
     * Submits an application and waits until its master may register.
     *
     * @param hadoop the configuration of the cluster
     * @param name the application's name
     * @param queue the queue
     * @param timeout how long to wait, above zero; as long is tried to end the application where this fails, and at its
     *     end
     * @return the application
     * @throws IOException if YARN cannot be reached, refuses the application, or does not accept it in time; nothing is
     *     left behind
     * @throws InterruptedException if the waiting was cancelled; nothing is left behind
     */
    public static UnmanagedApplication submit(Configuration hadoop, String name, String queue, Duration timeout)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("The submission of " + name + " was cancelled.");
        }
        YarnClient client = YarnClient.createYarnClient();
        client.init(hadoop);
        Optional<ApplicationId> begun = Optional.empty();
        boolean accepted = false;
        try {
            client.start();
            String owner = UserGroupInformation.getCurrentUser().getUserName();
            String what = "submit the application " + name + " to the queue " + queue;
            long end = System.nanoTime() + timeout.toNanos();
            // Hadoop's own tries last a quarter of an hour each.
            ApplicationSubmissionContext context =
                    LimitedCall.within(timeout.plus(GRACE), what, () -> context(client, name, queue));
            ApplicationId id = context.getApplicationId();
            // YARN may have it although it does not answer.
            begun = Optional.of(id);
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            UserGroupInformation user = LimitedCall.within(left.plus(GRACE), what, () -> {
                client.submitApplication(context);
                return awaitToken(hadoop, client, id, owner, timeout, end);
            });
            accepted = true;
            return new UnmanagedApplication(hadoop, client, id, user, timeout);
        } catch (InterruptedIOException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        } finally {
            if (!accepted) {
                begun.ifPresent(found -> end(client, found, timeout));
                client.stop();
            }
        }
    }

    private static ApplicationSubmissionContext context(YarnClient client, String name, String queue)
            throws IOException, YarnException {
        ApplicationSubmissionContext context = client.createApplication().getApplicationSubmissionContext();
        context.setApplicationName(name);
        context.setQueue(queue);
        context.setUnmanagedAM(true);
        context.setPriority(Priority.newInstance(0));
        context.setMaxAppAttempts(1);
        context.setResource(Resource.newInstance(0, 0));
        context.setAMContainerSpec(
                ContainerLaunchContext.newInstance(Map.of(), Map.of(), List.of(), Map.of(), null, Map.of()));
        return context;
    }

    private static UserGroupInformation awaitToken(
            Configuration hadoop, YarnClient client, ApplicationId id, String owner, Duration timeout, long end)
            throws IOException, YarnException, InterruptedException {
        ApplicationReport report = client.getApplicationReport(id);
        while (!isLaunched(client, report)) {
            if (ENDED.contains(report.getYarnApplicationState())) {
                throw new IOException(id + " is " + report.getYarnApplicationState() + ". " + report.getDiagnostics());
            }
            if (System.nanoTime() - end >= 0) {
                throw new IOException(id + " is still " + report.getYarnApplicationState() + " after "
                        + timeout.toSeconds() + " s. " + report.getDiagnostics());
            }
            Thread.sleep(POLL_MILLIS);
            report = client.getApplicationReport(id);
        }
        Token<AMRMTokenIdentifier> token = client.getAMRMToken(id);
        if (token == null) {
            throw new IOException(
                    "YARN gives " + id
                            + ", whose master is outside of the cluster, no token, as it does with Kerberos. Run the master in a container.");
        }
        token.setService(ClientRMProxy.getAMRMTokenService(hadoop));
        UserGroupInformation user = UserGroupInformation.createRemoteUser(owner);
        user.addToken(token);
        return user;
    }

    private static boolean isLaunched(YarnClient client, ApplicationReport report) throws IOException, YarnException {
        ApplicationAttemptId attempt = report.getCurrentApplicationAttemptId();
        return report.getYarnApplicationState() == YarnApplicationState.ACCEPTED
                && attempt != null
                && client.getApplicationAttemptReport(attempt).getYarnApplicationAttemptState()
                        == YarnApplicationAttemptState.LAUNCHED;
    }

    private static void end(YarnClient client, ApplicationId id, Duration limit) {
        try {
            LimitedCall.within(limit, "end " + id, () -> {
                try {
                    if (!ENDED.contains(client.getApplicationReport(id).getYarnApplicationState())) {
                        client.killApplication(id);
                    }
                } catch (ApplicationNotFoundException e) {
                    LOG.log(System.Logger.Level.DEBUG, "YARN never had " + id + ", or has it no more.", e);
                }
                return true;
            });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot end " + id + "; end it with yarn application -kill.", e);
        }
    }

    /**
     * Gives the id.
     *
     * @return the application's id
     */
    public ApplicationId id() {
        return id;
    }

    /**
     * Registers this process as the application's master.
     *
     * @param options how to register and negotiate
     * @param listener is told everything
     * @return the negotiator; close it before this
     * @throws IOException if the ResourceManager cannot be reached or refuses
     * @throws InterruptedException if the registration was interrupted
     */
    public YarnNegotiator negotiate(YarnNegotiatorOptions options, NegotiationListener<GrantedContainer> listener)
            throws IOException, InterruptedException {
        return user.doAs(
                (PrivilegedExceptionAction<YarnNegotiator>) () -> YarnNegotiator.open(hadoop, options, listener));
    }

    /** Ends the application if it still runs and YARN can be reached in time, and releases the client. */
    @Override
    public void close() {
        try {
            end(client, id, timeout);
        } finally {
            client.stop();
        }
    }
}
