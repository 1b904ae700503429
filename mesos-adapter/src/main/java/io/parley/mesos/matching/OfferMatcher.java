package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;

/**
 * Decides who takes what of which offers. Pure: offers in, decisions out. Immutable and thread-safe.
 *
 * <p>Offers of one agent count as one; offers to another role than ours are declined. Resources of other roles,
 * revocable and shared ones and disks of their own are never counted; reserved ones are taken before unreserved ones. A
 * process takes all of its need or nothing. Equal demands are served together, so the time grows with agents times
 * different demands, not with agents times demands.
 *
 * <p>That an agent is to go down for maintenance changes nothing about what is taken of it: a master takes tasks there
 * before and after it begins, and whether a process ends before is not known here. The explanations tell when.
 */
public final class OfferMatcher {

    private final MatchRules rules;

    /**
     * Makes a matcher.
     *
     * @param rules how to choose and refuse
     */
    public OfferMatcher(MatchRules rules) {
        this.rules = rules;
    }

    /**
     * Matches.
     *
     * @param offers the offers, in the order in which they came
     * @param demands the demands, in the order in which equal ones are served
     * @param placed where members of the demands' groups run already
     * @return what is taken, what is declined, and why
     */
    public Matching match(List<Offer> offers, List<OfferDemand> demands, GroupPlacements placed) {
        List<Offer> others = new ArrayList<>();
        List<Agent> agents = agents(offers, others);
        Shares shares = Shares.of(agents);
        List<DemandShape> shapes = shapes(demands, shares);
        Suitability suitability = new Suitability(agents, rules.gpuAgents());
        shapes.forEach(shape -> shape.want(suitability.of(shape)));
        Assignment best = new Attempts(rules, agents, shares, shapes, demands.size(), placed).best();
        return take(agents, others, demands, shapes, shares, placed, best);
    }

    /**
     * Gives the agents with the offers to our role; masters launch nothing with offers to several roles, and what was
     * allocated to another one is not for our processes.
     */
    private List<Agent> agents(List<Offer> offers, List<Offer> others) {
        Map<String, Agent> agents = new LinkedHashMap<>(offers.size() * 2);
        for (Offer offer : offers) {
            if (offer.hasAllocationInfo()
                    && !offer.getAllocationInfo().getRole().equals(rules.role())) {
                others.add(offer);
                continue;
            }
            agents.computeIfAbsent(offer.getAgentId().getValue(), id -> new Agent(agents.size(), rules.role()))
                    .add(offer);
        }
        return new ArrayList<>(agents.values());
    }

    /**
     * Equal demands together, the largest first, for they are the hardest to place; of one size members of groups
     * first, while there is room beside them for others.
     */
    private static List<DemandShape> shapes(List<OfferDemand> demands, Shares shares) {
        Map<DemandShape.Key, DemandShape> shapes = new LinkedHashMap<>();
        for (int i = 0; i < demands.size(); i++) {
            OfferDemand demand = demands.get(i);
            shapes.computeIfAbsent(
                            new DemandShape.Key(demand.need(), demand.constraints(), demand.group()),
                            key -> new DemandShape(key, shares))
                    .demands()
                    .add(i);
        }
        List<DemandShape> sorted = new ArrayList<>(shapes.values());
        sorted.sort(
                Comparator.comparingLong((DemandShape shape) -> shape.amounts().dominantShare())
                        .reversed()
                        .thenComparing(shape -> shape.group().isEmpty()));
        return sorted;
    }

    private Matching take(
            List<Agent> agents,
            List<Offer> others,
            List<OfferDemand> demands,
            List<DemandShape> shapes,
            Shares shares,
            GroupPlacements placed,
            Assignment assignment) {
        Amounts[] amounts = new Amounts[demands.size()];
        shapes.forEach(shape -> shape.demands().forEach(demand -> amounts[demand] = shape.amounts()));
        List<Take> takes = new ArrayList<>(demands.size());
        List<OfferDemand> unmatched = new ArrayList<>();
        for (int i = 0; i < amounts.length; i++) {
            if (assignment.agentOf(i) >= 0) {
                agents.get(assignment.agentOf(i)).keepPorts(amounts[i]);
            }
        }
        for (int i = 0; i < amounts.length; i++) {
            OfferDemand demand = demands.get(i);
            int chosen = assignment.agentOf(i);
            if (chosen < 0) {
                unmatched.add(demand);
                continue;
            }
            Agent agent = agents.get(chosen);
            List<Integer> ports = new ArrayList<>(amounts[i].ports());
            List<Resource> resources = agent.take(amounts[i], ports);
            takes.add(new Take(
                    demand,
                    agent.first().getAgentId(),
                    agent.first().getHostname(),
                    agent.offerIds(),
                    resources,
                    ports));
        }
        return new Matching(rules, agents, others, shares, takes, unmatched, placed);
    }
}
