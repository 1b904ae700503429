package io.parley.yarn.negotiation;

import static io.parley.yarn.negotiation.TestNegotiation.WAIT;
import static io.parley.yarn.negotiation.TestNegotiation.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two queues of a running YARN that take resources from each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class PreemptionIT {

    private static final int ROOM = 8;

    @TempDir
    static Path directory;

    private TestCluster cluster;

    @BeforeAll
    void startCluster() throws Exception {
        Map<String, String> settings = new TreeMap<>();
        settings.put("yarn.scheduler.capacity.root.queues", "a,b");
        for (String queue : List.of("a", "b")) {
            String prefix = "yarn.scheduler.capacity.root." + queue + ".";
            settings.put(prefix + "capacity", "50");
            settings.put(prefix + "maximum-capacity", "100");
            settings.put(prefix + "user-limit-factor", "10");
        }
        String monitor = "yarn.resourcemanager.monitor.capacity.preemption.";
        settings.put("yarn.resourcemanager.scheduler.monitor.enable", "true");
        settings.put(
                "yarn.resourcemanager.scheduler.monitor.policies",
                "org.apache.hadoop.yarn.server.resourcemanager.monitor.capacity.ProportionalCapacityPreemptionPolicy");
        settings.put(monitor + "monitoring_interval", "300");
        settings.put(monitor + "max_wait_before_kill", "1000");
        settings.put(monitor + "total_preemption_per_round", "1.0");
        settings.put(monitor + "natural_termination_factor", "1.0");
        settings.put(monitor + "max_ignored_over_capacity", "0.0");
        cluster = TestCluster.start(directory, 1, 1, settings);
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    void whatIsTakenForAnotherQueueIsAskedForAgainAndIsNoFailure() throws Exception {
        try (TestNegotiation greedy =
                TestNegotiation.open(cluster, "a", TestNegotiation.options(TestNegotiation.STRICT))) {
            List<DemandHandle<GrantedContainer>> workers = new ArrayList<>();
            for (int i = 0; i < ROOM; i++) {
                workers.add(greedy.negotiator()
                        .ask(Workers.demand("worker " + i, 1024).replacedWhenLost(), Workers.SLEEP));
            }
            for (DemandHandle<GrantedContainer> worker : workers) {
                get(worker.whenRunning());
            }
            try (TestNegotiation rightful =
                    TestNegotiation.open(cluster, "b", TestNegotiation.options(TestNegotiation.STRICT))) {
                for (int i = 0; i < 3; i++) {
                    rightful.sleeping(Workers.demand("rightful " + i, 1024));
                }
                TestCluster.await("the losers wait", WAIT, () -> count(workers, DemandState.PENDING) == 3);

                assertThat(greedy.events().exits()).hasSize(3).allSatisfy(exit -> {
                    assertThat(exit.exit().reason()).isEqualTo(ExitReason.PREEMPTED);
                    assertThat(exit.exit().status()).hasValue(-102);
                    assertThat(exit.askedAgainIn()).hasValue(TestNegotiation.BACK_OFF.first());
                });
                assertThat(count(workers, DemandState.RUNNING)).isEqualTo(ROOM - 3);
            }
            TestCluster.await("all run again", WAIT, () -> count(workers, DemandState.RUNNING) == ROOM);

            assertThat(greedy.events().exits()).hasSize(3);
            assertThat(greedy.events().refusals()).isEmpty();
        }
    }

    private static long count(List<DemandHandle<GrantedContainer>> workers, DemandState state) {
        return workers.stream().filter(worker -> worker.state() == state).count();
    }
}
