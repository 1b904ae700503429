package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.FlinkJvmFlags;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.List;

/** The JVM options of a process: the plan's sizes, what Flink needs on its Java, what the user adds. Stateless. */
final class JvmOptions {

    /** Makes an older Java pass over flags that only a newer one knows. */
    private static final String IGNORE_UNKNOWN = "-XX:+IgnoreUnrecognizedVMOptions";

    private static final List<String> SIZES =
            List.of("-Xmx", "-Xms", "-XX:MaxDirectMemorySize=", "-XX:MaxMetaspaceSize=");
    private static final List<ConfigurationOption<String>> JOB_MANAGER_KEYS = List.of(
            ConfigurationOption.text("env.java.default-opts.all"),
            ConfigurationOption.text("env.java.default-opts.jobmanager"),
            ConfigurationOption.text("env.java.opts.all").withDeprecatedKeys("env.java.opts"),
            ConfigurationOption.text("env.java.opts.jobmanager"));

    private JvmOptions() {}

    /**
     * Gives the options of a JobManager, the plan's sizes first.
     *
     * @throws IllegalArgumentException if the user's options cannot be split, or set a size that the plan sets
     */
    static List<String> ofJobManager(ProcessMemoryPlan plan, FlinkConfiguration configuration, int javaFeatureVersion) {
        List<String> options = new ArrayList<>(plan.jvmArguments());
        options.add(IGNORE_UNKNOWN);
        options.addAll(FlinkJvmFlags.required(plan.flinkVersion(), javaFeatureVersion));
        for (ConfigurationOption<String> option : JOB_MANAGER_KEYS) {
            configuration.keyOf(option).ifPresent(key -> options.addAll(usersOptions(key, configuration.get(option))));
        }
        return List.copyOf(options);
    }

    private static List<String> usersOptions(String key, String text) {
        List<String> words = OptionWords.split(key, text);
        for (String word : words) {
            for (String size : SIZES) {
                if (word.startsWith(size)) {
                    throw new IllegalArgumentException("Cannot launch with " + word + " from " + key
                            + ": the plan sets " + size.replace("=", "")
                            + ", and the process would not be what was planned."
                            + " Remove it and set the memory options instead.");
                }
            }
        }
        return words;
    }

    /** Gives the text for Flink's key of TaskManager options: what Flink needs on its Java, then the user's text. */
    static String ofTaskManagers(FlinkVersion version, FlinkConfiguration configuration, int javaFeatureVersion) {
        List<String> options = new ArrayList<>(FlinkJvmFlags.required(version, javaFeatureVersion));
        options.add(0, IGNORE_UNKNOWN);
        configuration.value("env.java.opts.taskmanager").ifPresent(options::add);
        return String.join(" ", options);
    }
}
