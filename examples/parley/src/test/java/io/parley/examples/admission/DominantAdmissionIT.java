package io.parley.examples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.admission.CheckedCluster.Ask;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Verdicts on a real cluster of one node without labels, whose Capacity scheduler counts vcores and GPUs.
 *
 * <p>Hadoop knows the types of resources that it has read once for a whole JVM, so this has one of its own.
 */
@Tag("own-jvm")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class DominantAdmissionIT {

    private static final String GPU = "yarn.io/gpu";

    private CheckedCluster cluster;
    private Experiment experiment;
    private WorkerExperiment workers;

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put(
                "yarn.scheduler.capacity.resource-calculator",
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
        settings.put("yarn.resource-types", GPU);
        settings.put("yarn.nodemanager.resource-type." + GPU, "2");
        settings.put("yarn.scheduler.maximum-allocation-vcores", "8");
        settings.put("yarn.nodemanager.resource.cpu-vcores", "4");
        settings.put("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "8192");
        settings.put("yarn.nodemanager.resource.memory-mb", "8192");
        // The largest node counts from the beginning.
        settings.put("yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms", "0");
        settings.put("yarn.scheduler.capacity.root.default.accessible-node-labels", "*");
        return settings;
    }

    @BeforeAll
    void start() throws Exception {
        cluster = new CheckedCluster(settings(), 1);
        Patience patience = new Patience();
        experiment = new Experiment(cluster, patience);
        workers = new WorkerExperiment(cluster, patience);
    }

    @AfterAll
    void stop() throws Exception {
        workers.close();
        cluster.close();
    }

    private static Map<String, String> gpus(int count) {
        return Map.of(
                "taskmanager.memory.process.size",
                "1g",
                "external-resource.gpu.amount",
                String.valueOf(count),
                "external-resource.gpu.yarn.config-key",
                GPU);
    }

    @Test
    @Order(1)
    void whatIsAdmittedStarts() throws Exception {
        experiment.admitted(Ask.of("default", 1024).vcores(4));
        workers.admitted("default", Ask.of("default", 1024).vcores(4).keysOfWorker());
        workers.admitted("default", gpus(2));
    }

    @Test
    @Order(2)
    void moreThanTheLargestNodeHasIsRefused() throws Exception {
        Ask ask = Ask.of("default", 1024).vcores(5);
        experiment.never(ask, "fewer vcores");
        assertThat(cluster.rejection(ask)).contains("maximum allowed allocation", "vcores");
        workers.refused("default", Ask.of("default", 1024).vcores(5).keysOfWorker(), "fewer vcores", "4 vcores");
        workers.refused("default", gpus(3), GPU, "the largest node has 2 yarn.io/gpu");
    }

    @Test
    @Order(3)
    void aClusterWithoutLabelsRefusesToLookForOne() throws Exception {
        Ask ask = Ask.of("default", 1024).labelled("fast");
        experiment.never(ask, "The cluster has no node label fast, only nodes without one.");
        assertThat(cluster.rejection(ask)).contains("node label not enabled");
        workers.refused(
                "default",
                Ask.of("default", 1024).labelled("fast").keysOfWorker(),
                "The cluster has no node label fast, only nodes without one.",
                "fast");
    }
}
