package io.parley.yarn.negotiation;

import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.TrackedDemand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes YARN is told to leave alone: those on which processes keep failing, and for a while those that are full
 * for a group whose members keep to different hosts. Not thread-safe.
 */
final class AvoidedNodes {

    /** Where no host is left for a group, the time until it is tried again; others may have all hosts meanwhile. */
    private static final Duration NO_HOST_LEFT = Duration.ofSeconds(10);

    /** How long others may be kept from the hosts that a waiting group has filled. */
    private static final Duration OTHERS_WAIT = Duration.ofSeconds(3);

    private final DemandLedger<GrantedContainer> ledger;
    private final ContainerPort port;
    /** Since when each node is left alone because a group has filled it. */
    private final Map<String, Duration> full = new LinkedHashMap<>();

    /** On which nodes containers of each node label were granted; which others have it is not told. */
    private final Map<String, Set<String>> labelled = new HashMap<>();

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
        full.putIfAbsent(node, now);
        hosts.forEach(host -> full.putIfAbsent(host, now));
        return Duration.ZERO;
    }

    /** Enters that a node has a label. */
    void seen(String label, String node) {
        labelled.computeIfAbsent(label, name -> new HashSet<>()).add(node);
    }

    /**
     * Gives the demands of groups that have kept others from their hosts for some time while they wait for another one.
     * They have to be asked for later, so that the others get their turn.
     */
    List<TrackedDemand<GrantedContainer>> inTheWay(Collection<TrackedDemand<GrantedContainer>> waiting, Duration now) {
        List<String> contested = new ArrayList<>();
        full.forEach((node, since) -> {
            if (now.minus(since).compareTo(OTHERS_WAIT) >= 0
                    && waiting.stream().anyMatch(demand -> ledger.suits(demand, node))) {
                contested.add(node);
            }
        });
        return waiting.stream()
                .filter(demand -> contested.stream().anyMatch(node -> !ledger.suits(demand, node)))
                .toList();
    }

    /** Gives how long those wait who were in the way. */
    Duration stepAside() {
        return NO_HOST_LEFT;
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
        full.keySet().removeIf(node -> waiting.stream().allMatch(demand -> ledger.suits(demand, node)));
        Set<String> wanted = new LinkedHashSet<>(ledger.avoidedHosts(now, nodes));
        asked.forEach(shape -> leaveOne(choices(shape), wanted));
        for (String node : full.keySet()) {
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
