package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ResourceTranslationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** On which nodes a pod may run, in Kubernetes' words: labels of nodes. Stateless. */
final class NodeChoice {

    private static final String HOST_NAME = "kubernetes.io/hostname";

    private NodeChoice() {}

    /**
     * Expresses hosts and a label; attributes are a node selector.
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
        List<NodeSelectorRequirement> expressions = new ArrayList<>();
        if (!placement.hosts().isEmpty()) {
            expressions.add(new NodeSelectorRequirement(HOST_NAME, "In", placement.hosts()));
        }
        placement.label().ifPresent(label -> expressions.add(new NodeSelectorRequirement(label, "Exists", List.of())));
        return expressions.isEmpty()
                ? Optional.empty()
                : Optional.of(new AffinityBuilder()
                        .withNewNodeAffinity()
                        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                        .addNewNodeSelectorTerm()
                        .withMatchExpressions(expressions)
                        .endNodeSelectorTerm()
                        .endRequiredDuringSchedulingIgnoredDuringExecution()
                        .endNodeAffinity()
                        .build());
    }
}
