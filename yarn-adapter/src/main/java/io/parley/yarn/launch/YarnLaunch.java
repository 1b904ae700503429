package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.launch.ExitReason;
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
import java.net.URI;
import java.net.URISyntaxException;
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
    private static final ConfigurationOption<Boolean> REST_OVER_TLS =
            ConfigurationOption.flag("security.ssl.rest.enabled").withDefault(false);
    private static final Duration ARRIVAL = Duration.ofSeconds(2);
    private static final Duration SAY_EVERY = Duration.ofSeconds(5);

    private final LaunchRequest request;
    private final LaunchOptions options;
    private final HadoopConfiguration hadoop;
    private final HadoopUser user;
    private final LaunchListener listener;
    private final YarnApplications applications;
    private @Nullable ApplicationStaging staging;
    private @Nullable DelegationTokens tokens;
    private @Nullable ApplicationId submitted;

    YarnLaunch(
            LaunchRequest request,
            LaunchOptions options,
            HadoopConfiguration hadoop,
            HadoopUser user,
            LaunchListener listener) {
        this.request = request;
        this.options = options;
        this.hadoop = hadoop;
        this.user = user;
        this.listener = listener;
        this.applications = YarnApplications.connect(hadoop, user);
    }

    private void say(Phase phase, String message) {
        listener.onEvent(new LaunchEvent(phase, message));
    }

    LaunchedProcess run() throws InterruptedException {
        say(Phase.CONNECT, "asking the ResourceManager at " + hadoop.resourceManager());
        YarnClientApplication application = applications.create();
        Resource reported = application.getNewApplicationResponse().getMaximumResourceCapability();
        EnvironmentLimits limits = AskedSize.lowered(YarnLauncher.limits(request), reported);
        AskedSize asked = AskedSize.of(request, limits);
        if (options.preFlight()) {
            PreFlight.check(request, user, listener);
        }
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

    /** Ends and removes everything that this launch brought about; a cancelled caller does not stop it. */
    void abandon() {
        boolean cancelled = Thread.interrupted();
        try {
            if (!endSubmitted()) {
                cancelTokens();
            }
        } catch (LaunchFailedException e) {
            LOG.log(System.Logger.Level.WARNING, "The application " + submitted + " may still run.", e);
        } catch (InterruptedException e) {
            cancelled = true;
            LOG.log(System.Logger.Level.WARNING, "The application " + submitted + " may still run.", e);
        } finally {
            // What was asked above may have been interrupted without an exception.
            cancelled |= Thread.interrupted();
            deleteStaged();
            applications.close();
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives whether YARN knows the application; it is ended then. */
    private boolean endSubmitted() throws InterruptedException {
        if (submitted == null) {
            return false;
        }
        ApplicationId id = submitted;
        Optional<ApplicationReport> report = arrived(id);
        if (report.isPresent() && !isEnded(report.get().getYarnApplicationState())) {
            try {
                say(Phase.STOP, "ending " + id);
            } finally {
                applications.kill(id);
            }
        }
        return report.isPresent();
    }

    /** YARN cancels the tokens of the applications that it knows. */
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
        boolean session = request.entryPoint().isEmpty();
        YarnApplication process = new YarnApplication(
                report.getApplicationId(),
                applications,
                files,
                listener,
                new YarnApplication.Started(
                        grant, asked.fit(), remarks, session ? restAddress(report) : Optional.empty(), session));
        if (isEnded(report.getYarnApplicationState())) {
            process.remember(exit(report, Optional.of(grant.memory())));
        }
        return process;
    }

    private Optional<URI> restAddress(ApplicationReport report) {
        String host = report.getHost();
        if (isEnded(report.getYarnApplicationState())
                || host == null
                || host.equals("N/A")
                || report.getRpcPort() <= 0) {
            return Optional.empty();
        }
        String scheme = request.configuration().get(REST_OVER_TLS) ? "https" : "http";
        try {
            return Optional.of(new URI(scheme, null, host, report.getRpcPort(), null, null, null));
        } catch (URISyntaxException e) {
            LOG.log(System.Logger.Level.DEBUG, "The host " + host + " is no part of an address.", e);
            return Optional.empty();
        }
    }

    static boolean isEnded(YarnApplicationState state) {
        return switch (state) {
            case FINISHED, FAILED, KILLED -> true;
            case NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING -> false;
        };
    }

    static ProcessExit exit(ApplicationReport report) {
        return exit(report, Optional.empty());
    }

    static ProcessExit exit(ApplicationReport report, Optional<MemorySize> granted) {
        return YarnExits.read(
                report.getYarnApplicationState(),
                report.getFinalApplicationStatus(),
                report.getDiagnostics() == null ? "" : report.getDiagnostics(),
                granted);
    }
}
