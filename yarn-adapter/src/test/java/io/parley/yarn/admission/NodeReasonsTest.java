package io.parley.yarn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.plan.PlanLowering;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.admission.Clusters.Files;
import io.parley.yarn.admission.Clusters.Live;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which nodes a container may go to, and what each of several resources says of them. */
class NodeReasonsTest {

    private static final String DEFAULT = "root.default";

    private static Live cluster() {
        return Live.capacity().queue(DEFAULT, 8192, 8192, 1);
    }

    private static Live node(Live live, long mebibytes, long vcores, long usedMebibytes, long usedVcores) {
        return live.node("", Clusters.sizes(mebibytes, vcores), Clusters.sizes(usedMebibytes, usedVcores));
    }

    private static List<String> reasons(ContainerNeed need, ClusterSnapshot cluster, long mebibytes, long vcores) {
        Map<String, Long> counted = new LinkedHashMap<>();
        counted.put(SchedulerRules.MEMORY, mebibytes);
        counted.put(SchedulerRules.VCORES, vcores);
        Findings findings = new Findings(need, cluster.rules(), PlanLowering.BY_PLAN);
        NodeReasons.add(findings, need, cluster, counted);
        return findings.admission("It.").verdict().reasons().stream()
                .map(Verdict::explain)
                .toList();
    }

    private static List<String> reasons(Live live, long mebibytes, long vcores) {
        ContainerNeed need = Clusters.with(Clusters.master(mebibytes), SchedulerRules.VCORES, vcores);
        return reasons(need, Files.of().snapshot(need, "default", live), mebibytes, vcores);
    }

    @Test
    void oneNodeWithRoomSuffices() {
        assertThat(reasons(node(node(cluster(), 4096, 4, 4096, 4), 2048, 4, 0, 0), 1024, 1))
                .containsExactly("ADMIT  1 of 2 nodes has room for it now. Asked 1024 MiB, available 2048 MiB.");
        assertThat(reasons(node(node(cluster(), 4096, 4, 0, 0), 2048, 4, 0, 0), 1024, 1))
                .containsExactly("ADMIT  2 of 2 nodes have room for it now. Asked 1024 MiB, available 4096 MiB.");
    }

    @Test
    void aNodeIsUsedToItsLastMebibyteAndVcore() {
        assertThat(reasons(node(cluster(), 2048, 3, 1024, 2), 1024, 1))
                .containsExactly("ADMIT  1 of 1 node has room for it now. Asked 1024 MiB, available 1024 MiB.");
    }

    @Test
    void whatTheLargestNodeLacksIsNamedAndNothingElse() {
        assertThat(reasons(node(node(cluster(), 2048, 4, 0, 0), 1024, 4, 0, 0), 3072, 4))
                .containsExactly("NEVER  The largest node has less memory. Asked 3072 MiB, available 2048 MiB. Lower"
                        + " jobmanager.memory.process.size to 2048m, or add a larger node.");
        assertThat(reasons(node(node(cluster(), 2048, 4, 0, 0), 1024, 2, 0, 0), 2048, 5))
                .containsExactly("NEVER  The largest node has fewer vcores. Asked 5 vcores, available 4 vcores. Lower"
                        + " yarn.appmaster.vcores to 4, or add a larger node.");
    }

    @Test
    void noNodeHasAllAtOnceAlthoughEachHasAPart() {
        Live live = node(node(cluster(), 4096, 1, 0, 0), 1024, 8, 0, 0);
        assertThat(reasons(live, 4096, 8))
                .containsExactly(
                        "NEVER  No node has all at once: 4096 MiB, 8 vcores. Ask for less of one of them, or add a"
                                + " larger node.");
    }

