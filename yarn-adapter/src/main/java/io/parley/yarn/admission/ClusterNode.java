package io.parley.yarn.admission;

import java.util.Map;

/**
 * A node that takes containers. Immutable.
 *
 * @param name its host and port
 * @param label its node label; empty for none
 * @param capability how much it has of each resource
 * @param used how much of that containers hold
 */
public record ClusterNode(String name, String label, Map<String, Long> capability, Map<String, Long> used) {

    /** Copies the maps. */
    public ClusterNode {
        capability = Map.copyOf(capability);
        used = Map.copyOf(used);
    }

    long free(String resource) {
        return Math.max(0, capability.getOrDefault(resource, 0L) - used.getOrDefault(resource, 0L));
    }
}
