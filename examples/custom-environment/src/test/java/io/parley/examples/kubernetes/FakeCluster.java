package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
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
import java.util.function.UnaryOperator;

/** fabric8's own API server on loopback, and what a cluster does behind it: pods come and go with their Deployment. */
final class FakeCluster {

    static final String NAMESPACE = "default";

    private volatile Refusal refused = new Refusal("nothing", 0);
    private volatile String lostAnswer = "nothing";
    private volatile Logs logs = new Logs("", "");
    private volatile boolean keepsPods;
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

    /** Refuses to create one kind of objects, as a server does for who may not, and tells logs. */
    private final class Refusing extends KubernetesCrudDispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (request.getPath().matches(".*/pods/[^/]+/log([?].*)?")) {
                return logs.answer(request.getPath().contains("previous=true"));
            }
            if (request.getMethod().equals("POST") && request.getPath().endsWith("/" + lostAnswer)) {
                super.dispatch(request);
            }
            return request.getMethod().equals("POST") && request.getPath().endsWith("/" + refused.kind)
                    ? new MockResponse()
                            .setResponseCode(refused.code)
                            .setBody("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":"
                                    + refused.code + ",\"message\":\"the server's own words\"}")
                    : super.dispatch(request);
        }
    }

    /** What is refused, and with which code of HTTP. */
    private record Refusal(String kind, int code) {}

    /** What every container says, and what it said before it was started again; empty if it was not. */
    private record Logs(String now, String before) {

        MockResponse answer(boolean isOfBefore) {
            return isOfBefore && before.isEmpty()
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

    /** Lets pods outlive their Deployment from now on. */
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
