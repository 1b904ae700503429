package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Moves the processes of agents that hold few of them to others that are used, and those of several agents to one that
 * is not used yet, so that fewer agents are used. Members of groups stay where they are. Used once; not thread-safe.
 */
final class Emptying {

    /** Looks a demand or agent, so that the time stays in proportion to the size. */
    private static final long LOOKS = 8;

    /** So many of the largest unused agents are tried. */
    private static final int TARGETS = 64;

    private final Rooms rooms;
    private final int[] agentOf;
    private final DemandShape[] shapeOf;

    /** The demands of an agent are a chain: its head by agent, the next one by demand. */
    private final int[] head;

    private final int[] next;
    private final List<Integer> used = new ArrayList<>();
    private long looksLeft;

    Emptying(Rooms rooms, int[] agentOf, List<DemandShape> shapes) {
        this.rooms = rooms;
        this.agentOf = agentOf;
        this.shapeOf = new DemandShape[agentOf.length];
        this.head = new int[rooms.size()];
        this.next = new int[agentOf.length];
        this.looksLeft = LOOKS * (agentOf.length + rooms.size());
        Arrays.fill(head, Assignment.NONE);
        // The smallest first, so that each chain begins with its largest.
        for (int i = shapes.size() - 1; i >= 0; i--) {
            DemandShape shape = shapes.get(i);
            for (int demand : shape.demands()) {
                shapeOf[demand] = shape;
                if (agentOf[demand] != Assignment.NONE) {
                    link(demand, agentOf[demand]);
                }
            }
        }
        for (int agent = 0; agent < rooms.size(); agent++) {
            if (rooms.processes(agent) > 0) {
                used.add(agent);
            }
        }
    }

    private void link(int demand, int agent) {
        next[demand] = head[agent];
        head[agent] = demand;
    }

    void run() {
        for (int agent : leastFirst()) {
            if (looksLeft > 0 && isMovable(agent)) {
                empty(agent);
            }
        }
        List<Integer> sources = new ArrayList<>(leastFirst());
        sources.removeIf(agent -> !isMovable(agent));
        for (int agent : largestUnused()) {
            if (looksLeft > 0 && sources.size() > 1) {
                gather(agent, sources);
            }
        }
    }

    private List<Integer> largestUnused() {
        PriorityQueue<Integer> largest = new PriorityQueue<>(Comparator.comparingLong(rooms::wholeShare));
        for (int agent = 0; agent < rooms.size(); agent++) {
            if (rooms.processes(agent) == 0) {
                if (largest.size() == TARGETS) {
                    if (rooms.wholeShare(agent) <= rooms.wholeShare(largest.element())) {
                        continue;
                    }
                    largest.remove();
                }
                largest.add(agent);
            }
        }
        List<Integer> agents = new ArrayList<>(largest);
        agents.sort(Comparator.comparingLong(rooms::wholeShare).reversed());
        return agents;
    }

    private List<Integer> leastFirst() {
        List<Integer> agents = new ArrayList<>(used);
        agents.sort(Comparator.comparingInt(rooms::processes));
        return agents;
    }

    /** Moves the processes of two agents or more to one, or none. */
    private void gather(int target, List<Integer> sources) {
        List<Integer> emptied = new ArrayList<>();
        for (int source : sources) {
            int demand = head[source];
            while (demand != Assignment.NONE && holds(target, shapeOf[demand])) {
                rooms.take(target, shapeOf[demand].amounts());
                demand = next[demand];
            }
            if (demand == Assignment.NONE) {
                emptied.add(source);
            } else {
                for (int taken = head[source]; taken != demand; taken = next[taken]) {
                    rooms.giveBack(target, shapeOf[taken].amounts());
                }
            }
        }
        for (int source : emptied) {
            int demand = head[source];
            while (demand != Assignment.NONE) {
                int following = next[demand];
                if (emptied.size() > 1) {
                    rooms.giveBack(source, shapeOf[demand].amounts());
                    agentOf[demand] = target;
                    link(demand, target);
                } else {
                    rooms.giveBack(target, shapeOf[demand].amounts());
                }
                demand = following;
            }
        }
        if (emptied.size() > 1) {
            emptied.forEach(source -> head[source] = Assignment.NONE);
            sources.removeAll(emptied);
        }
    }

    private boolean holds(int agent, DemandShape shape) {
        looksLeft--;
        return shape.wanted().get(agent) && rooms.holds(agent, shape.amounts());
    }

    private boolean isMovable(int agent) {
        for (int demand = head[agent]; demand != Assignment.NONE; demand = next[demand]) {
            if (shapeOf[demand].group().isPresent()) {
                return false;
            }
        }
        return true;
    }

    /** Moves all or none. */
    private void empty(int agent) {
        List<Integer> demands = new ArrayList<>();
        for (int demand = head[agent]; demand != Assignment.NONE; demand = next[demand]) {
            demands.add(demand);
        }
        List<Integer> targets = new ArrayList<>(demands.size());
        for (int demand : demands) {
            int target = target(agent, shapeOf[demand]);
            if (target == Assignment.NONE) {
                for (int i = 0; i < targets.size(); i++) {
                    rooms.giveBack(targets.get(i), shapeOf[demands.get(i)].amounts());
                }
                return;
            }
            rooms.take(target, shapeOf[demand].amounts());
            targets.add(target);
        }
        head[agent] = Assignment.NONE;
        used.remove((Integer) agent);
        for (int i = 0; i < targets.size(); i++) {
            int demand = demands.get(i);
            rooms.giveBack(agent, shapeOf[demand].amounts());
            agentOf[demand] = targets.get(i);
            link(demand, targets.get(i));
        }
    }

    /** The used agent that fits most tightly. */
    private int target(int source, DemandShape shape) {
        int best = Assignment.NONE;
        long lowest = Long.MAX_VALUE;
        looksLeft -= used.size();
        for (int agent : used) {
            if (agent != source && shape.wanted().get(agent) && rooms.holds(agent, shape.amounts())) {
                PackingPolicy.Room room = rooms.with(agent, shape.amounts());
                long cost = room.leftOver() + room.stranded();
                if (cost < lowest) {
                    lowest = cost;
                    best = agent;
                }
            }
        }
        return best;
    }
}
