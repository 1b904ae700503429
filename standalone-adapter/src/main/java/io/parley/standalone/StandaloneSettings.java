package io.parley.standalone;

import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a standalone host is told about a Flink process. Immutable.
 *
 * <p>A Flink that reads {@code settings}, and none of the keys of {@code superseded}, makes the plan again to the byte,
 * with the same JVM arguments and dynamic properties.
 *
 * @param plan the plan
 * @param settings the entries of Flink's configuration file, Total Flink Memory first, sizes in bytes
 * @param superseded the keys that such a file cannot hold beside the settings, or that mean nothing any more there,
 *     each with the reason in one sentence
 * @param scripts the environment in which Flink's own scripts start the process with this plan
 */
public record StandaloneSettings(
        ProcessMemoryPlan plan,
        Map<String, String> settings,
        Map<String, String> superseded,
        ScriptEnvironment scripts) {

    /** Copies the maps and keeps their order. */
    public StandaloneSettings {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        superseded = Collections.unmodifiableMap(new LinkedHashMap<>(superseded));
    }

    /**
     * Gives the settings of a plan.
     *
     * @param plan the plan, whichever size led it
     * @return the settings
     * @throws ResourceTranslationException if Flink takes no settings that mean the plan: a TaskManager without CPU
     *     cores
     */
    public static StandaloneSettings of(ProcessMemoryPlan plan) {
        Map<String, String> settings = PlanSettings.of(plan);
        Map<String, String> superseded = SupersededKeys.of(plan);
        settings.keySet().forEach(superseded::remove);
        return new StandaloneSettings(plan, settings, superseded, ScriptEnvironment.of(plan));
    }

    /**
     * Gives the memory that a process with these settings uses, all parts together.
     *
     * @return Total Process Memory
     */
    public MemorySize totalProcess() {
        return plan.totalProcess();
    }

    /**
     * Gives the arguments of the JVM, for those who start it themselves.
     *
     * @return the arguments in Flink's order
     */
    public List<String> jvmArguments() {
        return plan.jvmArguments();
    }

    /**
     * Gives the -D properties that Flink's scripts pass to the process, for those who start it themselves.
     *
     * @return the text of each key; empty where the plan's Flink version passes none
     */
    public Map<String, String> dynamicProperties() {
        return plan.dynamicProperties();
    }
}
