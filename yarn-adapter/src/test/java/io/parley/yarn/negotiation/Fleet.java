package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.ContainerId;

/**
 * Fifty workers of whom some run, some have a container in which nothing is started yet, and some wait for room, all at
 * the same moment; and what has to hold of them after something happened in that moment.
 *
 * <p>The cluster has to hold 50 GiB, of which others that are no workers take 15 at first.
 */
final class Fleet implements AutoCloseable {

    static final int NODES = 2;

    private static final int WORKERS = 50;
    private static final int MEBIBYTES_OF_CLUSTER = 50 * 1024;

    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final int RUNNING = 20;
    private static final int GRANTED = 15;
    private static final int OTHERS = 5;

    private final TestCluster cluster;
    private final TestNegotiation negotiation;
    private final YarnNegotiator negotiator;
    private final Events events;
    private final WorkerProcesses processes = new WorkerProcesses();
    private final List<DemandHandle<GrantedContainer>> workers = new ArrayList<>();
    private final List<DemandHandle<GrantedContainer>> others = new ArrayList<>();
    private final Map<Integer, ContainerId> before = new HashMap<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private Fleet(TestNegotiation negotiation) {
        this.negotiation = negotiation;
        this.cluster = negotiation.cluster();
        this.negotiator = negotiation.negotiator();
        this.events = negotiation.events();
    }

    /** Makes a fleet of no workers yet. */
    static Fleet on(TestCluster cluster) throws Exception {
        return new Fleet(TestNegotiation.open(
                cluster,
                "default",
                YarnNegotiatorOptions.DEFAULT.withHeartbeat(
                        new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofSeconds(1)))));
    }

    /** Gives settings of a cluster of two nodes that recovers and has room for it. */
    static Map<String, String> settings(Path directory) {
        Map<String, String> settings = new HashMap<>(TestCluster.recovery(directory));
        // All nodes come back here, on a slow machine too.
        settings.put("yarn.nm.liveness-monitor.expiry-interval-ms", "20000");
        settings.put(
                "yarn.minicluster.yarn.nodemanager.resource.memory-mb", Integer.toString(MEBIBYTES_OF_CLUSTER / NODES));
        return settings;
    }

    private void ask(int count) {
        for (int i = 0; i < count; i++) {
            int worker = workers.size();
            workers.add(negotiator.ask(Workers.demand("worker " + worker, 1024), processes.starter(worker)));
        }
    }

    private int count(DemandState state) {
        return (int) workers.stream().filter(worker -> worker.state() == state).count();
    }

    /** Brings the workers into their three states, and keeps those that have a container from being started. */
    void split() throws Exception {
        for (int i = 0; i < OTHERS; i++) {
            others.add(negotiator.ask(Workers.demand("other " + i, 3 * 1024), Workers.SLEEP));
        }
        ask(RUNNING);
        for (DemandHandle<GrantedContainer> other : others) {
            other.whenRunning().get(WAIT.toSeconds(), TimeUnit.SECONDS);
        }
        for (int i = 0; i < RUNNING; i++) {
            before.put(
                    i,
                    workers.get(i)
                            .whenRunning()
                            .get(WAIT.toSeconds(), TimeUnit.SECONDS)
                            .id());
        }
        TestCluster.await("processes run", WAIT, () -> processes.running() == RUNNING);
        // Whoever delivers signals delivers those of all; where that one stops, nothing more is started.
        holdSignals();
        ask(GRANTED);
        TestCluster.await("workers have containers", WAIT, () -> count(DemandState.GRANTED) == GRANTED);
        ask(WORKERS - RUNNING - GRANTED);
        long heartbeats = negotiator.figures().heartbeats();
        TestCluster.await(
                "YARN knows what waits", WAIT, () -> negotiator.figures().heartbeats() > heartbeats + 2);
        assertThat(count(DemandState.RUNNING)).isEqualTo(RUNNING);
        assertThat(count(DemandState.GRANTED)).isEqualTo(GRANTED);
        assertThat(count(DemandState.PENDING)).isEqualTo(WORKERS - RUNNING - GRANTED);
    }

    private void holdSignals() throws Exception {
        DemandHandle<GrantedContainer> last = negotiator.ask(Workers.demand("last", 1024), Workers.SLEEP);
        last.whenRunning().get(WAIT.toSeconds(), TimeUnit.SECONDS);
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<?> holding = last.whenEnded().whenComplete((exit, cancellation) -> {
            held.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread holder = new Thread(last::cancel, "holder of signals");
        holder.setDaemon(true);
        holder.start();
        assertThat(held.await(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(holding).isNotDone();
    }

    /** Waits until YARN answers again and all nodes are back. */
    void awaitYarn() throws Exception {
        long heartbeats = negotiator.figures().heartbeats();
        TestCluster.await("YARN answers", WAIT, () -> negotiator.figures().heartbeats() > heartbeats + 2);
        TestCluster.await("nodes are back", WAIT, () -> cluster.nodes() == NODES);
    }

    /** Lets things go on, with room for all. */
    void goOn() {
        gate.countDown();
        others.forEach(DemandHandle::cancel);
    }

    /** Every worker runs, in a container of its own, those that ran in the same; and nothing else does. */
    void assertNothingIsLostDoubledOrLeaked() throws Exception {
        TestCluster.await("workers run", WAIT, () -> count(DemandState.RUNNING) == WORKERS);
        Set<ContainerId> containers = new HashSet<>();
        for (DemandHandle<GrantedContainer> worker : workers) {
            containers.add(worker.granted().orElseThrow().id());
        }
        assertThat(containers).hasSize(WORKERS);
        before.forEach((worker, container) ->
                assertThat(workers.get(worker).granted().orElseThrow().id()).isEqualTo(container));
        TestCluster.await(
                "only the workers hold containers",
                WAIT,
                () -> cluster.liveContainers(negotiation.application().id()) == WORKERS
                        && cluster.runningContainers() == WORKERS);
        TestCluster.await("only the workers run", WAIT, () -> processes.running() == WORKERS);
        for (int worker = 0; worker < WORKERS; worker++) {
            assertThat(processes.running(worker))
                    .as("processes of worker %s", worker)
                    .isOne();
        }
        assertThat(negotiator.figures().held()).isEqualTo(WORKERS);
        assertThat(negotiator.figures().waiting()).isFalse();
        assertThat(events.refusals()).isEmpty();
        assertThat(events.exits())
                .as("ends of those that ran")
                .noneMatch(exit -> before.containsValue(exit.granted().id()));
    }

    @Override
    public void close() {
        gate.countDown();
        negotiation.close();
    }
}
