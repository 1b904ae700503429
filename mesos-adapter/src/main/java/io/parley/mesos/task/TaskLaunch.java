package io.parley.mesos.task;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.JvmOptions;
import io.parley.api.launch.OptionWords;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * What one task runs: the command with the plan's sizes, the variables, what is fetched, the container. Immutable;
 * {@link #toString()} shows neither the command nor a value.
 *
 * <p>The process is started from a list of arguments, without a shell: what users write arrives as it is. Only
 * {@code mesos.resourcemanager.tasks.bootstrap-cmd} and {@code …taskmanager-cmd} are commands by definition and run by
 * {@code /bin/sh}, which gets everything else as arguments too. Making one is pure.
 *
 * <p>Flink is found where {@code parley.mesos.flink-home} says: a folder on the agents, in the image of
 * {@code mesos.resourcemanager.tasks.container.image.name} ({@code /opt/flink} unless said), or, where it is not
 * absolute, in the sandbox, into which {@code mesos.resourcemanager.tasks.uris} are fetched. The configuration is
 * handed over as arguments, which everybody on the agent sees: what may be a secret is left out, see
 * {@link #withheldKeys(FlinkConfiguration)}, and has to be in the {@code conf} folder there.
 */
public final class TaskLaunch {

    /** The keys that a task's command, container and environment follow. */
    public static final List<String> KEYS = TaskOptions.KEYS;

    /** The key by which a JobManager is told the id of its task; Flink before 1.15 only shows it. */
    public static final String JOB_MANAGER_ID = "jobmanager.resource-id";

    private static final String HOME_IN_IMAGE = "/opt/flink";
    private static final String TASK_ID = "_TASK_";
    /** What Flink 1.11 calls the id of its container on Mesos. */
    private static final String CONTAINER_ID = "_FLINK_CONTAINER_ID";

    private final String name;
    private final TaskPlace place;
    private final TaskOptions options;
    private final List<String> words;
    private final List<String> fetched;
    private final Map<String, String> variables;

    private TaskLaunch(Builder builder, TaskOptions options) {
        this.name = builder.name;
        this.place = builder.place;
        this.options = options;
        FlinkPlace flink = builder.flinkPlace(options);
        TaskWords command = new TaskWords(builder.plan, builder.configuration, builder.place, options, flink);
        this.words = builder.entryPoint.map(command::words).orElseGet(command::words);
        this.fetched = new ArrayList<>(options.uris());
        if (flink instanceof FlinkPlace.SharedJars shared) {
            fetched.addAll(shared.files());
        }
        fetched.addAll(builder.files);
        this.variables = builder.variables(options, command);
    }

    /**
     * Starts with what every task of a Flink process needs.
     *
     * @param plan the plan that the process is started with
     * @param configuration its configuration
     * @param place where it runs and what it takes
     * @return a builder, not thread-safe
     */
    public static Builder of(ProcessMemoryPlan plan, FlinkConfiguration configuration, TaskPlace place) {
        return new Builder(plan, configuration, place);
    }

    /**
     * Gives the keys of a configuration that are not handed over where Flink has a home, for the arguments of a process
     * are no secret on its host.
     *
     * @param configuration a configuration
     * @return the keys, may be empty
     */
    public static List<String> withheldKeys(FlinkConfiguration configuration) {
        return configuration.keys().stream()
                .filter(FlinkConfiguration::isSensitive)
                // Of no use to the process itself.
                .filter(key -> TaskWords.OF_THE_LAUNCH.stream().noneMatch(key::startsWith))
                .sorted()
                .toList();
    }

    /**
     * Gives what must not be shown of the addresses that keys say are to be fetched: users, passwords and queries.
     *
     * @param configuration a configuration
     * @return the texts, as they were written and decoded; may be empty
     */
    public static List<String> fetchSecrets(FlinkConfiguration configuration) {
        return TaskOptions.uris(new TaskKeyReader(configuration)).stream()
                .flatMap(uri -> new FetchedAddress(uri).secrets().stream())
                .toList();
    }

    /**
     * Gives where the keys say that Flink is.
     *
     * @param configuration a configuration
     * @param process the kind of process
     * @return the home, if a key names one or the container has an image
     * @throws IllegalArgumentException if a value is wrong by itself; the message names the key
     */
    public static Optional<FlinkPlace.Home> homeOf(FlinkConfiguration configuration, ProcessKind process) {
        return homeOf(TaskOptions.read(configuration, process));
    }

    private static Optional<FlinkPlace.Home> homeOf(TaskOptions options) {
        return options.home().or(() -> options.container().image().map(image -> new FlinkPlace.Home(HOME_IN_IMAGE)));
    }

    /**
     * Gives the command.
     *
     * @return the program and its arguments; they may hold secrets that users put there
     */
    public List<String> words() {
        return List.copyOf(words);
    }

    /**
     * Gives the task.
     *
     * @return what an ACCEPT launches
     */
    public TaskInfo toTaskInfo() {
        CommandInfo.Builder command = CommandInfo.newBuilder().setShell(false).setValue(words.get(0));
        command.addAllArguments(options.container().namesProgramInArguments() ? words : words.subList(1, words.size()));
        fetched.forEach(uri -> command.addUris(CommandInfo.URI.newBuilder().setValue(uri)));
        Environment.Builder environment = Environment.newBuilder();
        variables.forEach((variable, value) -> environment.addVariables(
                Environment.Variable.newBuilder().setName(variable).setValue(value)));
        command.setEnvironment(environment);
        TaskInfo.Builder task = TaskInfo.newBuilder()
                .setName(name)
                .setTaskId(place.task())
                .setAgentId(place.agent())
                .addAllResources(place.resources())
                .setCommand(command)
                .setKillPolicy(killPolicy(options.killGrace()));
        if (options.container().image().isPresent()
                || !options.container().volumes().isEmpty()) {
            task.setContainer(options.container().toContainerInfo());
        }
        return task.build();
    }

    /**
     * Gives how long the keys say that a process may take to end by itself.
     *
     * @param configuration a configuration
     * @return the time of {@code parley.mesos.kill-grace}, 10 s by default
     * @throws IllegalArgumentException if the value is negative, beyond what Mesos can hold, or cannot be read; the
     *     message names the key
     */
    public static Duration killGrace(FlinkConfiguration configuration) {
        return TaskOptions.killGrace(new TaskKeyReader(configuration));
    }

    /**
     * Gives how a task is ended.
     *
     * @param grace how long it may take to end by itself; beyond 292 years, which Mesos cannot hold, those
     * @return the policy
     */
    public static KillPolicy killPolicy(Duration grace) {
        return KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(TimeUnit.NANOSECONDS.convert(grace)))
                .build();
    }

    /**
     * Gives the task for people; values that may be secrets are hidden, and variables named only.
     *
     * @return some lines
     */
    public String preview() {
        StringBuilder text = new StringBuilder();
        text.append("container: ").append(options.container().type().name().toLowerCase(Locale.ROOT));
        options.container().image().ifPresent(image -> text.append(", image ").append(image));
        text.append("\nfetched: ")
                .append(
                        fetched.isEmpty()
                                ? "nothing"
                                : fetched.stream()
                                        .map(uri -> new FetchedAddress(uri).toString())
                                        .collect(Collectors.joining(", ")));
        text.append("\nvariables: ").append(String.join(", ", variables.keySet()));
        text.append("\ncommand: ").append(words.stream().map(TaskLaunch::masked).collect(Collectors.joining(" ")));
        return text.toString();
    }

    /**
     * Gives what may be secrets that users wrote into arguments, parameters of docker and addresses to be fetched,
     * where everybody sees them who may read the task.
     *
     * @return each in words, with asterisks in the place of what is hidden; may be empty
     */
    public List<String> visibleSecrets() {
        List<String> visible = new ArrayList<>();
        fetched.stream()
                .map(FetchedAddress::new)
                .filter(FetchedAddress::hasSecret)
                .forEach(address -> visible.add("the address " + address));
        words.stream()
                .filter(word -> !masked(word).equals(word))
                .forEach(word -> visible.add("the argument " + masked(word)));
        options.container().parameters().stream()
                .filter(parameter -> FlinkConfiguration.isSensitive(parameter.getKey())
                        || !masked(parameter.getValue()).equals(parameter.getValue()))
                .forEach(parameter -> visible.add("the parameter " + parameter.getKey() + " of docker"));
        return visible;
    }

    /** A command by definition is one argument of several words. */
    private static String masked(String argument) {
        String masked = OptionWords.masked(argument);
        return masked.equals(argument)
                ? FetchedAddress.withoutLogins(Stream.of(argument.split(" ", -1))
                        .map(OptionWords::masked)
                        .collect(Collectors.joining(" ")))
                : masked;
    }

    /** Gives the task and the names of the variables. */
    @Override
    public String toString() {
        return "TaskLaunch{" + name + " as " + place.task().getValue() + ", variables " + variables.keySet() + "}";
    }

    /** Collects what a task runs. Not thread-safe. */
    public static final class Builder {

        private final ProcessMemoryPlan plan;
        private final FlinkConfiguration configuration;
        private final TaskPlace place;
        private final Map<String, String> environmentVariables = new LinkedHashMap<>();
        private final List<String> files = new ArrayList<>();
        private String name;
        private Optional<EntryPoint> entryPoint = Optional.empty();
        private Optional<FlinkPlace> flink = Optional.empty();

        private Builder(ProcessMemoryPlan plan, FlinkConfiguration configuration, TaskPlace place) {
            this.plan = plan;
            this.configuration = configuration;
            this.place = place;
            this.name = plan.process().toString();
        }

        /**
         * Sets what the task is called on Mesos' pages.
         *
         * @param shown the name
         * @return this builder
         */
        public Builder name(String shown) {
            name = shown;
            return this;
        }

        /**
         * Sets the class to run; by default Flink's own.
         *
         * @param main the class and its arguments
         * @return this builder
         */
        public Builder entryPoint(EntryPoint main) {
            entryPoint = Optional.of(main);
            return this;
        }

        /**
         * Sets where Flink is, where no key says so.
         *
         * @param otherwise the place
         * @return this builder
         */
        public Builder flink(FlinkPlace otherwise) {
            flink = Optional.of(otherwise);
            return this;
        }

        /**
         * Adds variables; they win over those of keys.
         *
         * @param further the value of each name, as it is to arrive
         * @return this builder
         */
        public Builder environmentVariables(Map<String, String> further) {
            environmentVariables.putAll(further);
            return this;
        }

        /**
         * Adds what the agent fetches into the sandbox before the start.
         *
         * @param uri an address, or a path that the agent sees
         * @return this builder
         */
        public Builder fetched(String uri) {
            files.add(uri);
            return this;
        }

        /**
         * Gives the launch.
         *
         * @return an immutable launch
         * @throws IllegalArgumentException if a key is malformed, nothing tells where Flink is, or a text cannot be
         *     expressed
         */
        public TaskLaunch build() {
            return new TaskLaunch(this, TaskOptions.read(configuration, plan.process()));
        }

        private FlinkPlace flinkPlace(TaskOptions options) {
            Optional<FlinkPlace> ofKeys = homeOf(options).map(home -> home);
            return ofKeys.or(() -> flink)
                    .orElseThrow(() -> new IllegalArgumentException("Cannot start a " + plan.process()
                            + " on Mesos: nothing tells where its agents have Flink. Set parley.mesos.flink-home, or"
                            + " mesos.resourcemanager.tasks.container.image.name."));
        }

        private Map<String, String> variables(TaskOptions options, TaskWords command) {
            Map<String, String> all = new LinkedHashMap<>();
            all.put(CONTAINER_ID, place.task().getValue());
            options.javaHome().ifPresent(home -> all.put("JAVA_HOME", home));
            all.putAll(command.variables());
            all.putAll(options.variables());
            environmentVariables.keySet().forEach(TaskOptions::checkVariable);
            all.putAll(environmentVariables);
            Stream.of("_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")
                    .filter(all::containsKey)
                    .forEach(variable -> JvmOptions.refuseSizes(
                            variable, OptionWords.split(variable, all.getOrDefault(variable, ""))));
            all.forEach((variable, value) -> refuseNul("The variable " + variable, value));
            return all;
        }

        static void refuseNul(String what, String text) {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(what + " of a Mesos task cannot hold the character NUL. Remove it.");
            }
        }
    }

    static String withTaskId(String text, TaskPlace place) {
        return text.replace(TASK_ID, place.task().getValue());
    }
}
