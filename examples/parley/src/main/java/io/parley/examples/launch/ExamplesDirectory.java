package io.parley.examples.launch;

import java.nio.file.Path;
import java.util.Set;

/**
 * The examples folder of this repository once it is built. Immutable.
 *
 * @param path the folder
 */
public record ExamplesDirectory(Path path) {

    /** The system property that names the folder; {@code examples/run} sets it. */
    public static final String PROPERTY = "parley.examples";

    private static final Set<String> KNOWN = Set.of("standalone", "yarn", "mesos");

    /**
     * Gives the folder of this process.
     *
     * @return the folder
     * @throws IllegalStateException if nothing names it
     */
    public static ExamplesDirectory ofThisProcess() {
        String path = System.getProperty(PROPERTY, "");
        if (path.isBlank()) {
            throw new IllegalStateException("Cannot find the built examples: the system property " + PROPERTY
                    + " is not set. Start with examples/run, or set it to the folder examples.");
        }
        return new ExamplesDirectory(Path.of(path).toAbsolutePath().normalize());
    }

    /**
     * Gives the shipped configuration for an environment, which is used where the user names none: what suits short
     * demonstrations goes to the environments that Parley itself launches in, sizes alone to others.
     *
     * @param environment the name of an environment
     * @return a directory with a flink-conf.yaml and a config.yaml
     */
    public Path configuration(String environment) {
        return KNOWN.contains(environment) ? configuration() : configuration().resolve("elsewhere");
    }

    /**
     * Gives the shipped configuration for a host, for YARN and for Mesos.
     *
     * @return a directory with a flink-conf.yaml and a config.yaml
     */
    public Path configuration() {
        return path.resolve("parley").resolve("conf");
    }

    /**
     * Gives the jar of the job that shows a session at work.
     *
     * @return a jar
     */
    Path tinyJob() {
        return path.resolve("tiny-job").resolve("target").resolve("tiny-job.jar");
    }
}
