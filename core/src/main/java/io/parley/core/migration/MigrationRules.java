package io.parley.core.migration;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.api.size.MemorySize;
import io.parley.core.migration.MigrationChange.Removed;
import io.parley.core.migration.MigrationChange.Replaced;
import io.parley.core.migration.MigrationChange.WrittenDown;
import io.parley.core.migration.OldKeys.HeapOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what has to change in one configuration. Used once; not thread-safe. */
final class MigrationRules {

    private static final long LEAST_SEGMENT = 4096;
    private static final String DEFAULT_SEGMENT = "32k";

    private final FlinkConfiguration configuration;
    private final EnvironmentDescription environment;
    private final FlinkVersion interpretedBy;
    private final List<MigrationChange> changes = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();

    MigrationRules(FlinkConfiguration configuration, EnvironmentDescription environment, FlinkVersion interpretedBy) {
        this.configuration = configuration;
        this.environment = environment;
        this.interpretedBy = interpretedBy;
    }

    void apply() {
        for (ProcessKind process : ProcessKind.values()) {
            migrateHeap(process);
        }
        OldKeys.RENAMED.forEach(this::rename);
        migrateNetworkBuffers();
        OldKeys.REMOVED.forEach((key, reason) -> {
            if (configuration.contains(key)) {
                changes.add(new Removed(key, reason));
            }
        });
        remarkMesosTaskMemory();
    }

    List<MigrationChange> changes() {
        return changes;
    }

    List<Remark> remarks() {
        return remarks;
    }

    private void migrateHeap(ProcessKind process) {
        HeapOptions heap = HeapOptions.of(process);
        String target = target(process);
        Optional<String> variable = configuration.environmentVariable(heap.variable());
        List<String> keys = List.of(heap.size(), heap.mebibytes()).stream()
                .filter(configuration::contains)
                .toList();
        if (configuration.contains(target)) {
            keys.forEach(key -> remove(key, target));
            variable.ifPresent(value -> remarkVariable(heap, target + " is set and wins"));
        } else if (variable.isPresent()) {
            keys.forEach(key -> changes.add(
                    new Removed(key, "No effect: the environment variable " + heap.variable() + " was set and won.")));
            String value = variable.get().trim();
            changes.add(new WrittenDown(
                    heap.variable(),
                    Map.of(target, value),
                    keys.stream().findFirst(),
                    "From the environment variable " + heap.variable() + ", which won over " + heap.size() + "."));
            remarkVariable(heap, "its value is written down as " + target);
            remarkBytes(heap.variable(), value);
        } else if (!keys.isEmpty()) {
            String key = keys.get(0);
            String text = configuration.value(key).orElseThrow();
            String value = key.equals(heap.size()) ? text : mebibytes(text);
            changes.add(new Replaced(
                    key,
                    Map.of(target, value),
                    "It stands for " + meaning(process) + " on " + environment.name() + "."));
            remarkBytes(key, value);
            keys.subList(1, keys.size()).forEach(other -> remove(other, key));
        }
    }

    private void remove(String key, String winner) {
        changes.add(new Removed(key, "No effect: " + winner + " is set and wins."));
    }

    private String target(ProcessKind process) {
        String prefix = process.id() + ".memory.";
        return switch (environment.legacyHeapOf(process)) {
            case TOTAL_PROCESS -> prefix + "process.size";
            case TOTAL_FLINK -> prefix + "flink.size";
            case JVM_HEAP -> prefix + "heap.size";
        };
    }

    private String meaning(ProcessKind process) {
        return switch (environment.legacyHeapOf(process)) {
            case TOTAL_PROCESS -> "Total Process Memory";
            case TOTAL_FLINK -> "Total Flink Memory";
            case JVM_HEAP -> "the JVM Heap";
        };
    }

    /** Gives a number of MiB as a size; what cannot be read becomes what cannot be read either. */
    private static String mebibytes(String text) {
        Integer number = number(text);
        return number == null || number < 0 ? text + " MiB" : number + "m";
    }

