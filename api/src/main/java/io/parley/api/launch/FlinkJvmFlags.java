package io.parley.api.launch;

import io.parley.api.configuration.FlinkVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVM flags that a Flink version needs on a Java version, the one place that knows them.
 *
 * <p>Source: the env.java.opts.all that Flink ships since 1.18, and trials of 1.11.6 and 2.3.0 on Java 17. Stateless.
 */
public final class FlinkJvmFlags {

    private static final int FIRST_JAVA_WITH_MODULES = 9;
    private static final List<String> OPENED_PACKAGES = List.of(
            "java.lang",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "sun.nio.ch",
            "java.text",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks");
    private static final List<String> EXPORTED_PACKAGES =
            List.of("java.base/sun.net.util", "java.rmi/sun.rmi.registry", "java.security.jgss/sun.security.krb5");
    private static final List<String> SINCE_JAVA_9 = sinceJava9();

    private FlinkJvmFlags() {}

    private static List<String> sinceJava9() {
        List<String> flags = new ArrayList<>();
        EXPORTED_PACKAGES.forEach(name -> flags.add("--add-exports=" + name + "=ALL-UNNAMED"));
        OPENED_PACKAGES.forEach(name -> flags.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        return List.copyOf(flags);
    }

    /**
     * Gives the flags for a JobManager or a TaskManager.
     *
     * @param flinkVersion the Flink version; every line from 1.11 to 2.3 takes the same flags
     * @param javaFeatureVersion the feature number of the Java that runs it, for instance 17
     * @return flags, each one argument; empty below Java 9, which has no modules
     * @throws IllegalArgumentException if that Flink cannot run on that Java; the message names the one it needs
     */
    public static List<String> required(FlinkVersion flinkVersion, int javaFeatureVersion) {
        int least = flinkVersion.isAtLeast(2, 0) ? 11 : 8;
        if (javaFeatureVersion < least) {
            throw new IllegalArgumentException("Flink " + flinkVersion + " needs Java " + least + " or later, not Java "
                    + javaFeatureVersion + ". Point JAVA_HOME to a newer one.");
        }
        return javaFeatureVersion < FIRST_JAVA_WITH_MODULES ? List.of() : SINCE_JAVA_9;
    }
}
