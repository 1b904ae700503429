package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.Placement;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.NodeLabel;
import org.apache.hadoop.yarn.server.resourcemanager.nodelabels.RMNodeLabelsManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ResourceManager that is started again is told everything anew that still waits: nothing that was refused before,
 * and of what it refuses now only that is given up.
 */
class RefusalRestartIT {

    private static final String FAST = "fast";

    @TempDir
    static Path directory;

    private static DemandHandle<GrantedContainer> ask(TestNegotiation negotiation, String name, String label) {
        return negotiation
                .negotiator()
                .ask(Workers.placed(Workers.demand(name, 1024), Placement.labelled(label)), Workers.SLEEP);
    }

    @Test
    void whatWasRefusedIsNotAskedForAgainAndWhatIsRefusedOnlyThenIsGivenUp() throws Exception {
        Map<String, String> settings = new TreeMap<>(TestCluster.fixedPorts(""));
        settings.putAll(TestCluster.recovery(directory));
        settings.put("yarn.node-labels.enabled", "true");
        settings.put("yarn.nm.liveness-monitor.expiry-interval-ms", "20000");
        settings.put("yarn.scheduler.capacity.root.accessible-node-labels.fast.capacity", "100");
        settings.put("yarn.scheduler.capacity.root.default.accessible-node-labels", "*");
        settings.put("yarn.scheduler.capacity.root.default.accessible-node-labels.fast.capacity", "100");
        try (TestCluster cluster = TestCluster.start(directory, 1, 1, settings)) {
            RMNodeLabelsManager labels =
                    cluster.hadoop().getResourceManager().getRMContext().getNodeLabelManager();
            labels.addToCluserNodeLabels(List.of(NodeLabel.newInstance(FAST, true)));
            try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
                DemandHandle<GrantedContainer> absent = ask(negotiation, "absent", "absent");
                assertThatThrownBy(() -> get(absent.whenGranted())).hasMessageContaining("absent");
                negotiation.sleeping(Workers.demand("first half", 4096));
                DemandHandle<GrantedContainer> other =
                        negotiation.negotiator().ask(Workers.demand("second half", 3072), Workers.SLEEP);
                get(other.whenRunning());
                // No node has the label, and no room is left on the one there is.
                DemandHandle<GrantedContainer> fast = ask(negotiation, "fast", FAST);
                DemandHandle<GrantedContainer> large =
                        negotiation.negotiator().ask(Workers.demand("large", 2048), Workers.SLEEP);
                negotiation.assertWaits(fast, DemandState.PENDING);

                labels.removeFromClusterNodeLabels(List.of(FAST));
                cluster.hadoop().restartResourceManager(0);

                assertThatThrownBy(() -> get(fast.whenGranted())).hasMessageContaining(FAST);
                negotiation.assertWaits(large, DemandState.PENDING);
                other.cancel();
                get(large.whenRunning());
                TestCluster.await(
                        "refusals are told",
                        WAIT,
                        () -> negotiation.events().refusals().size() == 2);
                negotiation.heartbeats();
                assertThat(negotiation.events().refusals()).hasSize(2);
            }
        }
    }
}
