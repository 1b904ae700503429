package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.yarn.sizing.SchedulerRules;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster to which a larger node is added while something is negotiated. */
class LargerNodeIT {

    @TempDir
    static Path directory;

    private static long largest(TestNegotiation negotiation) {
        return SchedulerRules.of(negotiation.negotiator().limits())
                .of(SchedulerRules.MEMORY)
                .maximum()
                .amount();
    }

    @Test
    void whatOnlyALargerNodeHoldsIsRefusedUntilThereIsOneAndNeverAboveTheMaximum() throws Exception {
        Map<String, String> settings = Map.of(
                "yarn.minicluster.yarn.nodemanager.resource.memory-mb",
                "2048",
                // The largest node counts from the beginning.
                "yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms",
                "0");
        try (TestCluster cluster = TestCluster.start(directory, 1, 1, settings);
                TestNegotiation negotiation = TestNegotiation.strict(cluster);
                NodeManager larger = new NodeManager()) {
            DemandHandle<GrantedContainer> early = negotiation.negotiator().ask(Workers.demand("early", 3072));
            assertThat(early.state()).isEqualTo(DemandState.REFUSED);
            assertThatThrownBy(() -> TestNegotiation.get(early.whenGranted()))
                    .hasMessageContaining("the largest node has 2048 MiB");

            larger.init(settings(cluster));
            larger.start();
            TestCluster.await("it is known", WAIT, () -> largest(negotiation) > 2048);

            assertThat(largest(negotiation)).isEqualTo(8192);
            GrantedContainer granted = negotiation.sleeping(Workers.demand("later", 3072));
            assertThat(node(granted))
                    .isEqualTo(larger.getNMContext().getNodeId().toString());
            // The ResourceManager's own maximum is 4096 MiB.
            DemandHandle<GrantedContainer> giant = negotiation.negotiator().ask(Workers.demand("giant", 6144));
            assertThatThrownBy(() -> TestNegotiation.get(giant.whenGranted()))
                    .hasMessageContaining("YARN refuses")
                    .hasMessageContaining("4096");
            assertThat(negotiation.events().exits()).isEmpty();
        }
    }

    private static String node(GrantedContainer granted) {
        return TestNegotiation.node(granted);
    }

    private static YarnConfiguration settings(TestCluster cluster) {
        YarnConfiguration settings = new YarnConfiguration(cluster.configuration());
        settings.set("yarn.nodemanager.resource.memory-mb", "8192");
        settings.set("yarn.nodemanager.address", "localhost:0");
        settings.set("yarn.nodemanager.localizer.address", "localhost:0");
        settings.set("yarn.nodemanager.webapp.address", "localhost:0");
        settings.set("yarn.nodemanager.collector-service.address", "localhost:0");
        settings.set(
                "yarn.nodemanager.local-dirs", directory.resolve("larger-local").toString());
        settings.set(
                "yarn.nodemanager.log-dirs", directory.resolve("larger-logs").toString());
        return settings;
    }
}
