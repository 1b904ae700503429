package io.parley.yarn.admission;

import io.parley.yarn.sizing.SchedulerRules;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a cluster at one moment, as one container sees it. Immutable.
 *
 * @param origin where it comes from
 * @param rules how containers are limited and rounded, in the queue of the container
 * @param queue the queue
 * @param labels the node labels
 * @param nodes the nodes that take containers; empty where they are not known
 * @param shares the parts of the queue that application masters may use; empty where they may use all of it
 * @param applications how many applications there may be
 * @param ignored what may make a container wait too and is not looked at; whole sentences
 */
public record ClusterSnapshot(
        Origin origin,
        SchedulerRules rules,
        SubmissionQueue queue,
        NodeLabels labels,
        Optional<List<ClusterNode>> nodes,
        List<MasterShare> shares,
        List<ApplicationLimit> applications,
        List<String> ignored) {

    /** Copies the collections. */
    public ClusterSnapshot {
        nodes = nodes.map(List::copyOf);
        shares = List.copyOf(shares);
        applications = List.copyOf(applications);
        ignored = List.copyOf(ignored);
    }

    /**
     * Gives the same snapshot of another origin.
     *
     * @param other the origin
     * @return a snapshot of which only the origin differs
     */
    public ClusterSnapshot from(Origin other) {
        return new ClusterSnapshot(other, rules, queue, labels, nodes, shares, applications, ignored);
    }
}
