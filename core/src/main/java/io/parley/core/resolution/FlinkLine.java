package io.parley.core.resolution;

import io.parley.api.configuration.FlinkVersion;
import java.util.List;

/**
 * What differs between Flink's minor lines, as data. Immutable.
 *
 * @param version the line
 * @param legacyHeap whether the heap options from before 1.11 still count
 * @param jobManagerProperties whether a JobManager gets its sizes as -D properties too
 */
record FlinkLine(FlinkVersion version, LegacyHeapOptions legacyHeap, DynamicProperties jobManagerProperties) {

    /** Whether jobmanager.heap.size, jobmanager.heap.mb and FLINK_JM_HEAP count. */
    enum LegacyHeapOptions {
        READ,
        IGNORED
    }

    /** Whether a process gets its sizes as -D properties. */
    enum DynamicProperties {
        PASSED,
        NONE
    }

    /** Every line that Parley knows, the oldest first. */
    static final List<FlinkLine> KNOWN = List.of(
            line(1, 11, LegacyHeapOptions.READ, DynamicProperties.NONE),
            line(1, 12, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(1, 13, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(1, 14, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(1, 15, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(1, 16, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(1, 17, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(1, 18, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(1, 19, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(1, 20, LegacyHeapOptions.READ, DynamicProperties.PASSED),
            line(2, 0, LegacyHeapOptions.IGNORED, DynamicProperties.PASSED),
            line(2, 1, LegacyHeapOptions.IGNORED, DynamicProperties.PASSED),
            line(2, 2, LegacyHeapOptions.IGNORED, DynamicProperties.PASSED),
            line(2, 3, LegacyHeapOptions.IGNORED, DynamicProperties.PASSED));

    private static FlinkLine line(
            int major, int minor, LegacyHeapOptions legacyHeap, DynamicProperties jobManagerProperties) {
        return new FlinkLine(FlinkVersion.line(major, minor), legacyHeap, jobManagerProperties);
    }

    /**
     * Gives the rules for a version: those of its line, or of the newest known line before it.
     *
     * @throws IllegalArgumentException if the version is older than every known line
     */
    static FlinkLine of(FlinkVersion version) {
        FlinkLine found = null;
        for (FlinkLine line : KNOWN) {
            if (version.isAtLeast(line.version.major(), line.version.minor())) {
                found = line;
            }
        }
        if (found == null) {
            throw new IllegalArgumentException(
                    "Cannot plan for Flink " + version + ": its JobManager has another memory"
                            + " model. Name a version from " + KNOWN.get(0).version + " on.");
        }
        return found;
    }
}
