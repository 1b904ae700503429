package io.parley.yarn.launch;

import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.ContainerNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.exceptions.YarnRuntimeException;

/** Talks to the ResourceManager about applications; every failure says where it looked. Thread-safe. */
final class YarnApplications implements AutoCloseable {

    private final YarnClient client;
    private final String resourceManager;
    private final HadoopUser user;
    private final AtomicBoolean closed = new AtomicBoolean();

    YarnApplications(YarnClient client, String resourceManager, HadoopUser user) {
        this.client = client;
        this.resourceManager = resourceManager;
        this.user = user;
    }

    /** Makes a client, which releases the user in the end; it connects with its first question. */
    static YarnApplications connect(HadoopConfiguration configuration, HadoopUser user) {
        YarnClient client = YarnClient.createYarnClient();
        boolean made = false;
        try {
            user.run(() -> {
                client.init(configuration.values());
                client.start();
                return client;
            });
            made = true;
            return new YarnApplications(client, configuration.resourceManager(), user);
        } catch (IOException | YarnException | IllegalArgumentException | YarnRuntimeException e) {
            throw new LaunchFailedException(
                    "Cannot make a client of YARN: " + HadoopUser.reason(e) + ". Correct the files of "
                            + configuration.source() + ".",
                    e);
        } finally {
            if (!made) {
                client.stop();
                user.close();
            }
        }
    }

    private <T> T ask(String intent, HadoopUser.Action<T> question) throws InterruptedException {
        if (closed.get()) {
            throw new IllegalStateException(
                    "Cannot " + intent + ": the process was closed. Ask before it is closed, or use another client.");
        }
        try {
            return user.run(question);
        } catch (YarnException | IOException e) {
            HadoopUser.throwIfCancelled(intent, e);
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

    /** Gives the container that the current application master runs in, or nothing where that has ended. */
    Optional<ContainerReport> masterContainer(ApplicationReport report) throws InterruptedException {
        return ask("read back what YARN granted to " + report.getApplicationId(), () -> {
            try {
                ContainerId container = client.getApplicationAttemptReport(report.getCurrentApplicationAttemptId())
                        .getAMContainerId();
                return container == null ? Optional.empty() : Optional.of(client.getContainerReport(container));
            } catch (ApplicationNotFoundException
                    | ApplicationAttemptNotFoundException
                    | ContainerNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    void kill(ApplicationId id) throws InterruptedException {
        ask("end the application " + id, () -> {
            client.killApplication(id);
            return id;
        });
    }

    @Override
    public void close() {
        closed.set(true);
        client.stop();
        user.close();
    }
}
