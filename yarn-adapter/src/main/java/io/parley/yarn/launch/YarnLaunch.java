package io.parley.yarn.launch;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.KnownSecrets;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.Remark;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;

/** One launch, step by step. Used once; not thread-safe. */
final class YarnLaunch {

    private static final System.Logger LOG = System.getLogger(YarnLaunch.class.getName());
    private static final long POLL_MILLIS = 100;
    private static final Duration ARRIVAL = Duration.ofSeconds(2);
    private static final Duration SAY_EVERY = Duration.ofSeconds(5);

    private final LaunchRequest request;
    private final KnownSecrets secrets;
    private final LaunchOptions options;
    private final HadoopConfiguration hadoop;
    private final HadoopUser user;
    private final LaunchListener listener;
    private final YarnApplications applications;
    private @Nullable ApplicationStaging staging;
    private @Nullable DelegationTokens tokens;
    /** What may run; null where nothing does. */
    private @Nullable ApplicationId submitted;

    YarnLaunch(
            LaunchRequest request,
            LaunchOptions options,
            HadoopConfiguration hadoop,
            HadoopUser user,
            LaunchListener listener) {
        this(request, options, hadoop, user, listener, YarnApplications.connect(hadoop, user));
    }

    /** Takes over a client of the cluster, which is closed where the launch fails, else with the process. */
    YarnLaunch(
            LaunchRequest request,
            LaunchOptions options,
            HadoopConfiguration hadoop,
            HadoopUser user,
            LaunchListener listener,
            YarnApplications applications) {
        this.request = request;
        this.secrets = KnownSecrets.of(request);
        this.options = options;
        this.hadoop = hadoop;
        this.user = user;
        this.listener = listener;
        this.applications = applications;
    }

    private void say(Phase phase, String message) {
        listener.onEvent(new LaunchEvent(phase, message));
    }

    /** Launches; where that fails, everything that it brought about is ended and removed. */
    LaunchedProcess run() throws InterruptedException {
        boolean running = false;
        try {
            LaunchedProcess process = launch();
            running = true;
            return process;
        } finally {
            if (!running) {
                abandon();
            }
        }
    }

    private LaunchedProcess launch() throws InterruptedException {
        say(Phase.CONNECT, "asking the ResourceManager at " + hadoop.resourceManager());
        YarnClientApplication application = applications.create();
        Resource reported = application.getNewApplicationResponse().getMaximumResourceCapability();
        EnvironmentLimits limits = AskedSize.lowered(YarnLauncher.limits(request), reported);
        // It knows better which of the ResourceManager's limits is too low.
        if (options.preFlight()) {
            PreFlight.check(request, user, listener);
        }
        AskedSize asked = AskedSize.of(request, limits);
        ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
        ApplicationStaging files = describe(context, asked);
        String queue = options.application().queue();
        say(Phase.SUBMIT, "asking YARN for " + asked.resource().getMemorySize() + " MiB in queue " + queue);
        submitted = context.getApplicationId();
        long began = System.nanoTime();
        applications.submit(context);
        Start start = awaitStart(context.getApplicationId());
        return started(start, asked, files, Duration.ofNanos(System.nanoTime() - began));
    }

