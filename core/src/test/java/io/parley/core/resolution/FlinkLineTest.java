package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.Remark;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.oracle.FlinkJars;
import io.parley.core.resolution.FlinkLine.LegacyOptions;
import io.parley.core.resolution.MemoryOptions.LegacyHeapOptions;
import io.parley.core.resolution.MemoryOptions.RangeOptions;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of options beside the option classes of every line of Flink. */
class FlinkLineTest {

    /** What an option is: its default as text and the keys that stand for it. */
    record Declared(String byDefault, List<String> fallbackKeys) {}

    /** Options under the same prefixes that have no part in the memory model. */
    private static final List<String> OTHERS = List.of(
            "taskmanager.memory.managed.consumer-weights",
            "taskmanager.memory.framework.off-heap.batch-shuffle.size",
            "taskmanager.memory.min-segment-size",
            "taskmanager.memory.starting-segment-size");

    static Stream<String> versions() {
        return FlinkJars.VERSIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void keysDefaultsAndOlderKeysAreThoseOfFlinksOptionClasses(String version) throws ReflectiveOperationException {
        Map<String, Declared> ofFlink = ofFlink(version);
        FlinkLine line = FlinkLine.of(FlinkVersion.parse(version));
        Map<String, Declared> ours = ours(line);
        assertThat(ours)
                .isNotEmpty()
                .allSatisfy((key, declared) -> assertThat(ofFlink).containsEntry(key, declared));
        TreeSet<String> missing = new TreeSet<>(ofFlink.keySet());
        missing.removeIf(key -> !key.matches("(job|task)manager\\.(memory\\..*|heap\\..*|cpu\\..*|numberOfTaskSlots)"
                + "|taskmanager\\.network\\.numberOfBuffers"));
        missing.removeAll(ours.keySet());
        OTHERS.forEach(missing::remove);
        if (line.legacyOptions() == LegacyOptions.IGNORED) {
            assertThat(ofFlink).doesNotContainKeys("jobmanager.heap.size", "taskmanager.network.numberOfBuffers");
            missing.remove("taskmanager.memory.segment-size");
        }
        assertThat(missing)
                .as("options of Flink %s that the table lacks", version)
                .isEmpty();
    }

    @Test
    void everyLineHasARelease() {
        assertThat(FlinkLine.KNOWN.stream().map(FlinkLine::version))
                .containsExactlyElementsOf(FlinkJars.VERSIONS.stream()
                        .map(version -> FlinkVersion.parse(version).line())
                        .toList())
                .isSorted();
        assertThat(MemoryPlanResolver.NEWEST_KNOWN).isEqualTo(FlinkVersion.line(2, 3));
        assertThat(MemoryPlanResolver.NEWEST_WITH_LEGACY_OPTIONS).isEqualTo(FlinkVersion.line(1, 20));
    }

    @Test
    void aVersionNewerThanTheNewestResolvesLikeThatWithARemark() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("taskmanager.memory.process.size", "1728m"));
        TaskManagerMemoryPlan newest = resolve(configuration, "2.3.0");
        for (String version : List.of("2.4", "3.0.1")) {
            TaskManagerMemoryPlan plan = resolve(configuration, version);
            assertThat(plan.components()).isEqualTo(newest.components());
            assertThat(plan.remarks())
                    .filteredOn(remark -> remark.kind() == Remark.Kind.UNKNOWN_FLINK_VERSION)
                    .extracting(Remark::message)
                    .containsExactly("Flink " + version + " is not known; it was treated like 2.3.");
        }
        assertThat(newest.remarks()).isEmpty();
    }

    @Test
    void aVersionBeforeTheOldestIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlinkLine.of(FlinkVersion.parse("1.10.3")))
                .withMessage("Cannot plan for Flink 1.10.3: its JobManager has another memory model."
                        + " Name a version from 1.11 on.");
    }

    private static TaskManagerMemoryPlan resolve(FlinkConfiguration configuration, String version) {
        return new TaskManagerResolution(configuration, TestRules.of(version, LegacyHeapMeaning.TOTAL_PROCESS), null)
                .resolve();
    }

    private static Map<String, Declared> ours(FlinkLine line) {
        Map<String, Declared> options = new TreeMap<>();
        Stream.of(
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
                        MemoryOptions.TASK_MANAGER_METASPACE)
                .forEach(size -> put(options, size.option()));
        putRange(options, MemoryOptions.JOB_MANAGER_OVERHEAD);
        putRange(options, MemoryOptions.TASK_MANAGER_OVERHEAD);
        putRange(options, line.network());
        put(options, MemoryOptions.JOB_MANAGER_DIRECT_LIMIT);
        put(options, MemoryOptions.MANAGED_FRACTION);
        put(options, MemoryOptions.CPU_CORES);
        put(options, MemoryOptions.TASK_SLOTS);
        put(options, MemoryOptions.EXTERNAL_RESOURCES);
        if (line.legacyOptions() == LegacyOptions.READ) {
            putLegacy(options, MemoryOptions.JOB_MANAGER_LEGACY_HEAP);
            putLegacy(options, MemoryOptions.TASK_MANAGER_LEGACY_HEAP);
            options.put(MemoryOptions.NETWORK_BUFFERS.key(), new Declared("2048", List.of()));
            put(options, MemoryOptions.SEGMENT_SIZE.option());
        }
        return options;
    }

    private static void putLegacy(Map<String, Declared> options, LegacyHeapOptions legacy) {
        put(options, legacy.size().option());
        put(options, legacy.mebibytes());
    }

    private static void putRange(Map<String, Declared> options, RangeOptions range) {
        put(options, range.minimum().option());
        put(options, range.maximum().option());
        put(options, range.fraction());
    }

    private static void put(Map<String, Declared> options, ConfigurationOption<?> option) {
        String byDefault = option.defaultValue()
                .map(value -> value instanceof MemorySize size ? size.bytes() + "" : String.valueOf(value))
                .orElse("none");
        options.put(option.key(), new Declared(byDefault, option.deprecatedKeys()));
    }

    static Map<String, Declared> ofFlink(String version) throws ReflectiveOperationException {
        ClassLoader loader = FlinkJars.loader(version);
        Class<?> option = loader.loadClass("org.apache.flink.configuration.ConfigOption");
        Map<String, Declared> options = new TreeMap<>();
        for (String name : List.of(
                "JobManagerOptions",
                "TaskManagerOptions",
                "NettyShuffleEnvironmentOptions",
                "ExternalResourceOptions")) {
            Class<?> type = loader.loadClass("org.apache.flink.configuration." + name);
            for (Field field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == option) {
                    Object declared = field.get(null);
                    options.put(
                            (String) option.getMethod("key").invoke(declared),
                            new Declared(
                                    text(option.getMethod("defaultValue").invoke(declared)),
                                    fallbackKeys(option, declared)));
                }
            }
        }
        return options;
    }

    private static String text(@Nullable Object value) throws ReflectiveOperationException {
        if (value == null) {
            return "none";
        }
        return value.getClass().getSimpleName().equals("MemorySize")
                ? value.getClass().getMethod("getBytes").invoke(value).toString()
                : value.toString();
    }

    private static List<String> fallbackKeys(Class<?> option, Object declared) throws ReflectiveOperationException {
        List<String> keys = new ArrayList<>();
        for (Object key : (Iterable<?>) option.getMethod("fallbackKeys").invoke(declared)) {
            keys.add((String) key.getClass().getMethod("getKey").invoke(key));
        }
        return keys;
    }
}
