package io.parley.core.resolution;

import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The plan of a configuration of which the sizes that lead were lowered. Immutable.
 *
 * @param plan the plan
 * @param sizes what was lowered, the one that matters most first; more than one where none of them suffices alone
 * @param removed the keys and variables that were taken out, since they would contradict that; mostly empty
 */
public record LoweredPlan(ProcessMemoryPlan plan, List<LoweredSize> sizes, List<String> removed) {

    /**
     * A size that was lowered. Immutable.
     *
     * @param key the key to set
     * @param writtenAs the key or variable under which the size is written now; a legacy one perhaps
     * @param size what it was lowered to, whole mebibytes
     */
    public record LoweredSize(String key, String writtenAs, MemorySize size) {

        private String text() {
            return key + " to " + (size.bytes() >> 20) + "m";
        }
    }

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if no size was lowered
     */
    public LoweredPlan {
        sizes = List.copyOf(sizes);
        removed = List.copyOf(removed);
        if (sizes.isEmpty()) {
            throw new IllegalArgumentException("A lowered plan needs a size that was lowered. Give at least one.");
        }
    }

    /**
     * Gives the key that matters most.
     *
     * @return the first key to set
     */
    public String key() {
        return sizes.get(0).key();
    }

    /**
     * Gives what to do to get this plan.
     *
     * @return whole sentences, for instance {@code Set jobmanager.memory.process.size to 1024m.}
     */
    public String cure() {
        return "Set " + sizes.stream().map(LoweredSize::text).collect(Collectors.joining(" and "))
                + (removed.isEmpty() ? "" : " and take out " + String.join(" and ", removed)) + ".";
    }

    /**
     * Gives the same in the words of what is written now.
     *
     * @return the cure for an environment's refusal
     */
    public LoweringCure asLowering() {
        Map<String, MemorySize> written = new LinkedHashMap<>();
        sizes.forEach(size -> written.put(size.writtenAs(), size.size()));
        return LoweringCure.to(written, removed);
    }
}
