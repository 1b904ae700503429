package io.parley.standalone.launch;

import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.JvmOptions;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.OptionWords;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command of a process and the variables that it gets beside those of this process. Immutable.
 *
 * @param words the command
 * @param variables the variables
 */
record HostCommand(List<String> words, Map<String, String> variables) {

    private static final String JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final String TEMPORARY = "-Djava.io.tmpdir=";
    private static final String PLUGINS = "FLINK_PLUGINS_DIR";

    /** Copies the collections. */
    HostCommand {
        words = List.copyOf(words);
        variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /**
     * Makes the command.
     *
     * @param request what to launch
     * @param java the program
     * @param javaFeatureVersion its feature number
     * @param folder where the process's files are
     * @param properties what the launcher chose, by key
     * @throws IllegalArgumentException if an option of the user's cannot be used; the message names its key
     */
    static HostCommand of(
            LaunchRequest request,
            Path java,
            int javaFeatureVersion,
            ProcessFolder folder,
            Map<String, String> properties) {
        ProcessMemoryPlan plan = request.requirements().plan();
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.addAll(JvmOptions.of(plan, request.configuration(), javaFeatureVersion));
        if (words.stream().noneMatch(word -> word.startsWith(TEMPORARY))) {
            // What a killed process leaves is removed with its folder.
            words.add(TEMPORARY + folder.temporary());
        }
        words.add("-Dlog.file=" + folder.log());
        words.add("-Dlog4j.configuration=file:" + ProcessFolder.LOG_CONFIGURATION);
        words.add("-Dlog4j.configurationFile=file:" + ProcessFolder.LOG_CONFIGURATION);
        words.add("-cp");
        words.add(classPath(request, folder));
        words.add(Leash.class.getName());
        words.add(folder.path().toString());
        EntryPoint entryPoint = request.entryPoint().orElseGet(() -> flinks(plan, folder, properties));
        words.add(entryPoint.className());
        words.addAll(entryPoint.arguments());
        return new HostCommand(words, variables(request, folder));
    }

    private static String classPath(LaunchRequest request, ProcessFolder folder) {
        List<String> entries = new ArrayList<>();
        entries.add(folder.leash().toString());
        request.distribution()
                .jars()
                .forEach(jar -> entries.add(jar.toAbsolutePath().toString()));
        for (String entry : entries) {
            if (entry.contains(File.pathSeparator)) {
                throw new IllegalArgumentException("Cannot put " + entry + " on a class path: it holds a \""
                        + File.pathSeparator + "\", which separates entries. Move it to a folder without one.");
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static EntryPoint flinks(ProcessMemoryPlan plan, ProcessFolder folder, Map<String, String> properties) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--configDir");
        arguments.add(folder.configuration().toString());
        Map<String, String> all = new TreeMap<>(properties);
        all.putAll(plan.dynamicProperties());
        all.forEach((key, value) -> {
            arguments.add("-D");
            arguments.add(key + "=" + value);
        });
        return new EntryPoint(plan.process() == ProcessKind.JOB_MANAGER ? JOB_MANAGER : TASK_MANAGER, arguments);
    }

    private static Map<String, String> variables(LaunchRequest request, ProcessFolder folder) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("FLINK_CONF_DIR", folder.configuration().toString());
        Path jar = request.distribution().jars().get(0).toAbsolutePath();
        Path plugins = jar.resolveSibling("..").resolve("plugins").normalize();
        if (Files.isDirectory(plugins)) {
            variables.put(PLUGINS, plugins.toString());
        }
        variables.putAll(request.environmentVariables());
        String lastWord =
                variables.getOrDefault("_JAVA_OPTIONS", System.getenv().getOrDefault("_JAVA_OPTIONS", ""));
        JvmOptions.refuseSizes("_JAVA_OPTIONS", OptionWords.split("_JAVA_OPTIONS", lastWord));
        return variables;
    }

    /** Gives the number of words and the names of the variables; both may hold secrets. */
    @Override
    public String toString() {
        return words.size() + " words, variables " + variables.keySet();
    }
}
