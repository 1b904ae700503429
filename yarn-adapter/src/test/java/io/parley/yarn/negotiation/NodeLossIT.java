package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static io.parley.yarn.negotiation.TestNegotiation.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of a running YARN that die with what runs on them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class NodeLossIT {

    private static final int NODES = 5;

    @TempDir
    static Path directory;

    private TestCluster cluster;
    private final List<String> dead = new ArrayList<>();

    @BeforeAll
    void startCluster() throws Exception {
        cluster = TestCluster.start(directory, 1, NODES, Map.of());
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    /** Stops a NodeManager; everybody else on its node is killed with it. */
    private void kill(String node) {
        cluster.nodeManager(node).stop();
        dead.add(node);
    }

    private void assertReplacedElsewhere(Demand wanted) throws Exception {
        try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
            DemandHandle<GrantedContainer> demand =
                    negotiation.negotiator().ask(wanted.replacedWhenLost(), Workers.SLEEP);
            GrantedContainer first = get(demand.whenRunning());

            kill(node(first));

            // Not a single failure is borne here, so this one was not counted.
            GrantedContainer second = negotiation.replaced(demand, first.id());
            assertThat(node(second)).isNotIn(dead);
            assertThat(negotiation.events().exits()).singleElement().satisfies(exit -> {
                assertThat(exit.granted()).isEqualTo(first);
                assertThat(exit.exit().reason()).isEqualTo(ExitReason.HOST_LOST);
                assertThat(exit.exit().status()).hasValue(-100);
                assertThat(exit.askedAgainIn()).hasValue(TestNegotiation.BACK_OFF.first());
            });
        }
    }

    @Test
    void aWorkerOfADeadNodeIsReplacedOnAnother() throws Exception {
        assertReplacedElsewhere(Workers.demand("worker", 1024));
    }

    @Test
    void aJobManagerOfADeadNodeIsReplacedOnAnother() throws Exception {
        assertReplacedElsewhere(Workers.jobManager("JobManager", 1024));
    }

    @Test
    void aNodeOfWhichNothingIsHeardAnyMoreIsLostWhenItsTimeIsOver() throws Exception {
        WorkerProcesses processes = new WorkerProcesses();
        try (TestNegotiation negotiation = TestNegotiation.strict(cluster)) {
            DemandHandle<GrantedContainer> demand = negotiation
                    .negotiator()
                    .ask(Workers.demand("worker", 1024).replacedWhenLost(), processes.starter(0));
            GrantedContainer first = get(demand.whenRunning());
            TestCluster.await("it runs", WAIT, () -> processes.running(0) == 1);
            try (SilentNode silent = SilentNode.of(cluster.nodeManager(node(first)))) {
                GrantedContainer second = negotiation.replaced(demand, first.id());

                assertThat(silent).isNotNull();
                assertThat(node(second)).isNotEqualTo(node(first)).isNotIn(dead);
                assertThat(negotiation.events().exits()).singleElement().satisfies(exit -> {
                    assertThat(exit.granted()).isEqualTo(first);
                    assertThat(exit.exit().reason()).isEqualTo(ExitReason.HOST_LOST);
                    assertThat(exit.exit().status()).hasValue(-100);
                });
                TestCluster.await("both run", WAIT, () -> processes.running(0) == 2);
            }
            TestCluster.await("the node ends what it was not to run", WAIT, () -> processes.running(0) == 1);
            assertThat(demand.state()).isEqualTo(DemandState.RUNNING);
        }
    }

    @Test
    void closingDoesNotWaitForADeadNode() throws Exception {
        TestNegotiation negotiation = TestNegotiation.strict(cluster);
        GrantedContainer granted = negotiation.sleeping(Workers.demand("worker", 1024));
        kill(node(granted));

        long before = System.nanoTime();
        negotiation.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(WAIT);
    }
}
