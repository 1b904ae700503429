package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.launch.ApplicationMasterLaunch.Staged;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.URL;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
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
    private final ApplicationOptions options;
    private final HadoopConfiguration hadoop;
    private final LaunchListener listener;
    private final YarnApplications applications;
    private @Nullable StagingDirectory staging;
    private @Nullable ApplicationId submitted;

    YarnLaunch(LaunchRequest request, ApplicationOptions options, HadoopConfiguration hadoop, LaunchListener listener) {
        this.request = request;
        this.options = options;
        this.hadoop = hadoop;
        this.listener = listener;
        this.applications = YarnApplications.connect(hadoop);
    }

    private void say(Phase phase, String message) {
        listener.onEvent(new LaunchEvent(phase, message));
    }

    LaunchedProcess run() throws InterruptedException {
        say(Phase.CONNECT, "asking the ResourceManager at " + hadoop.resourceManager());
        YarnClientApplication application = applications.create();
        checkQueue();
        Resource reported = application.getNewApplicationResponse().getMaximumResourceCapability();
        EnvironmentLimits limits = AskedSize.lowered(YarnLauncher.limits(request), reported);
        AskedSize asked = AskedSize.of(request, limits);
        ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
        StagingDirectory directory =
                stage(context.getApplicationId(), asked.fit().plan());
        describe(context, asked, directory);
        say(Phase.SUBMIT, "asking YARN for " + asked.resource().getMemorySize() + " MiB in queue " + options.queue());
        submitted = context.getApplicationId();
        applications.submit(context);
        ApplicationReport report = awaitRunning(context.getApplicationId());
        return started(report, asked, directory);
    }

    /** Ends and removes everything that this launch brought about; a cancelled caller does not stop it. */
    void abandon() {
        boolean cancelled = Thread.interrupted();
        try {
            endSubmitted();
        } catch (LaunchFailedException e) {
            LOG.log(System.Logger.Level.WARNING, "The application " + submitted + " may still run.", e);
        } catch (InterruptedException e) {
            cancelled = true;
            LOG.log(System.Logger.Level.WARNING, "The application " + submitted + " may still run.", e);
        } finally {
            deleteStaged();
            applications.close();
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void endSubmitted() throws InterruptedException {
        if (submitted == null) {
            return;
        }
        ApplicationId id = submitted;
        Optional<ApplicationReport> report = arrived(id);
        if (report.isPresent() && !isEnded(report.get().getYarnApplicationState())) {
            say(Phase.STOP, "ending " + id);
            applications.kill(id);
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

    private void checkQueue() throws InterruptedException {
        if (applications.queue(options.queue()).isEmpty()) {
            List<String> names = applications.queueNames();
            throw new ResourceTranslationException(
                    "Cannot launch in the queue " + options.queue(),
                    Verdict.of(
                                    Verdict.Outcome.NEVER,
                                    "the cluster has no such queue (" + ApplicationOptions.QUEUE.key() + "). It has "
                                            + String.join(", ", names) + ".")
                            .comparing(options.queue(), String.join(", ", names))
                            .curedBy(
                                    ApplicationOptions.QUEUE.key(),
                                    "Set " + ApplicationOptions.QUEUE.key() + " to one of them."));
        }
    }

    private StagingDirectory stage(ApplicationId id, ProcessMemoryPlan plan) {
        say(
                Phase.STAGE,
                "staging " + request.distribution().jars().size() + " jars of Flink "
                        + request.distribution().version());
        try {
            FileSystem fileSystem = FileSystem.get(hadoop.values());
            Path root = options.stagingRoot().map(Path::new).orElseGet(fileSystem::getHomeDirectory);
            fileSystem = root.getFileSystem(hadoop.values());
            StagingDirectory directory = StagingDirectory.create(fileSystem, root, id.toString());
            staging = directory;
            for (java.nio.file.Path jar : request.distribution().jars()) {
                directory.add(readable(jar), ApplicationMasterLaunch.LIBRARY_FOLDER + jar.getFileName());
            }
            for (java.nio.file.Path file : filesToShip()) {
                directory.add(readable(file), String.valueOf(file.getFileName()));
            }
            if (!directory.contains(ApplicationMasterLaunch.LOG_CONFIGURATION)) {
                directory.addText(LogConfiguration.DEFAULT, ApplicationMasterLaunch.LOG_CONFIGURATION);
            }
            directory.addText(
                    FlinkConfigurationText.write(
                            plan.flinkVersion(),
                            ApplicationMasterLaunch.processConfiguration(request, plan, id.toString())),
                    FlinkConfigurationText.fileName(plan.flinkVersion()));
            return directory;
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot stage files for " + id + ": " + e.getMessage()
                            + ". Check the space and the permissions of yarn.staging-directory, or of the home directory.",
                    e);
        }
    }

    private List<java.nio.file.Path> filesToShip() {
        List<java.nio.file.Path> files = new ArrayList<>(request.files());
        options.shipFiles().forEach(file -> files.add(java.nio.file.Path.of(file)));
        return files;
    }

    private static java.nio.file.Path readable(java.nio.file.Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("Cannot ship " + file
                    + ": it is no readable file. Correct the path, or name the files of a folder.");
        }
        return file;
    }

    private void describe(ApplicationSubmissionContext context, AskedSize asked, StagingDirectory directory) {
        Staged staged = new Staged(
                context.getApplicationId().toString(),
                user(),
                directory.root().toString(),
                directory.path().toString(),
                directory.files());
        ApplicationMasterLaunch launch =
                ApplicationMasterLaunch.of(request, asked.fit().plan(), staged, hadoop.applicationClassPath());
        Map<String, LocalResource> resources = new LinkedHashMap<>();
        for (StagedFile file : directory.files()) {
            resources.put(
                    file.key(),
                    LocalResource.newInstance(
                            URL.fromPath(file.path()),
                            LocalResourceType.FILE,
                            LocalResourceVisibility.APPLICATION,
                            file.size(),
                            file.modificationTime()));
        }
        context.setApplicationName(options.name());
        context.setApplicationType(options.type());
        context.setApplicationTags(options.tags());
        context.setQueue(options.queue());
        options.priority().ifPresent(priority -> context.setPriority(Priority.newInstance(priority)));
        options.nodeLabel().ifPresent(context::setNodeLabelExpression);
        context.setMaxAppAttempts(options.attempts());
        context.setResource(asked.resource());
        context.setAMContainerSpec(ContainerLaunchContext.newInstance(
                resources, launch.environment(), List.of(launch.command()), null, null, null));
    }

    private static String user() {
        try {
            return UserGroupInformation.getCurrentUser().getUserName();
        } catch (IOException e) {
            throw new LaunchFailedException("Cannot find out the current user: " + e.getMessage() + ".", e);
        }
    }

    private ApplicationReport awaitRunning(ApplicationId id) throws InterruptedException {
        long deadline = System.nanoTime() + request.startTimeout().toNanos();
        long sayAgain = System.nanoTime() + SAY_EVERY.toNanos();
        YarnApplicationState last = null;
        while (true) {
            ApplicationReport report = applications.report(id);
            YarnApplicationState state = report.getYarnApplicationState();
            if (state == YarnApplicationState.RUNNING) {
                say(Phase.RUNNING, id + " runs at " + report.getHost() + ":" + report.getRpcPort());
                return report;
            }
            if (isEnded(state)) {
                throw new LaunchFailedException(
                        "Cannot launch the JobManager: the application " + id + " ended before it ran.", exit(report));
            }
            long now = System.nanoTime();
            if (now - deadline >= 0) {
                throw new LaunchFailedException(
                        "Cannot launch the JobManager: the application " + id + " is " + state
                                + " and did not run within "
                                + request.startTimeout().toSeconds() + " s. YARN says: "
                                + String.valueOf(report.getDiagnostics()).strip()
                                + " Raise the time to wait, or make room in the queue " + options.queue() + ".",
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

    private LaunchedProcess started(ApplicationReport report, AskedSize asked, StagingDirectory directory)
            throws InterruptedException {
        Resource allocated = applications.masterContainer(report).getAllocatedResource();
        MemorySize granted = MemorySize.ofMebibytes(allocated.getMemorySize());
        List<Remark> remarks = new ArrayList<>(ApplicationOptions.notFollowed(request.configuration()));
        asked.compare(granted).ifPresent(remarks::add);
        Grant grant = new Grant(
                granted,
                CpuAmount.ofCores(allocated.getVirtualCores()),
                Map.of(),
                Optional.ofNullable(report.getHost()),
                List.of(),
                Certainty.KNOWN);
        boolean session = request.entryPoint().isEmpty();
        return new YarnApplication(
                report.getApplicationId(),
                applications,
                directory,
                listener,
                new YarnApplication.Started(
                        grant, asked.fit(), remarks, session ? restAddress(report) : Optional.empty(), session));
    }

    private Optional<URI> restAddress(ApplicationReport report) {
        String host = report.getHost();
        if (host == null || host.equals("N/A") || report.getRpcPort() <= 0) {
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
        return YarnExits.read(
                report.getYarnApplicationState(),
                report.getFinalApplicationStatus(),
                report.getDiagnostics() == null ? "" : report.getDiagnostics());
    }
}
