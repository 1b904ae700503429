package io.parley.examples.benchmarks;

import java.nio.file.Path;

/** The examples folder of this repository once it is built. Stateless. */
public final class ExamplesFolder {

    private static final String PROPERTY = "parley.examples";

    private ExamplesFolder() {}

    /**
     * Gives the folder of this process.
     *
     * @return the folder
     * @throws IllegalStateException if nothing names it
     */
    public static Path ofThisProcess() {
        String path = System.getProperty(PROPERTY, "");
        if (path.isBlank()) {
            throw new IllegalStateException("The system property " + PROPERTY
                    + " is not set. Start with examples/run benchmark, or set it to the folder examples.");
        }
        return Path.of(path).toAbsolutePath().normalize();
    }
}
