package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked of Kubernetes: the objects to create, in their order, the one with the pod last.
 *
 * @param objects objects of Kubernetes, which nobody changes
 */
public record KubernetesRequest(List<HasMetadata> objects) {

    /** Copies the list. */
    public KubernetesRequest {
        objects = List.copyOf(objects);
    }

    /** Gives the specification of the pod. */
    PodSpec pod() {
        HasMetadata last = objects.get(objects.size() - 1);
        if (last instanceof Deployment deployment) {
            return deployment.getSpec().getTemplate().getSpec();
        }
        if (last instanceof Pod pod) {
            return pod.getSpec();
        }
        throw new IllegalStateException("The last object is no Deployment and no Pod but a " + last.getKind() + ".");
    }

    /** Gives the container that Flink runs in. */
    Container container() {
        return pod().getContainers().get(0);
    }

    /** Gives the objects as documents of YAML. */
    String toYaml() {
        return objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
    }

    /** Gives the kinds and names of the objects; what they hold may be secret. */
    @Override
    public String toString() {
        return objects.stream()
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .collect(Collectors.joining(", "));
    }
}