    /**
     * Ends and removes everything but what may still run, which keeps its files. A cancelled caller does not stop it.
     */
    private void abandon() {
        boolean cancelled = Thread.interrupted();
        try {
            try {
                endSubmitted();
            } catch (InterruptedException e) {
                // Only who cancels once more meanwhile leaves it.
                cancelled = true;
                endSubmitted();
            }
        } catch (LaunchFailedException | InterruptedException e) {
            cancelled |= e instanceof InterruptedException;
            LOG.log(System.Logger.Level.WARNING, kept(), e);
        } finally {
            // What was asked above may have been interrupted without an exception.
            cancelled |= Thread.interrupted();
            try {
                if (submitted == null) {
                    cancelTokens();
                    deleteStaged();
                }
            } finally {
                applications.close();
                if (cancelled) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private String kept() {
        return "The application " + submitted + " may still run or start, so its files are kept"
                + (staging == null ? "" : " in " + staging.path())
                + ", and its delegation tokens are not cancelled. End it with yarn application -kill, and delete them.";
    }

    private void endSubmitted() throws InterruptedException {
        ApplicationId id = submitted;
        if (id == null) {
            return;
        }
        Optional<ApplicationReport> report = arrived(id);
        if (report.isPresent()) {
            // YARN cancels the tokens of the applications that it knows.
            tokens = null;
            if (!isEnded(report.get().getYarnApplicationState())) {
                // Whatever the listener throws here, the launch failed for another reason, which is told.
                new StepsOfEnd(listener).say("ending " + id);
                applications.kill(id);
            }
        }
        submitted = null;
    }

    private void cancelTokens() {
        DelegationTokens obtained = tokens;
        if (obtained == null) {
            return;
        }
        try {
            user.run(() -> {
                obtained.cancel();
                return obtained;
            });
        } catch (IOException | YarnException e) {
            LOG.log(System.Logger.Level.WARNING, "Delegation tokens may not be cancelled.", e);
        }
    }

    /** Gives what YARN knows of a submission; one whose answer nobody awaited may still be on its way. */
    private Optional<ApplicationReport> arrived(ApplicationId id) throws InterruptedException {
        long deadline = System.nanoTime() + ARRIVAL.toNanos();
        Optional<ApplicationReport> report = applications.find(id);
        while (report.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
            report = applications.find(id);
        }
        return report;
    }

    private void deleteStaged() {
        if (staging != null) {
            try {
                staging.delete();
            } catch (LaunchFailedException e) {
                LOG.log(System.Logger.Level.WARNING, "Staged files are left behind.", e);
            }
        }
    }

    /** Stages the files and writes down everything that is submitted. */
    private ApplicationStaging describe(ApplicationSubmissionContext context, AskedSize asked)
            throws InterruptedException {
        int jars = request.distribution().jars().size();
        say(
                Phase.STAGE,
                options.ship().providedFolders().isEmpty()
                        ? "staging " + jars + " jars of Flink "
                                + request.distribution().version()
                        : "staging the configuration, beside the Flink that is provided");
        try {
            return user.run(() -> write(context, asked));
        } catch (IOException | YarnException e) {
            HadoopUser.throwIfCancelled("prepare the application " + context.getApplicationId(), e);
            throw new LaunchFailedException(
                    "Cannot prepare the application " + context.getApplicationId() + ": " + e.getMessage()
                            + ". Check the file systems of " + hadoop.source() + ".",
                    e);
        } catch (LaunchFailedException e) {
            HadoopUser.throwIfCancelled("prepare the application " + context.getApplicationId(), e);
            throw e;
        }
    }

    private ApplicationStaging write(ApplicationSubmissionContext context, AskedSize asked) throws IOException {
        ApplicationStaging files = ApplicationStaging.open(
                hadoop.values(), options, context.getApplicationId().toString());
        staging = files;
        StagedFiles staged = files.stage(
                request.distribution(),
                request.files(),
                ProcessConfiguration.of(
                        request.configuration(),
                        asked.fit().plan(),
                        context.getApplicationId().toString()));
        ContainerLaunch.Builder launch = YarnLauncher.container(request, options, asked, staged)
                .clusterClassPath(hadoop.applicationClassPath())
                .user(user.name());
        if (user.isSecure()) {
            DelegationTokens obtained = DelegationTokens.obtain(hadoop.values(), options.kerberos(), staged);
            tokens = obtained;
            launch.tokens(obtained.credentials());
        }
        new Submission(request, options, hadoop.values()).write(context, asked.resource(), launch.build());
        return files;
    }

    /**
     * A master that runs, or that has done its work and ended well before it was seen to run.
     *
     * @param report what YARN says of it
     * @param allocated what it was granted; empty where it has ended, for YARN tells it of running containers only
     */
    private record Start(ApplicationReport report, Optional<Resource> allocated) {}

    private Start awaitStart(ApplicationId id) throws InterruptedException {
        long deadline = System.nanoTime() + request.startTimeout().toNanos();
        long sayAgain = System.nanoTime() + SAY_EVERY.toNanos();
        YarnApplicationState last = null;
        while (true) {
            ApplicationReport report = applications.report(id);
            YarnApplicationState state = report.getYarnApplicationState();
            if (isEnded(state)) {
                return endedEarly(report);
            }
            if (state == YarnApplicationState.RUNNING) {
                Optional<Resource> allocated =
                        applications.masterContainer(report).map(ContainerReport::getAllocatedResource);
                if (allocated.isPresent()) {
                    say(Phase.RUNNING, id + " runs at " + report.getHost() + ":" + report.getRpcPort());
                    return new Start(report, allocated);
                }
            }
            long now = System.nanoTime();
            if (now - deadline >= 0) {
                throw new LaunchFailedException(
                        "Cannot launch the JobManager: the application " + id + " is " + state
                                + " and did not run within "
                                + request.startTimeout().toSeconds() + " s. YARN says: "
                                + exit(report).diagnostics()
                                + " Raise the time to wait, or make room in the queue "
                                + options.application().queue() + ".",
                        (Throwable) null);
            }
            if (state != last || now - sayAgain >= 0) {
                say(Phase.WAIT, id + " is " + state);
                last = state;
                sayAgain = now + SAY_EVERY.toNanos();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** A short application may be done before anybody has looked at it again. */
    private Start endedEarly(ApplicationReport report) {
        ApplicationId id = report.getApplicationId();
        ProcessExit exit = exit(report);
        if (exit.reason() != ExitReason.COMPLETED) {
            throw new LaunchFailedException(
                    "Cannot launch the JobManager: the application " + id + " ended before it ran.", exit);
        }
        say(Phase.RUNNING, id + " ran and has ended already");
        return new Start(report, Optional.empty());
    }

    private LaunchedProcess started(Start start, AskedSize asked, ApplicationStaging files, Duration startUp) {
        ApplicationReport report = start.report();
        List<Remark> remarks = new ArrayList<>(options.withoutEffect(
                request.configuration(), request.distribution().version()));
        Grant grant = asked.readBack(start.allocated(), Optional.ofNullable(report.getHost()));
        if (start.allocated().isPresent()) {
            options.restarts().endlessRestarts(startUp).ifPresent(remarks::add);
        }
        asked.compare(grant).ifPresent(remarks::add);
        Optional<RestEndpoint> endpoint = request.entryPoint().isPresent()
                ? Optional.empty()
                : Optional.of(RestEndpoint.of(request.configuration()));
        YarnApplication process = new YarnApplication(
                report.getApplicationId(),
                applications,
                files,
                listener,
                new YarnApplication.Started(
                        grant, asked.fit(), remarks, endpoint, endpoint.flatMap(found -> found.in(report)), secrets));
        if (isEnded(report.getYarnApplicationState())) {
            process.remember(exit(report, Optional.of(grant.memory()), secrets));
        }
        return process;
    }

    static boolean isEnded(YarnApplicationState state) {
        return switch (state) {
            case FINISHED, FAILED, KILLED -> true;
            case NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING -> false;
        };
    }

    private ProcessExit exit(ApplicationReport report) {
        return exit(report, Optional.empty(), secrets);
    }

    /** Reads an end; what the process printed may show what it was given. */
    static ProcessExit exit(ApplicationReport report, Optional<MemorySize> granted, KnownSecrets secrets) {
        return secrets.hiddenIn(YarnExits.read(
                report.getYarnApplicationState(),
                report.getFinalApplicationStatus(),
                report.getDiagnostics() == null ? "" : report.getDiagnostics(),
                granted));
    }
}
