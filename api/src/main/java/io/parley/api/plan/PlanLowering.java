package io.parley.api.plan;

import io.parley.api.size.MemorySize;
import java.util.Optional;

/**
 * Finds what to lower so that a plan fits into less memory. Pure and thread-safe.
 *
 * <p>Whoever knows the configuration of a plan can try sizes until one resolves; see {@code parley-core}.
 */
@FunctionalInterface
public interface PlanLowering {

    /** Knows the plan alone, as {@link LoweringCure#of} does. */
    PlanLowering BY_PLAN = (plan, maximum) -> Optional.of(LoweringCure.of(plan, maximum));

    /**
     * Finds what to lower. Every size that the cure names gives a plan within the maximum.
     *
     * @param plan a plan with a larger Total Process Memory than the maximum
     * @param maximum the most Total Process Memory that is possible
     * @return the cure; empty where lowering the sizes that lead does not do
     */
    Optional<LoweringCure> within(ProcessMemoryPlan plan, MemorySize maximum);
}
