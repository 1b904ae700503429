package io.parley.yarn.admission;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The node labels of a cluster. Immutable.
 *
 * @param enabled whether the cluster has labels at all, where that is known
 * @param exclusive the labels, and whether only those who ask for them get their nodes; empty where that is not known
 */
public record NodeLabels(Optional<Boolean> enabled, Optional<Map<String, Boolean>> exclusive) {

    /** Copies the map. */
    public NodeLabels {
        exclusive = exclusive.map(TreeMap::new);
    }
}
