package io.parley.yarn.negotiation;

import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.TrackedDemand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which nodes YARN is told to leave alone: those on which processes keep failing, and for a while those that are full
 * for a group whose members keep to different hosts. Not thread-safe.
 */
final class AvoidedNodes {

    private final DemandLedger<GrantedContainer> ledger;
    private final ContainerPort port;
    private final Set<String> full = new LinkedHashSet<>();
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

    /** Tells YARN what has changed. */
    void tell(Collection<TrackedDemand<GrantedContainer>> waiting, int nodes, Duration now) {
        clusterNodes = nodes;
        full.removeIf(node -> waiting.isEmpty() || waiting.stream().anyMatch(demand -> ledger.suits(demand, node)));
        Set<String> wanted = new LinkedHashSet<>(ledger.avoidedHosts(now, nodes));
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
}
