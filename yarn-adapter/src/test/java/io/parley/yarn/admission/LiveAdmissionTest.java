package io.parley.yarn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Admission;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.admission.Clusters.Files;
import io.parley.yarn.admission.Clusters.Live;
import io.parley.yarn.admission.ResourceManagerAnswers.PartitionAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.QueueAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from the answers of a ResourceManager. */
class LiveAdmissionTest {

    private static final String DEFAULT = "root.default";

    /** One node of 8192 MiB, one queue that may use all of it. */
    private static Live idle(double masters) {
        return Live.capacity().node(8192, 0).queue(DEFAULT, 8192, 8192, masters);
    }

    private static void says(Admission admission, Outcome outcome, String reason) {
        assertThat(admission.verdict().outcome())
                .as(admission.verdict().explain())
                .isEqualTo(outcome);
        assertThat(admission.verdict().reasons().get(0).explain()).isEqualTo(outcome + "  " + reason);
    }

    private static Admission ask(long mebibytes, Live answers) {
        return Files.of().ask(Clusters.master(mebibytes), "default", answers);
    }

    @Test
    void saysWhoAnswered() {
        assertThat(ask(1024, idle(1)).verdict().explain())
                .startsWith(
                        "ADMIT  A JobManager of 1024 MiB, 1 vcore in queue root.default, as the ResourceManager at rm:8032"
                                + " says.")
                .contains("Queue root.default takes applications of ann.")
                .contains("1 of 1 node has room for it now. Asked 1024 MiB, available 8192 MiB.")
                .doesNotContain("Offline");
    }

