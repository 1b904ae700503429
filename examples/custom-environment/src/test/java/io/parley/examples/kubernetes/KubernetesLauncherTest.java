package io.parley.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class KubernetesLauncherTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String AS_ASKED = "Its Deployment was deleted as asked.";

    private final KubernetesLauncher launcher = new KubernetesLauncher();
    private final List<LaunchEvent> events = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private FakeCluster cluster = FakeCluster.start();

    @AfterEach
    void stopCluster() throws InterruptedException {
        cluster.close();
    }

    private LaunchRequest.Builder request(Map<String, String> entries) throws Exception {
        Map<String, String> all = new TreeMap<>(entries);
        all.putIfAbsent("kubernetes.config.file", cluster.kubeconfig(directory).toString());
        return ManifestsTest.request("2.3.0", all).startTimeout(LONG);
    }

    private LaunchedProcess launch(Map<String, String> entries) throws Exception {
        return launcher.launch(request(entries).build(), events::add);
    }

    @Test
    void isRegisteredForServiceLoader() {
        assertThat(ServiceLoader.load(ProcessLauncher.class))
                .anyMatch(found -> found instanceof KubernetesLauncher
                        && found.environment().equals("kubernetes"));
    }

    @Test
    void createsWatchesAndDeletes() throws Exception {
        String id;
        try (LaunchedProcess process = launch(Map.of("s3.secret-key", "hidden"))) {
            id = process.id();
            assertThat(id).matches("flink-[0-9a-f]{8}-[0-9a-f]{4}");
            assertThat(cluster.objects())
                    .containsExactlyInAnyOrder("ConfigMap/" + id, "Secret/" + id, "Service/" + id, "Deployment/" + id);
            assertThat(process.grant().memory()).isEqualTo(MemorySize.ofMebibytes(1600));
            assertThat(process.grant().cpus()).isEqualTo(CpuAmount.ofCores(1));
            assertThat(process.grant().host()).contains("node-1");
            assertThat(process.grant().certainty()).isEqualTo(Certainty.KNOWN);
            assertThat(process.fit().plan().totalProcess()).isEqualTo(MemorySize.ofMebibytes(1600));
            assertThat(process.restAddress().orElseThrow()).hasToString("http://" + id + ".default:8081");
            assertThatThrownBy(() -> process.awaitExit(Duration.ofMillis(200))).isInstanceOf(TimeoutException.class);
            ProcessExit exit = process.stop(Duration.ZERO);
            assertThat(exit.reason()).isEqualTo(ExitReason.KILLED);
            assertThat(process.awaitExit(Duration.ZERO)).isEqualTo(exit);
            assertThat(cluster.objects()).isEmpty();
        }
        assertThat(events)
                .extracting(LaunchEvent::phase)
                .containsSubsequence(
                        LaunchEvent.Phase.CONNECT,
                        LaunchEvent.Phase.STAGE,
                        LaunchEvent.Phase.SUBMIT,
                        LaunchEvent.Phase.RUNNING,
                        LaunchEvent.Phase.STOP);
        assertThat(events.toString()).doesNotContain("hidden");
    }

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
        ProcessExit exit = seenByWhoWaitsDuringAStop(() -> cluster.kubelet(FakeCluster.ended(143, "Error")));
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
        closedWhileCancelled(() -> cluster.failLists(5));
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void aListenerThatFailsDoesNotKeepWhatALaunchCreated() throws Exception {
        cluster.kubelet(FakeCluster.waiting("ImagePullBackOff", "Back-off pulling image"));
        LaunchRequest request = request(Map.of()).build();
        LaunchListener failing = event -> {
            if (event.phase() == LaunchEvent.Phase.STOP) {
                throw new IllegalStateException("The listener fails.");
            }
        };
        assertThatThrownBy(() -> launcher.launch(request, failing)).hasMessage("The listener fails.");
        assertThat(cluster.objects()).isEmpty();
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
        cluster.kubelet(FakeCluster.withSidecar(FakeCluster::running));
        cluster.logs("Starting.", "Out of ideas.");
        try (LaunchedProcess process = launch(Map.of())) {
            assertThat(process.grant().memory()).isEqualTo(MemorySize.ofMebibytes(1600));
            assertThatThrownBy(() -> process.awaitExit(Duration.ofMillis(200))).isInstanceOf(TimeoutException.class);
            cluster.kubelet(FakeCluster.withSidecar(FakeCluster.startedAgain(137, "OOMKilled")));
            ProcessExit exit = process.awaitExit(LONG);
            assertThat(exit.status()).hasValue(137);
            assertThat(exit.reason()).isEqualTo(ExitReason.MEMORY_EXCEEDED);
            assertThat(exit.lastLogLines()).containsExactly("Out of ideas.");
        }
    }

    @Test
    void tellsHowItsProcessEnded() throws Exception {
        try (LaunchedProcess process = launch(Map.of())) {
            cluster.kubelet(FakeCluster.ended(137, "OOMKilled"));
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

    private void assertFailure(UnaryOperator<Pod> kubelet, Duration timeout, String... parts) throws Exception {
        cluster.kubelet(kubelet);
        LaunchRequest request = request(Map.of("kubernetes.cluster-id", "flink-a"))
                .startTimeout(timeout)
                .build();
        assertThatThrownBy(() -> launcher.launch(request, LaunchListener.NONE))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageStartingWith("Cannot launch the JobManager flink-a in the namespace default: ")
                .hasMessageContainingAll(parts);
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void anImageThatCannotBeFetchedEndsTheLaunch() throws Exception {
        assertFailure(
                FakeCluster.waiting("ImagePullBackOff", "Back-off pulling image"),
                LONG,
                "Kubernetes cannot start it: ImagePullBackOff: Back-off pulling image. Correct"
                        + " kubernetes.container.image.ref (apache/flink:2.3.0-scala_2.12)");
    }

    @Test
    void aProcessThatDiesAtStartEndsTheLaunch() throws Exception {
        cluster.log("Starting.\nOut of ideas.\n");
        assertFailure(
                FakeCluster.ended(1, "Error"),
                LONG,
                "it ended before it ran. Correct what its log tells. FAILED, exit status 1. Error",
                "\nLast lines of its log:\n  Starting.\n  Out of ideas.");
    }

    @Test
    void aPodThatFindsNoNodeEndsTheLaunchInTime() throws Exception {
        assertFailure(
                FakeCluster::pending,
                Duration.ofSeconds(3),
                "the pod flink-a-0 is Pending (Unschedulable: 0/3 nodes are available: 3 Insufficient memory.), and it"
                        + " is not available within 3000 ms. Raise the time to wait, or make room for 1600 MiB on a"
                        + " node.");
    }

    @Test
    void theContainerThatKeepsAPodFromBeingReadyIsNamed() throws Exception {
        assertFailure(
                FakeCluster.withSidecar(FakeCluster::pending),
                Duration.ofSeconds(3),
                "the pod flink-a-0 is Pending (its container mesh waits: CrashLoopBackOff: back-off; Unschedulable: ");
    }

    @Test
    void timeThatEndsBeforeAllIsCreatedEndsTheLaunch() throws Exception {
        assertFailure(
                FakeCluster::running,
                Duration.ofMillis(1),
                "its objects are not created within 1 ms. Raise the time to wait, or see why the API server is slow.");
    }

    @Test
    void aPodThatGotLessThanThePlanEndsTheLaunch() throws Exception {
        assertFailure(
                FakeCluster::shrunk,
                LONG,
                "its container may use 1024 MiB (1073741824 bytes), less than the 1600 MiB (1677721600 bytes) of its"
                        + " plan (resources.limits.memory of the pod). Remove the LimitRange or the webhook");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | does not know who asks. Log in again, or correct the kubeconfig.",
                "403 | forbids it. Grant the account of the kubeconfig get, list, watch, create and delete on it in the namespace default.",
                "404 | there is nothing of that name. Create the namespace default, or set kubernetes.namespace.",
                "409 | there is one already, which is left as it is. Set kubernetes.cluster-id to another name than flink-a, or delete it.",
                "422 | the API server answers HTTP 422."
            })
    void whatIsRefusedIsNamedAndTheRestIsDeleted(int code, String why) throws Exception {
        cluster.refuse("deployments", code);
        assertThatThrownBy(() -> launch(Map.of("kubernetes.cluster-id", "flink-a")))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageStartingWith("Cannot create the Deployment flink-a in the namespace default: ")
                .hasMessageContaining(why)
                .hasMessageContaining("It says: the server's own words");
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void aDeploymentThatSomebodyDeletesEndsTheLaunch() throws Exception {
        cluster.kubelet(FakeCluster::pending);
        LaunchRequest request =
                request(Map.of("kubernetes.cluster-id", "flink-a")).build();
        LaunchListener deleting = event -> {
            if (event.phase() == LaunchEvent.Phase.WAIT) {
                cluster.client()
                        .apps()
                        .deployments()
                        .inNamespace(FakeCluster.NAMESPACE)
                        .withName("flink-a")
                        .delete();
            }
        };
        assertThatThrownBy(() -> launcher.launch(request, deleting))
                .hasMessage("Cannot launch the JobManager flink-a in the namespace default: its Deployment was deleted"
                        + " by somebody else. Launch it again.");
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
        assertThat(process.awaitExit(Duration.ZERO).diagnostics()).isEqualTo(AS_ASKED);
        process.close();
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void aFileThatIsNoKubeconfigIsNamedAndNotQuoted() throws Exception {
        Path file = Files.writeString(directory.resolve("broken"), "token: {hidden");
        assertThatThrownBy(() -> launch(Map.of("kubernetes.config.file", file.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use kubernetes.config.file (set by the program): " + file
                        + " is no kubeconfig. Correct it.")
                .hasNoCause();
    }

    @Test
    void aJobManagerNeedsItsRestPort() throws Exception {
        LaunchRequest request = request(Map.of()).build();
        ProcessRequirements requirements = ProcessRequirements.of(
                        request.requirements().plan())
                .port(new PortRequirement("metrics", OptionalInt.of(9249)))
                .build();
        LaunchRequest portless = LaunchRequest.of(requirements, request.configuration(), request.distribution())
                .build();
        assertThatThrownBy(() -> launcher.preview(portless))
                .hasMessage("Cannot launch a JobManager without a port named rest: nothing would tell that it runs."
                        + " Add the port.");
    }

    @Test
    void whatTheServerCreatedWithoutSayingSoIsDeletedToo() throws Exception {
        cluster.loseAnswer("services");
        assertThatThrownBy(() -> launch(Map.of())).isInstanceOf(LaunchFailedException.class);
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void whatIsThereAlreadyStays() throws Exception {
        cluster.client()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("flink-a")
                        .withNamespace(FakeCluster.NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        assertThatThrownBy(() -> launch(Map.of("kubernetes.cluster-id", "flink-a")))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessage("Cannot launch the JobManager flink-a in the namespace default: there is a Service of that"
                        + " name already, which is left as it is. Set kubernetes.cluster-id to another name, or delete"
                        + " what is there.");
        assertThat(cluster.objects()).containsExactly("Service/flink-a");
    }

    @Test
    void aCancelledLaunchLeavesNothing() throws Exception {
        cluster.kubelet(FakeCluster::pending);
        LaunchRequest request = request(Map.of()).build();
        AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("nothing thrown"));
        Thread thread = new Thread(() -> {
            try {
                launcher.launch(request, events::add);
            } catch (InterruptedException | RuntimeException e) {
                thrown.set(e);
            }
        });
        thread.start();
        while (events.stream().noneMatch(event -> event.phase() == LaunchEvent.Phase.WAIT)) {
            Thread.sleep(20);
        }
        thread.interrupt();
        thread.join(20_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(cluster.objects()).isEmpty();
    }

    @Test
    void aClusterThatIsNotThereIsNamed() throws Exception {
        LaunchRequest request = request(Map.of()).build();
        cluster.close();
        assertThatThrownBy(() -> launcher.launch(request, LaunchListener.NONE))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining("cannot be reached within 10 s a call. Correct the cluster in the kubeconfig"
                        + " (KUBECONFIG or kubernetes.config.file), or start it.");
        cluster = FakeCluster.start();
    }

    @Test
    void aKubeconfigThatIsNoneIsNamed() throws Exception {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> launch(Map.of("kubernetes.config.file", missing.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use kubernetes.config.file (set by the program): " + missing
                        + " is no readable file. Name a kubeconfig, or remove the key to have it found.");
    }

    @Test
    void aPreviewTalksToNothing() throws Exception {
        LaunchRequest request =
                request(Map.of("kubernetes.config.file", "/nowhere")).build();
        assertThat(launcher.preview(request))
                .startsWith("# kubernetes.cluster-id is not set: a launch makes up a name.\n# What is secret is shown")
                .contains("kind: \"Deployment\"");
        assertThat(cluster.objects()).isEmpty();
    }
}
