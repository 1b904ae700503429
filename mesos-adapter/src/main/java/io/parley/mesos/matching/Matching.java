package io.parley.mesos.matching;

import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.Offer;

/** The decisions about a batch of offers, each with its reason. Immutable and thread-safe. */
public final class Matching {

    private final MatchRules rules;
    private final List<Agent> agents;
    private final Shares shares;
    private final List<Take> takes;
    private final List<OfferDemand> unmatched;
    private final List<Offer> others;
    private final GroupPlacements placed;
    private final List<Decline> declines;

    /**
     * Keeps what was decided.
     *
     * @param others offers to other roles than that of the rules
     * @param placed where members of groups ran before
     */
    Matching(
            MatchRules rules,
            List<Agent> agents,
            List<Offer> others,
            Shares shares,
            List<Take> takes,
            List<OfferDemand> unmatched,
            GroupPlacements placed) {
        this.rules = rules;
        this.agents = List.copyOf(agents);
        this.others = List.copyOf(others);
        this.shares = shares;
        this.takes = List.copyOf(takes);
        this.unmatched = List.copyOf(unmatched);
        this.placed = placed;
        this.declines = decline();
    }

    private List<Decline> decline() {
        List<DemandShape> shapes = unmatched.stream()
                .map(demand -> new DemandShape.Key(demand.need(), demand.constraints(), demand.group()))
                .distinct()
                .map(key -> new DemandShape(key, shares))
                .toList();
        List<Decline> declines = new ArrayList<>();
        for (Agent agent : agents) {
            if (!agent.isTaken()) {
                Decline.Reason reason = reason(agent, shapes);
                Duration refusal = switch (reason) {
                    case TOO_SMALL -> rules.soon();
                    case NOTHING_WANTED, UNSUITED, GPUS_LEFT_ALONE -> rules.late();
                };
                agent.offers().forEach(offer -> declines.add(new Decline(offer.getId(), reason, refusal)));
            }
        }
        others.forEach(offer -> declines.add(new Decline(offer.getId(), Decline.Reason.UNSUITED, rules.late())));
        return List.copyOf(declines);
    }

    private Decline.Reason reason(Agent agent, List<DemandShape> unmatched) {
        if (unmatched.isEmpty()) {
            return Decline.Reason.NOTHING_WANTED;
        }
        if (unmatched.stream().anyMatch(shape -> shape.wants(agent, rules.gpuAgents()))) {
            return Decline.Reason.TOO_SMALL;
        }
        return unmatched.stream().anyMatch(shape -> shape.leavesAlone(agent, rules.gpuAgents()) && shape.meets(agent))
                ? Decline.Reason.GPUS_LEFT_ALONE
                : Decline.Reason.UNSUITED;
    }

    /**
     * Gives what is taken.
     *
     * @return the takes, in the order of the demands
     */
    public List<Take> takes() {
        return takes;
    }

    /**
     * Gives the demands that nothing fits now.
     *
     * @return the demands, in their order
     */
    public List<OfferDemand> unmatched() {
        return unmatched;
    }

    /**
     * Gives the offers of which nothing is taken.
     *
     * @return each with its reason and the filter that suits it
     */
    public List<Decline> declines() {
        return declines;
    }

    /**
     * Gives how many agents are used.
     *
     * @return agents of which something is taken
     */
    public long agentsUsed() {
        return agents.stream().filter(Agent::isTaken).count();
    }

    /**
     * Explains what a demand got, or why nothing fits it, agent by agent, by what is left after all takes.
     *
     * @param demand a demand
     * @return ADMIT with the offers that it takes of and what they had, or that hold it besides; else WAIT, for offers
     *     to come may fit; each with the reasons of every other agent
     */
    public Verdict explain(OfferDemand demand) {
        return explanations().of(demand);
    }

    /**
     * Explains why nothing of an offer is taken, demand by demand.
     *
     * @param decline one of {@link #declines()}
     * @return WAIT with a reason for every kind of demand that nothing fits
     * @throws IllegalArgumentException if it declines no offer of these
     */
    public Verdict explain(Decline decline) {
        return explanations().of(decline);
    }

    /** Made only when asked, for most matchings are never explained. */
    private Explanations explanations() {
        return new Explanations(rules, agents, others, shares, takes, unmatched, placed);
    }
}
