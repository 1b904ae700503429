package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.cli.RMAdminCLI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A JobManager on nodes with a label, on a cluster whose second node has the exclusive label masters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class NodeLabelLaunchIT {

    private static final FlinkVersion FLINK = FlinkVersion.parse("2.3.0");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String LABEL = "parley.yarn.appmaster.node-label";
    private static final String ROOT = "yarn.scheduler.capacity.root.";

    private LaunchTestBed bed;
    private String labelled;

    @BeforeAll
    void start() throws Exception {
        Map<String, String> settings = new TreeMap<>();
        settings.put("yarn.node-labels.enabled", "true");
        settings.put(ROOT + "accessible-node-labels.masters.capacity", "100");
        settings.put(ROOT + "default.accessible-node-labels", "masters");
        settings.put(ROOT + "default.accessible-node-labels.masters.capacity", "100");
        settings.put(ROOT + "default.user-limit-factor", "10");
        bed = new LaunchTestBed(2, settings);
        labelled = nodes().get(1).getNodeId().toString();
        administer("-addToClusterNodeLabels", "masters(exclusive=true)");
        administer("-replaceLabelsOnNode", labelled + "=masters");
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!nodes().get(1).getNodeLabels().contains("masters")) {
            assertThat(System.nanoTime()).as("the node gets its label").isLessThan(end);
            Thread.sleep(100);
        }
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    private void administer(String... arguments) throws Exception {
        assertThat(new RMAdminCLI(bed.hadoop()).run(arguments))
                .as(String.join(" ", arguments))
                .isZero();
    }

    private List<NodeReport> nodes() throws Exception {
        try (YarnClient client = bed.client()) {
            return client.getNodeReports(NodeState.RUNNING).stream()
                    .sorted((one, other) -> one.getNodeId().compareTo(other.getNodeId()))
                    .toList();
        }
    }

    private List<ContainerReport> containers(String application) throws Exception {
        try (YarnClient client = bed.client()) {
            return new ArrayList<>(
                    client.getContainers(client.getApplicationReport(ApplicationId.fromString(application))
                            .getCurrentApplicationAttemptId()));
        }
    }

    @Test
    void theLabelOfTheMasterIsNotThatOfItsTaskManagers() throws Exception {
        FlinkConfiguration configuration = bed.configuration(FLINK, Map.of(LABEL, "masters"));
        try (LaunchedProcess process = bed.launcher()
                .launch(
                        bed.request(configuration, FlinkDistributions.collected(LaunchTestBed.EXAMPLES, FLINK))
                                .build(),
                        event -> {})) {
            assertThat(containers(process.id()))
                    .singleElement()
                    .satisfies(master ->
                            assertThat(master.getAssignedNode().toString()).isEqualTo(labelled));
            FlinkRest rest = new FlinkRest(process.restAddress().orElseThrow());
            assertThat(rest.awaitVersion(LIMIT)).isEqualTo(FLINK.toString());
            String job = rest.run(rest.upload(LaunchTestBed.EXAMPLES.tinyJob()), "io.parley.examples.job.TinyJob");
            rest.awaitTaskManager(LIMIT);
            Set<String> nodes = new HashSet<>();
            containers(process.id())
                    .forEach(container -> nodes.add(container.getAssignedNode().toString()));
            assertThat(nodes).hasSize(2).contains(labelled);
            assertThat(rest.awaitJobEnd(job, LIMIT)).isEqualTo("FINISHED");
            assertThat(process.stop(LIMIT).reason()).isEqualTo(ExitReason.COMPLETED);
        }
        bed.assertNothingLeft();
    }

    @Test
    void aLabelThatTheClusterDoesNotHaveIsRefusedByItsKey() {
        FlinkConfiguration configuration = bed.configuration(FLINK, Map.of(LABEL, "nothing"));
        assertThatThrownBy(() -> bed.launcher()
                        .launch(
                                bed.request(configuration, FlinkDistributions.collected(LaunchTestBed.EXAMPLES, FLINK))
                                        .build(),
                                event -> {}))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining("The cluster has no node label nothing, only masters. Change or remove " + LABEL
                        + ", or add the label with yarn rmadmin -addToClusterNodeLabels.");
    }
}
