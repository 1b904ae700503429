package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ResourceManagers of which the other one takes over while fifty workers are negotiated. */
@SuppressWarnings("NullAway.Init")
class ResourceManagerFailoverIT {

    @TempDir
    Path directory;

    @Test
    void aFailoverBetweenResourceManagersLosesDoublesAndLeaksNothing() throws Exception {
        Map<String, String> settings = new HashMap<>(TestCluster.two());
        settings.putAll(Fleet.settings(directory));
        try (TestCluster cluster = TestCluster.start(directory, 2, Fleet.NODES, settings);
                Fleet fleet = Fleet.on(cluster)) {
            fleet.split();

            cluster.failOver(0, 1);

            fleet.awaitYarn();
            fleet.goOn();
            fleet.assertNothingIsLostDoubledOrLeaked();
        }
    }

    @Test
    void theOtherResourceManagerTakesOverByItselfWhenTheActiveOneIsGone() throws Exception {
        Map<String, String> settings = new HashMap<>(TestCluster.two());
        settings.putAll(Fleet.settings(directory));
        try (OneZooKeeper zooKeeper = OneZooKeeper.start(directory)) {
            settings.put(YarnConfiguration.AUTO_FAILOVER_ENABLED, "true");
            settings.put("yarn.resourcemanager.zk-address", zooKeeper.address());
            settings.put("hadoop.zk.address", zooKeeper.address());
            try (TestCluster cluster = TestCluster.start(directory, 2, Fleet.NODES, settings);
                    Fleet fleet = Fleet.on(cluster)) {
                fleet.split();
                int active = cluster.hadoop().getActiveRMIndex();

                cluster.hadoop().stopResourceManager(active);

                fleet.awaitYarn();
                assertThat(cluster.hadoop().getActiveRMIndex()).isEqualTo(1 - active);
                fleet.goOn();
                fleet.assertNothingIsLostDoubledOrLeaked();
            }
        }
    }
}
