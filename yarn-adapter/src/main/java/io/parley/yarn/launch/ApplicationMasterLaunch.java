package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.JvmOptions;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the container of an application master runs: the command and the variables. Immutable and pure.
 *
 * <p>The variables are those that {@code YarnSessionClusterEntrypoint} of Flink 1.11.6 and 2.3.0 reads; names and
 * values are checked against both by integration tests.
 *
 * @param command the command, quoted for the NodeManager and both shells
 * @param environment the variables, quoted for the NodeManager and the script
 */
record ApplicationMasterLaunch(String command, Map<String, String> environment) {

    /** Flink's own entry point for a session whose JobManager is a managed application master. */
    static final String SESSION_ENTRY_POINT = "org.apache.flink.yarn.entrypoint.YarnSessionClusterEntrypoint";

    static final String LOG_CONFIGURATION = "log4j.properties";
    static final String LIBRARY_FOLDER = "lib/";
    /** Variables that the launch or the NodeManager sets, whatever a user gives. */
    private static final Set<String> RESERVED = Set.of(
            "CLASSPATH",
            "_FLINK_CLASSPATH",
            "_FLINK_DIST_JAR",
            "_CLIENT_SHIP_FILES",
            "_FLINK_YARN_FILES",
            "_CLIENT_HOME_DIR",
            "_APP_ID",
            "HADOOP_USER_NAME",
            "CONTAINER_ID",
            "HOME",
            "LOCAL_DIRS",
            "LOGNAME",
            "LOG_DIRS",
            "PWD",
            "USER");

    private static final String MASTER_ENVIRONMENT_PREFIX = "containerized.master.env.";

    /**
     * Ends the script: when the process failed, the last lines of its logs go to a file whose name ends in stderr,
     * because a NodeManager adds the end of such a file to the diagnostics that every client sees.
     */
    private static final String SHOW_LOGS_ON_FAILURE = "; s=$?; if [ $s -ne 0 ]; then for f in out err log; do"
            + " tail -n 20 \"<LOG_DIR>/jobmanager.$f\" 2>/dev/null | cut -c 1-240 | sed -e 's/^/" + YarnExits.LOG_LINE
            + "/'; done > \"<LOG_DIR>/jobmanager.stderr\"; fi; exit $s";

