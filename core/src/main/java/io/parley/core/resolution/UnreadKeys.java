package io.parley.core.resolution;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.core.resolution.FlinkLine.LegacyOptions;
import io.parley.core.resolution.MemoryOptions.LegacyHeapOptions;
import io.parley.core.resolution.MemoryOptions.RangeOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds keys that look like sizes of Flink's memory model and that a Flink version does not read, for instance misspelt
 * ones: Flink passes over them without a word.
 *
 * <p>Resolving asks for the keys that it knows and walks through no configuration, so it finds none of these; only its
 * refusal of a configuration without any size names them. Keys from before Flink 1.11 are the resolver's to tell of.
 * {@link UnreadParleyKeys} finds those of Parley's own. Pure and stateless.
 */
public final class UnreadKeys {

    private static final List<String> PREFIXES =
            List.of("jobmanager.memory.", "taskmanager.memory.", "jobmanager.heap.", "taskmanager.heap.");

    /** Options under the same prefixes that have no part in a plan, with the first line that reads them. */
    private static final Map<String, FlinkVersion> OTHERS = Map.of(
            "taskmanager.memory.managed.consumer-weights", FlinkVersion.line(1, 12),
            "taskmanager.memory.framework.off-heap.batch-shuffle.size", FlinkVersion.line(1, 13),
            "taskmanager.memory.min-segment-size", FlinkVersion.line(1, 14),
            "taskmanager.memory.starting-segment-size", FlinkVersion.line(2, 0));

    /** A map, whose entries may stand below its key as keys of their own. */
    private static final String MAP = "taskmanager.memory.managed.consumer-weights.";

    /** Every current key with the first line that reads it. */
    private static final Map<String, FlinkVersion> CURRENT = current();

    private static final Set<String> LEGACY = legacy();

    /** What stands for a current key still, or what the resolver tells of. */
    private static final Set<String> OLDER = older();

    private UnreadKeys() {}

    /**
     * A key that is not read.
     *
     * @param key the key
     * @param nearest the key that may be meant
     * @param first the first line that reads the key, where a later one does
     */
    record Unread(String key, Optional<String> nearest, Optional<FlinkVersion> first) {

        /** Gives what is the matter, to follow the key. */
        private String reason(FlinkLine line) {
            return first.map(from -> "it is read from Flink " + from + " on, not by " + line.version())
                    .orElse("Flink " + line.version() + " reads no such key");
        }

        private Remark remark(FlinkLine line) {
            return new UnreadKey(key, nearest).remark(reason(line));
        }

        /** Gives a part of a sentence about a configuration in which something is missing. */
        String hint(FlinkLine line) {
            return key + " has no effect, for " + reason(line)
                    + nearest.map(other -> " (" + other + " may be meant)").orElse("");
        }
    }

    /**
     * Gives a remark for each key that begins like a size of the memory model of either process and is not read.
     *
     * @param version the Flink version; one newer than the newest known is treated like that
     * @param configuration the configuration
     * @return the remarks in the order of the keys, each with the key that may be meant, if there is one
     * @throws IllegalArgumentException if the version is older than 1.11
     */
    public static List<Remark> remarks(FlinkVersion version, FlinkConfiguration configuration) {
        FlinkLine line = FlinkLine.of(version);
        return find(line, configuration).map(unread -> unread.remark(line)).toList();
    }

    /** Finds the keys of one kind of process. */
    static List<Unread> of(ProcessKind process, FlinkLine line, FlinkConfiguration configuration) {
        return find(line, configuration)
                .filter(unread -> unread.key().startsWith(process.id()))
                .toList();
    }

    private static Stream<Unread> find(FlinkLine line, FlinkConfiguration configuration) {
        Set<String> unread = new TreeSet<>();
        for (String key : configuration.keys()) {
            if (prefixOf(key).isPresent() && !isRead(key, line)) {
                unread.add(key);
            }
        }
        return unread.stream().map(key -> unread(key, line));
    }

    private static Optional<String> prefixOf(String key) {
        return PREFIXES.stream().filter(key::startsWith).findFirst();
    }

    private static boolean isRead(String key, FlinkLine line) {
        String whole = key.startsWith(MAP) ? MAP.substring(0, MAP.length() - 1) : key;
        return OLDER.contains(key) || isCurrent(whole, line);
    }

