package io.parley.yarn.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.environment.Admission;
import io.parley.api.environment.SamplePlans;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.admission.Clusters.Files;
import io.parley.yarn.admission.SubmissionQueue.Permission;
import io.parley.yarn.sizing.SchedulerRulesReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from files alone. */
class FileAdmissionTest {

    private static final String DOMINANT = "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator";
    private static final String SUBMIT = ".acl_submit_applications";
    private static final String ADMINISTER = ".acl_administer_queue";
    private static final String ROOT = "yarn.scheduler.capacity.root";

    private static Verdict first(Admission admission) {
        return admission.verdict().reasons().get(0);
    }

    private static void never(Admission admission, String text) {
        assertThat(admission.verdict().outcome())
                .as(admission.verdict().explain())
                .isEqualTo(Outcome.NEVER);
        assertThat(first(admission).explain()).isEqualTo("NEVER  " + text);
        assertThat(first(admission).key()).isPresent();
    }

    @Test
    void givesEveryReasonTheWorstOnesFirst() {
        Admission admission = Files.queues().ask(Clusters.master(9216), "default");
        assertThat(admission.verdict().explain()).isEqualTo("""
                NEVER  A JobManager of 9216 MiB, 1 vcore in queue root.default, as the files in /etc/hadoop say.
                  NEVER  A container may have less memory (yarn.scheduler.maximum-allocation-mb). Asked 9216 MiB, available \
                8192 MiB. Lower jobmanager.memory.process.size to 8192m, or raise yarn.scheduler.maximum-allocation-mb.
                  ADMIT  Queue root.default takes applications.
                  ADMIT  Offline: The ResourceManager does not answer. So the nodes and what is in use are not known. Repeat \
                this where the ResourceManager answers.""");
        assertThat(admission.room()).contains(MemorySize.ofMebibytes(8192));
    }

    @Test
    void saysWhatIsGrantedAndWhatMayWait() {
        Admission admission = Files.queues().ask(Clusters.master(1600), "default");
        assertThat(admission.verdict().explain()).isEqualTo("""
                ADMIT  A JobManager of 1600 MiB, 1 vcore in queue root.default, as the files in /etc/hadoop say.
                  ADMIT  Queue root.default takes applications.
                  ADMIT  A container may have that much memory (yarn.scheduler.maximum-allocation-mb); it is rounded up to 2048 \
                MiB (yarn.scheduler.minimum-allocation-mb). Asked 1600 MiB, available 8192 MiB.
                  ADMIT  A container may have that many vcores (yarn.scheduler.maximum-allocation-vcores). Asked 1 vcore, \
                available 4 vcores.
                  ADMIT  Application masters in queue root.default share 10 % \
                (yarn.scheduler.capacity.maximum-am-resource-percent); whatever that is, the first one of an idle queue starts, \
                further ones may wait.
                  ADMIT  Offline: The ResourceManager does not answer. So the nodes and what is in use are not known. Repeat \
                this where the ResourceManager answers.""");
    }

    @Test
    void refusesMoreVcoresThanAContainerMayHave() {
        never(
                Files.queues().ask(Clusters.need(SamplePlans.taskManager(MemorySize.ofMebibytes(1024)), 5), "default"),
                "A container may have fewer vcores (yarn.scheduler.maximum-allocation-vcores). Asked 5 vcores, available 4"
                        + " vcores. Lower yarn.containers.vcores (or taskmanager.cpu.cores, which wins over it) to 4, or raise"
                        + " yarn.scheduler.maximum-allocation-vcores.");
    }

    @Test
    void saysThatVcoresAreNotCounted() {
        assertThat(Files.queues()
                        .ask(Clusters.need(SamplePlans.jobManager(MemorySize.ofMebibytes(1024)), 3), "default")
                        .verdict()
                        .explain())
                .startsWith("ADMIT")
                .contains(
                        "CapacityScheduler counts memory only (yarn.scheduler.capacity.resource-calculator): 3 vcores are"
                                + " asked for, 1 vcore is granted.");
    }

