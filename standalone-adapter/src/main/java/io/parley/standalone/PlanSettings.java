package io.parley.standalone;

import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.TaskManagerResources;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes the entries of Flink's configuration that mean one plan. Stateless.
 *
 * <p>Every part that Flink would otherwise derive is set, and every range is closed on one size. The keys are those of
 * Flink's {@code JobManagerOptions}, {@code TaskManagerOptions} and {@code ExternalResourceOptions}.
 */
final class PlanSettings {

    static final String DIRECT_LIMIT = "jobmanager.memory.enable-jvm-direct-memory-limit";
    static final String EXTERNAL_RESOURCES = "external-resources";

    private static final String JOB_MANAGER = "jobmanager.memory.";
    private static final String TASK_MANAGER = "taskmanager.memory.";

    private final Map<String, String> settings = new LinkedHashMap<>();

    private PlanSettings() {}

    /** Gives the entries, Total Flink Memory first. */
    static Map<String, String> of(ProcessMemoryPlan plan) {
        PlanSettings made = new PlanSettings();
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            made.addTaskManager(taskManager);
        } else if (plan instanceof JobManagerMemoryPlan jobManager) {
            made.addJobManager(jobManager);
        }
        return made.settings;
    }

    private void addJobManager(JobManagerMemoryPlan plan) {
        set(JOB_MANAGER + "flink.size", plan.totalFlink());
        set(JOB_MANAGER + "heap.size", plan.jvmHeap());
        set(JOB_MANAGER + "off-heap.size", plan.offHeap());
        addJvm(JOB_MANAGER, plan);
        switch (plan.directMemoryLimit()) {
            case SET -> settings.put(DIRECT_LIMIT, "true");
            case UNSET -> {
                // No limit is Flink's default.
            }
        }
    }

    private void addTaskManager(TaskManagerMemoryPlan plan) {
        set(TASK_MANAGER + "flink.size", plan.totalFlink());
        set(TASK_MANAGER + "framework.heap.size", plan.flinkMemory().heap().framework());
        set(TASK_MANAGER + "task.heap.size", plan.flinkMemory().heap().task());
        set(
                TASK_MANAGER + "framework.off-heap.size",
                plan.flinkMemory().offHeap().framework());
        set(TASK_MANAGER + "task.off-heap.size", plan.flinkMemory().offHeap().task());
        set(TASK_MANAGER + "network.min", plan.flinkMemory().network());
        set(TASK_MANAGER + "network.max", plan.flinkMemory().network());
        set(TASK_MANAGER + "managed.size", plan.flinkMemory().managed());
        addJvm(TASK_MANAGER, plan);
        addResources(plan.resources());
    }

    private void addJvm(String prefix, ProcessMemoryPlan plan) {
        set(prefix + "jvm-metaspace.size", plan.jvm().metaspace());
        set(prefix + "jvm-overhead.min", plan.jvm().overhead());
        set(prefix + "jvm-overhead.max", plan.jvm().overhead());
    }

    private void addResources(TaskManagerResources resources) {
        BigDecimal cores = resources.cpuCores();
        if (cores.signum() == 0) {
            throw ResourceTranslationException.inexpressible(
                    StandaloneResourceTranslator.NAME,
                    "a TaskManager of 0 CPU cores",
                    "Plan it with taskmanager.cpu.cores above 0, for instance 1.");
        }
        settings.put(
                "taskmanager.cpu.cores",
                BigDecimal.valueOf(cores.doubleValue()).stripTrailingZeros().toPlainString());
        resources
                .numberOfTaskSlots()
                .ifPresent(slots -> settings.put("taskmanager.numberOfTaskSlots", String.valueOf(slots)));
        Map<String, Long> external = resources.externalResources();
        if (!external.isEmpty()) {
            settings.put(
                    EXTERNAL_RESOURCES,
                    external.keySet().stream().map(PlanSettings::listItem).collect(Collectors.joining(";")));
            external.forEach((name, amount) -> settings.put("external-resource." + name + ".amount", amount(amount)));
        }
    }

    /** Flink passes the largest amount on as the smallest, which it would not take back. */
    private static String amount(long passedOn) {
        return String.valueOf(passedOn < 0 ? Long.MAX_VALUE : passedOn);
    }

    /** Quotes what would not come back as one item from Flink's grammar of lists. */
    private static String listItem(String name) {
        boolean plain = !name.isEmpty()
                && name.equals(name.trim())
                && name.chars().noneMatch(c -> c == ';' || c == '\'' || c == '"' || c == '[')
                && !Character.isWhitespace(name.charAt(0));
        return plain ? name : "'" + name.replace("'", "''") + "'";
    }

    private void set(String key, MemorySize size) {
        settings.put(key, size.toConfigurationText());
    }
}
