package io.parley.core.resolution;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.List;

/**
 * The plan of a configuration of which one size was lowered. Immutable.
 *
 * @param plan the plan
 * @param key the key that was lowered, the one that leads the plan
 * @param size what it was lowered to, whole mebibytes
 * @param removed the keys that were taken out, since they would contradict that; mostly empty
 */
public record LoweredPlan(ProcessMemoryPlan plan, String key, MemorySize size, List<String> removed) {

    /** Copies the list. */
    public LoweredPlan {
        removed = List.copyOf(removed);
    }

    /**
     * Gives what to do to get this plan.
     *
     * @return whole sentences, for instance {@code Set jobmanager.memory.process.size to 1024m.}
     */
    public String cure() {
        return "Set " + key + " to " + (size.bytes() >> 20) + "m"
                + (removed.isEmpty() ? "" : " and take out " + String.join(" and ", removed)) + ".";
    }
}
