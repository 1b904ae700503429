package io.parley.yarn.negotiation;

import java.nio.file.Path;
import java.time.Duration;
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
        settings.putAll(TestCluster.recovery(directory));
        settings.put("yarn.resourcemanager.ha.enabled", "true");
        settings.put("yarn.resourcemanager.ha.rm-ids", "rm0,rm1");
        settings.put("yarn.resourcemanager.ha.automatic-failover.enabled", "false");
        settings.put("yarn.resourcemanager.cluster-id", "parley");
        settings.put(
                "yarn.minicluster.yarn.nodemanager.resource.memory-mb",
                Integer.toString(Fleet.MEBIBYTES_OF_CLUSTER / 2));
        Events events = new Events();
        try (TestCluster cluster = TestCluster.start(directory, 2, 2, settings);
                UnmanagedApplication application = cluster.application("default");
                YarnNegotiator negotiator = application.negotiate(
                        YarnNegotiatorOptions.DEFAULT.withHeartbeat(
                                new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofSeconds(1))),
                        events);
                Fleet fleet = new Fleet(cluster, application, negotiator, events)) {
            fleet.split();

            cluster.failOver(0, 1);

            fleet.awaitYarn(2);
            fleet.goOn();
            fleet.assertNothingIsLostDoubledOrLeaked();
        }
    }
}
