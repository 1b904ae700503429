package io.parley.examples.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.PlanFitter;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.resolution.MemoryPlanResolver;

/**
 * The session to launch, as far as it is known before an environment was asked. Immutable.
 *
 * @param distribution the Flink to run
 * @param plan the JobManager's memory
 * @param configuration the configuration, which also says where the environment is
 * @param resolver makes further plans of this session
 * @param fitter what to do with memory granted beyond the ask
 */
record SessionPlan(
        FlinkDistribution distribution,
        ProcessMemoryPlan plan,
        FlinkConfiguration configuration,
        MemoryPlanResolver resolver,
        PlanFitter fitter) {}
