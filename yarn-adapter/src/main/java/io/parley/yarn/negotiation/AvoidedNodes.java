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

    /** Where no host is left for a group, the time until it is tried again; others may have all hosts meanwhile. */
    private static final Duration NO_HOST_LEFT = Duration.ofSeconds(10);

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
     * Enters that YARN offered a node that a demand's group has filled.
     *
     * @return how long to wait before the demand is asked for again
     */
    Duration full(TrackedDemand<GrantedContainer> demand, String node, Duration now) {
        List<String> hosts = ledger.hostsFullFor(demand);
        if (clusterNodes > 0 && hosts.size() >= clusterNodes) {
            return NO_HOST_LEFT;
        }
        full.add(node);
        full.addAll(hosts);
        return Duration.ZERO;
    }

    /** Tells YARN what has changed. */
    void tell(Collection<TrackedDemand<GrantedContainer>> waiting, int nodes, Duration now) {
        clusterNodes = nodes;
        full.removeIf(node -> waiting.stream().allMatch(demand -> ledger.suits(demand, node)));
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
