package io.parley.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a JobManager that was launched, whoever ends it. */
@Timeout(60)
class KubernetesProcessTest extends LaunchesOnFakeCluster {

    private static final String AS_ASKED = "Its Deployment was deleted as asked.";

    /** Stops a process while another waits for its end, who sees what a stop brings about before that is through. */
    private ProcessExit seenByWhoWaitsDuringAStop(Runnable effect) throws Exception {
        CompletableFuture<ProcessExit> seen = new CompletableFuture<>();
        LaunchListener onStop = event -> {
            if (event.phase() == LaunchEvent.Phase.STOP) {
                effect.run();
                seen.orTimeout(20, TimeUnit.SECONDS).join();
            }
        };
        LaunchRequest request =
                request(Map.of("kubernetes.cluster-id", "flink-a")).build();
        try (LaunchedProcess process = launcher.launch(request, onStop)) {
            new Thread(() -> {
                        try {
                            seen.complete(process.awaitExit(LONG));
                        } catch (TimeoutException | InterruptedException e) {
                            seen.completeExceptionally(e);
                        }
                    })
                    .start();
            ProcessExit exit = process.stop(Duration.ZERO);
            assertThat(seen).isCompletedWithValue(exit);
            return exit;
        }
    }

    @Test
    void whoWaitsDuringAStopDoesNotTakeItForAFailure() throws Exception {
        ProcessExit exit = seenByWhoWaitsDuringAStop(() -> cluster.kubelet(FakePods.ended(143, "Error")));
        assertThat(exit.reason()).isEqualTo(ExitReason.KILLED);
        assertThat(exit.diagnostics()).isEqualTo(AS_ASKED);
    }

    @Test
    void whoWaitsDuringAStopDoesNotTakeItForSomebodyElses() throws Exception {
        ProcessExit exit = seenByWhoWaitsDuringAStop(() -> cluster.client()
                .apps()
                .deployments()
                .inNamespace(FakeCluster.NAMESPACE)
                .withName("flink-a")
                .delete());
        assertThat(exit.diagnostics()).isEqualTo(AS_ASKED);
    }

    private LaunchedProcess closedWhileCancelled(Runnable meanwhile) throws Exception {
        LaunchedProcess process = launch(Map.of("kubernetes.cluster-id", "flink-a"));
        Thread closing = Thread.currentThread();
        cluster.onNextList(() -> {
            meanwhile.run();
            closing.interrupt();
        });
        process.close();
        assertThat(Thread.interrupted()).isTrue();
        return process;
    }

    @Test
    void whoIsCancelledWhileItClosesGivesNoGrace() throws Exception {
        closedWhileCancelled(() -> {});
        assertThat(cluster.objects()).isEmpty();
        assertThat(cluster.deletions()).startsWith(new FakeCluster.Deletion("Pod", 1L));
    }

