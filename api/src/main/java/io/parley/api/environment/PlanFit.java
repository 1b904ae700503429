package io.parley.api.environment;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;

/**
 * A plan fitted to a grant. Immutable.
 *
 * @param plan the fitted plan; no part is smaller than before
 * @param unused what of the grant the plan leaves unused
 */
public record PlanFit(ProcessMemoryPlan plan, MemorySize unused) {}
