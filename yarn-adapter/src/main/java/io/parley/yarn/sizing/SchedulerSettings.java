package io.parley.yarn.sizing;

import io.parley.api.environment.Certainty;
import java.util.Map;
import java.util.Optional;

/**
 * What the files of a ResourceManager say, as data. Immutable.
 *
 * @param yarn the text of each key as the ResourceManager sees it: yarn-site.xml and resource-types.xml
 * @param capacity the text of each key as the Capacity scheduler sees it: the same and capacity-scheduler.xml
 * @param fairAllocations the text of the Fair scheduler's allocation file, if there is one
 * @param certainty whether the files were read, or their absence stands for YARN's defaults
 */
public record SchedulerSettings(
        Map<String, String> yarn, Map<String, String> capacity, Optional<String> fairAllocations, Certainty certainty) {

    /** Nothing was read: YARN's documented defaults. */
    public static final SchedulerSettings DEFAULTS =
            new SchedulerSettings(Map.of(), Map.of(), Optional.empty(), Certainty.ASSUMED);

    /** Copies the maps. */
    public SchedulerSettings {
        yarn = Map.copyOf(yarn);
        capacity = Map.copyOf(capacity);
    }

    /**
     * Gives settings of one map, for a scheduler without files of its own.
     *
     * @param yarn the text of each key
     * @return settings that were read
     */
    public static SchedulerSettings of(Map<String, String> yarn) {
        return new SchedulerSettings(yarn, yarn, Optional.empty(), Certainty.KNOWN);
    }
}
