package io.parley.api.environment;

import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;

/**
 * Decides what to do with memory that was granted beyond the ask: a grant policy bound to the configuration of the
 * plan.
 *
 * <p>Fitting never refuses and never shrinks: a grant that is not larger than the plan gives the plan back as it was.
 * Implementations are immutable and thread-safe.
 */
@FunctionalInterface
public interface PlanFitter {

    /** Leaves every plan as it is. */
    PlanFitter UNCHANGED = (plan, grant) -> new PlanFit(
            plan,
            grant.memory().compareTo(plan.totalProcess()) > 0
                    ? grant.memory().minus(plan.totalProcess())
                    : MemorySize.ZERO);

    /**
     * Fits a plan to a grant.
     *
     * @param plan the plan
     * @param grant what the environment gives
     * @return the fitted plan, and what remains unused
     */
    PlanFit fit(ProcessMemoryPlan plan, Grant grant);

    /**
     * Gives what finds the cure where a plan of the configuration is too large for an environment.
     *
     * @return by default what knows the plan alone
     */
    default PlanLowering lowering() {
        return PlanLowering.BY_PLAN;
    }
}
