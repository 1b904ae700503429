package io.parley.core.resolution;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.ProcessKind;
import io.parley.core.resolution.FlinkLine.LegacyOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a resolution follows beside the configuration. Immutable.
 *
 * @param version the version as it was named
 * @param line the known line whose rules count
 * @param legacyHeapOfJobManager what a JobManager's heap from before 1.11 means in the environment
 * @param legacyHeapOfTaskManager what a TaskManager's heap from before 1.10 means in the environment
 * @param cpus the environment's own option for the CPU cores of a TaskManager, or null
 */
record ResolutionRules(
        FlinkVersion version,
        FlinkLine line,
        LegacyHeapMeaning legacyHeapOfJobManager,
        LegacyHeapMeaning legacyHeapOfTaskManager,
        @Nullable ConfigurationOption<? extends Number> cpus) {

    /**
     * Gives the rules of a version in an environment.
     *
     * @throws IllegalArgumentException if the version is older than every known line
     */
    static ResolutionRules of(FlinkVersion version, EnvironmentDescription environment) {
        return new ResolutionRules(
                version,
                FlinkLine.of(version),
                environment.legacyHeapOf(ProcessKind.JOB_MANAGER),
                environment.legacyHeapOf(ProcessKind.TASK_MANAGER),
                environment.taskManagerCpus().orElse(null));
    }

    /** Gives the option that a heap from before 1.11 stands for; empty where the line reads it no more. */
    Optional<SizeOption> legacyHeapAs(ProcessOptions options) {
        LegacyHeapMeaning meaning = switch (options.process()) {
            case JOB_MANAGER -> legacyHeapOfJobManager;
            case TASK_MANAGER -> legacyHeapOfTaskManager;
        };
        return line.legacyOptions() == LegacyOptions.READ
                ? Optional.of(options.legacyHeapAs(meaning))
                : Optional.empty();
    }

    /** Tells whether the line of the version is known, not only an older one. */
    boolean knowsVersion() {
        return version.major() == line.version().major()
                && version.minor() == line.version().minor();
    }
}
