package io.parley.examples.command;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.core.discovery.DiscoveredEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one configuration comes to in several environments. Immutable.
 *
 * @param process the kind of process
 * @param flinkVersion the Flink version
 * @param outcomes what it comes to in each environment, in the order that was asked for
 */
record Comparison(ProcessKind process, FlinkVersion flinkVersion, List<Outcome> outcomes) {

    private static final String COMPONENTS = "components.";

    /** Copies the list. */
    Comparison {
        outcomes = List.copyOf(outcomes);
    }

    /** What the configuration comes to in one environment. */
    sealed interface Outcome {

        /** Gives the environment's name. */
        String environment();
    }

    /**
     * An environment that has a plan.
     *
     * @param environment its name
     * @param plan the plan
     * @param remarks what is worth knowing about the plan and the configuration's file
     */
    record Planned(String environment, ProcessMemoryPlan plan, List<Remark> remarks) implements Outcome {

        /** Copies the list. */
        Planned {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * An environment in which the configuration gives no plan.
     *
     * @param description the environment
     * @param refusal why not
     */
    record Refused(EnvironmentDescription description, Refusal refusal) implements Outcome {
        @Override
        public String environment() {
            return description.name();
        }
    }

    /**
     * Resolves a configuration in environments.
     *
     * @param selection the configuration
     * @param environments the environments, at least one
     */
    static Comparison of(Selection selection, List<DiscoveredEnvironment> environments) {
        return new Comparison(
                selection.process(),
                selection.flinkVersion(),
                environments.stream()
                        .map(environment -> outcome(selection.in(environment)))
                        .toList());
    }

    private static Outcome outcome(Selection selection) {
        try {
            ProcessMemoryPlan plan = selection.plan();
            return new Planned(selection.environment().name(), plan, selection.remarks(plan));
        } catch (RuntimeException e) {
            return new Refused(
                    selection.environment().description(), Refusal.of(e).orElseThrow(() -> e));
        }
    }

    /** Gives the environments that have a plan. */
    List<Planned> planned() {
        return of(Planned.class);
    }

    /** Gives the environments that have none. */
    List<Refused> refused() {
        return of(Refused.class);
    }

    private <T extends Outcome> List<T> of(Class<T> kind) {
        return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Tells whether the plans have a size in common, to the byte. */
    boolean isSame(MemoryPart part) {
        return planned().stream()
                        .map(found -> found.plan().size(part))
                        .distinct()
                        .count()
                <= 1;
    }

    /** Gives the parts whose sizes are not the same in all plans, in the order of a table. */
    List<MemoryPart> differingParts() {
        return planned().isEmpty()
                ? List.of()
                : PartTree.of(planned().get(0).plan()).flattened().stream()
                        .map(PartTree::part)
                        .filter(part -> !isSame(part))
                        .toList();
    }

    /**
     * Gives what is not the same everywhere, as paths into the JSON of a plan; {@code problems} where some environments
     * refuse and others do not.
     */
    List<String> differences() {
        List<String> paths = new ArrayList<>();
        for (MemoryPart part : differingParts()) {
            boolean total = part == MemoryPart.TOTAL_PROCESS || part == MemoryPart.TOTAL_FLINK;
            paths.add(total ? part.id() : COMPONENTS + part.id());
        }
        if (planned().stream().map(found -> cores(found.plan())).distinct().count() > 1) {
            paths.add("cpuCores");
        }
        if (!planned().isEmpty() && !refused().isEmpty()) {
            paths.add("problems");
        }
        return paths;
    }

    private static String cores(ProcessMemoryPlan plan) {
        return plan instanceof TaskManagerMemoryPlan taskManager
                ? taskManager.cpuCores().stripTrailingZeros().toPlainString()
                : "";
    }

    /**
     * Groups the environments with a plan whose sizes are the same, to the byte; the groups are in the order asked for.
     */
    List<List<Planned>> alike() {
        Map<Map<MemoryPart, ?>, List<Planned>> groups = new LinkedHashMap<>();
        planned()
                .forEach(found -> groups.computeIfAbsent(found.plan().components(), any -> new ArrayList<>())
                        .add(found));
        return List.copyOf(groups.values());
    }

    /** Gives the refusing environments by their reasons. */
    Map<String, List<Refused>> refusedByReason() {
        Map<String, List<Refused>> reasons = new LinkedHashMap<>();
        refused()
                .forEach(found -> reasons.computeIfAbsent(found.refusal().reason(), any -> new ArrayList<>())
                        .add(found));
        return reasons;
    }
}
