package io.parley.mesos.matching;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where the processes of groups run already. Immutable.
 *
 * @param counts for each group, how many of it each value of its field holds
 */
public record GroupPlacements(Map<String, Map<String, Integer>> counts) {

    /** Nothing runs yet. */
    public static final GroupPlacements NONE = new GroupPlacements(Map.of());

    /** Copies the maps. */
    public GroupPlacements {
        Map<String, Map<String, Integer>> copy = new TreeMap<>();
        counts.forEach((group, values) -> copy.put(group, Map.copyOf(values)));
        counts = Map.copyOf(copy);
    }
}
