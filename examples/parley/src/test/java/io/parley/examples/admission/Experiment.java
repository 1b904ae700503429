package io.parley.examples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.examples.admission.CheckedCluster.Ask;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationId;

/** Holds verdicts against what a cluster does. */
final class Experiment {

    /** For how long something that never starts is watched. */
    private static final Duration FOR_EVER = Duration.ofSeconds(60);

    private final CheckedCluster cluster;
    private final Map<ApplicationId, String> stuck = new LinkedHashMap<>();
    private long stuckSince = System.nanoTime();

    Experiment(CheckedCluster cluster) {
        this.cluster = cluster;
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
        stuckSince = System.nanoTime();
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
        ApplicationId id = cluster.submit(ask);
        cluster.awaitStart(id);
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

    /** What the verdict never was given for still waits, for the same reason, when a minute has passed. */
    void nothingHasStarted(int count) throws Exception {
        assertThat(stuck).hasSize(count);
        Thread.sleep(Math.max(0, FOR_EVER.toMillis() - (System.nanoTime() - stuckSince) / 1_000_000));
        for (Map.Entry<ApplicationId, String> waiting : stuck.entrySet()) {
            assertThat(cluster.diagnostics(waiting.getKey()))
                    .startsWith("ACCEPTED")
                    .contains(waiting.getValue());
            assertThat(cluster.isStarted(waiting.getKey())).isFalse();
        }
    }
}
