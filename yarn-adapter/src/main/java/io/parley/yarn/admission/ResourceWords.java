package io.parley.yarn.admission;

import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How messages name YARN's resources, and the keys of Flink that ask for them. Stateless. */
public final class ResourceWords {

    private static final String JOB_MANAGER_VCORES = "yarn.appmaster.vcores";
    private static final String TASK_MANAGER_VCORES = "yarn.containers.vcores";
    private static final String CPU_CORES = "taskmanager.cpu.cores";
    private static final String EXTERNAL_AMOUNT = "external-resource.<name>.amount";

    private ResourceWords() {}

    /**
     * Gives an amount with its unit.
     *
     * @param resource YARN's name of the resource
     * @param amount whole units
     * @return for instance {@code 1600 MiB}
     */
    public static String amount(String resource, long amount) {
        return amount
                + switch (resource) {
                    case SchedulerRules.MEMORY -> " MiB";
                    case SchedulerRules.VCORES -> amount == 1 ? " vcore" : " vcores";
                    default -> " " + resource;
                };
    }

    static String amounts(Map<String, Long> amounts) {
        return amounts.entrySet().stream()
                .map(entry -> amount(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    static String thatMuch(String resource) {
        return resource.equals(SchedulerRules.MEMORY) ? "that much memory" : "that many " + resource;
    }

    static String less(String resource) {
        return resource.equals(SchedulerRules.MEMORY) ? "less memory" : "fewer " + resource;
    }

    /**
     * Tells what to lower so that no more than an amount is asked for.
     *
     * @param plan the plan of the process, which asks for more
     * @param lowering finds what to lower for less memory
     * @param resource YARN's name of the resource
     * @param maximum whole units
     * @return the keys and what to do; empty where lowering the sizes that lead does not do
     */
    public static Optional<LoweringCure> lowering(
            ProcessMemoryPlan plan, PlanLowering lowering, String resource, long maximum) {
        return switch (resource) {
            case SchedulerRules.MEMORY -> lowering.within(plan, MemorySize.ofMebibytes(maximum));
            case SchedulerRules.VCORES ->
                switch (plan.process()) {
                    case JOB_MANAGER -> lowering(JOB_MANAGER_VCORES, "", maximum);
                    case TASK_MANAGER ->
                        lowering(TASK_MANAGER_VCORES, " (or " + CPU_CORES + ", which wins over it)", maximum);
                };
            default -> lowering(EXTERNAL_AMOUNT, "", maximum);
        };
    }

    private static Optional<LoweringCure> lowering(String key, String note, long maximum) {
        return Optional.of(new LoweringCure(List.of(key), "Lower " + key + note + " to " + maximum));
    }
}
