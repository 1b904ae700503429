package io.parley.mesos.matching;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Which agent each demand gets under one policy; nothing is taken yet. Not thread-safe. */
final class Assignment {

    /** The agent of a demand that has none. */
    static final int NONE = -1;

    private final List<Agent> agents;
    private final Rooms rooms;
    private final int[] agentOf;
    private final PackingPolicy policy;
    private final Map<String, Map<String, Integer>> groups = new HashMap<>();
    private int most = Integer.MAX_VALUE;
    private int served;

    private Assignment(List<Agent> agents, Rooms rooms, int demands, PackingPolicy policy, GroupPlacements placed) {
        this.agents = agents;
        this.policy = policy;
        this.agentOf = new int[demands];
        Arrays.fill(agentOf, NONE);
        this.rooms = rooms;
        placed.counts().forEach((group, counts) -> groups.put(group, new HashMap<>(counts)));
    }

    /**
     * Assigns every demand that fits, shape by shape.
     *
     * @param rooms of the agents, of which nothing is taken yet
     * @param shapes the demands, in the order in which they choose
     * @param most it is given up when more agents than this are used
     */
    static Assignment of(
            List<Agent> agents,
            Rooms rooms,
            List<DemandShape> shapes,
            int demands,
            PackingPolicy policy,
            GroupPlacements placed,
            int most) {
        Assignment assignment = new Assignment(agents, rooms, demands, policy, placed);
        assignment.most = most;
        assignment.assignAll(shapes);
        return assignment;
    }

    /** Assigns what has no agent yet. */
    private void assignAll(List<DemandShape> shapes) {
        for (DemandShape shape : shapes) {
            if (rooms.used() > most) {
                return;
            }
            Optional<GroupConstraint> group = shape.group();
            if (group.isEmpty()) {
                assign(shape);
            } else if (group.get().isEven()) {
                assignEvenly(shape, group.get());
            } else {
                assignUpTo(shape, group.get());
            }
        }
    }

    /** The agent of a demand, or {@link #NONE}. */
    int agentOf(int demand) {
        return agentOf[demand];
    }

    /** How many agents are used. */
    int used() {
        return rooms.used();
    }

    boolean servesAll() {
        return served == agentOf.length;
    }

    /** Tells whether it serves more demands than another one, or as many with fewer agents. */
    boolean isBetterThan(Assignment other) {
        return served != other.served ? served > other.served : used() < other.used();
    }

    /** Empties agents into others that are used, where that goes; what is free then may serve who has nothing yet. */
    void emptyAgents(List<DemandShape> shapes) {
        most = Integer.MAX_VALUE;
        new Emptying(rooms, agentOf, shapes).run();
        if (!servesAll()) {
            assignAll(shapes);
        }
    }

    private void assign(DemandShape shape) {
        CostHeap heap = heap(shape);
        for (int demand : shape.demands()) {
            if (agentOf[demand] != NONE) {
                continue;
            }
            if (heap.isEmpty() || rooms.used() > most) {
                return;
            }
            int agent = heap.pop();
            give(demand, agent, shape);
            offer(heap, agent, shape);
        }
    }

    private CostHeap heap(DemandShape shape) {
        BitSet wanted = shape.wanted();
        CostHeap heap = new CostHeap(64);
        for (int agent = wanted.nextSetBit(0); agent >= 0; agent = wanted.nextSetBit(agent + 1)) {
            offer(heap, agent, shape);
        }
        return heap;
    }

    /** Puts an agent into a heap with what it would cost, if it holds one more. */
    private void offer(CostHeap heap, int agent, DemandShape shape) {
        if (rooms.holds(agent, shape.amounts())) {
            heap.push(agent, policy.cost(rooms.with(agent, shape.amounts())));
        }
    }

    private void give(int demand, int agent, DemandShape shape) {
        rooms.take(agent, shape.amounts());
        agentOf[demand] = agent;
        served++;
    }

    private Map<String, Integer> counts(GroupConstraint group) {
        return groups.computeIfAbsent(group.group(), name -> new HashMap<>());
    }

    private String value(int agent, GroupConstraint group) {
        return agents.get(agent).valueOf(group.field()).orElseThrow();
    }

    /** The cheapest agent of any value that is not full. */
    private void assignUpTo(DemandShape shape, GroupConstraint group) {
        Map<String, Integer> counts = counts(group);
        CostHeap heap = heap(shape);
        for (int demand : shape.demands()) {
            if (agentOf[demand] != NONE) {
                continue;
            }
            String value = null;
            int agent = NONE;
            while (value == null && !heap.isEmpty()) {
                agent = heap.pop();
                String found = value(agent, group);
                value = counts.getOrDefault(found, 0) < group.most() ? found : null;
            }
            if (value == null) {
                return;
            }
            give(demand, agent, shape);
            counts.merge(value, 1, Integer::sum);
            offer(heap, agent, shape);
        }
    }

    /** A value of a field, with the agents that have it. */
    private record SpreadValue(String value, CostHeap heap, int count) {

        /** The one that holds least of the group, among equals the one with the cheapest agent. */
        static final Comparator<SpreadValue> EMPTIEST = Comparator.comparingInt(SpreadValue::count)
                .thenComparingLong(value -> value.heap().topCost())
                .thenComparingInt(value -> value.heap().top());
    }

    private void assignEvenly(DemandShape shape, GroupConstraint group) {
        Map<String, Integer> counts = counts(group);
        Map<String, CostHeap> heaps = new LinkedHashMap<>();
        BitSet wanted = shape.wanted();
        for (int agent = wanted.nextSetBit(0); agent >= 0; agent = wanted.nextSetBit(agent + 1)) {
            offer(heaps.computeIfAbsent(value(agent, group), name -> new CostHeap(4)), agent, shape);
        }
        PriorityQueue<SpreadValue> open = new PriorityQueue<>(SpreadValue.EMPTIEST);
        heaps.forEach((value, heap) -> {
            if (!heap.isEmpty()) {
                open.add(new SpreadValue(value, heap, counts.getOrDefault(value, 0)));
            }
        });
        for (int demand : shape.demands()) {
            if (agentOf[demand] != NONE) {
                continue;
            }
            SpreadValue chosen = open.poll();
            if (chosen == null) {
                return;
            }
            int agent = chosen.heap().pop();
            give(demand, agent, shape);
            int count = counts.merge(chosen.value(), 1, Integer::sum);
            offer(chosen.heap(), agent, shape);
            if (!chosen.heap().isEmpty()) {
                open.add(new SpreadValue(chosen.value(), chosen.heap(), count));
            }
        }
    }
}
