package io.parley.mesos.task;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The words of a task's command. Immutable. */
final class TaskWords {

    private static final String JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";

    /** What a distribution sets for processes of one host, which nothing on another host would reach. */
    private static final List<String> JOB_MANAGER_BINDS = List.of("jobmanager.bind-host", "rest.bind-address");

    private static final List<String> TASK_MANAGER_BINDS = List.of("taskmanager.bind-host");
    /** What the launch has followed already; the process itself needs none of it. */
    static final List<String> OF_THE_LAUNCH = List.of("mesos.", "parley.", "env.java.", "containerized.");

    private static final String LOCAL_HOST = "localhost";
    private static final String EVERY_ADDRESS = "0.0.0.0";

    private final ProcessMemoryPlan plan;
    private final FlinkConfiguration configuration;
    private final TaskPlace place;
    private final TaskOptions options;
    private final FlinkPlace flink;

    TaskWords(
            ProcessMemoryPlan plan,
            FlinkConfiguration configuration,
            TaskPlace place,
            TaskOptions options,
            FlinkPlace flink) {
        this.plan = plan;
        this.configuration = configuration;
        this.place = place;
        this.options = options;
        this.flink = flink;
    }

    private EntryPoint flinksEntryPoint() {
        List<String> arguments = new ArrayList<>(List.of("--configDir", configurationDirectory()));
        properties().forEach((key, value) -> {
            arguments.add("-D");
            arguments.add(key + "=" + value);
        });
        return new EntryPoint(plan.process() == ProcessKind.JOB_MANAGER ? JOB_MANAGER : TASK_MANAGER, arguments);
    }

    private String configurationDirectory() {
        return flink instanceof FlinkPlace.Home home
                ? homePath(home) + "/conf"
                : options.container().inSandbox(".");
    }

    private String homePath(FlinkPlace.Home home) {
        String path =
                home.path().startsWith("/") ? home.path() : options.container().inSandbox(home.path());
        return path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
    }

    /** Gives the words that start Flink's own entry point. */
    List<String> words() {
        EntryPoint main = flinksEntryPoint();
        if (options.taskManagerCommand().isEmpty()) {
            return words(main);
        }
        List<String> words = new ArrayList<>(
                shell(options.bootstrapCommand().map(first -> first + " && ").orElse("")
                        + options.taskManagerCommand().get() + " \"$@\""));
        // The command knows where its configuration is.
        words.addAll(main.arguments().subList(2, main.arguments().size()));
        return checked(words);
    }

    /** Gives the words that start a class, behind a shell only where a key is a command by definition. */
    List<String> words(EntryPoint main) {
        List<String> words = new ArrayList<>();
        options.bootstrapCommand().ifPresent(first -> words.addAll(shell(first + " && exec \"$@\"")));
        words.addAll(java(main));
        return checked(words);
    }

    private static List<String> checked(List<String> words) {
        words.forEach(word -> TaskLaunch.Builder.refuseNul("An argument", word));
        return List.copyOf(words);
    }

    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script, "sh");
    }

    private List<String> java(EntryPoint main) {
        List<String> words = new ArrayList<>();
        words.add(options.javaHome().map(home -> home + "/bin/java").orElse("java"));
        words.addAll(JvmOptions.of(plan, configuration, Runtime.version().feature()));
        words.add("-Dlog.file=" + options.container().inSandbox(plan.process().id() + ".log"));
        words.addAll(classPath());
        words.add(main.className());
        words.addAll(main.arguments());
        return words;
    }

    private List<String> classPath() {
        if (flink instanceof FlinkPlace.SharedJars shared) {
            return List.of("-cp", String.join(":", shared.jars()));
        }
        String home = flink instanceof FlinkPlace.Home known ? homePath(known) : "";
        // What goes to the console is what the sandbox shows.
        String logging = "file:" + home + "/conf/log4j-console.properties";
        // Java itself finds the jars.
        return List.of(
                "-Dlog4j.configuration=" + logging, "-Dlog4j.configurationFile=" + logging, "-cp", home + "/lib/*");
    }

    /** Gives the variables that scripts of Flink's read, where one starts the process. */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        if (flink instanceof FlinkPlace.Home home) {
            variables.put("FLINK_HOME", homePath(home));
        }
        if (options.taskManagerCommand().isPresent()) {
            variables.put("JVM_ARGS", String.join(" ", plan.jvmArguments()));
        }
        return variables;
    }

    /** Gives the configuration of the process, in which the place and the plan win. */
    private Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        if (flink instanceof FlinkPlace.Home) {
            configuration.toMap().forEach((key, value) -> {
                if (!FlinkConfiguration.isSensitive(key)
                        && OF_THE_LAUNCH.stream().noneMatch(key::startsWith)) {
                    properties.put(key, value);
                }
            });
        }
        switch (plan.process()) {
            case JOB_MANAGER -> {
                JOB_MANAGER_BINDS.forEach(key -> bind(key, properties));
                properties.put("jobmanager.rpc.address", place.hostname());
                properties.put("rest.address", place.hostname());
                properties.put(TaskLaunch.JOB_MANAGER_ID, place.task().getValue());
            }
            case TASK_MANAGER -> {
                TASK_MANAGER_BINDS.forEach(key -> bind(key, properties));
                properties.put(
                        "taskmanager.host",
                        options.hostname()
                                .map(name -> TaskLaunch.withTaskId(name, place))
                                .orElse(place.hostname()));
                properties.put("taskmanager.resource-id", place.task().getValue());
            }
        }
        place.ports().forEach((key, port) -> {
            properties.put(key, Integer.toString(port));
            FlinkPorts.likewise(key, configuration).forEach(other -> properties.put(other, Integer.toString(port)));
        });
        properties.putAll(plan.dynamicProperties());
        return properties;
    }

    private void bind(String key, Map<String, String> properties) {
        String chosen = configuration.value(key).orElse(LOCAL_HOST);
        properties.put(key, chosen.equals(LOCAL_HOST) ? EVERY_ADDRESS : chosen);
    }
}
