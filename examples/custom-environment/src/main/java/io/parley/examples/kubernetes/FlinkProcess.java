package io.parley.examples.kubernetes;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What runs in the container: a plan, the entries of Flink's configuration file, options and variables. Immutable.
 *
 * @param plan the memory
 * @param entries the entries of the configuration file, secrets included
 * @param jvmOptions the options of the JVM, each one word, secrets included
 * @param entryPoint the class to run; empty for Flink's own
 * @param variables the value of each environment variable, secrets included
 */
record FlinkProcess(
        ProcessMemoryPlan plan,
        Map<String, String> entries,
        List<String> jvmOptions,
        Optional<EntryPoint> entryPoint,
        Map<String, String> variables) {

    static final String MASK = "******";
    static final String CONFIGURATION_FOLDER = "/opt/flink/conf";
    static final String LOG_CONFIGURATION = "log4j-console.properties";

    private static final String JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    /** What the images of Flink have, or later; an older Java passes over the flags that it does not know. */
    static final int JAVA_OF_IMAGES = 17;

    /** Copies the collections. */
    FlinkProcess {
        entries = Collections.unmodifiableMap(new TreeMap<>(entries));
        jvmOptions = List.copyOf(jvmOptions);
        variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /** Makes a process of which nothing but the plan is known. */
    static FlinkProcess of(ProcessMemoryPlan plan) {
        return new FlinkProcess(
                plan,
                Map.of(sizeKey(plan.process()), plan.totalProcess().toConfigurationText()),
                JvmOptions.of(plan, FlinkConfiguration.of(Map.of()), JAVA_OF_IMAGES),
                Optional.empty(),
                Map.of());
    }

    static String sizeKey(ProcessKind process) {
        return process.id() + ".memory.process.size";
    }

    /** Gives the entries as they may be shown. */
    Map<String, String> maskedEntries() {
        Map<String, String> shown = new TreeMap<>(entries);
        shown.replaceAll((key, value) ->
                FlinkConfiguration.isSensitive(key) ? MASK : key.startsWith("env.java.") ? maskedWords(value) : value);
        return shown;
    }

    /** Words that hold a secret somewhere are not shown at all. */
    private static String maskedWords(String text) {
        return FlinkConfiguration.isSensitive(text) ? MASK : text;
    }

    /** Tells whether the configuration file holds a secret. */
    boolean hasSecretEntries() {
        return entries.keySet().stream().anyMatch(FlinkConfiguration::isSensitive)
                || entries.entrySet().stream()
                        .anyMatch(entry -> entry.getKey().startsWith("env.java.")
                                && FlinkConfiguration.isSensitive(entry.getValue()));
    }

    /** Gives the words behind {@code java}: options, class path, class, arguments. */
    ContainerArguments arguments() {
        ContainerArguments arguments = new ContainerArguments(variables.keySet());
        arguments.add(List.of("-Dlog4j.configurationFile=file:" + CONFIGURATION_FOLDER + "/" + LOG_CONFIGURATION));
        arguments.addOfUser(jvmOptions);
        EntryPoint main = entryPoint.orElseGet(this::flinksOwn);
        // The JVM itself, not a shell, finds the jars of the folder.
        arguments.add(List.of("-cp", "/opt/flink/lib/*", main.className()));
        arguments.addOfUser(main.arguments());
        return arguments;
    }

    private EntryPoint flinksOwn() {
        List<String> arguments = new ArrayList<>(List.of("--configDir", CONFIGURATION_FOLDER));
        plan.dynamicProperties().forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return new EntryPoint(
                switch (plan.process()) {
                    case JOB_MANAGER -> JOB_MANAGER;
                    case TASK_MANAGER -> TASK_MANAGER;
                },
                arguments);
    }

    /** Gives the size, no entry and no variable: they may be secret. */
    @Override
    public String toString() {
        return plan.process() + " of " + plan.totalProcess();
    }
}
