package io.parley.yarn.sizing;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How large a container is, in YARN's whole units. Immutable.
 *
 * @param memory MiB, not negative
 * @param vcores virtual cores, not negative
 * @param others further resources by YARN's names, without memory and vcores
 */
public record ContainerSize(long memory, long vcores, Map<String, Long> others) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if memory or vcores are negative or among the others
     */
    public ContainerSize {
        if (memory < 0 || vcores < 0) {
            throw new IllegalArgumentException(
                    "A container has no negative size, not " + memory + " MiB and " + vcores + " vcores.");
        }
        if (others.isEmpty()) {
            others = Map.of();
        } else {
            if (others.containsKey(SchedulerRules.MEMORY) || others.containsKey(SchedulerRules.VCORES)) {
                throw new IllegalArgumentException(SchedulerRules.MEMORY + " and " + SchedulerRules.VCORES
                        + " are no further resources, as in " + others + ".");
            }
            others = Collections.unmodifiableMap(new TreeMap<>(others));
        }
    }

    /**
     * Reads amounts by YARN's names.
     *
     * @param amounts the amount of each resource; what is not named is 0
     * @return the size
     * @throws IllegalArgumentException if memory or vcores are negative
     */
    public static ContainerSize of(Map<String, Long> amounts) {
        long memory = amounts.getOrDefault(SchedulerRules.MEMORY, 0L);
        long vcores = amounts.getOrDefault(SchedulerRules.VCORES, 0L);
        Map<String, Long> others = new TreeMap<>(amounts);
        others.remove(SchedulerRules.MEMORY);
        others.remove(SchedulerRules.VCORES);
        return new ContainerSize(memory, vcores, others);
    }

    /**
     * Gives the amount of a resource.
     *
     * @param name YARN's name of it
     * @return its amount; 0 if there is none
     */
    public long amount(String name) {
        return switch (name) {
            case SchedulerRules.MEMORY -> memory;
            case SchedulerRules.VCORES -> vcores;
            default -> others.getOrDefault(name, 0L);
        };
    }

    /**
     * Gives the amounts by YARN's names.
     *
     * @return memory, vcores and the others
     */
    public Map<String, Long> byName() {
        Map<String, Long> amounts = new TreeMap<>(others);
        amounts.put(SchedulerRules.MEMORY, memory);
        amounts.put(SchedulerRules.VCORES, vcores);
        return Collections.unmodifiableMap(amounts);
    }
}
