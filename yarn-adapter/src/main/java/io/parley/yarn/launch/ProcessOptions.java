package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;

/**
 * What Flink's keys say about the process in a container. Immutable; {@link #toString()} names variables without their
 * values.
 *
 * @param template the command to start it
 * @param access who may look at it and who may change it
 * @param variables the variables that users set
 * @param userJarPlace where the jar of an application stands on the class path
 * @param limitedArenas whether its C library may have no more arenas than it has vcores
 */
record ProcessOptions(
        StartTemplate template,
        Map<ApplicationAccessType, String> access,
        Map<String, String> variables,
        UserJarPlace userJarPlace,
        boolean limitedArenas) {

    /** Variables that the launch or the NodeManager sets, whatever a user gives. */
    private static final Set<String> RESERVED = Set.of(
            "CLASSPATH",
            "_FLINK_CLASSPATH",
            "_FLINK_DIST_JAR",
            "_CLIENT_SHIP_FILES",
            "_FLINK_YARN_FILES",
            "_CLIENT_HOME_DIR",
            "_APP_ID",
            "_LOCAL_KEYTAB_PATH",
            "_REMOTE_KEYTAB_PATH",
            "_KEYTAB_PRINCIPAL",
            "_KRB5_PATH",
            "HADOOP_USER_NAME",
            "CONTAINER_ID",
            "HOME",
            "LOCAL_DIRS",
            "LOGNAME",
            "LOG_DIRS",
            "PWD",
            "USER");

    private static final String JAVA_HOME_KEY = "env.java.home";
    private static final String JAVA_HOME = "JAVA_HOME";

    /** Copies the maps. */
    ProcessOptions {
        access = Map.copyOf(access);
        variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    }

    /** Reads the keys; the reader collects what is wrong. */
    static ProcessOptions read(KeyReader keys, ProcessKind process, FlinkVersion version) {
        String prefix = switch (process) {
            case JOB_MANAGER -> "containerized.master.env.";
            case TASK_MANAGER -> "containerized.taskmanager.env.";
        };
        Map<String, String> variables = new TreeMap<>(keys.configuration().withPrefix(prefix));
        if (version.isAtLeast(2, 0)) {
            keys.configuration().value(JAVA_HOME_KEY).ifPresent(home -> variables.put(JAVA_HOME, home));
        }
        variables.keySet().forEach(name -> keys.check(() -> checkName(name, process)));
        return new ProcessOptions(
                StartTemplate.read(keys),
                AccessOptions.read(keys),
                variables,
                UserJarPlace.read(keys),
                keys.get(MallocArenas.LIMITED));
    }

    /** Lays variables over those of the keys. */
    Map<String, String> variablesWith(Map<String, String> further, ProcessKind process) {
        further.keySet().forEach(name -> checkName(name, process));
        Map<String, String> all = new TreeMap<>(variables);
        all.putAll(further);
        return all;
    }

    private static void checkName(String name, ProcessKind process) {
        LaunchScript.checkVariableName(name);
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException("Cannot set the environment variable " + name + " of a " + process
                    + " on YARN: YARN or the launch itself sets it. Choose another name.");
        }
    }

    @Override
    public String toString() {
        return "ProcessOptions{" + template + ", access " + access + ", variables " + variables.keySet() + "}";
    }
}
