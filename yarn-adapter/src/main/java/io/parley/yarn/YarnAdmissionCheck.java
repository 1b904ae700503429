package io.parley.yarn;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Admission;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessKind;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.admission.AdmissionDecision;
import io.parley.yarn.admission.ClusterSnapshot;
import io.parley.yarn.admission.ContainerNeed;
import io.parley.yarn.admission.CurrentUser;
import io.parley.yarn.admission.FileSnapshot;
import io.parley.yarn.admission.LiveAdmission;
import io.parley.yarn.admission.LiveSnapshot;
import io.parley.yarn.admission.Origin;
import io.parley.yarn.admission.Question;
import io.parley.yarn.admission.ResourceManagerAnswers;
import io.parley.yarn.admission.ResourceManagerClient;
import io.parley.yarn.admission.Submitter;
import io.parley.yarn.sizing.MalformedSettingException;
import io.parley.yarn.sizing.SchedulerSettings;
import java.io.IOException;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells whether YARN will ever start a JobManager, as the master of a managed application, or the container of a
 * TaskManager.
 *
 * <p>On a cluster with Kerberos it logs in as a launch does. It asks the ResourceManager that the files of
 * {@code HADOOP_CONF_DIR} or {@code YARN_CONF_DIR} name. Where that does not answer within {@value #LIMIT_SECONDS}
 * seconds, the files alone decide, and a reason says so; lists of groups in them refuse nobody whose groups are not
 * known after another {@value #GROUPS_SECONDS} seconds. Stateless and thread-safe.
 */
public final class YarnAdmissionCheck implements AdmissionCheck {

    private static final int LIMIT_SECONDS = 10;
    private static final int GROUPS_SECONDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);
    private static final Duration GROUPS_LIMIT = Duration.ofSeconds(GROUPS_SECONDS);
    private static final ConfigurationOption<Integer> ATTEMPTS =
            ConfigurationOption.integer("yarn.application-attempts");
    private static final ConfigurationOption<String> HIGH_AVAILABILITY =
            ConfigurationOption.text("high-availability.type").withDeprecatedKeys("high-availability");
    private static final ConfigurationOption<Long> WINDOW = ConfigurationOption.longInteger(
                    "yarn.application-attempt-failures-validity-interval")
            .withDefault(10_000L);
    private static final int ATTEMPTS_WITH_HIGH_AVAILABILITY = 2;

    /** Makes the check; for ServiceLoader. */
    public YarnAdmissionCheck() {}

    @Override
    public String environment() {
        return ContainerAsk.ENVIRONMENT;
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
        return check(requirements, configuration, PlanLowering.BY_PLAN);
    }

    @Override
    public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering) {
        Subject subject = subject(requirements, configuration, lowering);
        if (!subject.hasSite()) {
            return subject.decide(() -> snapshot(subject, configuration));
        }
        YarnSiteFiles files = subject.files().orElseThrow();
        HadoopLogin login;
        try {
            login = HadoopLogin.of(files, configuration);
        } catch (LaunchFailedException e) {
            String address = client(files, configuration).address();
            return subject.decide(() -> offline(subject.question(), files, address, String.valueOf(e.getMessage())));
        }
        return login.user().doAs((PrivilegedAction<Admission>) () -> {
            Subject asked = subject.by(CurrentUser.submitter());
            return asked.decide(() -> snapshot(asked, configuration));
        });
    }

    @Override
    public Optional<Admission> checkFiles(
            ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering) {
        Subject subject = subject(requirements, configuration, lowering);
        if (!subject.hasSite()) {
            return Optional.of(subject.decide(() -> snapshot(subject, configuration)));
        }
        Origin origin = new Origin(
                Origin.Kind.FILES,
                subject.files().orElseThrow().where(),
                Optional.of("The ResourceManager was not asked."));
        return Optional.of(subject.decide(() -> files(subject.question(), origin)));
    }

    /**
     * Asks the ResourceManager alone, as the current user of Hadoop; what it does not tell comes from the files, which
     * refuse nothing.
     *
     * @param requirements what the process needs
     * @param configuration the configuration, with the environment variables that say where the cluster's files are
     * @param lowering finds what to lower in the configuration of the plan
     * @param limit how long to wait at most
     * @return the answer
     * @throws IOException if the ResourceManager does not answer in time, or refuses to; the message says why
     * @throws InterruptedException if the waiting was cancelled
     * @throws ResourceTranslationException if YARN cannot express the requirements
     * @throws IllegalArgumentException if the files cannot be read; the message names the file and the key
     */
    public LiveAdmission checkLive(
            ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering, Duration limit)
            throws IOException, InterruptedException {
        Subject subject = subject(requirements, configuration, lowering);
        if (!subject.hasSite()) {
            throw new IOException("there is no yarn-site.xml that tells where a ResourceManager is");
        }
        try {
            Answered answered = ask(subject, client(subject.files().orElseThrow(), configuration), limit);
            Admission told =
                    subject.decide(() -> LiveSnapshot.told(subject.question(), answered.answers(), answered.origin()));
            return new LiveAdmission(
                    subject.decide(() -> LiveSnapshot.of(subject.question(), answered.answers(), answered.origin())),
                    told.verdict().outcome() == Verdict.Outcome.NEVER);
        } catch (MalformedSettingException e) {
            throw subject.malformed(e);
        }
    }

    /**
     * What is asked about.
     *
     * @param need the container
     * @param question the cluster
     * @param files the files of a client
     * @param lowering finds what to lower
     */
    private record Subject(
            ContainerNeed need, Question question, Optional<YarnSiteFiles> files, PlanLowering lowering) {

        Subject by(Submitter submitter) {
            return new Subject(need, question.of(submitter), files, lowering);
        }

        boolean hasSite() {
            return files.filter(YarnSiteFiles::hasSite).isPresent();
        }

        Admission decide(Supplier<ClusterSnapshot> snapshot) {
            try {
                return AdmissionDecision.of(need, snapshot.get(), lowering);
            } catch (MalformedSettingException e) {
                throw malformed(e);
            }
        }

        IllegalArgumentException malformed(MalformedSettingException e) {
            return new IllegalArgumentException(
                    "Cannot check YARN with "
                            + files.map(found -> found.fileOf(e.key())).orElse("its defaults") + ". "
                            + e.getMessage(),
                    e);
        }
    }

    private static Subject subject(
            ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering) {
        ContainerNeed need = need(requirements, configuration);
        Optional<YarnSiteFiles> files = YarnSiteFiles.find(configuration);
        SchedulerSettings settings = files.map(YarnSiteFiles::settings).orElse(SchedulerSettings.DEFAULTS);
        files.filter(YarnSiteFiles::hasSite).ifPresent(found -> ResourceManagerClient.authenticate(found.client()));
        Question question =
                new Question(settings, YarnLimitsSource.queue(configuration), need.label(), CurrentUser.submitter());
        return new Subject(need, question, files, lowering);
    }

    private static ResourceManagerClient client(YarnSiteFiles files, FlinkConfiguration configuration) {
        return new ResourceManagerClient(files.client(configuration));
    }

    private static ContainerNeed need(ProcessRequirements requirements, FlinkConfiguration configuration) {
        ContainerAsk ask = ContainerAsk.of(requirements);
        boolean isMaster = requirements.plan().process() == ProcessKind.JOB_MANAGER;
        return new ContainerNeed(
                requirements.plan(),
                ask.amounts(),
                ask.placement().label().filter(label -> !label.isEmpty()),
                labelKey(isMaster, configuration),
                isMaster ? restarts(configuration) : Optional.empty());
    }

    private static String labelKey(boolean isMaster, FlinkConfiguration configuration) {
        ConfigurationOption<String> label =
                isMaster ? ContainerOptions.JOB_MANAGER_LABEL : ContainerOptions.TASK_MANAGER_LABEL;
        return configuration
                .keyOf(label)
                .orElse(
                        isMaster
                                ? ContainerOptions.APPLICATION_LABEL.key()
                                : ContainerOptions.TASK_MANAGER_LABEL.key());
    }

    /** A window is set with high availability only; without it there is one attempt unless a key says otherwise. */
    private static Optional<ContainerNeed.Restarts> restarts(FlinkConfiguration configuration) {
        boolean isHighlyAvailable = configuration
                .find(HIGH_AVAILABILITY)
                .map(type -> !type.isBlank() && !type.toUpperCase(Locale.ROOT).equals("NONE"))
                .orElse(false);
        int attempts = configuration.find(ATTEMPTS).orElse(ATTEMPTS_WITH_HIGH_AVAILABILITY);
        if (!isHighlyAvailable || attempts < 2) {
            return Optional.empty();
        }
        return Optional.of(
                new ContainerNeed.Restarts(attempts, Duration.ofMillis(Math.max(0, configuration.get(WINDOW)))));
    }

    private static ClusterSnapshot snapshot(Subject subject, FlinkConfiguration configuration) {
        Question question = subject.question();
        Optional<YarnSiteFiles> files = subject.files();
        if (!subject.hasSite()) {
            Optional<String> silence =
                    Optional.of(files.map(found -> "There is no yarn-site.xml in " + found.where() + ".")
                            .orElse("Neither HADOOP_CONF_DIR nor YARN_CONF_DIR is set."));
            return files(question, new Origin(Origin.Kind.DEFAULTS, "", silence));
        }
        ResourceManagerClient client = client(files.orElseThrow(), configuration);
        try {
            return live(subject, client, LIMIT);
        } catch (IOException e) {
            return offline(question, files.orElseThrow(), client.address(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return offline(question, files.orElseThrow(), client.address(), "the check was cancelled");
        }
    }

    private static ClusterSnapshot live(Subject subject, ResourceManagerClient client, Duration limit)
            throws IOException, InterruptedException {
        Answered answered = ask(subject, client, limit);
        return LiveSnapshot.of(subject.question(), answered.answers(), answered.origin());
    }

    /**
     * What a ResourceManager told.
     *
     * @param answers its answers
     * @param origin where it is
     */
    private record Answered(ResourceManagerAnswers answers, Origin origin) {}

    private static Answered ask(Subject subject, ResourceManagerClient client, Duration limit)
            throws IOException, InterruptedException {
        try {
            ResourceManagerAnswers answers = client.ask(
                    scheduler -> LiveSnapshot.queue(subject.question(), scheduler),
                    Set.copyOf(subject.need().amounts().keySet()),
                    limit);
            return new Answered(answers, new Origin(Origin.Kind.LIVE, client.address(), Optional.empty()));
        } catch (MalformedSettingException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Cannot ask the ResourceManager: " + e.getMessage() + ". Correct the files in "
                            + subject.files().map(YarnSiteFiles::where).orElse("HADOOP_CONF_DIR") + ".",
                    e);
        }
    }

    private static ClusterSnapshot offline(Question question, YarnSiteFiles files, String address, String why) {
        return files(
                question,
                new Origin(
                        Origin.Kind.FILES,
                        files.where(),
                        Optional.of("The ResourceManager at " + address + " does not answer (" + why + ").")));
    }

    /** Only the lists of files need the user's groups; a ResourceManager looks them up itself. */
    private static ClusterSnapshot files(Question question, Origin origin) {
        return FileSnapshot.of(question.of(question.submitter().in(CurrentUser.groups(GROUPS_LIMIT))), origin);
    }
}
