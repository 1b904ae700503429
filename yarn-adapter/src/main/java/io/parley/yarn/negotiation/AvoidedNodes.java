package io.parley.yarn.negotiation;

import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.TrackedDemand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes YARN is told to leave alone: those on which processes keep failing, and for a while those that are full
 * for a group whose members keep to different hosts. Not thread-safe.
 */
final class AvoidedNodes {

    private final DemandLedger<GrantedContainer> ledger;
    private final ContainerPort port;
    private final Set<String> full = new LinkedHashSet<>();

    /** On which nodes containers of each node label were granted; which others have it is not told. */
    private final Map<String, Set<String>> labelled = new HashMap<>();

    private Set<String> told = Set.of();
    private int clusterNodes;

    AvoidedNodes(DemandLedger<GrantedContainer> ledger, ContainerPort port) {
        this.ledger = ledger;
        this.port = port;
    }

    /**
     * Enters that YARN offered a node that a demand's group has filled. Where nothing else waits for the node, YARN is
     * told to leave it out; it does so for the whole application, and others must not be kept from it.
     *
     * @param waiting everything that waits, without the demand
     * @return whether it makes sense to ask again at once
     */
    boolean leavesOut(
            TrackedDemand<GrantedContainer> demand, String node, Collection<TrackedDemand<GrantedContainer>> waiting) {
        Set<String> hosts = new LinkedHashSet<>(ledger.hostsFullFor(demand));
        hosts.add(node);
        Set<String> unusable = new LinkedHashSet<>(told);
        unusable.addAll(hosts);
        if (clusterNodes > 0 && unusable.size() >= clusterNodes) {
            return false;
        }
        hosts.removeIf(host -> waiting.stream().anyMatch(other -> ledger.suits(other, host)));
        full.addAll(hosts);
        return hosts.contains(node);
    }

    /** Enters that a node has a label. */
    void seen(String label, String node) {
        labelled.computeIfAbsent(label, name -> new HashSet<>()).add(node);
    }

    /**
     * Tells YARN what has changed.
     *
     * @param asked the shapes that are asked for; none of them is left without a node
     */
    void tell(
            Collection<TrackedDemand<GrantedContainer>> waiting,
            Collection<ContainerShape> asked,
            int nodes,
            Duration now) {
        clusterNodes = nodes;
        full.removeIf(node -> waiting.isEmpty() || waiting.stream().anyMatch(demand -> ledger.suits(demand, node)));
        Set<String> wanted = new LinkedHashSet<>(ledger.avoidedHosts(now, nodes));
        asked.forEach(shape -> leaveOne(choices(shape), wanted));
        for (String node : full) {
            if (wanted.size() < nodes - 1) {
                wanted.add(node);
            }
        }
        List<String> added = new ArrayList<>(wanted);
        added.removeAll(told);
        List<String> removed = new ArrayList<>(told);
        removed.removeAll(wanted);
        if (!added.isEmpty() || !removed.isEmpty()) {
            port.avoid(added, removed);
        }
        told = Set.copyOf(wanted);
    }

    /** Gives the nodes that a shape is limited to, as far as they are known; none where it is not. */
    private Set<String> choices(ContainerShape shape) {
        return shape.label()
                .map(label -> labelled.getOrDefault(label, Set.of()))
                .orElseGet(shape::requiredHosts);
    }

    /** Where all choices would be left alone, the one goes free that failed longest ago, which is the last. */
    private static void leaveOne(Set<String> choices, Set<String> avoided) {
        if (!choices.isEmpty() && avoided.containsAll(choices)) {
            List<String> found = avoided.stream().filter(choices::contains).toList();
            avoided.remove(found.get(found.size() - 1));
        }
    }
}