    @Test
    void refusesMoreThanANodeOfTheFilesHas() {
        never(
                Files.queues("yarn.nodemanager.resource.memory-mb", "2048").ask(Clusters.master(2049), "default"),
                "A node has less memory (yarn.nodemanager.resource.memory-mb). Asked 2049 MiB, available 2048 MiB. Lower"
                        + " jobmanager.memory.process.size to 2048m, or add a larger node; where there is one already, ask where"
                        + " the ResourceManager answers.");
        assertThat(Files.queues("yarn.nodemanager.resource.memory-mb", "-1")
                        .ask(Clusters.master(2049), "default")
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
    }

    @Test
    void refusesResourcesThatTheClusterDoesNotHaveOrCount() {
        Files gpus = Files.queues(
                "yarn.resource-types",
                Clusters.GPU,
                "yarn.resource-types." + Clusters.GPU + ".maximum-allocation",
                "2",
                SchedulerRulesReader.CALCULATOR_CLASS,
                DOMINANT);
        assertThat(gpus.ask(Clusters.with(Clusters.worker(1024), Clusters.GPU, 2), "default")
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
        never(
                gpus.ask(Clusters.with(Clusters.worker(1024), Clusters.GPU, 3), "default"),
                "A container may have fewer yarn.io/gpu (yarn.resource-types.yarn.io/gpu.maximum-allocation). Asked 3"
                        + " yarn.io/gpu, available 2 yarn.io/gpu. Lower external-resource.<name>.amount to 2, or raise"
                        + " yarn.resource-types.yarn.io/gpu.maximum-allocation.");
        never(
                gpus.ask(Clusters.with(Clusters.worker(1024), "fpga", 1), "default"),
                "The cluster has no resource fpga (yarn.resource-types). Asked 1 fpga, available none. Add fpga to"
                        + " yarn.resource-types of the cluster, or do not ask for it.");
        never(
                gpus.with(
                                SchedulerRulesReader.SCHEDULER_CLASS,
                                "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler")
                        .ask(Clusters.with(Clusters.worker(1024), Clusters.GPU, 1), "default"),
                "FifoScheduler counts memory only, for it has DefaultResourceCalculator"
                        + " (yarn.scheduler.capacity.resource-calculator). Asked 1 yarn.io/gpu, available 0 yarn.io/gpu. Let"
                        + " CapacityScheduler use DominantResourceCalculator, or do not ask for yarn.io/gpu.");
    }

    @Test
    void refusesAMinimumOfZeroThatGrantsNothing() {
        never(
                Files.of(
                                SchedulerRulesReader.SCHEDULER_CLASS,
                                "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler",
                                "yarn.resource-types.memory-mb.minimum-allocation",
                                "0")
                        .ask(Clusters.master(1024), "default"),
                "FifoScheduler would grant 0 MiB, for DefaultResourceCalculator grants multiples of the minimum allocation,"
                        + " which is 0 MiB (yarn.resource-types.memory-mb.minimum-allocation). Raise"
                        + " yarn.resource-types.memory-mb.minimum-allocation above 0.");
    }

    @Test
    void refusesQueuesThatTakeNoApplications() {
        String choice = "Set yarn.application.queue to one of root.default, root.etl.day, root.etl.night";
        never(Files.queues().ask(Clusters.master(1024), "none"), "There is no queue none. " + choice + ".");
        never(
                Files.queues().ask(Clusters.master(1024), "etl"),
                "Queue root.etl has no applications of its own, only the queues below it do. " + choice + ".");
        never(
                Files.queues("yarn.scheduler.capacity.root.default.queues", "day")
                        .ask(Clusters.master(1024), "day"),
                "More than one queue is named day. Set yarn.application.queue to one of root.default.day, root.etl.day,"
                        + " root.etl.night, by its full path.");
        never(
                Files.queues(ROOT + ".etl.state", "STOPPED").ask(Clusters.master(1024), "night"),
                "Queue root.etl.night is stopped and takes no applications. Set " + ROOT
                        + ".etl.state to RUNNING, or yarn.application.queue to another queue.");
    }

    @Test
    void admitsQueuesThatAreMadeOrNotKnown() {
        assertThat(Files.queues(ROOT + ".etl.auto-queue-creation-v2.enabled", "true")
                        .ask(Clusters.master(1024), "root.etl.new")
                        .verdict()
                        .explain())
                .startsWith("ADMIT")
                .contains("There is no queue root.etl.new yet; the scheduler makes it when it is asked for.");
        assertThat(Files.of().ask(Clusters.master(1024), "some").verdict().explain())
                .startsWith("ADMIT")
                .contains("Whether there is a queue some is not known.");
    }

    @ParameterizedTest
    @CsvSource({
        "'ann', ' ', true",
        "' ', 'bob,ann', true",
        "'bob staff', ' ', true",
        "' staff', ' ', true",
        "'bob others', ' ', false",
        "' ', ' ', false",
        "'*', ' ', true"
    })
    void readsWhoMaySubmit(String submit, String administer, boolean allowed) {
        Files files = Files.queues(
                "yarn.acl.enable",
                "true",
                ROOT + SUBMIT,
                " ",
                ROOT + ADMINISTER,
                " ",
                ROOT + ".etl" + SUBMIT,
                submit,
                ROOT + ".etl.day" + ADMINISTER,
                administer);
        Admission admission = files.ask(Clusters.master(1024), "day");
        assertThat(admission.verdict().outcome()).isEqualTo(allowed ? Outcome.ADMIT : Outcome.NEVER);
        if (!allowed) {
            never(
                    admission,
                    "ann may not submit to queue root.etl.day (" + ROOT + ".etl.day" + SUBMIT + "). Add ann to " + ROOT
                            + ".etl.day" + SUBMIT + ", or set yarn.application.queue to another queue.");
        }
        assertThat(files.with("yarn.acl.enable", "false")
                        .ask(Clusters.master(1024), "day")
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "root.etl"})
    void ofAQueueThatHoldsNoApplicationsNoShareIsTold(String queue) {
        Verdict verdict = Files.queues().ask(Clusters.master(1024), queue).verdict();
        assertThat(verdict.outcome()).isEqualTo(Outcome.NEVER);
        assertThat(verdict.explain()).doesNotContain("share");
        assertThat(Files.queues().ask(Clusters.master(1024), "day").verdict().explain())
                .contains("Application masters in queue root.etl.day share 10 %");
    }

    @ParameterizedTest
    @CsvSource({
        "'ann', YES, ADMIT",
        "'*', YES, ADMIT",
        "'bob staff', UP_TO_GROUPS, ADMIT",
        "' staff', UP_TO_GROUPS, ADMIT",
        "'bob', NO, NEVER",
        "'bob ', NO, NEVER",
        "' ', NO, NEVER"
    })
    void groupsThatAreNotKnownRefuseNobody(String submit, Permission permission, Outcome outcome) {
        Submitter ann = Clusters.ANN.in(Optional.empty());
        assertThat(ann.permission(List.of(" ", submit, " "))).isEqualTo(permission);
        Files capacity = Files.queues(
                "yarn.acl.enable",
                "true",
                ROOT + SUBMIT,
                " ",
                ROOT + ADMINISTER,
                " ",
                ROOT + ".etl.day" + SUBMIT,
                submit);
        Files fair = Files.fairly(
                "<queue name='root'><aclSubmitApps> </aclSubmitApps><aclAdministerApps> </aclAdministerApps>"
                        + "<queue name='day'><aclSubmitApps>" + submit + "</aclSubmitApps></queue></queue>");
        for (Files files : List.of(capacity, fair)) {
            Verdict verdict = files.askFor(ann, Clusters.master(1024), "day").verdict();
            assertThat(verdict.outcome()).isEqualTo(outcome);
            assertThat(verdict.explain().contains("those of ann could not be looked up"))
                    .isEqualTo(permission == Permission.UP_TO_GROUPS);
        }
        assertThat(capacity.askFor(ann, Clusters.master(1024), "day").verdict().reasons().stream()
                        .map(Verdict::statement)
                        .filter(statement -> statement.startsWith("Whether ann")))
                .containsExactlyElementsOf(
                        permission == Permission.UP_TO_GROUPS
                                ? List.of("Whether ann may submit to queue root.etl.day is up to groups (" + ROOT
                                        + ".etl.day" + SUBMIT + "), and those of ann could not be looked up.")
                                : List.of());
    }

    @Test
    void whoMayAdministerAQueueOfTheFairSchedulerMaySubmitToIt() {
        Files files = Files.fairly(
                "<queue name='root'><aclSubmitApps> </aclSubmitApps><aclAdministerApps> </aclAdministerApps>"
                        + "<queue name='day'><aclAdministerApps>ann</aclAdministerApps></queue></queue>");
        assertThat(files.ask(Clusters.master(1024), "day").verdict().outcome()).isEqualTo(Outcome.ADMIT);
    }

    @Test
    void ofAQueueThatIsNotKnownNoListCounts() {
        assertThat(Files.of("yarn.acl.enable", "true", ROOT + SUBMIT, " ", ROOT + ADMINISTER, " ")
                        .ask(Clusters.master(1024), "day")
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
    }

    @Test
    void refusesLabels() {
        ContainerNeed need = Clusters.labelled(Clusters.master(1024), "fast");
        never(
                Files.queues().ask(need, "day"),
                "The cluster has no node labels (yarn.node-labels.enabled) and refuses to look for one (fast). Remove"
                        + " yarn.application.node-label, or set yarn.node-labels.enabled to true for the ResourceManager.");
        Files enabled = Files.queues("yarn.node-labels.enabled", "true");
        assertThat(enabled.ask(need, "day").verdict().outcome()).isEqualTo(Outcome.ADMIT);
        String key = ROOT + ".etl.day.accessible-node-labels";
        never(
                enabled.with(ROOT + ".etl.accessible-node-labels", "slow, old").ask(need, "day"),
                "Queue root.etl.day may not use the nodes with the label fast (" + key + "). Add fast to " + key
                        + ", or change or remove yarn.application.node-label.");
        never(
                Files.fairly("").ask(Clusters.labelled(Clusters.worker(1024), "fast"), "default"),
                "FairScheduler has no node labels and refuses to look for one (fast). Remove yarn.taskmanager.node-label.");
    }

    @ParameterizedTest
    @CsvSource({"2, 59999, true", "2, 60000, false", "3, 119999, true", "2, 0, false"})
    void warnsOfAWindowThatIsShorterThanAStart(int attempts, long millis, boolean warned) {
        ContainerNeed need = Clusters.master(1024);
        Verdict verdict = Files.queues()
                .ask(
                        new ContainerNeed(
                                need.plan(),
                                need.amounts(),
                                Optional.empty(),
                                need.labelKey(),
                                Optional.of(new ContainerNeed.Restarts(attempts, Duration.ofMillis(millis)))),
                        "default")
                .verdict();
        assertThat(verdict.outcome()).isEqualTo(Outcome.ADMIT);
        String key = "yarn.application-attempt-failures-validity-interval";
        long needed = 60_000L * (attempts - 1);
        String warning =
                "Warning: a JobManager that fails as it starts is started again for ever, for failures older than "
                        + millis + " ms do not count (" + key + "), and a start may take longer than that. Asked "
                        + millis
                        + " ms, available " + needed + " ms for a start. Set " + key + " to " + needed
                        + " or more, or to -1 so that every failure counts towards the " + attempts
                        + " of yarn.application-attempts.";
        assertThat(verdict.explain().contains(warning)).as(verdict.explain()).isEqualTo(warned);
    }

    @Test
    void fairHasNoExemptionForMasters() {
        Files files = Files.fairly("<queue name='etl'><maxResources>4096 mb, 4 vcores</maxResources></queue>");
        Admission admission = files.ask(Clusters.master(2049), "etl");
        never(
                admission,
                "The share of application masters in queue root.etl is smaller, 50 % (queueMaxAMShareDefault). Asked 3072"
                        + " MiB, available 2048 MiB. Lower jobmanager.memory.process.size to 2048m, or raise"
                        + " queueMaxAMShareDefault.");
        assertThat(admission.room()).contains(MemorySize.ofMebibytes(2048));
        assertThat(files.ask(Clusters.master(2048), "etl").verdict().outcome()).isEqualTo(Outcome.ADMIT);
        assertThat(files.ask(Clusters.worker(2049), "etl").verdict().outcome()).isEqualTo(Outcome.ADMIT);
        assertThat(Files.fairly("").ask(Clusters.master(4097), "etl").verdict().explain())
                .contains(
                        "Application masters in queue root.etl share 50 % (queueMaxAMShareDefault); whether that suffices"
                                + " is not known.");
    }

    @Test
    void fairHoldsContainersInTheMostOfTheirQueue() {
        never(
                Files.fairly("<queue name='etl'><maxResources>memory-mb=4096</maxResources><queue name='day'/></queue>")
                        .ask(Clusters.worker(4097), "etl.day"),
                "All of queue root.etl.day may use less memory (maxResources of queue root.etl). Asked 5120 MiB, available"
                        + " 4096 MiB. Lower taskmanager.memory.process.size to 4096m, or raise maxResources of queue root.etl.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Files.fairly("<queue name='etl'><maxResources>much</maxResources></queue>")
                        .ask(Clusters.worker(4097), "etl"))
                .withMessage("Cannot use maxResources of queue root.etl: \"much\" is no amount of resources. Write for"
                        + " instance 8192 mb, 4 vcores.");
    }

    @ParameterizedTest
    @CsvSource({
        "default, true, true, root.ann",
        "default, true, false, root.default",
        "default, false, true, root.default",
        "other, true, true, root.other",
        "other, false, true, root.default",
        "etl, false, false, root.etl",
        "root.default, true, true, root.default"
    })
    void fairPlacesApplications(String asked, boolean made, boolean byUser, String placed) {
        Files files = Files.fairly(
                "<queue name='etl'/>",
                "yarn.scheduler.fair.allow-undeclared-pools",
                String.valueOf(made),
                "yarn.scheduler.fair.user-as-default-queue",
                String.valueOf(byUser));
        assertThat(files.snapshot(asked).queue().name()).isEqualTo(placed);
    }
}
