package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static io.parley.yarn.negotiation.TestNegotiation.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Placement;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeLabel;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.server.resourcemanager.nodelabels.RMNodeLabelsManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Node labels on a running YARN of four nodes: two exclusive ones, one that lends what it does not need, and none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class NodeLabelIT {

    private static final String MASTERS = "masters";
    private static final String FAST = "fast";
    private static final String SPARE = "spare";
    private static final int HALF_A_NODE = 4096;

    @TempDir
    static Path directory;

    private TestCluster cluster;
    private String masters = "";
    private String fast = "";
    private String spare = "";
    private String plain = "";

    @BeforeAll
    void startCluster() throws Exception {
        Map<String, String> settings = new TreeMap<>();
        settings.put("yarn.node-labels.enabled", "true");
        settings.put("yarn.scheduler.capacity.root.default.accessible-node-labels", "*");
        for (String label : List.of(MASTERS, FAST, SPARE)) {
            for (String queue : List.of("root", "root.default")) {
                settings.put(
                        "yarn.scheduler.capacity." + queue + ".accessible-node-labels." + label + ".capacity", "100");
            }
        }
        cluster = TestCluster.start(directory, 1, 4, settings);
        RMNodeLabelsManager labels =
                cluster.hadoop().getResourceManager().getRMContext().getNodeLabelManager();
        labels.addToCluserNodeLabels(List.of(
                NodeLabel.newInstance(MASTERS, true),
                NodeLabel.newInstance(FAST, true),
                NodeLabel.newInstance(SPARE, false)));
        labels.replaceLabelsOnNode(Map.of(
                cluster.nodeId(0), Set.of(MASTERS), cluster.nodeId(1), Set.of(FAST), cluster.nodeId(2), Set.of(SPARE)));
        masters = cluster.nodeId(0).toString();
        fast = cluster.nodeId(1).toString();
        spare = cluster.nodeId(2).toString();
        plain = cluster.nodeId(3).toString();
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    private static GrantedContainer labelled(TestNegotiation negotiation, String label) throws Exception {
        return negotiation.sleeping(
                Workers.placed(Workers.demand("on " + label, HALF_A_NODE), Placement.labelled(label)));
    }

    @Test
    void workersGoToTheLabelThatTheyAskFor() throws Exception {
        try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
            for (int half = 0; half < 2; half++) {
                assertThat(node(labelled(negotiation, FAST))).isEqualTo(fast);
                assertThat(node(labelled(negotiation, SPARE))).isEqualTo(spare);
            }
            DemandHandle<GrantedContainer> third = negotiation
                    .negotiator()
                    .ask(Workers.placed(Workers.demand("third", HALF_A_NODE), Placement.labelled(FAST)), Workers.SLEEP);
            assertThat(node(negotiation.sleeping(Workers.demand("plain", 1024))))
                    .isEqualTo(plain);
            negotiation.assertWaits(third, DemandState.PENDING);
        }
    }

    @Test
    void workersWithoutALabelBorrowFromTheSharedOneAndNeverFromAnExclusiveOne() throws Exception {
        try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
            for (String where : List.of(plain, plain, spare, spare)) {
                assertThat(node(negotiation.sleeping(Workers.demand("worker", HALF_A_NODE))))
                        .isEqualTo(where);
            }
            DemandHandle<GrantedContainer> fifth =
                    negotiation.negotiator().ask(Workers.demand("fifth", HALF_A_NODE), Workers.SLEEP);
            assertThat(node(labelled(negotiation, FAST))).isEqualTo(fast);
            negotiation.assertWaits(fifth, DemandState.PENDING);
        }
    }

    @Test
    void theMasterHasALabelOfItsOwn() throws Exception {
        Path configuration = directory.resolve("cluster.xml");
        try (OutputStream out = Files.newOutputStream(configuration)) {
            cluster.configuration().writeXml(out);
        }
        ApplicationId id = submitMaster(cluster.configuration(), configuration);
        TestCluster.await(
                "the master ends",
                WAIT,
                () -> cluster.application(id).getFinalApplicationStatus() != FinalApplicationStatus.UNDEFINED);

        assertThat(cluster.application(id).getFinalApplicationStatus())
                .as(() -> cluster.application(id).getDiagnostics().toString())
                .isEqualTo(FinalApplicationStatus.SUCCEEDED);
        assertThat(cluster.application(id)
                        .getCurrentAppAttempt()
                        .getMasterContainer()
                        .getNodeId())
                .hasToString(masters);
        assertThat(cluster.application(id).getDiagnostics()).contains(LabelledMaster.WORKER_ON + fast);
    }

    private static ApplicationId submitMaster(Configuration hadoop, Path configuration) throws Exception {
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(hadoop);
            client.start();
            ApplicationSubmissionContext context = client.createApplication().getApplicationSubmissionContext();
            context.setApplicationName("labelled");
            context.setQueue("default");
            context.setMaxAppAttempts(1);
            context.setAMContainerResourceRequests(List.of(ResourceRequest.newBuilder()
                    .priority(Priority.newInstance(0))
                    .resourceName(ResourceRequest.ANY)
                    .capability(Resource.newInstance(512, 1))
                    .numContainers(1)
                    .nodeLabelExpression(MASTERS)
                    .build()));
            context.setAMContainerSpec(ContainerLaunchContext.newInstance(
                    Map.of(), Map.of(), LabelledMaster.command(configuration, FAST), Map.of(), null, Map.of()));
            return client.submitApplication(context);
        }
    }

    @Test
    void theOnlyNodeOfALabelIsNotLeftAloneForItsFailures() throws Exception {
        Path fault = Files.createFile(directory.resolve("fault"));
        try (TestNegotiation negotiation = TestNegotiation.avoidingAtOnce(cluster)) {
            DemandHandle<GrantedContainer> worker = negotiation
                    .negotiator()
                    .ask(
                            Workers.placed(Workers.demand("worker", 1024).replacedWhenLost(), Placement.labelled(FAST)),
                            Workers.shell("[ -e " + fault + " ] && exit 9; exec sleep 600"));
            TestCluster.await(
                    "failures", WAIT, () -> negotiation.events().exits().size() >= 3);

            Files.delete(fault);

            TestCluster.await("it runs", WAIT, () -> worker.granted().isPresent());
            assertThat(node(get(worker.whenGranted()))).isEqualTo(fast);
        }
    }
}
