package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static io.parley.yarn.negotiation.TestNegotiation.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are gone when their ResourceManager is started again, which never hears of what ran on them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class NodeLossDuringOutageIT {

    private static final int NODES = 3;

    @TempDir
    static Path directory;

    private TestCluster cluster;

    @BeforeAll
    void startCluster() throws Exception {
        Map<String, String> settings = new HashMap<>(TestCluster.fixedPorts(""));
        settings.putAll(TestCluster.recovery(directory));
        settings.put("yarn.nm.liveness-monitor.expiry-interval-ms", "5000");
        cluster = TestCluster.start(directory, 1, NODES, settings);
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    /** One worker that is lost, one that stays, and one whose process the caller would have started. */
    private record Workforce(
            TestNegotiation negotiation, WorkerProcesses processes, GrantedContainer first, GrantedContainer other) {

        static Workforce on(TestCluster cluster, TestNegotiation negotiation) throws Exception {
            WorkerProcesses processes = new WorkerProcesses();
            DemandHandle<GrantedContainer> lost =
                    negotiation.negotiator().ask(Workers.demand("lost", 1024).replacedWhenLost(), processes.starter(0));
            GrantedContainer first = get(lost.whenRunning());
            DemandHandle<GrantedContainer> kept = negotiation
                    .negotiator()
                    .ask(
                            Workers.placed(
                                    Workers.demand("kept", 1024).replacedWhenLost(),
                                    Workers.hosts(anotherThan(cluster, node(first)))),
                            processes.starter(1));
            GrantedContainer other = get(kept.whenRunning());
            TestCluster.await("both run", WAIT, () -> processes.running() == 2);
            return new Workforce(negotiation, processes, first, other);
        }

        private static String anotherThan(TestCluster cluster, String node) {
            for (int i = 0; i < NODES; i++) {
                if (!cluster.node(i).equals(node)) {
                    return cluster.node(i);
                }
            }
            throw new AssertionError("There is no other node.");
        }

        /** Only the first one is lost, and replaced; not a single failure is borne here, so it was none. */
        void assertOnlyTheFirstIsReplaced() throws Exception {
            DemandHandle<GrantedContainer> lost = demand("lost");
            GrantedContainer second = negotiation.replaced(lost, first.id());
            assertThat(node(second)).isNotEqualTo(node(first));
            assertThat(negotiation.events().exits()).singleElement().satisfies(exit -> {
                assertThat(exit.granted()).isEqualTo(first);
                assertThat(exit.exit().reason()).isEqualTo(ExitReason.HOST_LOST);
                assertThat(exit.askedAgainIn()).hasValue(TestNegotiation.BACK_OFF.first());
            });
            assertThat(demand("kept").granted()).hasValue(other);
            assertThat(demand("kept").state()).isEqualTo(DemandState.RUNNING);
            assertThat(processes.running(1)).isOne();
        }

        private DemandHandle<GrantedContainer> demand(String name) {
            return negotiation.events().grantings().stream()
                    .map(Events.Granting::demand)
                    .filter(demand -> demand.demand().name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aWorkerWhoseNodeDoesNotComeBackIsReplacedAndGivenBackShouldTheNodeComeBackLater() throws Exception {
        try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
            Workforce workers = Workforce.on(cluster, negotiation);
            try (SilentNode silent = SilentNode.of(cluster.nodeManager(node(workers.first())))) {
                cluster.hadoop().restartResourceManager(0);

                workers.assertOnlyTheFirstIsReplaced();
                assertThat(silent).isNotNull();
                TestCluster.await(
                        "the old one runs beside it",
                        WAIT,
                        () -> workers.processes().running(0) == 2);
            }
            TestCluster.await(
                    "the old one ends", WAIT, () -> workers.processes().running(0) == 1);
            TestCluster.await(
                    "two are live",
                    WAIT,
                    () -> cluster.liveContainers(negotiation.application().id()) == 2);
            workers.assertOnlyTheFirstIsReplaced();
        }
    }

    @Test
    void aWorkerThatDiesWithItsNodeWhileTheResourceManagerIsDownIsReplacedOnceOnly() throws Exception {
        try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
            Workforce workers = Workforce.on(cluster, negotiation);
            cluster.hadoop().stopResourceManager(0);
            try (SilentNode silent = SilentNode.of(cluster.nodeManager(node(workers.first())))) {
                assertThat(ProcessHandle.of(workers.processes().only(0))
                                .orElseThrow()
                                .destroyForcibly())
                        .isTrue();
                cluster.hadoop().restartResourceManager(0);

                workers.assertOnlyTheFirstIsReplaced();
                assertThat(silent).isNotNull();
            }
            // Now its node tells the end of the one that is replaced already.
            TestCluster.await("the node is back", WAIT, () -> cluster.nodes() == NODES);
            negotiation.heartbeats();
            workers.assertOnlyTheFirstIsReplaced();
            assertThat(workers.processes().running(0)).isOne();
        }
    }
}
