package io.parley.examples.command;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.PlanFitter;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import java.util.ArrayList;
import java.util.List;

/**
 * What the common options select. Immutable.
 *
 * @param process the kind of process
 * @param environment the environment
 * @param flinkVersion the Flink version
 * @param configuration the configuration with its overrides and the environment variables
 * @param configurationRemarks what is worth knowing about the configuration's file and its keys
 * @param grantPolicy what to do with memory granted beyond the ask
 */
record Selection(
        ProcessKind process,
        DiscoveredEnvironment environment,
        FlinkVersion flinkVersion,
        FlinkConfiguration configuration,
        List<Remark> configurationRemarks,
        GrantPolicy grantPolicy) {

    /** Copies the list. */
    Selection {
        configurationRemarks = List.copyOf(configurationRemarks);
    }

    /** Selects the same in another environment. */
    Selection in(DiscoveredEnvironment other) {
        return new Selection(process, other, flinkVersion, configuration, configurationRemarks, grantPolicy);
    }

    /** Gives the resolver of the version and the environment. */
    MemoryPlanResolver resolver() {
        return MemoryPlanResolver.of(flinkVersion, environment.description());
    }

    /**
     * Resolves the plan.
     *
     * @throws MemoryConfigurationException if Flink would refuse the configuration
     * @throws IllegalArgumentException if Parley knows no rules for the version or the process
     */
    ProcessMemoryPlan plan() {
        return resolver().resolve(process, configuration);
    }

    /** Gives the remarks on the configuration, then those on the plan. */
    List<Remark> remarks(ProcessMemoryPlan plan) {
        List<Remark> remarks = new ArrayList<>(configurationRemarks);
        remarks.addAll(plan.remarks());
        return remarks;
    }

    /** Gives the grant policy, bound to the configuration. */
    PlanFitter fitter() {
        return grantPolicy.bind(resolver(), configuration);
    }
}
