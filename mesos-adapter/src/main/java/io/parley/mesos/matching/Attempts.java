package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries who gets what, and keeps the best. With one policy that is the policy's own choice. With several, the one that
 * serves most demands with fewest agents is kept, of equal ones the first; demands then choose in several orders, and
 * agents that hold little are emptied into others. Used once; not thread-safe.
 */
final class Attempts {

    private final MatchRules rules;
    private final List<Agent> agents;
    private final List<DemandShape> shapes;
    private final int demands;
    private final GroupPlacements placed;
    private final Rooms untaken;
    private final long fewest;
    private @Nullable Assignment best;

    /**
     * Prepares.
     *
     * @param shapes the largest first
     */
    Attempts(
            MatchRules rules,
            List<Agent> agents,
            Shares shares,
            List<DemandShape> shapes,
            int demands,
            GroupPlacements placed) {
        this.rules = rules;
        this.agents = agents;
        this.shapes = shapes;
        this.demands = demands;
        this.placed = placed;
        this.untaken = new Rooms(agents, shares);
        this.fewest = fewest(shapes, shares);
    }

    /** Gives how many agents all demands need at least: the sum of what they need over the most that one agent has. */
    private static long fewest(List<DemandShape> shapes, Shares shares) {
        double cpus = 0;
        double mem = 0;
        for (DemandShape shape : shapes) {
            int count = shape.demands().size();
            cpus += (double) shape.amounts().scalar(Agent.CPUS) * count;
            mem += (double) shape.amounts().scalar(Agent.MEM) * count;
        }
        // Rounded down a little, for this may be too few but never too many.
        return (long) Math.ceil(Math.max(cpus / shares.cpus(), mem / shares.mem()) * (1 - 1e-9));
    }

    Assignment best() {
        attempt(shapes);
        if (rules.policies().size() > 1 && !isBestPossible()) {
            // Members of groups need so many agents in any case; what is left of those is for the others.
            List<DemandShape> choosiest = new ArrayList<>(shapes);
            choosiest.sort(
                    Comparator.comparing((DemandShape shape) -> shape.group().isEmpty())
                            .thenComparingInt(shape -> shape.wanted().cardinality()));
            if (!choosiest.equals(shapes)) {
                attempt(choosiest);
            }
            if (best != null && !best.servesAll()) {
                List<DemandShape> smallest = new ArrayList<>(shapes);
                smallest.sort(Comparator.comparingLong(shape -> shape.amounts().dominantShare()));
                attempt(smallest);
            }
            if (best != null && !isBestPossible()) {
                best.emptyAgents(shapes);
            }
        }
        if (best == null) {
            throw new IllegalStateException("There is always a policy.");
        }
        return best;
    }

    /**
     * Tries all policies in one order. The last one comes first: where it leads to few agents, the others are given up
     * as soon as they need more.
     */
    private void attempt(List<DemandShape> order) {
        Assignment bestOfOrder = null;
        for (int i = rules.policies().size() - 1; i >= 0; i--) {
            Assignment tried = Assignment.of(
                    agents, untaken.copy(), order, demands, rules.policies().get(i), placed, most(bestOfOrder));
            if (bestOfOrder == null || !bestOfOrder.isBetterThan(tried)) {
                bestOfOrder = tried;
            }
        }
        if (best == null || (bestOfOrder != null && bestOfOrder.isBetterThan(best))) {
            best = bestOfOrder;
        }
    }

    /** Gives how many agents may be used at most by what is to be better than anything so far. */
    private int most(@Nullable Assignment bestOfOrder) {
        int most = Integer.MAX_VALUE;
        if (bestOfOrder != null && bestOfOrder.servesAll()) {
            most = bestOfOrder.used();
        }
        if (best != null && best.servesAll()) {
            most = Math.min(most, best.used());
        }
        return most;
    }

    private boolean isBestPossible() {
        return best != null && best.servesAll() && best.used() <= fewest;
    }
}
