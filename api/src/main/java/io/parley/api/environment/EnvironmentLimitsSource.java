package io.parley.api.environment;

import io.parley.api.configuration.FlinkConfiguration;
import java.util.Optional;

/**
 * Finds the limits of an environment, from its configuration files or from the environment itself.
 *
 * <p>A service provider interface beside {@link ResourceTranslator}, for environments that have limits; it may do I/O,
 * every wait has a time limit. Implementations are stateless and thread-safe.
 */
public interface EnvironmentLimitsSource {

    /**
     * Gives the name of the environment.
     *
     * @return the name that its translator describes
     */
    String environment();

    /**
     * Finds the limits.
     *
     * @param configuration the configuration, with the environment variables that say where the environment's files are
     * @return the limits; empty if nothing says where to look
     * @throws IllegalArgumentException if what was found cannot be read; the message names the file or key
     */
    Optional<EnvironmentLimits> find(FlinkConfiguration configuration);
}
