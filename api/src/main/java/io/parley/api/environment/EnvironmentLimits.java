package io.parley.api.environment;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an environment grants at least, at most and in which steps, as data. Immutable.
 *
 * <p>A client of the environment or a reader of its files fills it; names and units of resources, and the names of
 * rules, are the environment's own.
 *
 * @param resources the limits of each resource by its name; a resource that is not named is not limited
 * @param rules how the environment decides, for instance which calculator it uses
 * @param certainty how far the limits can be relied on
 */
public record EnvironmentLimits(Map<String, ResourceLimit> resources, Map<String, String> rules, Certainty certainty) {

    /** Nothing is limited, for environments that grant what is asked. */
    public static final EnvironmentLimits NONE = new EnvironmentLimits(Map.of(), Map.of(), Certainty.KNOWN);

    /** Copies the maps. */
    public EnvironmentLimits {
        resources = Collections.unmodifiableMap(new TreeMap<>(resources));
        rules = Collections.unmodifiableMap(new TreeMap<>(rules));
    }

    /**
     * Gives the limits of a resource.
     *
     * @param name the environment's name of it
     * @return its limits; {@link ResourceLimit#NONE} if it is not limited
     */
    public ResourceLimit of(String name) {
        return resources.getOrDefault(name, ResourceLimit.NONE);
    }
}
