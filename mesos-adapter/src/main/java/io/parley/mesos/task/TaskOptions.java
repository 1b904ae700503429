package io.parley.mesos.task;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ProcessKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What Flink's keys and Parley's own say about the inside of a task. Immutable; {@link #toString()} names variables
 * without their values.
 *
 * <p>The keys of containers, of URIs and of the command before the start hold for both kinds of processes; the host
 * name and the command of a TaskManager for TaskManagers only.
 *
 * @param container the container
 * @param uris what the agent fetches into the sandbox before the start
 * @param home the Flink distribution, if a key names it
 * @param javaHome the Java, if a key names it
 * @param hostname the host name of a TaskManager, if a key gives one
 * @param bootstrapCommand a command that runs before the start
 * @param taskManagerCommand a command that starts a TaskManager in the place of Java
 * @param variables the variables that keys set
 * @param killGrace how long the process may take to end by itself
 */
record TaskOptions(
        TaskContainer container,
        List<String> uris,
        Optional<FlinkPlace.Home> home,
        Optional<String> javaHome,
        Optional<String> hostname,
        Optional<String> bootstrapCommand,
        Optional<String> taskManagerCommand,
        Map<String, String> variables,
        Duration killGrace) {

    private static final String URIS = "mesos.resourcemanager.tasks.uris";
    private static final String HOSTNAME = "mesos.resourcemanager.tasks.hostname";
    private static final String BOOTSTRAP = "mesos.resourcemanager.tasks.bootstrap-cmd";
    private static final String TASK_MANAGER_COMMAND = "mesos.resourcemanager.tasks.taskmanager-cmd";
    private static final String HOME = "parley.mesos.flink-home";
    private static final String JAVA_HOME = "env.java.home";
    private static final ConfigurationOption<Duration> KILL_GRACE =
            ConfigurationOption.duration("parley.mesos.kill-grace").withDefault(Duration.ofSeconds(10));

    /** Mesos counts the time in nanoseconds of 63 bits. */
    private static final Duration MOST_GRACE = Duration.ofDays(106_751);

    static final List<String> KEYS = keys();

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(TaskContainer.KEYS);
        keys.addAll(List.of(URIS, HOSTNAME, BOOTSTRAP, TASK_MANAGER_COMMAND, HOME, JAVA_HOME, KILL_GRACE.key()));
        return List.copyOf(keys);
    }

    TaskOptions {
        uris = List.copyOf(uris);
        variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException if a value is wrong by itself; the message names the key
     */
    static TaskOptions read(FlinkConfiguration configuration, ProcessKind process) {
        TaskKeyReader keys = new TaskKeyReader(configuration);
        boolean taskManager = process == ProcessKind.TASK_MANAGER;
        return new TaskOptions(
                TaskContainer.read(keys),
                uris(keys),
                keys.text(HOME).map(FlinkPlace.Home::new),
                keys.text(JAVA_HOME),
                keys.text(HOSTNAME).filter(name -> taskManager),
                keys.text(BOOTSTRAP),
                keys.text(TASK_MANAGER_COMMAND).filter(command -> taskManager),
                variables(keys, process),
                killGrace(keys));
    }

    /** Gives how long the process may take to end by itself. */
    static Duration killGrace(TaskKeyReader keys) {
        Duration grace = keys.configuration().get(KILL_GRACE);
        if (grace.compareTo(MOST_GRACE) > 0) {
            throw keys.unusable(
                    KILL_GRACE.key(),
                    "no Mesos task can be given " + grace.toDays() + " days to end. Write " + MOST_GRACE.toDays()
                            + " d or less.");
        }
        return grace;
    }

    /** Gives what the keys say is to be fetched. */
    static List<String> uris(TaskKeyReader keys) {
        return keys.items(URIS);
    }

    private static Map<String, String> variables(TaskKeyReader keys, ProcessKind process) {
        String prefix = switch (process) {
            case JOB_MANAGER -> "containerized.master.env.";
            case TASK_MANAGER -> "containerized.taskmanager.env.";
        };
        Map<String, String> variables = keys.configuration().withPrefix(prefix);
        variables.keySet().forEach(TaskOptions::checkVariable);
        return variables;
    }

    /**
     * Checks the name of a variable.
     *
     * @throws IllegalArgumentException if no process can have a variable of that name
     */
    static void checkVariable(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException("Cannot set an environment variable named \"" + name
                    + "\" in a Mesos task. Use letters, digits and underscores, and start with no digit.");
        }
    }

    @Override
    public String toString() {
        return "TaskOptions{" + container.type() + " container, image " + container.image() + ", home " + home
                + ", variables " + variables.keySet() + "}";
    }
}
