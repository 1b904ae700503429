package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;

/**
 * What one container runs: the command with the plan's sizes, the variables, the files, the tokens and who may look at
 * it. Immutable; {@link #toString()} shows neither the command nor a value.
 *
 * <p>It holds for every container of Flink's processes, whoever asks YARN for it: an application master that is a
 * JobManager itself, and JobManagers and TaskManagers that an application master of another kind starts. Every key of
 * Flink's that is about the inside of a container is followed: {@code containerized.master.env.*} or
 * {@code containerized.taskmanager.env.*}, {@code env.java.opts*}, {@code yarn.container-start-command-template},
 * {@code yarn.view.acls} and {@code yarn.modify.acls}; and {@code parley.yarn.malloc-arena-max.enabled}. Making one is
 * pure.
 *
 * <pre>{@code
 * ContainerLaunch launch = ContainerLaunch.of(plan, configuration, stagedFiles)
 *         .entryPoint(FlinkEntryPoints.taskManager(plan))
 *         .clusterClassPath(clusterClassPath)
 *         .user(user)
 *         .vcores(granted.getVirtualCores())
 *         .build();
 * nodeManagers.startContainerAsync(container, launch.toContext());
 * }</pre>
 */
public final class ContainerLaunch {

    private final ProcessKind process;
    private final String command;
    private final Map<String, String> environment;
    private final Map<String, LocalResource> resources;
    private final Map<ApplicationAccessType, String> access;
    private final ContainerTokens tokens;

    private ContainerLaunch(Builder builder, ProcessOptions options) {
        this.process = builder.plan.process();
        this.command = builder.command(options.template());
        this.environment = Collections.unmodifiableMap(builder.environment(options));
        this.resources = builder.files.resources();
        this.access = options.access();
        this.tokens = builder.tokens;
    }

    /**
     * Starts with what every container of a Flink process needs.
     *
     * @param plan the plan that the process is started with
     * @param configuration its configuration
     * @param files what it localizes
     * @return a builder, not thread-safe
     */
    public static Builder of(ProcessMemoryPlan plan, FlinkConfiguration configuration, StagedFiles files) {
        return new Builder(plan, configuration, files);
    }

    /**
     * Gives the command.
     *
     * @return one command, quoted for the NodeManager and the shells that read it; it may hold secrets
     */
    public String command() {
        return command;
    }

    /**
     * Gives the variables.
     *
     * @return the value of each name, quoted for the NodeManager and the shell that reads it; they may hold secrets
     */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * Gives what a NodeManager starts.
     *
     * @return a new record, with a copy of the tokens of its own
     */
    public ContainerLaunchContext toContext() {
        ContainerLaunchContext context = ContainerLaunchContext.newInstance(
                new LinkedHashMap<>(resources),
                new LinkedHashMap<>(environment),
                List.of(command),
                null,
                tokens.serialized(),
                null);
        if (!access.isEmpty()) {
            context.setApplicationACLs(access);
        }
        return context;
    }

    /** Gives the process and the names of the variables and files. */
    @Override
    public String toString() {
        return "ContainerLaunch{" + process + ", variables " + environment.keySet() + ", files " + resources.keySet()
                + "}";
    }

    /** Collects what a container runs. Not thread-safe. */
    public static final class Builder {

        /**
         * Ends the script: when the process failed, the last lines of its logs go to a file whose name ends in stderr,
         * because a NodeManager adds the end of such a file to the diagnostics that every client sees.
         */
        private static final String SHOW_LOGS_ON_FAILURE = "; s=$?; if [ $s -ne 0 ]; then for f in out err log; do"
                + " tail -n 20 \"<LOG_DIR>/NAME.$f\" 2>/dev/null | cut -c 1-240 | sed -e 's/^/" + YarnExits.LOG_LINE
                + "/'; done > \"<LOG_DIR>/NAME.stderr\"; fi; exit $s";

        private final ProcessMemoryPlan plan;
        private final FlinkConfiguration configuration;
        private final StagedFiles files;
        private final Map<String, String> environmentVariables = new LinkedHashMap<>();
        private EntryPoint entryPoint;
        private List<String> clusterClassPath = List.of();
        private String user = "";
        private int vcores = 1;
        private ContainerTokens tokens = ContainerTokens.NONE;

        private Builder(ProcessMemoryPlan plan, FlinkConfiguration configuration, StagedFiles files) {
            this.plan = plan;
            this.configuration = configuration;
            this.files = files;
            this.entryPoint = switch (plan.process()) {
                case JOB_MANAGER -> FlinkEntryPoints.jobManager(plan);
                case TASK_MANAGER -> FlinkEntryPoints.taskManager(plan);
            };
        }

        /**
         * Sets the class to run; by default that of {@link FlinkEntryPoints} which knows nothing of YARN.
         *
         * @param main the class and its arguments
         * @return this builder
         */
        public Builder entryPoint(EntryPoint main) {
            entryPoint = main;
            return this;
        }

        /**
         * Adds variables; they win over those of keys.
         *
         * @param variables the value of each name, as it is to arrive
         * @return this builder
         */
        public Builder environmentVariables(Map<String, String> variables) {
            environmentVariables.putAll(variables);
            return this;
        }

