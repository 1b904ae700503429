package io.parley.core.resolution;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.MemoryOptions.LegacyHeapOptions;
import io.parley.core.resolution.MemoryOptions.RangeOptions;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The older keys as the resolver knows them, for the tests of other packages. Stateless. */
public final class ResolvedKeys {

    /** The TaskManager's total. */
    public static final String TASK_MANAGER_PROCESS = MemoryOptions.TASK_MANAGER_PROCESS.key();

    /** The number of network buffers. */
    public static final String NETWORK_BUFFERS = MemoryOptions.NETWORK_BUFFERS.key();

    /** The size of a network buffer. */
    public static final String SEGMENT_SIZE = MemoryOptions.SEGMENT_SIZE.key();

    private ResolvedKeys() {}

    /** Gives the deprecated keys and their current names. */
    public static Map<String, String> renamed() {
        return Stream.of(
                        MemoryOptions.MANAGED.option(),
                        MemoryOptions.NETWORK_MINIMUM.option(),
                        MemoryOptions.NETWORK_MAXIMUM.option(),
                        MemoryOptions.NETWORK_FRACTION)
                .collect(Collectors.toMap(option -> option.deprecatedKeys().get(0), option -> option.key()));
    }

    /** Gives the keys that nothing reads any more. */
    public static List<String> removed() {
        return Stream.of(MemoryOptions.REMOVED_CONTAINER_KEYS, MemoryOptions.REMOVED_TASK_MANAGER_KEYS)
                .flatMap(List::stream)
                .toList();
    }

    /** Gives the environment variable, the size and the number of mebibytes of a legacy heap. */
    public static List<String> heap(ProcessKind process) {
        LegacyHeapOptions heap = switch (process) {
            case JOB_MANAGER -> MemoryOptions.JOB_MANAGER_LEGACY_HEAP;
            case TASK_MANAGER -> MemoryOptions.TASK_MANAGER_LEGACY_HEAP;
        };
        return List.of(heap.variable(), heap.size().key(), heap.mebibytes().key());
    }

    /** Gives every key that the resolver knows, whatever the version, and no variable. */
    public static Set<String> all() {
        Set<String> keys = new TreeSet<>();
        for (Field field : MemoryOptions.class.getDeclaredFields()) {
            try {
                collect(field.get(null), keys);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return keys;
    }

    private static void collect(@Nullable Object declared, Set<String> keys) {
        if (declared instanceof ConfigurationOption<?> option) {
            keys.add(option.key());
            keys.addAll(option.deprecatedKeys());
        } else if (declared instanceof SizeOption size) {
            collect(size.option(), keys);
        } else if (declared instanceof RangeOptions range) {
            collect(range.minimum(), keys);
            collect(range.maximum(), keys);
            collect(range.fraction(), keys);
        } else if (declared instanceof LegacyHeapOptions heap) {
            collect(heap.size(), keys);
            collect(heap.mebibytes(), keys);
        } else if (declared instanceof List<?> removed) {
            removed.forEach(key -> keys.add(String.valueOf(key)));
        } else if (!(declared instanceof MemorySize)) {
            throw new IllegalStateException("MemoryOptions declares " + declared + ", of which no keys are known.");
        }
    }
}
