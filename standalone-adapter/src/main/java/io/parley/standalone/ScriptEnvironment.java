package io.parley.standalone;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment variables that decide whether Flink's own scripts start a process with its plan. Immutable.
 *
 * <p>{@code jobmanager.sh} and {@code taskmanager.sh} let Flink plan from the file in {@code FLINK_CONF_DIR}, which has
 * to hold the settings, and call {@code java JVM_ARGS, the plan's arguments, FLINK_ENV_JAVA_OPTS}, of which the last
 * one wins. Source: {@code config.sh}, {@code flink-daemon.sh} and both scripts of Flink 1.11 to 2.3, and Flink's
 * {@code MemoryBackwardsCompatibilityUtils}.
 *
 * @param set the value of each variable that has to be set
 * @param unset each variable that must not be set, with the reason in one sentence
 */
public record ScriptEnvironment(Map<String, String> set, Map<String, String> unset) {

    private static final String BEHIND = "The scripts put it behind the plan's arguments, where another size would win;"
            + " options belong into the file, as ";

    /** Copies the maps and keeps their order. */
    public ScriptEnvironment {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        unset = Collections.unmodifiableMap(new LinkedHashMap<>(unset));
    }

    static ScriptEnvironment of(ProcessMemoryPlan plan) {
        boolean jobManager = plan.process() == ProcessKind.JOB_MANAGER;
        FlinkVersion version = plan.flinkVersion();
        Map<String, String> unset = new LinkedHashMap<>();
        if (!version.isAtLeast(2, 0)) {
            unset.put(
                    jobManager ? "FLINK_JM_HEAP" : "FLINK_TM_HEAP",
                    "Flink " + version.line() + " reads it as a heap option from before 1.11.");
        }
        unset.put(
                "JVM_ARGS",
                "The scripts put it before the plan's arguments; what the plan does not limit, it would limit.");
        unset.put("FLINK_ENV_JAVA_OPTS", BEHIND + (version.isAtLeast(1, 17) ? "env.java.opts.all." : "env.java.opts."));
        unset.put(
                jobManager ? "FLINK_ENV_JAVA_OPTS_JM" : "FLINK_ENV_JAVA_OPTS_TM",
                BEHIND + "env.java.opts." + plan.process().id() + ".");
        unset.put("_JAVA_OPTIONS", "The JVM itself puts it behind all arguments, where another size would win.");
        // Else each NUMA node gets a TaskManager of this size.
        return new ScriptEnvironment(jobManager ? Map.of() : Map.of("FLINK_TM_COMPUTE_NUMA", "false"), unset);
    }

    /**
     * Gives lines that a POSIX shell runs before it starts one of Flink's scripts, each reason as a comment.
     *
     * @return the lines
     */
    public List<String> shellLines() {
        List<String> lines = new ArrayList<>();
        unset.forEach((name, reason) -> {
            lines.add("# " + reason);
            lines.add("unset " + name);
        });
        set.forEach((name, value) -> lines.add("export " + name + "='" + value.replace("'", "'\\''") + "'"));
        return lines;
    }
}