        /**
         * Sets what stands behind Flink on the class path: the cluster's own Hadoop.
         *
         * @param entries the entries of yarn.application.classpath, in order
         * @return this builder
         */
        public Builder clusterClassPath(List<String> entries) {
            clusterClassPath = List.copyOf(entries);
            return this;
        }

        /**
         * Sets the user that the process is to be for Hadoop; without, it is the one that the container runs as.
         *
         * @param name the user, with Kerberos the principal
         * @return this builder
         */
        public Builder user(String name) {
            user = name;
            return this;
        }

        /**
         * Sets the processing power of the container, 1 by default.
         *
         * @param granted the vcores
         * @return this builder
         */
        public Builder vcores(int granted) {
            vcores = granted;
            return this;
        }

        /**
         * Sets the tokens that the process gets.
         *
         * @param credentials tokens; they are copied now
         * @return this builder
         */
        public Builder tokens(Credentials credentials) {
            tokens = ContainerTokens.of(credentials);
            return this;
        }

        /**
         * Gives the launch.
         *
         * @return an immutable launch
         * @throws IllegalArgumentException if keys are malformed, or something cannot be expressed; the message names
         *     all that is wrong with keys
         */
        public ContainerLaunch build() {
            KeyReader keys = new KeyReader(configuration);
            ProcessOptions options = ProcessOptions.read(keys, plan.process(), plan.flinkVersion());
            keys.throwProblems();
            return new ContainerLaunch(this, options);
        }

        private String command(StartTemplate template) {
            String name = plan.process().id();
            List<String> options =
                    JvmOptions.of(plan, configuration, Runtime.version().feature());
            int sizes = plan.jvmArguments().size();
            Map<String, String> parts = new LinkedHashMap<>();
            parts.put("java", "\"${JAVA_HOME:+$JAVA_HOME/bin/}java\"");
            parts.put("jvmmem", words(options.subList(0, sizes)));
            parts.put("jvmopts", words(options.subList(sizes, options.size())) + krb5Option());
            parts.put(
                    "logging",
                    "-Dlog.file=\"<LOG_DIR>/" + name + ".log\" -Dlog4j.configuration=file:" + LogConfiguration.FILE
                            + " -Dlog4j.configurationFile=file:" + LogConfiguration.FILE);
            parts.put("class", entryPoint.className());
            parts.put("args", words(entryPoint.arguments()));
            parts.put("redirects", "1> \"<LOG_DIR>/" + name + ".out\" 2> \"<LOG_DIR>/" + name + ".err\"");
            return LaunchScript.command(
                    "trap : TERM; " + template.with(parts) + SHOW_LOGS_ON_FAILURE.replace("NAME", name));
        }

        private String krb5Option() {
            return files.security(KerberosOptions.KRB5_FILE).isPresent()
                    ? " -Djava.security.krb5.conf=" + KerberosOptions.KRB5_FILE
                    : "";
        }

        private static String words(List<String> arguments) {
            List<String> words = new ArrayList<>();
            arguments.forEach(argument -> words.add(argument.isEmpty() ? "''" : LaunchScript.word(argument)));
            return String.join(" ", words);
        }

        private Map<String, String> environment(ProcessOptions options) {
            Map<String, String> users = options.variablesWith(environmentVariables, plan.process());
            Map<String, String> environment = new TreeMap<>();
            if (needsUnicode(users)) {
                // A JVM in the POSIX locale replaces every character beyond ASCII by a question mark.
                environment.put("LC_ALL", "C.UTF-8");
            }
            users.forEach((name, value) -> environment.put(name, LaunchScript.variable(value)));
            if (options.limitedArenas()) {
                MallocArenas.limit(vcores, environment);
            }
            String flinkClassPath = LaunchScript.variable(String.join(":", files.classPath(options.userJarPlace())));
            List<String> wholeClassPath = new ArrayList<>(List.of(flinkClassPath));
            clusterClassPath.forEach(entry -> wholeClassPath.add(LaunchScript.clusterClassPath(entry)));
            environment.put("CLASSPATH", String.join(":", wholeClassPath));
            environment.put("_FLINK_CLASSPATH", flinkClassPath);
            Map<String, String> flinks = new TreeMap<>(FlinkVariables.ofKerberos(files));
            if (plan.process() == ProcessKind.JOB_MANAGER) {
                flinks.putAll(FlinkVariables.ofMaster(plan.flinkVersion(), files));
            }
            if (!user.isEmpty()) {
                flinks.put("HADOOP_USER_NAME", user);
            }
            flinks.forEach((name, value) -> environment.put(name, LaunchScript.variable(value)));
            return environment;
        }

        private boolean needsUnicode(Map<String, String> users) {
            if (users.containsKey("LC_ALL") || users.containsKey("LANG")) {
                return false;
            }
            return entryPoint.arguments().stream().anyMatch(Builder::isBeyondAscii)
                    || configuration.withPrefix("env.java.").values().stream().anyMatch(Builder::isBeyondAscii)
                    || users.values().stream().anyMatch(Builder::isBeyondAscii);
        }

        private static boolean isBeyondAscii(String text) {
            return text.chars().anyMatch(current -> current > 127);
        }
    }
}
