package io.parley.yarn.negotiation;

import java.nio.file.Path;
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
        settings.putAll(Fleet.settings(directory));
        try (TestCluster cluster = TestCluster.start(directory, 1, Fleet.NODES, settings);
                Fleet fleet = Fleet.on(cluster)) {
            fleet.split();

            cluster.hadoop().restartResourceManager(0);

            fleet.awaitYarn();
            fleet.goOn();
            fleet.assertNothingIsLostDoubledOrLeaked();
        }
    }
}