    @Test
    void theResourceManagerWinsOverFiles() {
        Files files = Files.of("yarn.scheduler.maximum-allocation-mb", "2048");
        Live answers = idle(1).maximum(4096, 4);
        assertThat(files.ask(Clusters.master(4096), "default", answers)
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
        says(
                files.ask(Clusters.master(4097), "default", answers),
                Outcome.NEVER,
                "A container may have less memory (yarn.scheduler.maximum-allocation-mb). Asked 4097 MiB, available 4096 MiB."
                        + " Lower jobmanager.memory.process.size to 4096m, or raise yarn.scheduler.maximum-allocation-mb.");
    }

    @Test
    void theLargestNodeIsNamedWhereItDecides() {
        says(
                ask(
                        3073,
                        Live.capacity()
                                .node(3072, 0)
                                .queue(DEFAULT, 3072, 3072, 1)
                                .maximum(3072, 4)),
                Outcome.NEVER,
                "The largest node has less memory. Asked 3073 MiB, available 3072 MiB. Lower"
                        + " jobmanager.memory.process.size to 3072m, or add a larger node.");
    }

    @Test
    void theQueuesOfTheResourceManagerCount() {
        says(
                Files.queues().ask(Clusters.master(1024), "none", idle(1)),
                Outcome.NEVER,
                "There is no queue none. Set yarn.application.queue to root.default.");
        Live stopped = Live.capacity()
                .node(8192, 0)
                .queue(new QueueAnswer(
                        DEFAULT, false, false, Set.of(), Optional.empty(), Map.of(), Optional.empty(), Map.of(), 0));
        says(
                ask(1024, stopped),
                Outcome.NEVER,
                "Queue root.default is stopped and takes no applications. Set yarn.scheduler.capacity.root.default.state to"
                        + " RUNNING, or yarn.application.queue to another queue.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "root.users.ann"})
    void aQueueThatIsNotListedMayBeMadeWhereNoFileTells(String queue) {
        says(
                Files.of("yarn.acl.enable", "true").ask(Clusters.master(1024), queue, idle(1).submittable("default")),
                Outcome.ADMIT,
                "There is no queue " + queue
                        + " yet; whether the scheduler makes it when it is asked for is not known.");
    }

    @ParameterizedTest
    @CsvSource({"true, root, ADMIT", "true, root.default, ADMIT", "true, root.other, NEVER", "false, root.other, ADMIT"
    })
    void listsCountWhereTheyAreEnforced(boolean enforced, String submittable, Outcome outcome) {
        assertThat(Files.of("yarn.acl.enable", String.valueOf(enforced))
                        .ask(Clusters.master(1024), "default", idle(1).submittable(submittable))
                        .verdict()
                        .outcome())
                .isEqualTo(outcome);
    }

    @Test
    void waitsForRoomOnANode() {
        Live busy = Live.capacity().node(8192, 7168).node(2048, 0).queue(DEFAULT, 8192, 8192, 1);
        Admission admission = ask(2049, busy);
        says(
                admission,
                Outcome.WAIT,
                "No node has that much memory free now. Asked 3072 MiB, available 2048 MiB. Wait until containers there end."
                        + " Lower jobmanager.memory.process.size to 2048m to start now.");
        assertThat(admission.room()).contains(MemorySize.ofMebibytes(2048));
    }

    @Test
    void waitsForANode() {
        says(ask(1024, Live.capacity().queue(DEFAULT, 0, 0, 1)), Outcome.WAIT, "No node runs. Start a NodeManager.");
    }

    /** Seen right after a NodeManager had registered. */
    @Test
    void aNodeThatTheSchedulerHasNotCountedYetMakesNoQueueEmpty() {
        Admission admission = ask(1024, Live.capacity().node(8192, 0).queue(DEFAULT, 0, 0, 1));
        assertThat(admission.verdict().explain()).doesNotContain("NEVER", "may use less memory");
        // Beside a queue that has a part, one that has none is empty.
        assertThat(ask(
                                1024,
                                Live.capacity()
                                        .node(8192, 0)
                                        .queue(DEFAULT, 0, 0, 1)
                                        .queue("root.other", 8192, 8192, 1))
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.NEVER);
    }

    @Test
    void aQueueHoldsNoMoreThanItsCapacity() {
        Live small = Live.capacity().node(8192, 0).queue(DEFAULT, 1024, 1800, 1);
        says(
                ask(1025, small),
                Outcome.NEVER,
                "All of queue root.default may use less memory (yarn.scheduler.capacity.root.default.maximum-capacity). Asked"
                        + " 2048 MiB, available 1800 MiB. Lower jobmanager.memory.process.size to 1024m, or raise"
                        + " yarn.scheduler.capacity.root.default.maximum-capacity.");
        Live used = Live.capacity()
                .node(8192, 1024)
                .queue(new QueueAnswer(
                        DEFAULT,
                        false,
                        true,
                        Set.of(),
                        Optional.empty(),
                        Map.of("", new PartitionAnswer(Clusters.sizes(1024, 8), Clusters.sizes(2048, 8), 1)),
                        Optional.empty(),
                        Clusters.sizes(1024, 1),
                        1));
        says(
                ask(1025, used),
                Outcome.WAIT,
                "All of queue root.default may use not that much memory more now"
                        + " (yarn.scheduler.capacity.root.default.maximum-capacity). Asked 2048 MiB, available 1024 MiB of 2048"
                        + " MiB. Wait until containers of the queue end. Lower jobmanager.memory.process.size to 1024m to start"
                        + " now.");
    }

    @Test
    void theFirstMasterOfAnIdleQueueIsExemptWithCapacity() {
        assertThat(ask(4096, idle(0.1)).verdict().explain())
                .startsWith("ADMIT")
                .contains(
                        "No application master is in queue root.default, and the first one starts whatever their share is"
                                + " (10 % (yarn.scheduler.capacity.maximum-am-resource-percent)).");
    }

    @Test
    void furtherMastersWaitForTheirShare() {
        Live busy = Live.capacity()
                .node(8192, 1024)
                .queue(DEFAULT, 8192, 8192, 0.25)
                .master("bob", 1024);
        says(
                ask(1025, busy),
                Outcome.WAIT,
                "The share of application masters in queue root.default has no room now, 25 %"
                        + " (yarn.scheduler.capacity.maximum-am-resource-percent). Asked 2048 MiB, available 1024 MiB of 2048"
                        + " MiB. Wait until other applications end, or raise"
                        + " yarn.scheduler.capacity.maximum-am-resource-percent. Lower jobmanager.memory.process.size to 1024m to"
                        + " start now.");
        assertThat(ask(1024, busy).verdict().explain())
                .startsWith("ADMIT")
                .contains("The share of application masters in queue root.default has room, 25 %");
        assertThat(Files.of()
                        .ask(Clusters.worker(1025), "default", busy)
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
    }

    @Test
    void theMastersOfOneUserHaveAShareOfWhatIsGuaranteed() {
        Live busy =
                Live.capacity().node(8192, 1024).queue(DEFAULT, 4096, 8192, 0.5).master("ann", 1024);
        says(
                ask(1025, busy),
                Outcome.WAIT,
                "The share of application masters in queue root.default for user ann has no room now, 50 %"
                        + " (yarn.scheduler.capacity.user-limit-factor). Asked 2048 MiB, available 1024 MiB of 2048 MiB. Wait"
                        + " until other applications end, or raise yarn.scheduler.capacity.user-limit-factor. Lower"
                        + " jobmanager.memory.process.size to 1024m to start now.");
        assertThat(Files.of("yarn.scheduler.capacity.root.default.user-limit-factor", "2")
                        .ask(Clusters.master(1025), "default", busy)
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
    }

    @Test
    void whatOtherQueuesUseIsNotLeftForTheShare() {
        Live busy = Live.capacity()
                .node(8192, 6144)
                .node(8192, 6144)
                .queue(DEFAULT, 1024, 16384, 0.5)
                .master("bob", 1024);
        // Of 16384 MiB others use 12288; of the remaining 4096 half is for masters.
        assertThat(Files.of("yarn.scheduler.capacity.user-limit-factor", "100")
                        .ask(Clusters.master(1025), "default", busy)
                        .verdict()
                        .explain())
                .startsWith("WAIT")
                .contains("Asked 2048 MiB, available 1024 MiB of 2048 MiB.");
    }

    @Test
    void labelsOfTheResourceManagerCount() {
        Live labelled = idle(1).label("fast", true).node("fast", Clusters.sizes(2048, 8), Clusters.sizes(0, 0));
        says(
                Files.of().ask(Clusters.labelled(Clusters.master(1024), "slow"), "default", labelled),
                Outcome.NEVER,
                "The cluster has no node label slow, only fast. Change or remove yarn.application.node-label, or add the"
                        + " label with yarn rmadmin -addToClusterNodeLabels.");
        assertThat(Files.of()
                        .ask(Clusters.labelled(Clusters.master(1024), "fast"), "default", labelled)
                        .verdict()
                        .explain())
                .startsWith("ADMIT")
                .contains("Queue root.default may use the nodes with the label fast (exclusive).");
        says(
                Files.of().ask(Clusters.labelled(Clusters.master(2049), "fast"), "default", labelled),
                Outcome.NEVER,
                "The largest node with the label fast has less memory. Asked 3072 MiB, available 2048 MiB. Lower"
                        + " jobmanager.memory.process.size to 2048m, or add a larger node with the label fast.");
        says(
                Files.of()
                        .ask(Clusters.labelled(Clusters.master(1024), "fast"), "default", idle(1).label("fast", true)),
                Outcome.NEVER,
                "No running node has the label fast. Change yarn.application.node-label, or give a node the label with yarn"
                        + " rmadmin -replaceLabelsOnNode.");
    }

    @ParameterizedTest
    @CsvSource({"true, true, NEVER", "true, false, NEVER", "false, true, NEVER", "false, false, ADMIT"})
    void onlyWorkersBorrowNodesOfALabelThatIsNotExclusive(boolean master, boolean exclusive, Outcome outcome) {
        Live labelled = Live.capacity()
                .queue(DEFAULT, 8192, 8192, 1)
                .label("fast", exclusive)
                .node("fast", Clusters.sizes(8192, 8), Clusters.sizes(0, 0));
        ContainerNeed need = master ? Clusters.master(1024) : Clusters.worker(1024);
        Admission admission = Files.of().ask(need, "default", labelled);
        assertThat(admission.verdict().outcome()).isEqualTo(outcome);
        if (outcome == Outcome.NEVER) {
            String key = master ? "yarn.application.node-label" : "yarn.taskmanager.node-label";
            says(
                    admission,
                    Outcome.NEVER,
                    "Every node has a label, and a container that asks for none gets none of them. Set " + key
                            + " to a label, or take the label off a node.");
        }
    }

    @Test
    void fairSharesTheClusterAmongThoseWhoUseIt() {
        Files files = Files.fairly("<queue name='etl'/><queue name='web'/>");
        Live nothing = Live.fair().node(8192, 0).fairQueue("root.etl", 8192, 2731, 0);
        says(
                files.ask(Clusters.master(4097), "etl", nothing),
                Outcome.NEVER,
                "The share of application masters in queue root.etl is smaller, 50 % (queueMaxAMShareDefault). Asked 5120"
                        + " MiB, available 4096 MiB. Lower jobmanager.memory.process.size to 4096m, or raise"
                        + " queueMaxAMShareDefault.");
        assertThat(files.ask(Clusters.master(4096), "etl", nothing).verdict().outcome())
                .isEqualTo(Outcome.ADMIT);
        Live others = Live.fair().node(8192, 1024).fairQueue("root.etl", 8192, 2731, 0);
        says(
                files.ask(Clusters.master(1367), "etl", others),
                Outcome.WAIT,
                "The share of application masters in queue root.etl has no room now, 50 % (queueMaxAMShareDefault). Asked"
                        + " 2048 MiB, available 1366 MiB. Wait until other applications end, or raise queueMaxAMShareDefault."
                        + " Lower jobmanager.memory.process.size to 1024m to start now.");
        Live own = Live.fair()
                .node(8192, 1024)
                .fairQueue("root.etl", 8192, 2731, 1)
                .master("ann", 1024);
        assertThat(files.ask(Clusters.master(3072), "etl", own).verdict().outcome())
                .isEqualTo(Outcome.ADMIT);
        assertThat(files.ask(Clusters.master(3073), "etl", own).verdict().outcome())
                .isEqualTo(Outcome.WAIT);
    }

    @Test
    void theSchedulerOfTheResourceManagerCounts() {
        assertThat(Files.of()
                        .ask(Clusters.master(4097), "root.etl", Live.fair().node(8192, 0))
                        .verdict()
                        .explain())
                .as("without an allocation file the fraction is a guess, which refuses nothing")
                .startsWith("WAIT")
                .contains("queueMaxAMShareDefault");
    }

    @Test
    void whatOnlyFilesSayIsNotTold() {
        Live etl = Live.fair().node(8192, 0).fairQueue("root.etl", 8192, 2731, 0);
        for (String settings : List.of(
                "",
                "<maxRunningApps>0</maxRunningApps>",
                "<maxResources>1024 mb, 4 vcores</maxResources>",
                "<maxContainerAllocation>1024 mb, 4 vcores</maxContainerAllocation>")) {
            Files files = Files.fairly("<queue name='etl'>" + settings + "</queue>");
            assertThat(files.ask(Clusters.master(4097), "etl", etl).verdict().outcome())
                    .isEqualTo(Outcome.NEVER);
            assertThat(files.askTold(Clusters.master(4097), "etl", etl)
                            .verdict()
                            .outcome())
                    .as(settings)
                    .isNotEqualTo(Outcome.NEVER);
        }
        Live small = Live.fair().node(8192, 0).fairQueue("root.etl", 2048, 2048, 0);
        assertThat(Files.fairly("<queue name='etl'/>")
                        .askTold(Clusters.master(2049), "etl", small)
                        .verdict()
                        .outcome())
                .as("what the ResourceManager itself tells")
                .isEqualTo(Outcome.NEVER);
    }

    @Test
    void whatIsNotConsideredIsToldBesideAnswersToo() {
        assertThat(Files.queues("yarn.scheduler.capacity.user-limit-factor", "2")
                        .ask(Clusters.master(1024), "default", idle(1))
                        .verdict()
                        .explain())
                .contains("Not considered: how much of queue root.default one user may hold");
    }

    @Test
    void theMaximumOfAQueueThatRulesReplaceDoesNotCount() {
        Files files = Files.queues(
                "yarn.scheduler.capacity.queue-mappings",
                "u:%user:%user",
                "yarn.scheduler.capacity.root.default.maximum-allocation-mb",
                "1024");
        assertThat(files.ask(Clusters.master(2048), "default", idle(1))
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
        assertThat(files.ask(Clusters.master(2048), "default").verdict().outcome())
                .isEqualTo(Outcome.ADMIT);
        String limited =
                "<queue name='default'><maxContainerAllocation>1024 mb, 4 vcores</maxContainerAllocation></queue>";
        String policy = "<queuePlacementPolicy><rule name='user'/></queuePlacementPolicy>";
        String byName = "yarn.scheduler.fair.user-as-default-queue";
        assertThat(Files.fairly(limited + policy, byName, "false")
                        .ask(Clusters.master(2048), "default")
                        .verdict()
                        .outcome())
                .isEqualTo(Outcome.ADMIT);
        assertThat(Files.fairly(limited, byName, "false")
                        .ask(Clusters.master(2048), "default")
                        .verdict()
                        .outcome())
                .as("without rules")
                .isEqualTo(Outcome.NEVER);
    }
}
