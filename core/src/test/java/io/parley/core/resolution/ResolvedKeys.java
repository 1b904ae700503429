package io.parley.core.resolution;

import io.parley.api.plan.ProcessKind;
import io.parley.core.resolution.MemoryOptions.LegacyHeapOptions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
}
