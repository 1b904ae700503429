package io.parley.api.negotiation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many members of each group are on each host. Not thread-safe. */
final class GroupPlaces {

    private final Map<String, Map<String, Integer>> members = new HashMap<>();

    /** Tells whether a host has a place for one more of a group. */
    boolean has(SpreadGroup group, String host) {
        return members.getOrDefault(group.name(), Map.of()).getOrDefault(host, 0) < group.mostPerHost();
    }

    /** Gives the hosts that have no place for one more of a group, in the order of their names. */
    List<String> full(SpreadGroup group) {
        return members.getOrDefault(group.name(), Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue() >= group.mostPerHost())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    void take(SpreadGroup group, String host) {
        members.computeIfAbsent(group.name(), name -> new HashMap<>()).merge(host, 1, Integer::sum);
    }

    void leave(SpreadGroup group, String host) {
        members.computeIfPresent(group.name(), (name, hosts) -> {
            hosts.computeIfPresent(host, (same, count) -> count > 1 ? count - 1 : null);
            return hosts.isEmpty() ? null : hosts;
        });
    }
}
