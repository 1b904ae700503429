package io.parley.standalone;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys that a configuration cannot hold beside the settings of a plan, or that mean nothing any more there, as
 * data.
 *
 * <p>Source: {@code JobManagerOptions}, {@code TaskManagerOptions} and {@code NettyShuffleEnvironmentOptions} of Flink
 * 1.11 to 2.3. Keys that Flink up to 1.20 reads are here whatever the plan's version is: they mislead readers.
 */
final class SupersededKeys {

    private static final String OF_HOST = "On a host, Total Flink Memory and its parts are set instead.";
    private static final String OF_RANGE = "No effect any more: minimum and maximum are the same size.";

    private SupersededKeys() {}

    /** Gives the keys of the plan's kind of process with the reason of each, in a map of its own. */
    static Map<String, String> of(ProcessMemoryPlan plan) {
        Map<String, String> keys = new LinkedHashMap<>();
        String process = plan.process().id();
        keys.put(process + ".memory.process.size", OF_HOST);
        keys.put(process + ".heap.size", "A heap option from before Flink 1.11. " + OF_HOST);
        keys.put(process + ".heap.mb", "A heap option from before Flink 1.11. " + OF_HOST);
        keys.put(process + ".memory.jvm-overhead.fraction", OF_RANGE);
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            addTaskManager(keys, taskManager);
        } else {
            keys.put(PlanSettings.DIRECT_LIMIT, "The plan has no limit of direct memory, which is the default.");
        }
        return keys;
    }

    private static void addTaskManager(Map<String, String> keys, TaskManagerMemoryPlan plan) {
        keys.put(
                "taskmanager.memory.managed.fraction",
                "No effect any more: taskmanager.memory.managed.size is set and wins.");
        keys.put("taskmanager.memory.size", "The older name of taskmanager.memory.managed.size, which is set.");
        keys.put("taskmanager.memory.network.fraction", OF_RANGE);
        keys.put("taskmanager.network.memory.fraction", OF_RANGE);
        keys.put("taskmanager.network.memory.min", "The older name of taskmanager.memory.network.min, which is set.");
        keys.put("taskmanager.network.memory.max", "The older name of taskmanager.memory.network.max, which is set.");
        keys.put(
                "taskmanager.network.numberOfBuffers",
                "No effect any more: taskmanager.memory.network.min and max are set and win.");
        if (plan.resources().numberOfTaskSlots().isPresent()) {
            keys.put(PlanSettings.EXTERNAL_RESOURCES, "The plan has no external resources.");
        }
    }
}
