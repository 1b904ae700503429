package io.parley.examples.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.negotiation.GrantedContainer;
import io.parley.yarn.negotiation.UnmanagedApplication;
import io.parley.yarn.negotiation.YarnNegotiator;
import io.parley.yarn.negotiation.YarnNegotiatorOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Holds verdicts about TaskManagers against what a cluster grants to an application master that asks for them. */
final class WorkerExperiment implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int HEARTBEATS = 100;
    private static final YarnNegotiatorOptions OPTIONS = YarnNegotiatorOptions.DEFAULT.withHeartbeat(
            new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(100), Duration.ofMillis(500)));

    private final CheckedCluster cluster;
    private final List<Runnable> open = new ArrayList<>();
    private final Map<DemandHandle<GrantedContainer>, YarnNegotiator> stuck = new LinkedHashMap<>();
    private final Patience patience;

    WorkerExperiment(CheckedCluster cluster, Patience patience) {
        this.cluster = cluster;
        this.patience = patience;
    }

    private YarnNegotiator negotiator(String queue) throws Exception {
        UnmanagedApplication application = cluster.unmanaged(queue);
        open.add(application::close);
        YarnNegotiator negotiator = application.negotiate(OPTIONS, new NegotiationListener<>() {});
        open.add(negotiator::close);
        return negotiator;
    }

    /** The verdict is admit, and the cluster grants a container that is no smaller. */
    void admitted(String queue, Map<String, String> keys) throws Exception {
        Verdict verdict = CheckedCluster.await("an answer to " + keys + " that does not wait", () -> {
            Verdict answer = cluster.liveTaskManager(keys);
            return answer.outcome() == Outcome.WAIT ? null : answer;
        });
        assertThat(verdict.outcome()).as(verdict.explain()).isEqualTo(Outcome.ADMIT);
        Demand demand = cluster.taskManager(keys);
        YarnNegotiator negotiator = negotiator(queue);
        long asked = System.nanoTime();
        GrantedContainer granted = negotiator.ask(demand).whenGranted().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        patience.started(asked);
        MemorySize planned = demand.requirements().plan().totalProcess();
        assertThat(granted.grant().memory()).isGreaterThanOrEqualTo(planned);
        negotiator.close();
    }

    private void never(Map<String, String> keys, String reason) {
        Verdict verdict = cluster.liveTaskManager(keys);
        assertThat(verdict.outcome()).as(verdict.explain()).isEqualTo(Outcome.NEVER);
        assertThat(verdict.reasons().get(0).explain()).contains(reason);
    }

    /** The verdict is never, and the cluster refuses it; what its limits tell is enough for that. */
    void refused(String queue, Map<String, String> keys, String reason, String message) throws Exception {
        never(keys, reason);
        DemandHandle<GrantedContainer> handle = negotiator(queue).ask(cluster.taskManager(keys));
        assertThatThrownBy(() -> handle.whenGranted().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining(message);
        assertThat(handle.state()).isEqualTo(DemandState.REFUSED);
    }

    /** The verdict is never, and the cluster lets it wait; see {@link #nothingIsGranted(int)}. */
    void waitsForEver(String queue, Map<String, String> keys, String reason) throws Exception {
        never(keys, reason);
        YarnNegotiator negotiator = negotiator(queue);
        stuck.put(negotiator.ask(cluster.taskManager(keys)), negotiator);
        patience.begin();
    }

    /**
     * What the verdict never was given for still waits when {@link Patience} is at its end and its master has asked in
     * a hundred heartbeats what it was granted.
     */
    void nothingIsGranted(int count) throws Exception {
        assertThat(stuck).hasSize(count);
        patience.end();
        for (Map.Entry<DemandHandle<GrantedContainer>, YarnNegotiator> waiting : stuck.entrySet()) {
            DemandHandle<GrantedContainer> demand = waiting.getKey();
            CheckedCluster.await(
                    "a hundred heartbeats",
                    () -> waiting.getValue().figures().heartbeats() > HEARTBEATS ? demand : null);
            assertThat(demand.state()).as(demand.toString()).isEqualTo(DemandState.PENDING);
        }
    }

    @Override
    public void close() {
        for (int last = open.size() - 1; last >= 0; last--) {
            open.get(last).run();
        }
    }
}