    private void rename(String key, String current) {
        if (!configuration.contains(key)) {
            return;
        }
        if (configuration.contains(current)) {
            remove(key, current);
            return;
        }
        String value = configuration.value(key).orElseThrow();
        changes.add(new Replaced(key, Map.of(current, value), "The key has another name since Flink 1.10."));
        if (!current.equals(OldKeys.NETWORK_FRACTION)) {
            remarkBytes(key, value);
        }
    }

    private void migrateNetworkBuffers() {
        String key = OldKeys.NETWORK_BUFFERS;
        if (!configuration.contains(key)) {
            return;
        }
        Optional<String> winner = OldKeys.NETWORK.stream()
                .flatMap(current -> List.of(current, deprecated(current)).stream())
                .filter(configuration::contains)
                .findFirst();
        if (winner.isPresent()) {
            remove(key, winner.get());
            return;
        }
        String text = configuration.value(key).orElseThrow();
        String segmentText = configuration.value(OldKeys.SEGMENT_SIZE).orElse(DEFAULT_SEGMENT);
        String size = buffers(text, segmentText);
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(OldKeys.NETWORK_MINIMUM, size);
        entries.put(OldKeys.NETWORK_MAXIMUM, size);
        changes.add(new Replaced(
                key, entries, text + " buffers of " + segmentText.trim() + " each (" + OldKeys.SEGMENT_SIZE + ")."));
    }

    private static String deprecated(String current) {
        return OldKeys.RENAMED.entrySet().stream()
                .filter(entry -> entry.getValue().equals(current))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(current);
    }

    /** Gives the size of all buffers; what cannot be read becomes what cannot be read either. */
    private static String buffers(String text, String segmentText) {
        Integer number = number(text);
        MemorySize segment = size(segmentText);
        if (number == null
                || number < 0
                || segment == null
                || segment.bytes() < LEAST_SEGMENT
                || segment.bytes() > Integer.MAX_VALUE
                || Long.bitCount(segment.bytes()) != 1) {
            return text + " buffers";
        }
        long bytes = Math.multiplyExact((long) number, segment.bytes());
        MemorySize all = MemorySize.ofBytes(bytes);
        return all.isWholeMultipleOf(MemorySize.ofMebibytes(1))
                ? all.mebibytesRoundedUp() + "m"
                : all.toConfigurationText();
    }

    private static @Nullable Integer number(String text) {
        try {
            return ConfigurationOption.integer("number").parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable MemorySize size(String text) {
        try {
            return MemorySize.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void remarkVariable(HeapOptions heap, String why) {
        remarks.add(new Remark(
                Remark.Kind.WITHOUT_EFFECT,
                "The environment variable " + heap.variable() + " has no effect any more: " + why
                        + ". Remove it from the environment of Flink.",
                List.of(heap.variable())));
    }

    /** A number alone is often meant in MiB. */
    private void remarkBytes(String name, String value) {
        MemorySize size = size(value);
        if (size != null && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            remarks.add(new Remark(
                    Remark.Kind.DEPRECATED_KEY,
                    name + ": " + value + " has no unit and counts as " + size.bytes() + " bytes in Flink "
                            + interpretedBy.line() + ". If another unit was meant, write it.",
                    List.of(name)));
        }
    }

    private void remarkMesosTaskMemory() {
        if (configuration.contains(OldKeys.MESOS_TASK_MEMORY)
                && !configuration.contains(OldKeys.TASK_MANAGER_PROCESS)
                && changes.stream().noneMatch(change -> change.entries().containsKey(OldKeys.TASK_MANAGER_PROCESS))) {
            remarks.add(new Remark(
                    Remark.Kind.WITHOUT_EFFECT,
                    "Nothing gives a TaskManager's container the size that " + OldKeys.MESOS_TASK_MEMORY
                            + " gave it. Set " + OldKeys.TASK_MANAGER_PROCESS + " to as many MiB.",
                    List.of(OldKeys.MESOS_TASK_MEMORY, OldKeys.TASK_MANAGER_PROCESS)));
        }
    }
}
