package io.parley.yarn.admission;

import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The container that a process needs. Immutable.
 *
 * @param plan the memory of the process
 * @param amounts what is asked for of each resource by YARN's name, memory in MiB and vcores among them
 * @param label the node label that is asked for
 * @param labelKey the key that asks for it, or that would
 * @param restarts how a JobManager is started again, where it is more than once
 */
public record ContainerNeed(
        ProcessMemoryPlan plan,
        Map<String, Long> amounts,
        Optional<String> label,
        String labelKey,
        Optional<Restarts> restarts) {

    /** Copies the map. */
    public ContainerNeed {
        amounts = Collections.unmodifiableMap(new LinkedHashMap<>(amounts));
    }

    /**
     * How often an ApplicationMaster may be started.
     *
     * @param attempts how often
     * @param window failures that are older do not count; zero if every failure counts
     */
    public record Restarts(int attempts, Duration window) {}

    boolean isMaster() {
        return plan.process() == ProcessKind.JOB_MANAGER;
    }
}
