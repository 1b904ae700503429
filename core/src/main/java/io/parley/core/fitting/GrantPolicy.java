package io.parley.core.fitting;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.PlanFitter;
import io.parley.core.resolution.MemoryPlanResolver;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What to do with memory granted beyond the ask. */
public enum GrantPolicy {
    /**
     * Plans again: where Total Process Memory led, the plan of the granted size; where another size led, overhead grows
     * up to its maximum.
     */
    REPLAN,
    /** Gives all of it to the heap; on a TaskManager to the task heap. */
    HEAP,
    /** Gives all of it to off-heap memory; on a TaskManager to the task off-heap memory. */
    OFF_HEAP,
    /** Gives it to JVM Overhead up to the configured maximum; the rest stays unused. */
    OVERHEAD,
    /** Leaves all of it unused. */
    UNUSED;

    /**
     * Gives the name that the command line and messages use.
     *
     * @return for instance {@code off-heap}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a policy by its name.
     *
     * @param id for instance {@code off-heap}
     * @return the policy
     * @throws IllegalArgumentException if there is none of that name; the message lists all
     */
    public static GrantPolicy of(String id) {
        for (GrantPolicy policy : values()) {
            if (policy.id().equals(id)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("No grant policy is named \"" + id + "\". Choose one of "
                + Arrays.stream(values()).map(GrantPolicy::id).collect(Collectors.joining(", ")) + ".");
    }

    /**
     * Binds this policy to a configuration.
     *
     * @param resolver the resolver that made the plans to be fitted
     * @param configuration the configuration that they were made from
     * @return an immutable fitter
     */
    public PlanFitter bind(MemoryPlanResolver resolver, FlinkConfiguration configuration) {
        return new PolicyFitter(this, resolver, configuration);
    }
}
