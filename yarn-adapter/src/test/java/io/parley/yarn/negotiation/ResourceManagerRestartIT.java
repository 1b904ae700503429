package io.parley.yarn.negotiation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ResourceManager that is started again, with what it wrote down, while fifty workers are negotiated. */
class ResourceManagerRestartIT {

    @TempDir
    static Path directory;

    @Test
    void aRestartOfTheResourceManagerLosesDoublesAndLeaksNothing() throws Exception {
        Map<String, String> settings = new HashMap<>(TestCluster.fixedPorts(""));
        settings.putAll(TestCluster.recovery(directory));
        settings.put(
                "yarn.minicluster.yarn.nodemanager.resource.memory-mb",
                Integer.toString(Fleet.MEBIBYTES_OF_CLUSTER / 2));
        Events events = new Events();
        try (TestCluster cluster = TestCluster.start(directory, 1, 2, settings);
                UnmanagedApplication application = cluster.application("default");
                YarnNegotiator negotiator = application.negotiate(
                        YarnNegotiatorOptions.DEFAULT.withHeartbeat(
                                new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofSeconds(1))),
                        events);
                Fleet fleet = new Fleet(cluster, application, negotiator, events)) {
            fleet.split();

            cluster.hadoop().restartResourceManager(0);

            fleet.awaitYarn(2);
            fleet.goOn();
            fleet.assertNothingIsLostDoubledOrLeaked();
        }
    }
}
