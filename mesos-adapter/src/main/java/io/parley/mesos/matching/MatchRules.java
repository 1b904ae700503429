package io.parley.mesos.matching;

import java.time.Duration;
import java.util.List;

/**
 * How offers are chosen and refused. Immutable.
 *
 * @param role the framework's role, to which the offers are allocated
 * @param gpuAgents whether processes without GPUs may take agents that have some
 * @param policies how to choose, at least one; of several, the one that serves most demands with fewest agents is used
 * @param soon how long to refuse an offer that may fit later, not negative
 * @param late how long to refuse an offer that nothing here will want, not negative
 */
public record MatchRules(String role, GpuAgents gpuAgents, List<PackingPolicy> policies, Duration soon, Duration late) {

    /** What is done with agents that have GPUs, for processes that need none. */
    public enum GpuAgents {
        /** They are left to those who need them. */
        LEFT_ALONE,
        /** They are agents like others. */
        USED
    }

    /** Copies and checks. */
    public MatchRules {
        policies = List.copyOf(policies);
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("At least one packing policy is needed.");
        }
        if (soon.isNegative() || late.isNegative()) {
            throw new IllegalArgumentException(
                    "An offer is refused for a time that is not negative, not " + soon + " or " + late + ".");
        }
    }

    /**
     * Gives the usual rules: of the tightest fit and of the one on the fewest agents what serves more demands, or as
     * many with fewer agents; agents with GPUs left alone; refusals of 5 s and of one hour.
     *
     * @param role the framework's role
     * @return the rules
     */
    public static MatchRules of(String role) {
        return new MatchRules(
                role,
                GpuAgents.LEFT_ALONE,
                List.of(PackingPolicy.TIGHTEST, PackingPolicy.FEWEST_AGENTS),
                Duration.ofSeconds(5),
                Duration.ofHours(1));
    }

    /**
     * Sets how to choose.
     *
     * @param policy the only policy
     * @return rules like these with the policy
     */
    public MatchRules withPolicy(PackingPolicy policy) {
        return new MatchRules(role, gpuAgents, List.of(policy), soon, late);
    }

    /**
     * Sets what is done with agents that have GPUs.
     *
     * @param use what is done
     * @return rules like these
     */
    public MatchRules withGpuAgents(GpuAgents use) {
        return new MatchRules(role, use, policies, soon, late);
    }
}
