package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ResourceTranslationException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** On which nodes a pod may run, in Kubernetes' words: labels of nodes. Stateless. */
final class NodeChoice {

    private static final String HOST_NAME = "kubernetes.io/hostname";
    /** The most that Kubernetes knows: no other wish of the pod counts for more. */
    private static final int WEIGHT = 100;

    private NodeChoice() {}

    /**
     * Expresses hosts, which may be a wish only, and a label, which is none; attributes are a node selector.
     *
     * @return the affinity, if there is anything to choose by
     * @throws ResourceTranslationException if Kubernetes has no words for the placement
     */
    static Optional<Affinity> affinity(Placement placement) {
        if (!placement.racks().isEmpty()) {
            throw ResourceTranslationException.inexpressible(
                    KubernetesResourceTranslator.NAME,
                    "placement on racks " + placement.racks(),
                    "Label the nodes of a rack and choose them by " + KubernetesKeys.JOB_MANAGER_NODES + " or "
                            + KubernetesKeys.TASK_MANAGER_NODES + ".");
        }
        List<NodeSelectorRequirement> hosts = placement.hosts().isEmpty()
                ? List.of()
                : List.of(new NodeSelectorRequirement(HOST_NAME, "In", placement.hosts()));
        List<NodeSelectorRequirement> label = placement.label().stream()
                .map(name -> new NodeSelectorRequirement(name, "Exists", List.of()))
                .toList();
        return switch (placement.locality()) {
            case REQUIRED ->
                affinity(Stream.concat(hosts.stream(), label.stream()).toList(), List.of());
            case PREFERRED -> affinity(label, hosts);
        };
    }

    private static Optional<Affinity> affinity(
            List<NodeSelectorRequirement> required, List<NodeSelectorRequirement> preferred) {
        if (required.isEmpty() && preferred.isEmpty()) {
            return Optional.empty();
        }
        NodeAffinityBuilder nodes = new NodeAffinityBuilder();
        if (!required.isEmpty()) {
            nodes.withNewRequiredDuringSchedulingIgnoredDuringExecution()
                    .addNewNodeSelectorTerm()
                    .withMatchExpressions(required)
                    .endNodeSelectorTerm()
                    .endRequiredDuringSchedulingIgnoredDuringExecution();
        }
        if (!preferred.isEmpty()) {
            nodes.addNewPreferredDuringSchedulingIgnoredDuringExecution()
                    .withWeight(WEIGHT)
                    .withNewPreference()
                    .withMatchExpressions(preferred)
                    .endPreference()
                    .endPreferredDuringSchedulingIgnoredDuringExecution();
        }
        return Optional.of(new AffinityBuilder().withNodeAffinity(nodes.build()).build());
    }
}
