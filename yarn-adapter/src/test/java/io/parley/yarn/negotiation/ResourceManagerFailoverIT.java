package io.parley.yarn.negotiation;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ResourceManagers of which the other one takes over while fifty workers are negotiated. */
class ResourceManagerFailoverIT {

    @TempDir
    static Path directory;

    @Test
    void aFailoverBetweenResourceManagersLosesDoublesAndLeaksNothing() throws Exception {
        Map<String, String> settings = new HashMap<>(TestCluster.fixedPorts(".rm0"));
        settings.putAll(TestCluster.fixedPorts(".rm1"));
        settings.putAll(Fleet.settings(directory));
        settings.put("yarn.resourcemanager.ha.enabled", "true");
        settings.put("yarn.resourcemanager.ha.rm-ids", "rm0,rm1");
        settings.put("yarn.resourcemanager.ha.automatic-failover.enabled", "false");
        settings.put("yarn.resourcemanager.cluster-id", "parley");
        try (TestCluster cluster = TestCluster.start(directory, 2, Fleet.NODES, settings);
                Fleet fleet = Fleet.on(cluster)) {
            fleet.split();

            cluster.failOver(0, 1);

            fleet.awaitYarn();
            fleet.goOn();
            fleet.assertNothingIsLostDoubledOrLeaked();
        }
    }
}
