package io.parley.examples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.examples.admission.CheckedCluster.Ask;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Verdicts on a real cluster with the Capacity scheduler, whose second node has the exclusive label special. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class CapacityAdmissionIT {

    private static final String ROOT = "yarn.scheduler.capacity.root.";

    private CheckedCluster cluster;
    private Experiment experiment;
    private WorkerExperiment workers;

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("yarn.scheduler.minimum-allocation-mb", "512");
        settings.put("yarn.scheduler.maximum-allocation-mb", "3584");
        settings.put("yarn.scheduler.maximum-allocation-vcores", "3");
        settings.put("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "4096");
        // The mini cluster's nodes are as large as the key above says; clients read this one.
        settings.put("yarn.nodemanager.resource.memory-mb", "4096");
        settings.put("yarn.nodemanager.resource.cpu-vcores", "8");
        settings.put("yarn.node-labels.enabled", "true");
        settings.put("yarn.acl.enable", "true");
        settings.put("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
        settings.put(ROOT + "acl_submit_applications", " ");
        settings.put(ROOT + "acl_administer_queue", " ");
        for (String label : List.of("special", "unused")) {
            settings.put(ROOT + "accessible-node-labels." + label + ".capacity", "100");
            settings.put(ROOT + "special.accessible-node-labels." + label + ".capacity", "100");
        }
        settings.put(ROOT + "queues", "default,small,limited,stopped,closed,team,masters,special");
        List<String> open = List.of("default", "small", "limited", "stopped", "team", "masters", "special");
        open.forEach(queue -> settings.put(ROOT + queue + ".acl_submit_applications", "*"));
        Map<String, String> capacities = Map.of(
                "default", "30", "small", "10", "limited", "10", "stopped", "0", "closed", "0", "team", "10", "masters",
                "30", "special", "10");
        capacities.forEach((queue, capacity) -> {
            settings.put(ROOT + queue + ".capacity", capacity);
            settings.put(ROOT + queue + ".user-limit-factor", "10");
            settings.put(ROOT + queue + ".accessible-node-labels", queue.equals("special") ? "special,unused" : " ");
        });
        settings.put(ROOT + "small.maximum-capacity", "20");
        settings.put(ROOT + "limited.maximum-allocation-mb", "1024");
        settings.put(ROOT + "stopped.state", "STOPPED");
        settings.put(ROOT + "team.queues", "day,night");
        List.of("day", "night").forEach(queue -> settings.put(ROOT + "team." + queue + ".capacity", "50"));
        settings.put(ROOT + "masters.maximum-am-resource-percent", "0.3");
        return settings;
    }

    @BeforeAll
    void start() throws Exception {
        cluster = new CheckedCluster(settings(), 2);
        Patience patience = new Patience();
        experiment = new Experiment(cluster, patience);
        workers = new WorkerExperiment(cluster, patience);
        String second = cluster.nodes().get(1).getNodeId().toString();
        cluster.administer("-addToClusterNodeLabels", "special(exclusive=true),unused(exclusive=true)");
        cluster.administer("-replaceLabelsOnNode", second + "=special");
        String first = cluster.nodes().get(0).getNodeId().toString();
        cluster.administer("-updateNodeResource", first, "3072", "8");
        CheckedCluster.await("the sizes and labels of the nodes", () -> {
            var nodes = cluster.nodes();
            return nodes.get(0).getCapability().getMemorySize() == 3072
                            && nodes.get(1).getNodeLabels().contains("special")
                    ? nodes
                    : null;
        });
    }

    @AfterAll
    void stop() throws Exception {
        workers.close();
        cluster.close();
    }

    @Test
    @Order(1)
    void whatIsAdmittedStarts() throws Exception {
        experiment.admitted(Ask.of("default", 1600));
        experiment.admitted(Ask.of("root.default", 1600).vcores(3));
        experiment.admitted(Ask.of("night", 1024));
        experiment.admitted(Ask.of("special", 3584).labelled("special"));
    }

    @Test
    @Order(2)
    void theFirstMasterOfAnIdleQueueStartsAndTheNextOneWaitsForItsEnd() throws Exception {
        Ask ask = Ask.of("masters", 1024);
        assertThat(cluster.live(ask).explain())
                .startsWith("ADMIT")
                .contains("the first one starts whatever their share is (30 %"
                        + " (yarn.scheduler.capacity.root.masters.maximum-am-resource-percent))");
        ApplicationId first = cluster.submit(ask);
        cluster.awaitStart(first);
        ApplicationId second = experiment.waits(
                ask,
                "The share of application masters in queue root.masters has no room now, 30 %"
                        + " (yarn.scheduler.capacity.root.masters.maximum-am-resource-percent).");
        cluster.awaitDiagnostics(second, "Queue's AM resource limit exceeded");
        cluster.end(first);
        cluster.awaitStart(second);
        cluster.end(second);
    }

    @Test
    @Order(3)
    void waitsWhileTheNodesAreFull() throws Exception {
        ApplicationId first = cluster.submit(Ask.of("default", 2560));
        cluster.awaitStart(first);
        ApplicationId second = experiment.waits(
                Ask.of("root.team.day", 1024),
                "No node has that much memory free now. Asked 1024 MiB, available 512 MiB.");
        assertThat(cluster.isStarted(second)).isFalse();
        cluster.end(first);
        cluster.awaitStart(second);
        cluster.end(second);
    }

    @Test
    @Order(4)
    void whatFitsNowhereWaitsForEver() throws Exception {
        experiment.waitsForEver(
                Ask.of("small", 1024),
                "All of queue root.small may use less memory (yarn.scheduler.capacity.root.small.maximum-capacity)."
                        + " Asked 1024 MiB, available 614 MiB. Raise yarn.scheduler.capacity.root.small.maximum-capacity.",
                "Queue's Absolute max capacity = 20.0 %");
        experiment.waitsForEver(
                Ask.of("default", 3584),
                "The largest node has less memory. Asked 3584 MiB, available 3072 MiB.",
                "waiting for resources to be assigned for AM");
        experiment.waitsForEver(
                Ask.of("special", 1024).labelled("unused"),
                "No running node has the label unused. Change yarn.application.node-label",
                "waiting for resources to be assigned for AM");
    }

    @Test
    @Order(5)
    void whatIsRefusedIsNever() throws Exception {
        experiment.rejected(
                Ask.of("nowhere", 1024), "There is no queue nowhere. Set yarn.application.queue to", "unknown queue");
        experiment.rejected(Ask.of("team", 1024), "Queue root.team has no applications of its own", "non-leaf queue");
        experiment.rejected(Ask.of("stopped", 1024), "Queue root.stopped is stopped", "is STOPPED");
        experiment.rejected(Ask.of("closed", 1024), " may not submit to queue root.closed", "does not have permission");
        experiment.rejected(
                Ask.of("default", 3585),
                "(yarn.scheduler.maximum-allocation-mb). Asked 3585 MiB, available 3584 MiB.",
                "maximum allowed allocation");
        experiment.rejected(
                Ask.of("limited", 1025),
                "(yarn.scheduler.capacity.root.limited.maximum-allocation-mb). Asked 1025 MiB, available 1024 MiB.",
                "maximum allowed allocation");
        experiment.rejected(
                Ask.of("default", 1024).vcores(4),
                "fewer vcores (yarn.scheduler.maximum-allocation-vcores). Asked 4 vcores, available 3 vcores.",
                "maximum allowed allocation");
        experiment.rejected(
                Ask.of("default", 1024).labelled("special"),
                "Queue root.default may not use the nodes with the label special",
                "doesn't have permission to access all labels");
    }

    @Test
    @Order(6)
    void aLabelThatTheClusterDoesNotHaveIsRefused() throws Exception {
        Ask ask = Ask.of("special", 1024).labelled("nothing");
        experiment.never(ask, "The cluster has no node label nothing, only special, unused.");
        assertThat(cluster.rejection(ask)).contains("labelExpression of resource request=nothing");
    }

    @Test
    @Order(7)
    void unknownResourcesFailByName() {
        Verdict verdict = cluster.liveTaskManager(Map.of(
                "taskmanager.memory.process.size",
                "2g",
                "external-resource.gpu.amount",
                "2",
                "external-resource.gpu.yarn.config-key",
                "yarn.io/gpu"));
        assertThat(verdict.outcome()).isEqualTo(Outcome.NEVER);
        assertThat(verdict.reasons().get(0).explain())
                .contains("The cluster has no resource yarn.io/gpu (yarn.resource-types). Asked 2 yarn.io/gpu,"
                        + " available none.");
    }

    @Test
    @Order(8)
    void whatNeverStartsHasNotStartedLongAfterWhatWasAdmitted() throws Exception {
        experiment.nothingHasStarted(3);
        experiment.end();
    }

    @Test
    @Order(9)
    void whatIsAdmittedOfWorkersIsGrantedAndWhatIsNeverIsRefusedOrWaits() throws Exception {
        workers.admitted("default", Ask.of("default", 2048).keysOfWorker());
        workers.admitted("special", Ask.of("special", 3584).labelled("special").keysOfWorker());
        workers.refused(
                "limited",
                Ask.of("limited", 1025).keysOfWorker(),
                "(yarn.scheduler.capacity.root.limited.maximum-allocation-mb). Asked 1025 MiB, available 1024 MiB.",
                "1025 MiB");
        workers.refused(
                "default",
                Ask.of("default", 1024).labelled("special").keysOfWorker(),
                "Queue root.default may not use the nodes with the label special",
                "special");
        workers.waitsForEver(
                "default",
                Ask.of("default", 3584).keysOfWorker(),
                "The largest node has less memory. Asked 3584 MiB, available 3072 MiB.");
        workers.waitsForEver(
                "small",
                Ask.of("small", 1024).keysOfWorker(),
                "All of queue root.small may use less memory (yarn.scheduler.capacity.root.small.maximum-capacity).");
        workers.waitsForEver(
                "special",
                Ask.of("special", 1024).labelled("unused").keysOfWorker(),
                "No running node has the label unused. Change yarn.taskmanager.node-label");
    }

    @Test
    @Order(10)
    void whereEveryNodeHasALabelWhatAsksForNoneNeverStarts() throws Exception {
        String first = cluster.nodes().get(0).getNodeId().toString();
        cluster.administer("-replaceLabelsOnNode", first + "=special");
        CheckedCluster.await(
                "the label of the first node",
                () -> cluster.nodes().get(0).getNodeLabels().contains("special") ? first : null);
        String reason = "Every node has a label, and a container that asks for none gets none of them.";
        experiment.waitsForEver(Ask.of("day", 1024), reason, "waiting for resources to be assigned for AM");
        workers.waitsForEver("night", Ask.of("night", 1024).keysOfWorker(), reason);
        workers.nothingIsGranted(4);
        experiment.nothingHasStarted(1);
    }
}
