package io.parley.yarn.launch;

import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Talks to the ResourceManager about applications; every failure says where it looked. Thread-safe. */
final class YarnApplications implements AutoCloseable {

    private final YarnClient client;
    private final String resourceManager;
    private final HadoopUser user;

    private YarnApplications(YarnClient client, String resourceManager, HadoopUser user) {
        this.client = client;
        this.resourceManager = resourceManager;
        this.user = user;
    }

    /** Makes a client, which releases the user in the end; it connects with its first question. */
    static YarnApplications connect(HadoopConfiguration configuration, HadoopUser user) {
        YarnClient client = YarnClient.createYarnClient();
        try {
            user.run(() -> {
                client.init(configuration.values());
                client.start();
                return client;
            });
        } catch (IOException | YarnException e) {
            throw new LaunchFailedException("Cannot make a client of YARN: " + e.getMessage() + ".", e);
        }
        return new YarnApplications(client, configuration.resourceManager(), user);
    }

    private <T> T ask(String intent, HadoopUser.Action<T> question) throws InterruptedException {
        try {
            return user.run(question);
        } catch (YarnException | IOException e) {
            // The client restores the flag, or hides the interruption; a mere timeout does neither.
            if (Thread.interrupted() || e.getCause() instanceof InterruptedException) {
                InterruptedException cancelled = new InterruptedException("Cancelled: " + intent + ".");
                cancelled.initCause(e);
                throw cancelled;
            }
            String said = " the ResourceManager at " + resourceManager;
            throw new LaunchFailedException(
                    e instanceof YarnException
                            ? "Cannot " + intent + ":" + said + " refused: " + e.getMessage()
                            : "Cannot " + intent + ":" + said + " does not answer: " + e.getMessage()
                                    + ". Start it, or point HADOOP_CONF_DIR to another cluster.",
                    e);
        }
    }

    YarnClientApplication create() throws InterruptedException {
        return ask("create an application", client::createApplication);
    }

    /** Gives a queue, or nothing where the cluster has none of that name. */
    Optional<QueueInfo> queue(String name) throws InterruptedException {
        return ask("look up the queue " + name, () -> Optional.ofNullable(client.getQueueInfo(name)));
    }

    List<String> queueNames() throws InterruptedException {
        return ask(
                "list the queues",
                () -> client.getAllQueues().stream()
                        .filter(queue -> queue.getChildQueues() == null
                                || queue.getChildQueues().isEmpty())
                        .map(QueueInfo::getQueueName)
                        .sorted()
                        .toList());
    }

    void submit(ApplicationSubmissionContext context) throws InterruptedException {
        ask("submit the application " + context.getApplicationId(), () -> client.submitApplication(context));
    }

    ApplicationReport report(ApplicationId id) throws InterruptedException {
        return ask("follow the application " + id, () -> client.getApplicationReport(id));
    }

    /** Gives the report of an application, or nothing where the ResourceManager knows none of that id. */
    Optional<ApplicationReport> find(ApplicationId id) throws InterruptedException {
        return ask("look up the application " + id, () -> {
            try {
                return Optional.of(client.getApplicationReport(id));
            } catch (ApplicationNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** Gives the container that the current application master runs in. */
    ContainerReport masterContainer(ApplicationReport report) throws InterruptedException {
        return ask(
                "read back what YARN granted to " + report.getApplicationId(),
                () -> client.getContainerReport(
                        client.getApplicationAttemptReport(report.getCurrentApplicationAttemptId())
                                .getAMContainerId()));
    }

    void kill(ApplicationId id) throws InterruptedException {
        ask("end the application " + id, () -> {
            client.killApplication(id);
            return id;
        });
    }

    @Override
    public void close() {
        client.stop();
        user.close();
    }
}
