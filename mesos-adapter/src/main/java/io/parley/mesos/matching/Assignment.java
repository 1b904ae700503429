package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which agent each demand gets under one policy; nothing is taken yet. Not thread-safe. */
final class Assignment {

    private static final int NONE = -1;

    private final List<Agent> agents;
    private final AgentRoom[] rooms;
    private final int[] agentOf;
    private final PackingPolicy policy;
    private final Map<String, Map<String, Integer>> groups = new HashMap<>();
    private int served;

    private Assignment(List<Agent> agents, Shares shares, int demands, PackingPolicy policy, GroupPlacements placed) {
        this.agents = agents;
        this.policy = policy;
        this.agentOf = new int[demands];
        Arrays.fill(agentOf, NONE);
        this.rooms = new AgentRoom[agents.size()];
        for (int i = 0; i < rooms.length; i++) {
            rooms[i] = new AgentRoom(agents.get(i), shares);
        }
        placed.counts().forEach((group, counts) -> groups.put(group, new HashMap<>(counts)));
    }

    /**
     * Assigns every demand that fits, the largest first.
     *
     * @param wanted for each shape, which agents it wants
     */
    static Assignment of(
            List<Agent> agents,
            List<DemandShape> shapes,
            List<BitSet> wanted,
            int demands,
            Shares shares,
            PackingPolicy policy,
            GroupPlacements placed) {
        Assignment assignment = new Assignment(agents, shares, demands, policy, placed);
        for (int i = 0; i < shapes.size(); i++) {
            DemandShape shape = shapes.get(i);
            Optional<GroupConstraint> group = shape.group();
            if (group.isPresent()) {
                assignment.assignGroup(shape, group.get(), wanted.get(i));
            } else {
                assignment.assign(shape, wanted.get(i));
            }
        }
        return assignment;
    }

    /** The agent of a demand, or a negative number. */
    int agentOf(int demand) {
        return agentOf[demand];
    }

    /** Tells whether it serves more demands than another one, or as many with fewer agents. */
    boolean isBetterThan(Assignment other) {
        return served != other.served ? served > other.served : used() < other.used();
    }

    private long used() {
        return Arrays.stream(rooms).filter(AgentRoom::isTaken).count();
    }

    private void assign(DemandShape shape, BitSet wanted) {
        CostHeap heap = new CostHeap(wanted.cardinality());
        for (int agent = wanted.nextSetBit(0); agent >= 0; agent = wanted.nextSetBit(agent + 1)) {
            offer(heap, agent, shape);
        }
        for (int demand : shape.demands()) {
            if (heap.isEmpty()) {
                return;
            }
            int agent = heap.pop();
            give(demand, agent, shape);
            offer(heap, agent, shape);
        }
    }

    /** Puts an agent into a heap with what it would cost, if it holds one more. */
    private void offer(CostHeap heap, int agent, DemandShape shape) {
        AgentRoom room = rooms[agent];
        if (room.holds(shape.amounts())) {
            heap.push(agent, policy.cost(room.with(shape.amounts())));
        }
    }

    private void give(int demand, int agent, DemandShape shape) {
        rooms[agent].take(shape.amounts());
        agentOf[demand] = agent;
        served++;
    }

    /** A heap for each value of the field; the value that holds least of the group, or any that is not full. */
    private void assignGroup(DemandShape shape, GroupConstraint group, BitSet wanted) {
        Map<String, Integer> counts = groups.computeIfAbsent(group.group(), name -> new HashMap<>());
        Map<String, CostHeap> heaps = new LinkedHashMap<>();
        for (int agent = wanted.nextSetBit(0); agent >= 0; agent = wanted.nextSetBit(agent + 1)) {
            String value = agents.get(agent).valueOf(group.field()).orElseThrow();
            offer(heaps.computeIfAbsent(value, name -> new CostHeap(4)), agent, shape);
        }
        List<String> open = new ArrayList<>(heaps.keySet());
        for (int demand : shape.demands()) {
            open.removeIf(value -> counts.getOrDefault(value, 0) >= group.most()
                    || heap(heaps, value).isEmpty());
            if (open.isEmpty()) {
                return;
            }
            String value = emptiest(open, counts);
            CostHeap heap = heap(heaps, value);
            int agent = heap.pop();
            give(demand, agent, shape);
            counts.merge(value, 1, Integer::sum);
            offer(heap, agent, shape);
        }
    }

    private static CostHeap heap(Map<String, CostHeap> heaps, String value) {
        CostHeap heap = heaps.get(value);
        if (heap == null) {
            throw new IllegalStateException("Every open value has a heap: " + value);
        }
        return heap;
    }

    private static String emptiest(List<String> values, Map<String, Integer> counts) {
        String best = values.get(0);
        for (String value : values) {
            if (counts.getOrDefault(value, 0) < counts.getOrDefault(best, 0)) {
                best = value;
            }
        }
        return best;
    }
}
