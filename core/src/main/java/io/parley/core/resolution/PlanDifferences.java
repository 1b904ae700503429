package io.parley.core.resolution;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells in words what differs between two plans of one process: sizes, JVM arguments and CPU cores. Stateless. */
public final class PlanDifferences {

    private PlanDifferences() {}

    /**
     * Compares two plans; dynamic properties, which Flink versions pass differently, do not count.
     *
     * @param first the plan before
     * @param second the plan after
     * @return each difference in words, with both amounts; empty where they are the same
     */
    public static List<String> between(ProcessMemoryPlan first, ProcessMemoryPlan second) {
        List<String> differences = new ArrayList<>();
        for (MemoryPart part : MemoryPart.values()) {
            Optional<MemorySize> size = first.size(part);
            Optional<MemorySize> other = second.size(part);
            if (!size.equals(other)) {
                differences.add(part + " " + size.map(MemorySize::toString).orElse("none") + " before and "
                        + other.map(MemorySize::toString).orElse("none") + " after");
            }
        }
        if (!first.jvmArguments().equals(second.jvmArguments())) {
            differences.add("JVM arguments " + String.join(" ", first.jvmArguments()) + " before and "
                    + String.join(" ", second.jvmArguments()) + " after");
        }
        if (first instanceof TaskManagerMemoryPlan worker
                && second instanceof TaskManagerMemoryPlan other
                && worker.cpuCores().compareTo(other.cpuCores()) != 0) {
            differences.add("CPU cores " + worker.cpuCores().toPlainString() + " before and "
                    + other.cpuCores().toPlainString() + " after");
        }
        return differences;
    }
}
