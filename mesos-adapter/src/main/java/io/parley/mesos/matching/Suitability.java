package io.parley.mesos.matching;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which agents suit which demands, whatever is left of them; every constraint is asked once an agent. */
final class Suitability {

    private final List<Agent> agents;
    private final MatchRules.GpuAgents gpuAgents;
    private final Map<Constraint, BitSet> byConstraint = new HashMap<>();
    private final Map<String, BitSet> byField = new HashMap<>();
    private final BitSet withoutGpus;

    Suitability(List<Agent> agents, MatchRules.GpuAgents gpuAgents) {
        this.agents = agents;
        this.gpuAgents = gpuAgents;
        this.withoutGpus = matching(agent -> agent.offered(Agent.GPUS) == 0);
    }

    private BitSet matching(Predicate<Agent> condition) {
        BitSet found = new BitSet(agents.size());
        for (int i = 0; i < agents.size(); i++) {
            if (condition.test(agents.get(i))) {
                found.set(i);
            }
        }
        return found;
    }

    /** Gives the places of the agents that a shape wants. */
    BitSet of(DemandShape shape) {
        BitSet suited = new BitSet(agents.size());
        suited.set(0, agents.size());
        if (shape.leavesAgentsWithGpusAlone(gpuAgents)) {
            suited.and(withoutGpus);
        }
        for (Constraint constraint : shape.constraints()) {
            suited.and(byConstraint.computeIfAbsent(constraint, key -> matching(key::holds)));
        }
        shape.group()
                .ifPresent(group -> suited.and(byField.computeIfAbsent(
                        group.field(),
                        field -> matching(agent -> agent.valueOf(field).isPresent()))));
        return suited;
    }
}
