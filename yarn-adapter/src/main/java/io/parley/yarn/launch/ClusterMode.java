package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkVersion;
import java.util.List;
import java.util.Locale;

/** Which of Flink's own entry points runs where the caller names none. */
enum ClusterMode {
    /** A JobManager that waits for jobs. */
    SESSION("org.apache.flink.yarn.entrypoint.YarnSessionClusterEntrypoint", "Flink session cluster"),
    /** A JobManager that runs the main method of one application, and ends with it. */
    APPLICATION("org.apache.flink.yarn.entrypoint.YarnApplicationClusterEntryPoint", "Flink Application Cluster");

    static final ConfigurationOption<List<String>> JARS =
            ConfigurationOption.textList("pipeline.jars").withDefault(List.of());
    private static final ConfigurationOption<String> TARGET =
            ConfigurationOption.text("execution.target").withDefault("yarn-session");
    private static final ConfigurationOption<String> MAIN = ConfigurationOption.text("$internal.application.main");
    private static final String APPLICATION_TARGET = "yarn-application";
    private static final String JOB_TARGET = "yarn-per-job";

    private final String entryPoint;
    private final String usualName;

    ClusterMode(String entryPoint, String usualName) {
        this.entryPoint = entryPoint;
        this.usualName = usualName;
    }

    String entryPoint() {
        return entryPoint;
    }

    String usualName() {
        return usualName;
    }

    /** Reads the keys; the reader collects what is wrong. */
    static ClusterMode read(KeyReader keys, FlinkVersion version) {
        String target = keys.get(TARGET).strip().toLowerCase(Locale.ROOT);
        if (target.equals(JOB_TARGET)) {
            keys.refuse(
                    TARGET,
                    "\"" + target + "\" takes the graph of a job, which a launch does not have.",
                    "Set it to " + APPLICATION_TARGET + " with " + JARS + ", or remove it for a session.");
        }
        if (!target.equals(APPLICATION_TARGET)) {
            return SESSION;
        }
        int jars = keys.get(JARS).size();
        boolean jarIsNeeded = !version.isAtLeast(2, 0);
        if (jars > 1) {
            keys.refuse(
                    JARS,
                    jars + " jars are named, and an application has one.",
                    "Name the jar with the main method and ship the others with yarn.ship-files.");
        } else if (jars == 0 && (jarIsNeeded || keys.text(MAIN).isEmpty())) {
            keys.refuse(
                    TARGET,
                    "\"" + target + "\" without " + JARS + " has no application to run.",
                    "Set " + JARS + " to its jar" + (jarIsNeeded ? "." : ", or " + MAIN + " to a class."));
        }
        return APPLICATION;
    }
}
