package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What becomes of a pod on a node. Stateless. */
final class FakePods {

    private FakePods() {}

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
}
