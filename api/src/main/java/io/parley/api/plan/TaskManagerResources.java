package io.parley.api.plan;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a TaskManager has beside its memory. Immutable.
 *
 * @param cpuCores the CPU cores, not negative, as exact as this Flink version keeps them
 * @param numberOfTaskSlots the slots as they are set, which Flink does not check here; empty where this Flink version
 *     does not read them here
 * @param externalResources the amount of each external resource as Flink passes it on, in Flink's own order
 */
public record TaskManagerResources(
        BigDecimal cpuCores, OptionalInt numberOfTaskSlots, Map<String, Long> externalResources) {

    /**
     * Checks the range and copies the map.
     *
     * @throws IllegalArgumentException if the cores are negative
     */
    public TaskManagerResources {
        if (cpuCores.signum() < 0) {
            throw new IllegalArgumentException("A TaskManager cannot have " + cpuCores + " CPU cores.");
        }
        externalResources = externalResources.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(externalResources));
    }

    /**
     * Gives cores without slots or external resources.
     *
     * @param cpuCores the CPU cores, not negative
     * @return the resources
     * @throws IllegalArgumentException if the cores are negative
     */
    public static TaskManagerResources ofCores(BigDecimal cpuCores) {
        return new TaskManagerResources(cpuCores, OptionalInt.empty(), Map.of());
    }
}
