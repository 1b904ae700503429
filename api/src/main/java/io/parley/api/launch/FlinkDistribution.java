package io.parley.api.launch;

import io.parley.api.configuration.FlinkVersion;
import java.nio.file.Path;
import java.util.List;

/**
 * The jars of one Flink version on this machine. Immutable.
 *
 * @param version the version
 * @param jars the jars in the order of the class path, the one with Flink's runtime first where there is such an order
 */
public record FlinkDistribution(FlinkVersion version, List<Path> jars) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no jar
     */
    public FlinkDistribution {
        jars = List.copyOf(jars);
        if (jars.isEmpty()) {
            throw new IllegalArgumentException("A Flink distribution needs at least one jar (Flink " + version + ").");
        }
    }
}
