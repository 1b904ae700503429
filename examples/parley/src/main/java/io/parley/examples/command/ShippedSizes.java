package io.parley.examples.command;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.core.configuration.ConfigurationOverrides;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sizes of the shipped configuration, which give way to those of a command line: nobody who names Total Flink
 * Memory alone shall get the overhead, or the refusal, that follows from a Total Process Memory that they never wrote.
 * Stateless.
 */
final class ShippedSizes {

    /** What leads a plan in the place of the key: all keys of one of the sets. */
    private static final Map<String, List<Set<String>>> LEADING = Map.of(
            "jobmanager.memory.process.size",
            List.of(Set.of("jobmanager.memory.flink.size"), Set.of("jobmanager.memory.heap.size")),
            "taskmanager.memory.process.size",
            List.of(
                    Set.of("taskmanager.memory.flink.size"),
                    Set.of("taskmanager.memory.task.heap.size", "taskmanager.memory.managed.size")));

    private ShippedSizes() {}

    /** Gives the shipped configuration without the sizes that overrides lead in the place of; they are not applied. */
    static FlinkConfiguration givingWay(FlinkConfiguration shipped, ConfigurationOverrides overrides) {
        Set<String> overridden = overrides.values().keySet();
        FlinkConfiguration.Builder left = shipped.toBuilder();
        LEADING.forEach((key, leading) -> {
            if (leading.stream().anyMatch(overridden::containsAll)) {
                left.remove(key);
            }
        });
        return left.build();
    }
}