    private static boolean isCurrent(String key, FlinkLine line) {
        FlinkVersion first = CURRENT.get(key);
        return first != null && first.compareTo(line.version()) <= 0;
    }

    private static Unread unread(String key, FlinkLine line) {
        Optional<FlinkVersion> first = Optional.ofNullable(CURRENT.get(key));
        return new Unread(key, first.isPresent() ? Optional.empty() : nearest(key, line), first);
    }

    /** Gives the key that is meant in all likelihood; else the same key of the other process; else none. */
    private static Optional<String> nearest(String key, FlinkLine line) {
        return UnreadKey.nearest(key, prefixOf(key).orElseThrow(), readBy(line))
                .or(() -> Optional.of(ofOtherProcess(key)).filter(other -> isCurrent(other, line)));
    }

    private static List<KeyPattern> readBy(FlinkLine line) {
        Set<String> keys = new TreeSet<>(CURRENT.keySet());
        keys.removeIf(key -> !isCurrent(key, line));
        if (line.legacyOptions() == LegacyOptions.READ) {
            keys.addAll(LEGACY);
        }
        return keys.stream().map(KeyPattern::of).toList();
    }

    private static String ofOtherProcess(String key) {
        String jobManager = ProcessKind.JOB_MANAGER.id();
        String taskManager = ProcessKind.TASK_MANAGER.id();
        return key.startsWith(jobManager)
                ? taskManager + key.substring(jobManager.length())
                : jobManager + key.substring(taskManager.length());
    }

    private static Map<String, FlinkVersion> current() {
        Map<String, FlinkVersion> keys = new TreeMap<>(OTHERS);
        FlinkVersion oldest = FlinkLine.KNOWN.get(0).version();
        options().forEach(option -> keys.put(option.key(), oldest));
        return keys;
    }

    private static Stream<ConfigurationOption<?>> options() {
        Stream<SizeOption> sizes = Stream.of(
                MemoryOptions.JOB_MANAGER_PROCESS,
                MemoryOptions.JOB_MANAGER_FLINK,
                MemoryOptions.JOB_MANAGER_HEAP,
                MemoryOptions.JOB_MANAGER_OFF_HEAP,
                MemoryOptions.JOB_MANAGER_METASPACE,
                MemoryOptions.TASK_MANAGER_PROCESS,
                MemoryOptions.TASK_MANAGER_FLINK,
                MemoryOptions.FRAMEWORK_HEAP,
                MemoryOptions.TASK_HEAP,
                MemoryOptions.FRAMEWORK_OFF_HEAP,
                MemoryOptions.TASK_OFF_HEAP,
                MemoryOptions.MANAGED,
                MemoryOptions.TASK_MANAGER_METASPACE,
                MemoryOptions.NETWORK_MINIMUM,
                MemoryOptions.NETWORK_MAXIMUM,
                MemoryOptions.SEGMENT_SIZE);
        Stream<ConfigurationOption<?>> ranges = Stream.of(
                        MemoryOptions.JOB_MANAGER_OVERHEAD, MemoryOptions.TASK_MANAGER_OVERHEAD)
                .flatMap(UnreadKeys::optionsOf);
        Stream<ConfigurationOption<?>> further = Stream.of(
                MemoryOptions.JOB_MANAGER_DIRECT_LIMIT, MemoryOptions.MANAGED_FRACTION, MemoryOptions.NETWORK_FRACTION);
        return Stream.of(sizes.map(SizeOption::option), ranges, further).flatMap(each -> each);
    }

    private static Stream<ConfigurationOption<?>> optionsOf(RangeOptions range) {
        return Stream.of(range.minimum().option(), range.maximum().option(), range.fraction());
    }

    private static Set<String> legacy() {
        Set<String> keys = new HashSet<>();
        for (LegacyHeapOptions heap :
                List.of(MemoryOptions.JOB_MANAGER_LEGACY_HEAP, MemoryOptions.TASK_MANAGER_LEGACY_HEAP)) {
            keys.add(heap.size().key());
            keys.add(heap.mebibytes().key());
        }
        return keys;
    }

    private static Set<String> older() {
        Set<String> keys = new HashSet<>(LEGACY);
        keys.addAll(MemoryOptions.REMOVED_TASK_MANAGER_KEYS);
        options().forEach(option -> keys.addAll(option.deprecatedKeys()));
        return keys;
    }
}
