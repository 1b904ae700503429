package io.parley.api.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The JVM options of a process: the plan's sizes, what Flink needs on its Java, what the user adds. Stateless. */
public final class JvmOptions {

    /** Makes an older Java pass over flags that only a newer one knows. */
    private static final String IGNORE_UNKNOWN = "-XX:+IgnoreUnrecognizedVMOptions";

    private static final List<String> SIZES = List.of(
            "-Xmx",
            "-Xms",
            "-XX:MaxHeapSize=",
            "-XX:InitialHeapSize=",
            "-XX:MaxDirectMemorySize=",
            "-XX:MaxMetaspaceSize=");

    /** What reads further options from a file, which is not looked into. */
    private static final List<String> FILES = List.of("@", "-XX:Flags=", "-XX:VMOptionsFile=");

    private JvmOptions() {}

    /**
     * Gives the options of a process, the plan's sizes first.
     *
     * @param plan the plan that it is started with
     * @param configuration its configuration, with env.java.opts and the like
     * @param javaFeatureVersion the feature number of the Java that runs it, for instance 17
     * @return the options, each one argument
     * @throws IllegalArgumentException if the user's options cannot be split, or set a size that the plan sets
     */
    public static List<String> of(ProcessMemoryPlan plan, FlinkConfiguration configuration, int javaFeatureVersion) {
        List<String> options = new ArrayList<>(plan.jvmArguments());
        options.add(IGNORE_UNKNOWN);
        options.addAll(FlinkJvmFlags.required(plan.flinkVersion(), javaFeatureVersion));
        for (ConfigurationOption<String> option : ofUser(plan.process())) {
            configuration.keyOf(option).ifPresent(key -> options.addAll(usersOptions(key, configuration.get(option))));
        }
        return List.copyOf(options);
    }

    /**
     * Gives the keys of the user's options, in the order in which their options come.
     *
     * @param process the kind of process
     * @return the keys, older ones for the same thing after the newer
     */
    public static List<String> keys(ProcessKind process) {
        return ofUser(process).stream()
                .flatMap(option -> Stream.concat(Stream.of(option.key()), option.deprecatedKeys().stream()))
                .toList();
    }

    private static List<ConfigurationOption<String>> ofUser(ProcessKind process) {
        return List.of(
                ConfigurationOption.text("env.java.default-opts.all"),
                ConfigurationOption.text("env.java.default-opts." + process.id()),
                ConfigurationOption.text("env.java.opts.all").withDeprecatedKeys("env.java.opts"),
                ConfigurationOption.text("env.java.opts." + process.id()));
    }

    /**
     * Checks words that reach a JVM for sizes that a plan sets.
     *
     * @param source the key or the variable that they come from, for the message
     * @param words the words
     * @throws IllegalArgumentException if one sets a size that the plan sets, or reads options from a file, which may
     */
    public static void refuseSizes(String source, List<String> words) {
        for (String word : words) {
            for (String size : SIZES) {
                if (word.startsWith(size)) {
                    throw new IllegalArgumentException("Cannot launch with " + word + " from " + source
                            + ": the plan sets " + size.replace("=", "")
                            + ", and the process would not be what was planned."
                            + " Remove it and set the memory options instead.");
                }
            }
            if (FILES.stream().anyMatch(word::startsWith)) {
                throw new IllegalArgumentException("Cannot launch with " + word + " from " + source
                        + ": its file may set sizes that the plan sets, and the process would not be what was planned."
                        + " Write the options of the file there instead.");
            }
        }
    }

    private static List<String> usersOptions(String key, String text) {
        List<String> words = OptionWords.split(key, text);
        refuseSizes(key, words);
        return words;
    }

    /**
     * Gives the text for Flink's key of TaskManager options, for a JobManager that starts TaskManagers itself: what
     * Flink needs on its Java, then the user's text.
     *
     * @param version the Flink version
     * @param configuration the configuration
     * @param javaFeatureVersion the feature number of the Java that runs them
     * @return the options in one text
     */
    public static String ofTaskManagers(
            FlinkVersion version, FlinkConfiguration configuration, int javaFeatureVersion) {
        List<String> options = new ArrayList<>(FlinkJvmFlags.required(version, javaFeatureVersion));
        options.add(0, IGNORE_UNKNOWN);
        configuration.value("env.java.opts.taskmanager").ifPresent(options::add);
        return String.join(" ", options);
    }
}
