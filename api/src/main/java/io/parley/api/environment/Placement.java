package io.parley.api.environment;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * On which hosts a process may run. Immutable.
 *
 * @param hosts the hosts to choose from; empty for any
 * @param racks the racks to choose from; empty for any
 * @param locality whether hosts and racks are required or only preferred
 * @param label the label of a part of the cluster, which YARN calls a node label
 * @param attributes what a host's attributes have to be, by name
 */
public record Placement(
        List<String> hosts,
        List<String> racks,
        Locality locality,
        Optional<String> label,
        Map<String, String> attributes) {

    /** Any host will do. */
    public static final Placement ANYWHERE =
            new Placement(List.of(), List.of(), Locality.REQUIRED, Optional.empty(), Map.of());

    /** Copies the collections. */
    public Placement {
        hosts = List.copyOf(hosts);
        racks = List.copyOf(racks);
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /**
     * Makes a placement whose hosts and racks are required.
     *
     * @param hosts the hosts to choose from; empty for any
     * @param racks the racks to choose from; empty for any
     * @param label the label of a part of the cluster
     * @param attributes what a host's attributes have to be, by name
     */
    public Placement(List<String> hosts, List<String> racks, Optional<String> label, Map<String, String> attributes) {
        this(hosts, racks, Locality.REQUIRED, label, attributes);
    }

    /**
     * Gives the same placement with hosts and racks that are only preferred.
     *
     * @return a placement like this one
     */
    public Placement preferred() {
        return new Placement(hosts, racks, Locality.PREFERRED, label, attributes);
    }

    /**
     * Asks for a labelled part of the cluster.
     *
     * @param label the label
     * @return the placement
     */
    public static Placement labelled(String label) {
        return new Placement(List.of(), List.of(), Locality.REQUIRED, Optional.of(label), Map.of());
    }
}
