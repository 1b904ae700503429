package io.parley.yarn.admission;

import io.parley.yarn.sizing.SchedulerKind;
import java.util.Map;
import java.util.Optional;

/** Whether the node label that is asked for may be asked for. Pure and stateless. */
final class LabelReasons {

    private static final String ENABLED = "yarn.node-labels.enabled";

    private LabelReasons() {}

    static void add(Findings findings, ContainerNeed need, ClusterSnapshot cluster) {
        need.label().ifPresent(label -> addAsked(findings, need.labelKey(), label, cluster));
    }

    /** Gives the label of the nodes that a container goes to; empty for those without one. */
    static String partition(ContainerNeed need, ClusterSnapshot cluster) {
        return need.label().or(() -> cluster.queue().labels().byDefault()).orElse("");
    }

    private static void addAsked(Findings findings, String key, String label, ClusterSnapshot cluster) {
        SchedulerKind scheduler = cluster.rules().scheduler();
        if (scheduler != SchedulerKind.CAPACITY) {
            findings.never(
                    scheduler + " has no node labels and refuses to look for one (" + label + ").",
                    key,
                    "Remove " + key + ".");
            return;
        }
        if (!cluster.labels().enabled().orElse(true)) {
            findings.never(
                    "The cluster has no node labels (" + ENABLED + ") and refuses to look for one (" + label + ").",
                    key,
                    "Remove " + key + ", or set " + ENABLED + " to true for the ResourceManager.");
            return;
        }
        Optional<Map<String, Boolean>> labels = cluster.labels().exclusive();
        if (labels.isPresent() && !labels.get().containsKey(label)) {
            findings.never(
                    "The cluster has no node label " + label + ", only "
                            + (labels.get().isEmpty()
                                    ? "nodes without one"
                                    : String.join(", ", labels.get().keySet()))
                            + ".",
                    key,
                    "Change or remove " + key + ", or add the label with yarn rmadmin -addToClusterNodeLabels.");
            return;
        }
        SubmissionQueue.Labels access = cluster.queue().labels();
        if (!access.mayUse(label)) {
            findings.never(
                    "Queue " + cluster.queue().name() + " may not use the nodes with the label " + label + " ("
                            + access.key() + ").",
                    access.key(),
                    "Add " + label + " to " + access.key() + ", or change or remove " + key + ".");
            return;
        }
        findings.admit("Queue " + cluster.queue().name() + " may use the nodes with the label " + label
                + labels.map(known -> Boolean.TRUE.equals(known.get(label)) ? " (exclusive)" : " (not exclusive)")
                        .orElse("")
                + ".");
    }
}
