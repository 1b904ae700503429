package io.parley.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
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
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a launch brings about, and why it does not. */
@Timeout(60)
class KubernetesLauncherTest extends LaunchesOnFakeCluster {

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

    @Test
    void aListenerThatFailsDoesNotKeepWhatALaunchCreated() throws Exception {
        cluster.kubelet(FakePods.waiting("ImagePullBackOff", "Back-off pulling image"));
        LaunchRequest request = request(Map.of()).build();
        LaunchListener failing = event -> {
            if (event.phase() == LaunchEvent.Phase.STOP) {
                throw new IllegalStateException("The listener fails.");
            }
        };
        assertThatThrownBy(() -> launcher.launch(request, failing)).hasMessage("The listener fails.");
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
                FakePods.waiting("ImagePullBackOff", "Back-off pulling image"),
                LONG,
                "Kubernetes cannot start it: ImagePullBackOff: Back-off pulling image. Correct"
                        + " kubernetes.container.image.ref (apache/flink:2.3.0-scala_2.12)");
    }

    @Test
    void aProcessThatDiesAtStartEndsTheLaunch() throws Exception {
        cluster.log("Starting.\nOut of ideas.\n");
        assertFailure(
                FakePods.ended(1, "Error"),
                LONG,
                "it ended before it ran. Correct what its log tells. FAILED, exit status 1. Error",
                "\nLast lines of its log:\n  Starting.\n  Out of ideas.");
    }

    @Test
    void aPodThatFindsNoNodeEndsTheLaunchInTime() throws Exception {
        assertFailure(
                FakePods::pending,
                Duration.ofSeconds(3),
                "the pod flink-a-0 is Pending (Unschedulable: 0/3 nodes are available: 3 Insufficient memory.), and it"
                        + " is not available within 3000 ms. Raise the time to wait, or make room for 1600 MiB on a"
                        + " node.");
    }

    @Test
    void theContainerThatKeepsAPodFromBeingReadyIsNamed() throws Exception {
        assertFailure(
                FakePods.withSidecar(FakePods::pending),
                Duration.ofSeconds(3),
                "the pod flink-a-0 is Pending (its container mesh waits: CrashLoopBackOff: back-off; Unschedulable: ");
    }

    @Test
    void timeThatEndsBeforeAllIsCreatedEndsTheLaunch() throws Exception {
        assertFailure(
                FakePods::running,
                Duration.ofMillis(1),
                "its objects are not created within 1 ms. Raise the time to wait, or see why the API server is slow.");
    }

    @Test
    void aPodThatGotLessThanThePlanEndsTheLaunch() throws Exception {
        assertFailure(
                FakePods::shrunk,
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
        cluster.kubelet(FakePods::pending);
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
        cluster.kubelet(FakePods::pending);
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
