package io.parley.yarn.admission;

import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.admission.Findings.Limit;
import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.List;
import java.util.Map;

/** Whether a node can hold the container, ever and now. Pure and stateless. */
final class NodeReasons {

    private static final String WHEN_FREE = "Wait until containers there end.";

    private NodeReasons() {}

    /** Adds the reasons for the amounts that the scheduler counts. */
    static void add(Findings findings, ContainerNeed need, ClusterSnapshot cluster, Map<String, Long> counted) {
        cluster.nodes().ifPresent(nodes -> {
            String partition = LabelReasons.partition(need, cluster);
            if (nodes.isEmpty()) {
                findings.add(Verdict.of(Outcome.WAIT, "No node runs.")
                        .curedBy("yarn.resourcemanager.resource-tracker.address", "Start a NodeManager."));
                return;
            }
            List<ClusterNode> candidates = nodes.stream()
                    .filter(node -> isCandidate(node, partition, need, cluster))
                    .toList();
            if (candidates.isEmpty()) {
                addNone(findings, need, partition);
            } else {
                new Candidates(findings, candidates, counted, kind(partition)).add();
            }
        });
    }

    /** Only workers borrow nodes of a label that is not exclusive; an ApplicationMaster does not. */
    private static boolean isCandidate(
            ClusterNode node, String partition, ContainerNeed need, ClusterSnapshot cluster) {
        if (cluster.rules().scheduler() != SchedulerKind.CAPACITY
                || node.label().equals(partition)) {
            return true;
        }
        boolean exclusive = cluster.labels()
                .exclusive()
                .map(labels -> labels.getOrDefault(node.label(), true))
                .orElse(true);
        return partition.isEmpty() && !need.isMaster() && !exclusive;
    }

    private static String kind(String partition) {
        return partition.isEmpty() ? "" : " with the label " + partition;
    }

    private static void addNone(Findings findings, ContainerNeed need, String partition) {
        String key = need.labelKey();
        if (partition.isEmpty()) {
            findings.never(
                    "Every node has a label, and a container that asks for none gets none of them.",
                    key,
                    "Set " + key + " to a label, or take the label off a node.");
        } else {
            findings.never(
                    "No running node has the label " + partition + ".",
                    key,
                    "Change " + key + ", or give a node the label with yarn rmadmin -replaceLabelsOnNode.");
        }
    }

    /** Nodes that the container may go to. */
    private record Candidates(Findings findings, List<ClusterNode> nodes, Map<String, Long> counted, String kind) {

        void add() {
            if (nodes.stream().noneMatch(this::isLargeEnough)) {
                addTooSmall();
            } else if (nodes.stream().noneMatch(this::hasRoom)) {
                addFull();
            } else {
                long free = nodes.stream().filter(this::hasRoom).count();
                findings.admit(
                        free + " of " + nodes.size() + (nodes.size() == 1 ? " node" : " nodes") + kind
                                + (free == 1 ? " has" : " have") + " room for it now.",
                        limit(SchedulerRules.MEMORY, mostFree(SchedulerRules.MEMORY)));
            }
        }

        private boolean isLargeEnough(ClusterNode node) {
            return counted.entrySet().stream()
                    .allMatch(entry -> node.capability().getOrDefault(entry.getKey(), 0L) >= entry.getValue());
        }

        private boolean hasRoom(ClusterNode node) {
            return counted.entrySet().stream().allMatch(entry -> node.free(entry.getKey()) >= entry.getValue());
        }

        private void addTooSmall() {
            boolean found = false;
            for (Map.Entry<String, Long> entry : counted.entrySet()) {
                long largest = largest(entry.getKey());
                if (entry.getValue() > largest) {
                    found = true;
                    findings.never(
                            "The largest node" + kind + " has " + ResourceWords.less(entry.getKey()) + ".",
                            limit(entry.getKey(), largest),
                            "add a larger node" + kind + ".");
                }
            }
            if (!found) {
                findings.never(
                        "No node" + kind + " has all at once: " + ResourceWords.amounts(counted) + ".",
                        SchedulerRules.LARGEST_NODE,
                        "Ask for less of one of them, or add a larger node" + kind + ".");
            }
        }

        private void addFull() {
            boolean found = false;
            for (Map.Entry<String, Long> entry : counted.entrySet()) {
                long free = mostFree(entry.getKey());
                if (entry.getValue() > free) {
                    found = true;
                    findings.waiting(
                            "No node" + kind + " has " + ResourceWords.thatMuch(entry.getKey()) + " free now.",
                            limit(entry.getKey(), free),
                            WHEN_FREE);
                }
            }
            if (!found) {
                findings.add(Verdict.of(
                                Outcome.WAIT,
                                "No node" + kind + " has all of it free at once now: " + ResourceWords.amounts(counted)
                                        + ".")
                        .curedBy(SchedulerRules.LARGEST_NODE, WHEN_FREE));
            }
        }

        private long largest(String resource) {
            return nodes.stream()
                    .mapToLong(node -> node.capability().getOrDefault(resource, 0L))
                    .max()
                    .orElse(0);
        }

        private long mostFree(String resource) {
            return nodes.stream().mapToLong(node -> node.free(resource)).max().orElse(0);
        }

        private Limit limit(String resource, long available) {
            long asked = counted.getOrDefault(resource, 0L);
            return new Limit(
                    resource, ResourceWords.amount(resource, asked), available, 0, SchedulerRules.LARGEST_NODE);
        }
    }
}
