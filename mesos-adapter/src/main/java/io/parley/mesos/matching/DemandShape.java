package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Demands that want the same of the same agents. Not thread-safe. */
final class DemandShape {

    /**
     * What makes demands the same.
     *
     * @param need what they take
     * @param constraints what the agent has to be
     * @param group how their group is spread
     */
    record Key(ResourceNeed need, List<Constraint> constraints, Optional<GroupConstraint> group) {}

    private final Key key;
    private final Amounts amounts;
    private final List<Integer> demands = new ArrayList<>();
    private BitSet wanted = new BitSet();

    DemandShape(Key key, Shares shares) {
        this.key = key;
        this.amounts = new Amounts(key.need(), shares);
    }

    Amounts amounts() {
        return amounts;
    }

    List<Constraint> constraints() {
        return key.constraints();
    }

    Optional<GroupConstraint> group() {
        return key.group();
    }

    /** The places of its demands among all. */
    List<Integer> demands() {
        return demands;
    }

    /** The places of the agents that are among those wanted, whatever is left of them. */
    BitSet wanted() {
        return wanted;
    }

    void want(BitSet suited) {
        wanted = suited;
    }

    /** Tells whether an agent is one of those wanted, whatever is left of it. */
    boolean wants(Agent agent, MatchRules.GpuAgents gpuAgents) {
        return !leavesAlone(agent, gpuAgents) && meets(agent);
    }

    /** Tells whether an agent's GPUs are left to those who need them. */
    boolean leavesAlone(Agent agent, MatchRules.GpuAgents gpuAgents) {
        return leavesAgentsWithGpusAlone(gpuAgents) && agent.offered(Agent.GPUS) > 0;
    }

    boolean leavesAgentsWithGpusAlone(MatchRules.GpuAgents gpuAgents) {
        return switch (gpuAgents) {
            case USED -> false;
            case LEFT_ALONE -> amounts.scalar(Agent.GPUS) == 0;
        };
    }

    boolean meets(Agent agent) {
        for (Constraint constraint : key.constraints()) {
            if (!constraint.holds(agent)) {
                return false;
            }
        }
        return key.group().isEmpty() || agent.valueOf(key.group().get().field()).isPresent();
    }
}
