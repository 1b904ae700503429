package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** fabric8's own API server on loopback, and what a cluster does behind it: pods come and go with their Deployment. */
final class FakeCluster {

    static final String NAMESPACE = "default";

    private volatile Refusal refused = new Refusal("nothing", 0);
    private volatile String lostAnswer = "nothing";
    private volatile Logs logs = new Logs("", "");
    private volatile boolean keepsPods;
    private final AtomicInteger failingLists = new AtomicInteger();
    private final AtomicReference<Runnable> onNextList = new AtomicReference<>(() -> {});
    private final List<Deletion> deletions = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<Pod> kubelet = FakeCluster::running;
    private final KubernetesMockServer server;
    private final NamespacedKubernetesClient client;
    private final Thread controller = new Thread(this::control, "controller");

    private FakeCluster() {
        this.server =
                new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Refusing(), false);
        server.init(InetAddress.getLoopbackAddress(), 0);
        this.client = server.createClient();
    }

    /** Starts one whose pods run. */
    static FakeCluster start() {
        FakeCluster cluster = new FakeCluster();
        cluster.controller.start();
        return cluster;
    }

    /** Refuses to create one kind of objects, as a server does for who may not, tells logs, and minds conditions. */
    private final class Refusing extends KubernetesCrudDispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (request.getPath().matches(".*/pods/[^/]+/log([?].*)?")) {
                return logs.answer(request.getPath());
            }
            if (request.getMethod().equals("DELETE")) {
                return delete(request.getPath(), request.getUtf8Body());
            }
            if (request.getPath().matches(".*/pods[?].*labelSelector=.*launch.*")
                    && !request.getPath().contains("watch=")) {
                onNextList.getAndSet(() -> {}).run();
                if (failingLists.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    return status(422);
                }
            }
            if (request.getMethod().equals("POST") && request.getPath().endsWith("/" + lostAnswer)) {
                super.dispatch(request);
            }
            return request.getMethod().equals("POST") && request.getPath().endsWith("/" + refused.kind)
                    ? status(refused.code)
                    : super.dispatch(request);
        }

        /** Deletes what has the UID of the condition, where there is one. */
        private MockResponse delete(String path, String body) {
            DeleteOptions options = Serialization.unmarshal(body, DeleteOptions.class);
            MockResponse found = handleGet(path);
            if (found.code() == HttpURLConnection.HTTP_OK && options != null && options.getPreconditions() != null) {
                HasMetadata object =
                        Serialization.unmarshal(found.getBody().readUtf8(), GenericKubernetesResource.class);
                if (!object.getMetadata()
                        .getUid()
                        .equals(options.getPreconditions().getUid())) {
                    return status(HttpURLConnection.HTTP_CONFLICT);
                }
                deletions.add(new Deletion(object.getKind(), options.getGracePeriodSeconds()));
                if (keepsPods && object.getKind().equals("Pod")) {
                    return found;
                }
            }
            return handleDelete(path);
        }

        private MockResponse status(int code) {
            return new MockResponse()
                    .setResponseCode(code)
                    .setBody("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":" + code
                            + ",\"message\":\"the server's own words\"}");
        }
    }

    /**
     * What somebody deleted under the condition of its UID, and the seconds that it was given; null where none were.
     */
    record Deletion(String kind, @Nullable Long grace) {}

    /** What is refused, and with which code of HTTP. */
    private record Refusal(String kind, int code) {}

    /** What every container says, and what it said before it was started again; empty if it was not. */
    private record Logs(String now, String before) {

        /** A pod of several containers has no log of its own. */
        MockResponse answer(String path) {
            boolean isOfBefore = path.contains("previous=true");
            return !path.contains("container=flink-jobmanager") || (isOfBefore && before.isEmpty())
                    ? new MockResponse().setResponseCode(400)
                    : new MockResponse().setResponseCode(200).setBody(isOfBefore ? before : now);
        }
    }

    /** Sets what every container says. */
    void log(String text) {
        logs = new Logs(text, "");
    }

    /** Sets what every container says, and what it said before it was started again. */
    void logs(String now, String before) {
        logs = new Logs(now, before);
    }

    void refuse(String kind, int code) {
        refused = new Refusal(kind, code);
    }

    /** Creates objects of one kind and answers with a failure. */
    void loseAnswer(String kind) {
        lostAnswer = kind;
        refuse(kind, 422);
    }

    /** Lets the next lists of a launch's pods fail. */
    void failLists(int count) {
        failingLists.set(count);
    }

    /** Does something while a launch waits for the next list of its pods. */
    void onNextList(Runnable effect) {
        onNextList.set(effect);
    }

    /** Gives what was deleted under the condition of its UID, the first first. */
    List<Deletion> deletions() {
        return List.copyOf(deletions);
    }

    /** Lets pods outlive their Deployment and their own deletion from now on. */
    void keepPods() {
        keepsPods = true;
    }

    /** Sets what becomes of pods from now on. */
    void kubelet(UnaryOperator<Pod> next) {
        kubelet = next;
    }

    NamespacedKubernetesClient client() {
        return client;
    }

    /** Writes a kubeconfig that leads here. */
    Path kubeconfig(Path directory) throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: test, user: {}}]
                contexts: [{name: test, context: {cluster: test, user: test, namespace: elsewhere}}]
                """.formatted(server.getPort()));
    }

    /** Gives every object of the namespace that a launch may leave. */
    List<String> objects() {
        List<HasMetadata> found = new ArrayList<>();
        found.addAll(client.configMaps().inNamespace(NAMESPACE).list().getItems());
        found.addAll(client.secrets().inNamespace(NAMESPACE).list().getItems());
        found.addAll(client.services().inNamespace(NAMESPACE).list().getItems());
        found.addAll(client.apps().deployments().inNamespace(NAMESPACE).list().getItems());
        return found.stream()
                .map(object -> object.getKind() + "/" + object.getMetadata().getName())
                .toList();
    }

    private void control() {
        try {
            while (true) {
                reconcile();
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            // The end of the test.
        } catch (RuntimeException e) {
            if (!controller.isInterrupted()) {
                throw e;
            }
        }
    }

    private void reconcile() {
        List<Deployment> deployments =
                client.apps().deployments().inNamespace(NAMESPACE).list().getItems();
        for (Deployment deployment : deployments) {
            try {
                runPod(deployment);
            } catch (KubernetesClientException e) {
                // It was deleted since it was listed; its pod goes the next time.
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    throw e;
                }
            }
        }
        List<Pod> pods = client.pods().inNamespace(NAMESPACE).list().getItems();
        for (Pod pod : pods) {
            if (!keepsPods && deployments.stream().noneMatch(deployment -> isOf(deployment, pod))) {
                client.resource(pod).delete();
            }
        }
    }

    private static boolean isOf(Deployment deployment, Pod pod) {
        return pod.getMetadata().getName().startsWith(deployment.getMetadata().getName() + "-");
    }

    private void runPod(Deployment deployment) {
        String name = deployment.getMetadata().getName() + "-0";
        if (client.pods().inNamespace(NAMESPACE).withName(name).get() == null) {
            Pod pod = new PodBuilder()
                    .withNewMetadataLike(deployment.getSpec().getTemplate().getMetadata())
                    .withName(name)
                    .withNamespace(NAMESPACE)
                    .endMetadata()
                    .withSpec(deployment.getSpec().getTemplate().getSpec())
                    .withStatus(new PodStatusBuilder().withPhase("Pending").build())
                    .build();
            client.resource(pod).create();
        }
        Pod before = client.pods().inNamespace(NAMESPACE).withName(name).get();
        Pod after = kubelet.apply(new PodBuilder(before).build());
        if (!after.equals(before)) {
            client.resource(after).update();
            client.resource(after).updateStatus();
        }
        boolean isReady =
                after.getStatus() != null && "Running".equals(after.getStatus().getPhase());
        int available = isReady ? 1 : 0;
        if (deployment.getStatus() == null
                || !Integer.valueOf(available).equals(deployment.getStatus().getAvailableReplicas())) {
            client.resource(new DeploymentBuilder(deployment)
                            .withNewStatus()
                            .withAvailableReplicas(available)
                            .endStatus()
                            .build())
                    .updateStatus();
        }
    }

    /** The pod runs on a node. */
    static Pod running(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .withNodeName("node-1")
                .endSpec()
                .withStatus(new PodStatusBuilder().withPhase("Running").build())
                .build();
    }

    /** The pod stays where it is. */
    static Pod pending(Pod pod) {
        return new PodBuilder(pod)
                .withStatus(new PodStatusBuilder()
                        .withPhase("Pending")
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage("0/3 nodes are available: 3 Insufficient memory.")
                        .endCondition()
                        .build())
                .build();
    }

    /** The pod's container waits for a reason. */
    static UnaryOperator<Pod> waiting(String reason, String message) {
        return withStatus(
                "Pending",
                new ContainerStatusBuilder()
                        .withName("flink-jobmanager")
                        .withNewState()
                        .withNewWaiting(message, reason)
                        .endState()
                        .build());
    }

    /** The pod's container ended. */
    static UnaryOperator<Pod> ended(int status, String reason) {
        return withStatus(
                "Pending",
                new ContainerStatusBuilder()
                        .withName("flink-jobmanager")
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(status)
                        .withReason(reason)
                        .endTerminated()
                        .endState()
                        .build());
    }

    /** The pod's container ended, and the kubelet started it again. */
    static UnaryOperator<Pod> startedAgain(int status, String reason) {
        return withStatus(
                "Running",
                new ContainerStatusBuilder()
                        .withName("flink-jobmanager")
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .withNewLastState()
                        .withNewTerminated()
                        .withExitCode(status)
                        .withReason(reason)
                        .endTerminated()
                        .endLastState()
                        .build());
    }

    private static UnaryOperator<Pod> withStatus(String phase, ContainerStatus status) {
        return pod -> new PodBuilder(pod)
                .withStatus(new PodStatusBuilder()
                        .withPhase(phase)
                        .withContainerStatuses(status)
                        .build())
                .build();
    }

    /** Somebody put a container beside Flink's, and first, which ended well and is started again and again. */
    static UnaryOperator<Pod> withSidecar(UnaryOperator<Pod> kubelet) {
        return pod -> {
            PodBuilder changed = new PodBuilder(kubelet.apply(pod));
            if (!changed.buildSpec().getContainers().get(0).getName().equals("mesh")) {
                changed.editSpec()
                        .addToContainers(
                                0,
                                new ContainerBuilder()
                                        .withName("mesh")
                                        .withNewResources()
                                        .addToLimits("memory", new Quantity("64Mi"))
                                        .endResources()
                                        .build())
                        .endSpec();
            }
            return changed.editStatus()
                    .addToContainerStatuses(
                            0,
                            new ContainerStatusBuilder()
                                    .withName("mesh")
                                    .withNewState()
                                    .withNewWaiting("back-off", "CrashLoopBackOff")
                                    .endState()
                                    .withNewLastState()
                                    .withNewTerminated()
                                    .withExitCode(0)
                                    .endTerminated()
                                    .endLastState()
                                    .build())
                    .endStatus()
                    .build();
        };
    }

    /** The pod runs with less memory than was asked for. */
    static Pod shrunk(Pod pod) {
        Pod running = running(pod);
        running.getSpec().getContainers().get(0).getResources().setLimits(Map.of("memory", new Quantity("1Gi")));
        return running;
    }

    void close() throws InterruptedException {
        controller.interrupt();
        controller.join(10_000);
        client.close();
        server.destroy();
    }
}
