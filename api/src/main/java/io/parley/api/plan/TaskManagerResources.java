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
 * @param numberOfTaskSlots the slots, not negative but for -1, which Flink's own configurations hold and a TaskManager
 *     takes for 1; empty where this Flink version does not read them here
 * @param externalResources the amount of each external resource as Flink passes it on, in Flink's own order
 */
public record TaskManagerResources(
        BigDecimal cpuCores, OptionalInt numberOfTaskSlots, Map<String, Long> externalResources) {

    /**
     * Checks the range and copies the map.
     *
     * @throws IllegalArgumentException if the cores are negative, or the slots are below -1
     */
    public TaskManagerResources {
        if (cpuCores.signum() < 0) {
            throw new IllegalArgumentException("A TaskManager cannot have " + cpuCores + " CPU cores.");
        }
        if (numberOfTaskSlots.isPresent() && numberOfTaskSlots.getAsInt() < -1) {
            throw new IllegalArgumentException("A TaskManager cannot have " + numberOfTaskSlots.getAsInt()
                    + " task slots. Give a number from 1 on.");
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
