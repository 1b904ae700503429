package io.parley.yarn.launch;

import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.launch.KnownSecrets;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessEnding;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.Remark;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;

/** A JobManager that runs as an application master. Thread-safe. */
final class YarnApplication implements LaunchedProcess {

    private static final System.Logger LOG = System.getLogger(YarnApplication.class.getName());
    private static final long POLL_MILLIS = 100;
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);
    private static final Duration KILL_GRACE = Duration.ofSeconds(10);
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(5);

    private final ApplicationId id;
    private final YarnApplications applications;
    private final ApplicationStaging staging;
    private final LaunchListener listener;
    private final Started started;
    private final ProcessEnding ending = new ProcessEnding();
    private volatile Optional<URI> rest;

    /**
     * What is known once the process runs.
     *
     * @param grant what YARN granted, read back
     * @param fit the plan that was started
     * @param remarks what is worth knowing
     * @param endpoint how an entry point of Flink's own is found, which can be asked to end; empty for another one
     * @param rest where its first attempt listens
     * @param secrets what is hidden in what it printed
     */
    record Started(
            Grant grant,
            PlanFit fit,
            List<Remark> remarks,
            Optional<RestEndpoint> endpoint,
            Optional<URI> rest,
            KnownSecrets secrets) {

        /** Copies the list. */
        Started {
            remarks = List.copyOf(remarks);
        }
    }

    YarnApplication(
            ApplicationId id,
            YarnApplications applications,
            ApplicationStaging staging,
            LaunchListener listener,
            Started started) {
        this.id = id;
        this.applications = applications;
        this.staging = staging;
        this.listener = listener;
        this.started = started;
        this.rest = started.rest();
    }

    @Override
    public String id() {
        return id.toString();
    }

    @Override
    public Grant grant() {
        return started.grant();
    }

    @Override
    public PlanFit fit() {
        return started.fit();
    }

    @Override
    public List<Remark> remarks() {
        return started.remarks();
    }

    /** Asks YARN where the current attempt listens; where that does not answer, what it told last. */
    @Override
    public Optional<URI> restAddress() {
        if (started.endpoint().isPresent() && ending.exit().isEmpty()) {
            try {
                look();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (LaunchFailedException | IllegalStateException e) {
                LOG.log(System.Logger.Level.DEBUG, "The address of " + id + " is the one that was told last.", e);
            }
        }
        return rest;
    }

    private ApplicationReport look() throws InterruptedException {
        ApplicationReport report = applications.report(id);
        if (!YarnLaunch.isEnded(report.getYarnApplicationState())) {
            rest = started.endpoint().flatMap(endpoint -> endpoint.in(report));
        }
        return report;
    }

    @Override
    public ProcessExit awaitExit(Duration timeout) throws TimeoutException, InterruptedException {
        return ended(timeout)
                .orElseThrow(() -> new TimeoutException(id + " still runs after " + timeout.toSeconds() + " s."));
    }

    private Optional<ProcessExit> ended(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            // The ResourceManager forgets applications, and cannot be asked once this is closed.
            if (ending.exit().isPresent()) {
                return ending.exit();
            }
            ApplicationReport report = look();
            if (YarnLaunch.isEnded(report.getYarnApplicationState())) {
                return Optional.of(
                        ending.remember(YarnLaunch.exit(report, Optional.of(grant().memory()), started.secrets())));
            }
            if (System.nanoTime() - deadline >= 0) {
                return Optional.empty();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public ProcessExit stop(Duration grace) throws InterruptedException {
        StepsOfEnd steps = new StepsOfEnd(listener);
        Optional<ProcessExit> exit = ended(Duration.ZERO);
        if (exit.isEmpty() && askToEnd(rest, steps)) {
            exit = ended(grace);
        }
        if (exit.isEmpty()) {
            steps.say("ending " + id + " by force");
            applications.kill(id);
            exit = ended(KILL_GRACE);
        }
        // What may still run keeps its files.
        ProcessExit found = exit.orElseThrow(() -> new LaunchFailedException(
                "Cannot end the application " + id + ": YARN did not end it within " + KILL_GRACE.toSeconds()
                        + " s. End it with yarn application -kill, and delete " + staging.path() + ".",
                (Throwable) null));
        staging.delete();
        steps.say(id + " ended: " + found.reason());
        steps.throwFailure();
        return found;
    }

    /** Asks the session over REST where it was just told to listen; gives whether it agreed. */
    private boolean askToEnd(Optional<URI> address, StepsOfEnd steps) throws InterruptedException {
        if (address.isEmpty()) {
            return false;
        }
        steps.say("asking the JobManager to end");
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(HTTP_TIMEOUT)
                .build();
        try {
            HttpRequest request = HttpRequest.newBuilder(address.get().resolve("/cluster"))
                    .timeout(HTTP_TIMEOUT)
                    .DELETE()
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 300;
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "The JobManager of " + id + " does not answer; YARN will end it.", e);
            return false;
        }
    }

    @Override
    public void detach() {
        ending.detach();
    }

    @Override
    public void close() {
        ending.close(new ProcessEnding.Closing() {
            @Override
            public void end() throws InterruptedException {
                stop(CLOSE_GRACE);
            }

            @Override
            public void endByForce() {
                killAndDelete();
            }

            @Override
            public void release() {
                applications.close();
            }
        });
    }

    /** What may still run keeps its files. */
    private void killAndDelete() {
        try {
            applications.kill(id);
            staging.delete();
        } catch (LaunchFailedException | InterruptedException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The application " + id + " may still run, and files may be left in " + staging.path() + ".",
                    e);
        }
    }

    /** Keeps an end that the launch has seen already. */
    void remember(ProcessExit exit) {
        ending.remember(exit);
    }

    @Override
    public String toString() {
        return id + " of " + started.fit().plan().totalProcess();
    }
}
