package io.parley.examples.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.fitting.GrantPolicy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What to launch, where and how. Immutable.
 *
 * @param environment where
 * @param configuration the configuration, with the environment variables of this process as data
 * @param flinkVersion the Flink to launch; its jars are those that the build collects
 * @param flinkHome a Flink distribution on this machine to launch instead; its version counts, not the one named above
 * @param grantPolicy what to do with memory granted beyond the ask
 * @param options what to do beside launching
 */
public record LaunchInput(
        DiscoveredEnvironment environment,
        FlinkConfiguration configuration,
        FlinkVersion flinkVersion,
        Optional<Path> flinkHome,
        GrantPolicy grantPolicy,
        Set<LaunchOption> options) {

    /** Copies the set. */
    public LaunchInput {
        options = Collections.unmodifiableSet(new TreeSet<>(options));
    }
}
