package io.parley.examples.command;

import io.parley.core.resolution.MemoryPlanResolver;
import picocli.CommandLine.IVersionProvider;

/** Tells the version, for people who report a problem. */
final class ParleyVersion implements IVersionProvider {

    /** The version of the project; a test holds it against the pom. */
    static final String VERSION = "0.1.0-SNAPSHOT";

    @Override
    public String[] getVersion() {
        return new String[] {
            "parley " + VERSION,
            "Flink 1.11 to " + MemoryPlanResolver.NEWEST_KNOWN,
            "Java " + System.getProperty("java.version")
        };
    }
}
