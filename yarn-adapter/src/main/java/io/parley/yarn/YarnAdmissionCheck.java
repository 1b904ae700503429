package io.parley.yarn;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Admission;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessKind;
import io.parley.yarn.admission.AdmissionDecision;
import io.parley.yarn.admission.ClusterSnapshot;
import io.parley.yarn.admission.ContainerNeed;
import io.parley.yarn.admission.FileSnapshot;
import io.parley.yarn.admission.LiveSnapshot;
import io.parley.yarn.admission.Origin;
import io.parley.yarn.admission.Question;
import io.parley.yarn.admission.ResourceManagerAnswers;
import io.parley.yarn.admission.ResourceManagerClient;
import io.parley.yarn.admission.Submitter;
import io.parley.yarn.sizing.MalformedSettingException;
import io.parley.yarn.sizing.SchedulerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Tells whether YARN will ever start a JobManager, as the master of a managed application, or the container of a
 * TaskManager.
 *
 * <p>It asks the ResourceManager that the files of {@code HADOOP_CONF_DIR} or {@code YARN_CONF_DIR} name. Where that
 * does not answer within {@value #LIMIT_SECONDS} seconds, the files alone decide, and a reason says so. Stateless and
 * thread-safe.
 */
public final class YarnAdmissionCheck implements AdmissionCheck {

    private static final int LIMIT_SECONDS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);
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
        ContainerNeed need = need(requirements, configuration);
        Optional<YarnSiteFiles> files = YarnSiteFiles.find(configuration);
        SchedulerSettings settings = files.map(YarnSiteFiles::settings).orElse(SchedulerSettings.DEFAULTS);
        Question question = new Question(settings, YarnLimitsSource.queue(configuration), need.label(), submitter());
        try {
            return AdmissionDecision.of(need, snapshot(need, question, files), lowering);
        } catch (MalformedSettingException e) {
            throw new IllegalArgumentException(
                    "Cannot check YARN with "
                            + files.map(found -> found.fileOf(e.key())).orElse("its defaults") + ". "
                            + e.getMessage(),
                    e);
        }
    }

    private static ContainerNeed need(ProcessRequirements requirements, FlinkConfiguration configuration) {
        ContainerAsk ask = ContainerAsk.of(requirements);
        boolean isMaster = requirements.plan().process() == ProcessKind.JOB_MANAGER;
        return new ContainerNeed(
                requirements.plan(),
                ask.amounts(),
                ask.placement().label().filter(label -> !label.isEmpty()),
                isMaster ? restarts(configuration) : Optional.empty());
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

    private static ClusterSnapshot snapshot(ContainerNeed need, Question question, Optional<YarnSiteFiles> files) {
        if (files.isEmpty() || !files.get().hasSite()) {
            Optional<String> silence =
                    Optional.of(files.map(found -> "There is no yarn-site.xml in " + found.where() + ".")
                            .orElse("Neither HADOOP_CONF_DIR nor YARN_CONF_DIR is set."));
            return FileSnapshot.of(question, new Origin(Origin.Kind.DEFAULTS, "", silence));
        }
        ResourceManagerClient client = new ResourceManagerClient(files.get().client());
        String address = client.address();
        try {
            ResourceManagerAnswers answers = client.ask(
                    scheduler -> LiveSnapshot.queue(question, scheduler),
                    Set.copyOf(need.amounts().keySet()),
                    LIMIT);
            return LiveSnapshot.of(question, answers, new Origin(Origin.Kind.LIVE, address, Optional.empty()));
        } catch (IOException e) {
            return offline(question, files.get(), address, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return offline(question, files.get(), address, "the check was cancelled");
        }
    }

    private static ClusterSnapshot offline(Question question, YarnSiteFiles files, String address, String why) {
        return FileSnapshot.of(
                question,
                new Origin(
                        Origin.Kind.FILES,
                        files.where(),
                        Optional.of("The ResourceManager at " + address + " does not answer (" + why + ").")));
    }

    private static Submitter submitter() {
        try {
            UserGroupInformation user = UserGroupInformation.getCurrentUser();
            return new Submitter(user.getShortUserName(), Set.of(user.getGroupNames()));
        } catch (IOException e) {
            return new Submitter(System.getProperty("user.name"), Set.of());
        }
    }
}
