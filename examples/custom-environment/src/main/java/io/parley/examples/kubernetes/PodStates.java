package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.ProcessKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Kubernetes says of a Deployment and its pods. Stateless and pure.
 *
 * <p>A pod may have further containers that somebody else put into it; how Flink fares is told by its own.
 */
final class PodStates {

    /** The name of the container that Flink runs in. */
    static final String CONTAINER = Manifests.containerName(ProcessKind.JOB_MANAGER);

    /** What no waiting ends: only another image, name or configuration does. */
    private static final Set<String> HOPELESS = Set.of(
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "CrashLoopBackOff");

    private PodStates() {}

    static boolean isAvailable(Deployment deployment) {
        return deployment.getStatus() != null
                && deployment.getStatus().getAvailableReplicas() != null
                && deployment.getStatus().getAvailableReplicas() > 0;
    }

    /** Gives how a process ended: Kubernetes starts another after it, but that is another process. */
    static Optional<ProcessExit> exit(Pod pod) {
        Optional<ProcessExit> ofContainer = flink(pod).stream()
                .flatMap(status -> Stream.of(
                                Optional.ofNullable(status.getState()).map(ContainerState::getTerminated),
                                Optional.ofNullable(status.getLastState()).map(ContainerState::getTerminated))
                        .flatMap(Optional::stream))
                .findFirst()
                .map(PodStates::exit);
        return ofContainer.isPresent() ? ofContainer : exitOfPod(pod);
    }

    /** Tells whether the kubelet followed up a container that ended, or is about to. */
    static boolean isStartedAgain(Pod pod) {
        return flink(pod).stream()
                .anyMatch(status -> status.getLastState() != null
                        && status.getLastState().getTerminated() != null
                        && (status.getState() == null || status.getState().getTerminated() == null));
    }

    private static ProcessExit exit(ContainerStateTerminated end) {
        int status = Objects.requireNonNullElse(end.getExitCode(), -1);
        ExitReason reason = "OOMKilled".equals(end.getReason())
                ? ExitReason.MEMORY_EXCEEDED
                : status == 0 ? ExitReason.COMPLETED : ExitReason.FAILED;
        return new ProcessExit(reason, OptionalInt.of(status), text(end.getReason(), end.getMessage()), List.of());
    }

    private static Optional<ProcessExit> exitOfPod(Pod pod) {
        if (pod.getStatus() == null || !"Failed".equals(pod.getStatus().getPhase())) {
            return Optional.empty();
        }
        String why = String.valueOf(pod.getStatus().getReason());
        ExitReason reason = switch (why) {
            case "Evicted", "Preempting", "Preempted" -> ExitReason.PREEMPTED;
            case "NodeLost", "NodeShutdown", "Terminated", "Shutdown" -> ExitReason.HOST_LOST;
            default -> ExitReason.FAILED;
        };
        return Optional.of(new ProcessExit(
                reason,
                OptionalInt.empty(),
                text(pod.getStatus().getReason(), pod.getStatus().getMessage()),
                List.of()));
    }

    /** Gives why the process will never start, if that is certain. */
    static Optional<String> hopeless(Deployment deployment, List<Pod> pods) {
        Optional<String> refused = deployment.getStatus() == null
                ? Optional.empty()
                : deployment.getStatus().getConditions().stream()
                        .filter(PodStates::isRefusal)
                        .findFirst()
                        .map(condition -> text(condition.getReason(), condition.getMessage()));
        return refused.or(() -> pods.stream()
                .flatMap(pod -> flink(pod).stream())
                .flatMap(PodStates::waiting)
                .filter(waiting -> HOPELESS.contains(waiting.getReason()))
                .findFirst()
                .map(PodStates::text));
    }

    private static boolean isRefusal(DeploymentCondition condition) {
        return (condition.getType().equals("ReplicaFailure")
                        && condition.getStatus().equals("True"))
                || "ProgressDeadlineExceeded".equals(condition.getReason());
    }

    /** Tells for people how far the pods are. */
    static String progress(List<Pod> pods) {
        return pods.isEmpty()
                ? "there is no pod yet"
                : pods.stream()
                        .map(pod -> "the pod " + pod.getMetadata().getName() + " is " + phase(pod))
                        .collect(Collectors.joining(", "));
    }

    private static String phase(Pod pod) {
        if (pod.getStatus() == null) {
            return "new";
        }
        String detail = Stream.of(
                        flink(pod).stream().flatMap(PodStates::waiting).map(PodStates::text),
                        others(pod)
                                .flatMap(status -> waiting(status)
                                        .map(waiting ->
                                                "its container " + status.getName() + " waits: " + text(waiting))),
                        pod.getStatus().getConditions().stream()
                                .filter(condition -> condition.getType().equals("PodScheduled")
                                        && condition.getStatus().equals("False"))
                                .map(PodStates::text))
                .flatMap(part -> part)
                .collect(Collectors.joining("; "));
        return Objects.requireNonNullElse(pod.getStatus().getPhase(), "new")
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    private static String text(PodCondition condition) {
        return text(condition.getReason(), condition.getMessage());
    }

    private static String text(ContainerStateWaiting waiting) {
        return text(waiting.getReason(), waiting.getMessage());
    }

    private static Optional<ContainerStatus> flink(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(status -> status.getName().equals(CONTAINER))
                        .findFirst();
    }

    private static Stream<ContainerStatus> others(Pod pod) {
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .filter(status -> !status.getName().equals(CONTAINER));
    }

    private static Stream<ContainerStateWaiting> waiting(ContainerStatus status) {
        return Optional.ofNullable(status.getState()).map(ContainerState::getWaiting).stream();
    }

    private static String text(@Nullable String reason, @Nullable String message) {
        return Stream.of(reason, message)
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(": "));
    }
}
