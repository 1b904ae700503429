package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.get;
import static io.parley.yarn.negotiation.TestNegotiation.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.size.CpuAmount;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** GPUs and vcores on a running YARN that counts every resource; each of its two nodes has two GPUs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ExtendedResourcesIT {

    private static final String GPU = "yarn.io/gpu";

    @TempDir
    static Path directory;

    private TestCluster cluster;
    private TestNegotiation negotiation;

    @BeforeAll
    void startCluster() throws Exception {
        Map<String, String> settings = new TreeMap<>();
        settings.put("yarn.resource-types", GPU);
        settings.put("yarn.nodemanager.resource-type." + GPU, "2");
        settings.put("yarn.scheduler.maximum-allocation-vcores", "8");
        // The largest node counts from the beginning.
        settings.put("yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms", "0");
        settings.put(
                "yarn.scheduler.capacity.resource-calculator",
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
        forgetResources(settings);
        cluster = TestCluster.start(directory, 1, 2, settings);
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
        forgetResources(Map.of());
    }

    /** What Hadoop's classes once read of resources holds for the whole JVM. */
    private static void forgetResources(Map<String, String> settings) {
        YarnConfiguration configuration = new YarnConfiguration();
        settings.forEach(configuration::set);
        ResourceUtils.resetResourceTypes(configuration);
        ResourceUtils.resetNodeResources();
    }

    @BeforeEach
    void open() throws Exception {
        negotiation = TestNegotiation.strict(cluster);
    }

    @AfterEach
    void close() {
        negotiation.close();
    }

    private static Demand with(String resource, long amount) {
        return Demand.of(
                "worker",
                Workers.demand("worker", 1024).requirements().toBuilder()
                        .cpus(CpuAmount.ofCores(1))
                        .namedResource(resource, amount)
                        .build());
    }

    @Test
    void knownResourcesAreGrantedWhereTheyAre() throws Exception {
        GrantedContainer one = negotiation.sleeping(with(GPU, 2));
        GrantedContainer two = negotiation.sleeping(with(GPU, 2));

        assertThat(one.grant().namedResources()).isEqualTo(Map.of(GPU, 2L));
        assertThat(node(two)).isNotEqualTo(node(one));
        DemandHandle<GrantedContainer> third = negotiation.negotiator().ask(with(GPU, 1), Workers.SLEEP);
        negotiation.assertWaits(third, DemandState.PENDING);
    }

    @Test
    void aResourceThatTheClusterDoesNotHaveIsRefusedByNameBeforeItIsAskedFor() throws Exception {
        DemandHandle<GrantedContainer> handle = negotiation.negotiator().ask(with("yarn.io/fpga", 1));

        assertThat(handle.state()).isEqualTo(DemandState.REFUSED);
        assertThatThrownBy(() -> get(handle.whenGranted()))
                .hasMessageContaining("Cannot ask a YARN container for 1 yarn.io/fpga")
                .hasMessageContaining("yarn.resource-types");
        assertThat(negotiation.negotiator().figures().waiting()).isFalse();
        assertThat(negotiation.events().troubles()).isEmpty();
    }

    @Test
    void moreThanTheLargestNodeHasIsRefusedBeforeItIsAskedFor() throws Exception {
        DemandHandle<GrantedContainer> handle = negotiation.negotiator().ask(with(GPU, 3));

        assertThat(handle.state()).isEqualTo(DemandState.REFUSED);
        assertThatThrownBy(() -> get(handle.whenGranted()))
                .hasMessageContaining(
                        "Cannot fit 3 yarn.io/gpu into a YARN container: the largest node has 2 yarn.io/gpu.");
    }

    @Test
    void vcoresAreGrantedAsTheyWereAskedFor() throws Exception {
        Demand demand = Demand.of(
                "worker",
                Workers.demand("worker", 1024).requirements().toBuilder()
                        .cpus(CpuAmount.ofCores(3))
                        .build());

        assertThat(negotiation.sleeping(demand).grant().cpus()).isEqualTo(CpuAmount.ofCores(3));
    }
}
