package io.parley.examples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.examples.admission.CheckedCluster.Ask;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationId;

/** Holds verdicts against what a cluster does. */
final class Experiment {

    private final CheckedCluster cluster;
    private final Map<ApplicationId, String> stuck = new LinkedHashMap<>();
    private final Patience patience;

    Experiment(CheckedCluster cluster, Patience patience) {
        this.cluster = cluster;
        this.patience = patience;
    }

    /** The verdict is never, and the first reason says why and has a cure. */
    void never(Ask ask, String reason) throws Exception {
        Verdict verdict = cluster.live(ask);
        assertThat(verdict.outcome()).as(verdict.explain()).isEqualTo(Outcome.NEVER);
        assertThat(verdict.reasons().get(0).explain()).contains(reason);
        assertThat(verdict.reasons().get(0).cure()).isPresent();
    }

    /** The same, also without the ResourceManager, and the cluster refuses it. */
    void rejected(Ask ask, String reason, String diagnostics) throws Exception {
        never(ask, reason);
        assertThat(cluster.rejection(ask)).as(ask.toString()).contains(diagnostics);
        assertThat(cluster.offline(ask).outcome()).as("offline").isEqualTo(Outcome.NEVER);
        assertThat(cluster.offline(ask).reasons().get(0).statement())
                .as("offline")
                .isEqualTo(cluster.live(ask).reasons().get(0).statement());
    }

    /** The same, and the cluster lets it wait; see {@link #nothingHasStarted(int)}. */
    void waitsForEver(Ask ask, String reason, String diagnostics) throws Exception {
        never(ask, reason);
        ApplicationId id = cluster.submit(ask);
        cluster.awaitDiagnostics(id, diagnostics);
        stuck.put(id, diagnostics);
        patience.begin();
    }

    /** The verdict is admit, also without the ResourceManager, and the cluster starts it. */
    void admitted(Ask ask) throws Exception {
        // A node tells only with its next report that the container before has ended.
        Verdict verdict = CheckedCluster.await("an answer to " + ask + " that does not wait", () -> {
            Verdict answer = cluster.live(ask);
            return answer.outcome() == Outcome.WAIT ? null : answer;
        });
        assertThat(verdict.outcome()).as(verdict.explain()).isEqualTo(Outcome.ADMIT);
        assertThat(cluster.offline(ask).outcome()).as("offline").isEqualTo(Outcome.ADMIT);
        long submitted = System.nanoTime();
        ApplicationId id = cluster.submit(ask);
        cluster.awaitStart(id);
        patience.started(submitted);
        cluster.end(id);
    }

    /** The verdict is wait, and the first reason says why; gives the application that was submitted nevertheless. */
    ApplicationId waits(Ask ask, String reason) throws Exception {
        Verdict verdict = cluster.live(ask);
        assertThat(verdict.outcome()).as(verdict.explain()).isEqualTo(Outcome.WAIT);
        assertThat(verdict.reasons().get(0).explain()).contains(reason);
        return cluster.submit(ask);
    }

    /** Ends what waits. */
    void end() throws Exception {
        for (ApplicationId id : stuck.keySet()) {
            cluster.end(id);
        }
        stuck.clear();
    }

    /** What the verdict never was given for still waits, for the same reason, when {@link Patience} is at its end. */
    void nothingHasStarted(int count) throws Exception {
        assertThat(stuck).hasSize(count);
        patience.end();
        for (Map.Entry<ApplicationId, String> waiting : stuck.entrySet()) {
            assertThat(cluster.diagnostics(waiting.getKey()))
                    .startsWith("ACCEPTED")
                    .contains(waiting.getValue());
            assertThat(cluster.isStarted(waiting.getKey())).isFalse();
        }
    }
}
