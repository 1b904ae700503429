package io.parley.core.resolution;

import static io.parley.core.resolution.FlinkLine.CpuDigits.ALL;
import static io.parley.core.resolution.FlinkLine.CpuDigits.EIGHT;
import static io.parley.core.resolution.FlinkLine.LegacyOptions.IGNORED;
import static io.parley.core.resolution.FlinkLine.LegacyOptions.READ;
import static io.parley.core.resolution.PassedProperties.CORES_AND_FLINK_MEMORY;
import static io.parley.core.resolution.PassedProperties.CORES_AND_MEMORY;
import static io.parley.core.resolution.PassedProperties.MEMORY;
import static io.parley.core.resolution.PassedProperties.NONE;
import static io.parley.core.resolution.PassedProperties.RESOURCES_AND_MEMORY;
import static io.parley.core.resolution.PassedProperties.RESOURCES_QUOTED_AND_MEMORY;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.MemoryPart;
import io.parley.core.resolution.MemoryOptions.RangeOptions;
import java.util.List;
import java.util.function.Predicate;

/**
 * What differs between Flink's minor lines, as data. Immutable.
 *
 * @param version the line
 * @param legacyOptions whether options from before 1.10 and 1.11 still count
 * @param network the options of network memory; the default of its maximum changed in 1.17
 * @param jobManagerProperties what a JobManager gets as -D properties
 * @param taskManagerProperties what a TaskManager gets as -D properties
 * @param cpuDigits how exact CPU cores are
 */
record FlinkLine(
        FlinkVersion version,
        LegacyOptions legacyOptions,
        RangeOptions network,
        PassedProperties jobManagerProperties,
        PassedProperties taskManagerProperties,
        CpuDigits cpuDigits) {

    /** Whether *.heap.size, *.heap.mb, FLINK_*_HEAP and taskmanager.network.numberOfBuffers count. */
    enum LegacyOptions {
        READ,
        IGNORED
    }

    /** How many decimals of the CPU cores Flink keeps. */
    enum CpuDigits {
        ALL,
        EIGHT
    }

    private static final String UNLIMITED = Long.MAX_VALUE + "b";

    /** Every line that Parley knows, the oldest first. */
    static final List<FlinkLine> KNOWN = List.of(
            // line, legacy options, network.max, JobManager's -D, TaskManager's -D, decimals of CPU cores
            line(1, 11, READ, "1g", NONE, CORES_AND_FLINK_MEMORY, ALL),
            line(1, 12, READ, "1g", MEMORY, CORES_AND_MEMORY, ALL),
            line(1, 13, READ, "1g", MEMORY, RESOURCES_AND_MEMORY, ALL),
            line(1, 14, READ, "1g", MEMORY, RESOURCES_AND_MEMORY, EIGHT),
            line(1, 15, READ, "1g", MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(1, 16, READ, "1g", MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(1, 17, READ, UNLIMITED, MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(1, 18, READ, UNLIMITED, MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(1, 19, READ, UNLIMITED, MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(1, 20, READ, UNLIMITED, MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(2, 0, IGNORED, UNLIMITED, MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(2, 1, IGNORED, UNLIMITED, MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(2, 2, IGNORED, UNLIMITED, MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT),
            line(2, 3, IGNORED, UNLIMITED, MEMORY, RESOURCES_QUOTED_AND_MEMORY, EIGHT));

    private static FlinkLine line(
            int major,
            int minor,
            LegacyOptions legacyOptions,
            String networkMaximum,
            PassedProperties jobManagerProperties,
            PassedProperties taskManagerProperties,
            CpuDigits cpuDigits) {
        RangeOptions network = new RangeOptions(
                MemoryPart.NETWORK,
                MemoryOptions.NETWORK_MINIMUM,
                MemoryOptions.NETWORK_MAXIMUM.or(networkMaximum),
                MemoryOptions.NETWORK_FRACTION);
        return new FlinkLine(
                FlinkVersion.line(major, minor),
                legacyOptions,
                network,
                jobManagerProperties,
                taskManagerProperties,
                cpuDigits);
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

    /** Gives the newest line for which something holds. */
    static FlinkLine newest(Predicate<FlinkLine> rule) {
        FlinkLine found = KNOWN.get(0);
        for (FlinkLine line : KNOWN) {
            found = rule.test(line) ? line : found;
        }
        return found;
    }
}