    /** Copies the map. */
    ApplicationMasterLaunch {
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /**
     * What is known about an application once its files are staged.
     *
     * @param applicationId the id
     * @param user the user that the application runs as
     * @param stagingRoot the directory above the staging directories of applications
     * @param stagingDirectory the application's staging directory
     * @param files everything staged
     */
    record Staged(
            String applicationId, String user, String stagingRoot, String stagingDirectory, List<StagedFile> files) {

        /** Copies the list. */
        Staged {
            files = List.copyOf(files);
        }
    }

    /**
     * Makes the launch.
     *
     * @param request what to launch
     * @param plan the plan to start with
     * @param staged what is staged
     * @param clusterClassPath yarn.application.classpath, entries in order
     * @throws IllegalArgumentException if something cannot be expressed; the message names it
     */
    static ApplicationMasterLaunch of(
            LaunchRequest request, ProcessMemoryPlan plan, Staged staged, List<String> clusterClassPath) {
        return new ApplicationMasterLaunch(
                command(request, plan), environment(request, plan.flinkVersion(), staged, clusterClassPath));
    }

    private static String command(LaunchRequest request, ProcessMemoryPlan plan) {
        StringBuilder script = new StringBuilder("trap : TERM; \"${JAVA_HOME:+$JAVA_HOME/bin/}java\"");
        for (String option :
                JvmOptions.of(plan, request.configuration(), Runtime.version().feature())) {
            script.append(' ').append(LaunchScript.word(option));
        }
        script.append(" -Dlog.file=\"<LOG_DIR>/jobmanager.log\" -Dlog4j.configuration=file:")
                .append(LOG_CONFIGURATION)
                .append(" -Dlog4j.configurationFile=file:")
                .append(LOG_CONFIGURATION)
                .append(' ');
        EntryPoint entryPoint = request.entryPoint().orElseGet(() -> sessionEntryPoint(plan));
        script.append(entryPoint.className());
        for (String argument : entryPoint.arguments()) {
            script.append(' ').append(argument.isEmpty() ? "''" : LaunchScript.word(argument));
        }
        script.append(" 1> \"<LOG_DIR>/jobmanager.out\" 2> \"<LOG_DIR>/jobmanager.err\"")
                .append(SHOW_LOGS_ON_FAILURE);
        return LaunchScript.command(script.toString());
    }

    private static EntryPoint sessionEntryPoint(ProcessMemoryPlan plan) {
        List<String> arguments = new ArrayList<>();
        plan.dynamicProperties().forEach((key, value) -> {
            arguments.add("-D");
            arguments.add(key + "=" + value);
        });
        return new EntryPoint(SESSION_ENTRY_POINT, arguments);
    }

    private static Map<String, String> environment(
            LaunchRequest request, FlinkVersion version, Staged staged, List<String> clusterClassPath) {
        Map<String, String> users = new TreeMap<>(request.configuration().withPrefix(MASTER_ENVIRONMENT_PREFIX));
        users.putAll(request.environmentVariables());
        users.keySet().forEach(LaunchScript::checkVariableName);
        Map<String, String> environment = new TreeMap<>();
        if (needsUnicode(request, users)) {
            // A JVM in the POSIX locale replaces every character beyond ASCII by a question mark.
            environment.put("LC_ALL", "C.UTF-8");
        }
        users.forEach((name, value) -> environment.put(name, LaunchScript.variable(value)));
        List<String> flinkClassPath = new ArrayList<>();
        staged.files().stream()
                .map(StagedFile::key)
                .filter(key -> key.endsWith(".jar"))
                .forEach(flinkClassPath::add);
        flinkClassPath.add(".");
        String ownClassPath = LaunchScript.variable(String.join(":", flinkClassPath));
        List<String> wholeClassPath = new ArrayList<>(List.of(ownClassPath));
        clusterClassPath.forEach(entry -> wholeClassPath.add(LaunchScript.clusterClassPath(entry)));
        RESERVED.stream().filter(users::containsKey).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("Cannot set the environment variable " + name
                    + " of a JobManager on YARN: YARN or the launch itself sets it. Choose another name.");
        });
        environment.put("CLASSPATH", String.join(":", wholeClassPath));
        environment.put("_FLINK_CLASSPATH", ownClassPath);
        List<String> shipped = new ArrayList<>();
        Optional<StagedFile> distribution = distributionJar(staged.files());
        for (StagedFile file : staged.files()) {
            if (!distribution.equals(Optional.of(file))) {
                shipped.add(ResourceDescriptors.describe(version, file));
            }
        }
        distribution.ifPresent(file ->
                environment.put("_FLINK_DIST_JAR", LaunchScript.variable(ResourceDescriptors.describe(version, file))));
        environment.put("_CLIENT_SHIP_FILES", LaunchScript.variable(String.join(";", shipped)));
        environment.put("_FLINK_YARN_FILES", LaunchScript.variable(staged.stagingDirectory()));
        environment.put("_CLIENT_HOME_DIR", LaunchScript.variable(staged.stagingRoot()));
        environment.put("_APP_ID", staged.applicationId());
        environment.put("HADOOP_USER_NAME", LaunchScript.variable(staged.user()));
        return environment;
    }

    /** Gives flink-dist, or where jars come from a repository the one with the entry point in its place. */
    private static Optional<StagedFile> distributionJar(List<StagedFile> files) {
        return files.stream()
                .filter(file -> file.key().startsWith(LIBRARY_FOLDER + "flink-dist"))
                .findFirst()
                .or(() -> files.stream()
                        .filter(file -> file.key().startsWith(LIBRARY_FOLDER + "flink-yarn"))
                        .findFirst())
                .or(() -> files.stream()
                        .filter(file -> file.key().startsWith(LIBRARY_FOLDER))
                        .findFirst());
    }

    private static boolean needsUnicode(LaunchRequest request, Map<String, String> users) {
        if (users.containsKey("LC_ALL") || users.containsKey("LANG")) {
            return false;
        }
        return request.entryPoint().stream()
                        .flatMap(entryPoint -> entryPoint.arguments().stream())
                        .anyMatch(ApplicationMasterLaunch::isBeyondAscii)
                || request.configuration().withPrefix("env.java.").values().stream()
                        .anyMatch(ApplicationMasterLaunch::isBeyondAscii)
                || users.values().stream().anyMatch(ApplicationMasterLaunch::isBeyondAscii);
    }

    private static boolean isBeyondAscii(String text) {
        return text.chars().anyMatch(current -> current > 127);
    }

    /** Gives the configuration that the JobManager and, through it, its TaskManagers read. */
    static Map<String, String> processConfiguration(
            LaunchRequest request, ProcessMemoryPlan plan, String applicationId) {
        FlinkConfiguration configuration = request.configuration();
        Map<String, String> entries = new TreeMap<>(configuration.toMap());
        entries.putIfAbsent("high-availability.cluster-id", applicationId);
        entries.put(
                "env.java.opts.taskmanager",
                JvmOptions.ofTaskManagers(
                        plan.flinkVersion(), configuration, Runtime.version().feature()));
        if (entries.containsKey("jobmanager.memory.process.size")) {
            // A plan that grew into its grant is larger than what was configured.
            entries.put("jobmanager.memory.process.size", plan.totalProcess().toConfigurationText());
        }
        return entries;
    }

    /** Gives the names of the variables, no value and no command: both may hold secrets. */
    @Override
    public String toString() {
        return "ApplicationMasterLaunch{variables " + environment.keySet() + "}";
    }
}