    @Test
    void whatIsLeftOfACancelledCloseIsNoFailure() throws Exception {
        List<LogRecord> told = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger(CreatedObjects.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                told.add(message);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        try {
            LaunchedProcess process = closedWhileCancelled(() -> cluster.failLists(5));
            assertThat(process.awaitExit(Duration.ZERO).diagnostics()).isEqualTo(AS_ASKED);
        } finally {
            log.removeHandler(handler);
        }
        assertThat(cluster.objects()).isEmpty();
        assertThat(told).singleElement().satisfies(message -> {
            assertThat(message.getLevel()).isEqualTo(Level.WARNING);
            assertThat(message.getMessage())
                    .startsWith(
                            "Objects of flink-a may be left: Cannot list the pods of flink-a in the namespace default")
                    .endsWith(" Look with: kubectl get deployment,service,configmap,secret,pod --namespace default"
                            + " --selector app=flink-a");
        });
    }

    @Test
    void closingAfterACancelDeletesEverythingToo() throws Exception {
        LaunchedProcess process = launch(Map.of());
        Thread.currentThread().interrupt();
        process.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void whatIsDetachedRunsOn() throws Exception {
        LaunchedProcess process = launch(Map.of("kubernetes.cluster-id", "stays"));
        process.detach();
        process.close();
        assertThat(cluster.objects()).containsExactlyInAnyOrder("ConfigMap/stays", "Service/stays", "Deployment/stays");
    }

    @Test
    void podsHaveTheGraceOfTheCallerAndAreDeletedFirst() throws Exception {
        try (LaunchedProcess process = launch(Map.of())) {
            process.stop(Duration.ofMillis(6_001));
        }
        assertThat(cluster.deletions())
                .startsWith(new FakeCluster.Deletion("Pod", 7L))
                .contains(
                        new FakeCluster.Deletion("Deployment", null),
                        new FakeCluster.Deletion("Service", null),
                        new FakeCluster.Deletion("ConfigMap", null));
    }

    @Test
    void noPodIsForgottenBeforeItsNodeEndedIt() throws Exception {
        try (LaunchedProcess process = launch(Map.of())) {
            process.stop(Duration.ZERO);
        }
        assertThat(cluster.deletions()).startsWith(new FakeCluster.Deletion("Pod", 1L));
    }

    @Test
    void whatCameUnderItsNameAfterItStays() throws Exception {
        LaunchedProcess process = launch(Map.of("kubernetes.cluster-id", "flink-a"));
        NamespacedKubernetesClient client = cluster.client().inNamespace(FakeCluster.NAMESPACE);
        client.configMaps().withName("flink-a").delete();
        client.apps().deployments().withName("flink-a").delete();
        ManifestsTest.launch(Map.of()).objects().objects().stream()
                .filter(object -> !object.getKind().equals("Service"))
                .forEach(object -> client.resource(object).create());
        ProcessExit exit = process.awaitExit(LONG);
        assertThat(exit.diagnostics()).isEqualTo("Its Deployment was deleted by somebody else.");
        process.close();
        assertThat(cluster.objects()).containsExactlyInAnyOrder("ConfigMap/flink-a", "Deployment/flink-a");
        assertThat(cluster.deletions())
                .extracting(FakeCluster.Deletion::kind)
                .contains("Service")
                .doesNotContain("ConfigMap", "Deployment");
    }

    @Test
    void podsThatCannotBeListedDoNotKeepTheRestFromBeingDeleted() throws Exception {
        LaunchedProcess process = launch(Map.of("kubernetes.cluster-id", "flink-a"));
        cluster.failLists(3);
        assertThatThrownBy(() -> process.stop(Duration.ZERO))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining("Cannot list the pods of flink-a in the namespace default: ");
        assertThat(cluster.objects()).isEmpty();
        assertThat(process.awaitExit(Duration.ZERO).diagnostics()).isEqualTo(AS_ASKED);
        process.close();
    }

    @Test
    void whoCannotTellHowItWasDeletesItAllTheSameAndSaysSo() throws Exception {
        try (LaunchedProcess process = launch(Map.of("kubernetes.cluster-id", "flink-a"))) {
            cluster.failLists(1);
            ProcessExit exit = process.stop(Duration.ZERO);
            assertThat(exit.reason()).isEqualTo(ExitReason.KILLED);
            assertThat(exit.diagnostics())
                    .startsWith("Its Deployment was deleted as asked. Whether it had ended before is not known:"
                            + " Cannot list the pods of flink-a in the namespace default: ");
        }
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void aContainerThatSomebodyPutBesideFlinkIsNotTakenForIt() throws Exception {
        cluster.kubelet(FakePods.withSidecar(FakePods::running));
        cluster.logs("Starting.", "Out of ideas.");
        try (LaunchedProcess process = launch(Map.of())) {
            assertThat(process.grant().memory()).isEqualTo(MemorySize.ofMebibytes(1600));
            assertThatThrownBy(() -> process.awaitExit(Duration.ofMillis(200))).isInstanceOf(TimeoutException.class);
            cluster.kubelet(FakePods.withSidecar(FakePods.startedAgain(137, "OOMKilled")));
            ProcessExit exit = process.awaitExit(LONG);
            assertThat(exit.status()).hasValue(137);
            assertThat(exit.reason()).isEqualTo(ExitReason.MEMORY_EXCEEDED);
            assertThat(exit.lastLogLines()).containsExactly("Out of ideas.");
        }
    }

    @Test
    void tellsHowItsProcessEnded() throws Exception {
        try (LaunchedProcess process = launch(Map.of())) {
            cluster.kubelet(FakePods.ended(137, "OOMKilled"));
            ProcessExit exit = process.awaitExit(LONG);
            assertThat(exit.reason()).isEqualTo(ExitReason.MEMORY_EXCEEDED);
            assertThat(exit.status()).hasValue(137);
        }
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void tellsThatSomebodyElseDeletedIt() throws Exception {
        try (LaunchedProcess process = launch(Map.of())) {
            cluster.client()
                    .apps()
                    .deployments()
                    .inNamespace(FakeCluster.NAMESPACE)
                    .withName(process.id())
                    .delete();
            ProcessExit exit = process.awaitExit(LONG);
            assertThat(exit.reason()).isEqualTo(ExitReason.KILLED);
            assertThat(exit.diagnostics()).isEqualTo("Its Deployment was deleted by somebody else.");
        }
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void aPodThatDoesNotEndIsNamed() throws Exception {
        LaunchedProcess process = launch(Map.of("kubernetes.cluster-id", "flink-a"));
        cluster.keepPods();
        assertThatThrownBy(() -> process.stop(Duration.ZERO))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessage("Cannot end flink-a: the pod flink-a-0 is Running still, 10000 ms after its Deployment was"
                        + " deleted. Delete the pod by force.");
        // How it ended is known since before that wait, so closing does not wait for the pod again.
        process.close();
        assertThat(process.awaitExit(Duration.ZERO).diagnostics()).isEqualTo(AS_ASKED);
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void aListenerThatFailsDoesNotKeepAProcess() throws Exception {
        LaunchListener failing = event -> {
            if (event.phase() == LaunchEvent.Phase.STOP) {
                throw new IllegalStateException("The listener fails.");
            }
        };
        LaunchedProcess process = launcher.launch(request(Map.of()).build(), failing);
        assertThatThrownBy(process::close).hasMessage("The listener fails.");
        assertThat(cluster.objects()).isEmpty();
    }
}
