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
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Talks to the ResourceManager about applications; every failure says where it looked. Thread-safe. */
final class YarnApplications implements AutoCloseable {

    private final YarnClient client;
    private final String resourceManager;

    private YarnApplications(YarnClient client, String resourceManager) {
        this.client = client;
        this.resourceManager = resourceManager;
    }

    /** Makes a client; it connects with its first question. */
    static YarnApplications connect(HadoopConfiguration configuration) {
        YarnClient client = YarnClient.createYarnClient();
        client.init(configuration.values());
        client.start();
        return new YarnApplications(client, configuration.resourceManager());
    }

    /** A question to the ResourceManager. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws YarnException, IOException;
    }

    private <T> T ask(String intent, Question<T> question) {
        try {
            return question.ask();
        } catch (YarnException e) {
            throw new LaunchFailedException(
                    "Cannot " + intent + ": the ResourceManager at " + resourceManager + " refused: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot " + intent + ": the ResourceManager at " + resourceManager + " does not answer: "
                            + e.getMessage() + ". Start it, or point HADOOP_CONF_DIR to another cluster.",
                    e);
        }
    }

    YarnClientApplication create() {
        return ask("create an application", client::createApplication);
    }

    /** Gives a queue, or nothing where the cluster has none of that name. */
    Optional<QueueInfo> queue(String name) {
        return ask("look up the queue " + name, () -> {
            try {
                return Optional.ofNullable(client.getQueueInfo(name));
            } catch (YarnException e) {
                // Schedulers that do not know a queue throw instead of answering nothing.
                return Optional.empty();
            }
        });
    }

    List<String> queueNames() {
        return ask(
                "list the queues",
                () -> client.getAllQueues().stream()
                        .filter(queue -> queue.getChildQueues() == null
                                || queue.getChildQueues().isEmpty())
                        .map(QueueInfo::getQueueName)
                        .sorted()
                        .toList());
    }

    void submit(ApplicationSubmissionContext context) {
        ask("submit the application " + context.getApplicationId(), () -> client.submitApplication(context));
    }

    ApplicationReport report(ApplicationId id) {
        return ask("follow the application " + id, () -> client.getApplicationReport(id));
    }

    /** Gives the container that the current application master runs in. */
    ContainerReport masterContainer(ApplicationReport report) {
        return ask(
                "read back what YARN granted to " + report.getApplicationId(),
                () -> client.getContainerReport(
                        client.getApplicationAttemptReport(report.getCurrentApplicationAttemptId())
                                .getAMContainerId()));
    }

    void kill(ApplicationId id) {
        ask("end the application " + id, () -> {
            client.killApplication(id);
            return id;
        });
    }

    @Override
    public void close() {
        client.stop();
    }
}
