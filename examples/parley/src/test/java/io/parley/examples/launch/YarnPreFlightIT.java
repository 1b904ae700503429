package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A launch asks a real ResourceManager first; on one node of 3 GiB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class YarnPreFlightIT {

    private static final FlinkVersion FLINK = FlinkVersion.parse("2.3.0");
    private static final String SWITCH = "parley.yarn.pre-flight.enabled";
    private static final String QUEUE = "yarn.application.queue";
    private static final String ROOT = "yarn.scheduler.capacity.root.";

    private final List<LaunchEvent> events = new ArrayList<>();
    private LaunchTestBed bed;
    private FlinkDistribution helpers;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "yarn.minicluster.yarn.nodemanager.resource.memory-mb",
                "3072",
                ROOT + "queues",
                "default,small,team,managed",
                ROOT + "default.capacity",
                "60",
                ROOT + "small.capacity",
                "20",
                ROOT + "small.maximum-capacity",
                "20",
                ROOT + "team.capacity",
                "20",
                ROOT + "team.auto-queue-creation-v2.enabled",
                "true"));
        settings.put(ROOT + "managed.capacity", "0");
        settings.put(ROOT + "managed.auto-create-child-queue.enabled", "true");
        settings.put(ROOT + "managed.leaf-queue-template.capacity", "50");
        settings.put(ROOT + "managed.leaf-queue-template.maximum-capacity", "100");
        bed = new LaunchTestBed(settings);
        FlinkDistribution helper = HelperJar.of(temporary, RegistersAndWaits.class);
        helpers = new FlinkDistribution(
                helper.version(), List.of(helper.jars().get(0), YarnLauncherContractIT.loggingOfHadoop()));
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    private LaunchRequest.Builder request(String... entries) {
        Map<String, String> overrides = new TreeMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            overrides.put(entries[i], entries[i + 1]);
        }
        return bed.request(bed.configuration(FLINK, overrides), helpers)
                .entryPoint(EntryPoint.of(RegistersAndWaits.class.getName()));
    }

    private <T extends Throwable> T failure(Class<T> type, LaunchRequest request) {
        events.clear();
        T failure = catchThrowableOfType(type, () -> bed.launcher().launch(request, events::add));
        assertThat(failure).isNotNull();
        return failure;
    }

    private List<Phase> phases() {
        return events.stream().map(LaunchEvent::phase).toList();
    }

    @Test
    void whatNeverStartsIsRefusedWithEveryReasonBeforeAnythingIsStaged() throws Exception {
        int before = bed.applications().size();
        ResourceTranslationException refusal = failure(
                ResourceTranslationException.class, request(QUEUE, "small").build());
        assertThat(refusal)
                .hasMessage(
                        "Cannot launch the JobManager on YARN: it would never start. All of queue root.small may use"
                                + " less memory (yarn.scheduler.capacity.root.small.maximum-capacity). Asked 2048 MiB, available"
                                + " 614 MiB. Raise yarn.scheduler.capacity.root.small.maximum-capacity. Where that is wrong, set "
                                + SWITCH + " to false.");
        assertThat(refusal.verdict().outcome()).isEqualTo(Outcome.NEVER);
        assertThat(refusal.verdict().reasons())
                .extracting(reason -> reason.outcome())
                .contains(Outcome.NEVER, Outcome.ADMIT);
        assertThat(phases()).containsOnly(Phase.CONNECT);
        assertThat(bed.applications()).hasSize(before);
        bed.assertNothingLeft();
    }

    @Test
    void whatIsAdmittedIsAFlinkThatAnswers() throws Exception {
        FlinkConfiguration configuration = bed.configuration(FLINK, Map.of(QUEUE, "default"));
        Verdict verdict = bed.check(FLINK, configuration);
        assertThat(verdict.outcome()).as(verdict.explain()).isEqualTo(Outcome.ADMIT);
        LaunchRequest request = bed.request(configuration, FlinkDistributions.collected(LaunchTestBed.EXAMPLES, FLINK))
                .build();
        try (LaunchedProcess process = bed.launcher().launch(request, event -> {})) {
            assertThat(new FlinkRest(process.restAddress().orElseThrow()).awaitVersion(Duration.ofMinutes(2)))
                    .isEqualTo(FLINK.toString());
            assertThat(bed.check(FLINK, configuration).outcome())
                    .as("the node is full now")
                    .isEqualTo(Outcome.WAIT);
        }
        bed.assertNothingLeft();
    }

    @Test
    void whatHasToWaitIsToldAndGoesOn() throws Exception {
        try (LaunchedProcess first = bed.launcher().launch(request().build(), event -> {})) {
            LaunchFailedException failure = failure(
                    LaunchFailedException.class,
                    request().startTimeout(Duration.ofSeconds(5)).build());
            assertThat(failure).hasMessageContaining("did not run within 5 s");
            assertThat(events)
                    .filteredOn(event -> event.phase() == Phase.CONNECT)
                    .extracting(LaunchEvent::message)
                    .anySatisfy(message -> assertThat(message)
                            .startsWith(
                                    "it has to wait: No node has that much memory free now. Asked 2048 MiB, available"
                                            + " 1024 MiB. Wait until containers there end."));
            assertThat(phases()).contains(Phase.STAGE, Phase.SUBMIT, Phase.WAIT);
            assertThat(bed.runningApplications()).containsExactly(first.id());
        }
        bed.assertNothingLeft();
    }

    @Test
    void aQueueThatIsMadeForTheApplicationIsNoReasonToRefuse() throws Exception {
        try (LaunchedProcess process =
                bed.launcher().launch(request(QUEUE, "root.team.made").build(), event -> {})) {
            assertThat(bed.applications())
                    .filteredOn(report -> report.getApplicationId().toString().equals(process.id()))
                    .singleElement()
                    .satisfies(report -> assertThat(report.getQueue()).isEqualTo("root.team.made"));
        }
        bed.assertNothingLeft();
    }

    @Test
    void aParentThatMakesQueuesForRulesOnlyMakesNoneWithoutThem() throws Exception {
        assertThat(failure(
                        ResourceTranslationException.class,
                        request(QUEUE, "root.managed.made").build()))
                .hasMessageContaining("There is no queue root.managed.made.");
        assertThat(failure(
                        LaunchFailedException.class,
                        request(QUEUE, "root.managed.made", SWITCH, "false").build()))
                .hasMessageContaining("is prohibited");
        bed.assertNothingLeft();
    }

    @Test
    void whereItIsSwitchedOffYarnDecides() throws Exception {
        LaunchFailedException failure = failure(
                LaunchFailedException.class,
                request(QUEUE, "nowhere", SWITCH, "false").build());
        assertThat(failure).hasMessageContaining("unknown queue");
        assertThat(phases()).contains(Phase.STAGE, Phase.SUBMIT);
        bed.assertNothingLeft();
    }
}