    @Test
    void whatIsNotFreeIsNamedAndNothingElse() {
        assertThat(reasons(node(cluster(), 4096, 4, 3072, 0), 2048, 4))
                .containsExactly(
                        "WAIT  No node has that much memory free now. Asked 2048 MiB, available 1024 MiB. Wait until"
                                + " containers there end. Lower jobmanager.memory.process.size to 1024m to start now.");
        assertThat(reasons(node(node(cluster(), 4096, 4, 0, 3), 4096, 4, 0, 2), 4096, 3))
                .containsExactly(
                        "WAIT  No node has that many vcores free now. Asked 3 vcores, available 2 vcores. Wait until"
                                + " containers there end. Lower yarn.appmaster.vcores to 2 to start now.");
    }

    @Test
    void noNodeHasAllFreeAtOnceAlthoughEachHasAPart() {
        Live live = node(node(cluster(), 4096, 4, 3072, 0), 4096, 4, 0, 3);
        assertThat(reasons(live, 2048, 2))
                .containsExactly(
                        "WAIT  No node has all of it free at once now: 2048 MiB, 2 vcores. Wait until containers there"
                                + " end.");
    }

    @Test
    void theLargestNodeIsTheKeyWhereNothingCanBeLowered() {
        ContainerNeed need = Clusters.with(Clusters.master(1024), SchedulerRules.VCORES, 1);
        ClusterSnapshot cluster = Files.of().snapshot(need, "default", node(cluster(), 4096, 0, 0, 0));
        Findings findings = new Findings(need, cluster.rules(), PlanLowering.BY_PLAN);
        NodeReasons.add(findings, need, cluster, Map.of(SchedulerRules.VCORES, 1L));
        Verdict verdict = findings.admission("It.").verdict().reasons().get(0);
        assertThat(verdict.key()).contains(SchedulerRules.LARGEST_NODE);
        assertThat(verdict.cure()).contains("Add a larger node.");
    }

    private static String first(ContainerNeed need, ClusterSnapshot cluster) {
        return reasons(need, cluster, 1024, 1).get(0);
    }

    @Test
    void aLabelOfWhichNothingIsKnownIsTakenToBeExclusive() {
        ContainerNeed worker = Clusters.worker(1024);
        Live labelled = cluster().node("fast", Clusters.sizes(8192, 8), Clusters.sizes(0, 0));
        ClusterSnapshot unlisted = Files.of().snapshot(worker, "default", labelled);
        assertThat(first(worker, unlisted)).startsWith("NEVER  Every node has a label");
        ClusterSnapshot unknown = new ClusterSnapshot(
                unlisted.origin(),
                unlisted.rules(),
                unlisted.queue(),
                new NodeLabels(Optional.empty(), Optional.empty()),
                unlisted.nodes(),
                List.of(),
                List.of(),
                List.of());
        assertThat(first(worker, unknown)).startsWith("NEVER  Every node has a label");
        assertThat(first(worker, Files.of().snapshot(worker, "default", labelled.label("fast", false))))
                .startsWith("ADMIT");
    }

    @Test
    void whoeverAsksForALabelDoesNotBorrowNodesOfAnother() {
        ContainerNeed worker = Clusters.labelled(Clusters.worker(1024), "slow");
        Live labelled = cluster()
                .label("fast", false)
                .label("slow", false)
                .node("fast", Clusters.sizes(8192, 8), Clusters.sizes(0, 0));
        assertThat(first(worker, Files.of().snapshot(worker, "default", labelled)))
                .isEqualTo(
                        "NEVER  No running node has the label slow. Change yarn.taskmanager.node-label, or give a node the"
                                + " label with yarn rmadmin -replaceLabelsOnNode.");
    }

    @Test
    void onlyCapacityTellsNodesApartByLabels() {
        ContainerNeed master = Clusters.master(1024);
        Live fair = Live.fair()
                .fairQueue("root.default", 8192, 8192, 1)
                .node("fast", Clusters.sizes(8192, 8), Clusters.sizes(0, 0));
        assertThat(first(master, Files.fairly("").snapshot(master, "default", fair)))
                .startsWith("ADMIT  1 of 1 node has room");
    }
}
