package io.parley.mesos.matching;

import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.Offer;

/** The decisions about a batch of offers, each with its reason. Immutable and thread-safe. */
public final class Matching {

    private final MatchRules rules;
    private final List<Agent> agents;
    private final Shares shares;
    private final List<Take> takes;
    private final List<OfferDemand> unmatched;
    private final List<Decline> declines;

    Matching(MatchRules rules, List<Agent> agents, Shares shares, List<Take> takes, List<OfferDemand> unmatched) {
        this.rules = rules;
        this.agents = List.copyOf(agents);
        this.shares = shares;
        this.takes = List.copyOf(takes);
        this.unmatched = List.copyOf(unmatched);
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
     * Explains why nothing fits a demand, offer by offer, by what is left after the takes.
     *
     * @param demand a demand
     * @return WAIT with a reason for every agent, for offers to come may fit
     */
    public Verdict explain(OfferDemand demand) {
        DemandShape shape =
                new DemandShape(new DemandShape.Key(demand.need(), demand.constraints(), demand.group()), shares);
        List<Verdict> reasons = new ArrayList<>();
        agents.forEach(agent -> reasons.add(explain(shape, demand, agent)));
        if (agents.isEmpty()) {
            return Verdict.of(Verdict.Outcome.WAIT, "There is no offer for " + demand.name() + ".");
        }
        Verdict.Outcome outcome = reasons.stream().anyMatch(reason -> reason.outcome() == Verdict.Outcome.ADMIT)
                ? Verdict.Outcome.ADMIT
                : Verdict.Outcome.WAIT;
        String statement = outcome == Verdict.Outcome.ADMIT
                ? "An offer fits " + demand.name() + "."
                : "None of " + agents.size() + " agents' offers fits " + demand.name() + ".";
        return new Verdict(outcome, statement, Optional.empty(), Optional.empty(), Optional.empty(), reasons);
    }

    private Verdict explain(DemandShape shape, OfferDemand demand, Agent agent) {
        List<Verdict> reasons = new ArrayList<>();
        for (Constraint constraint : demand.constraints()) {
            if (!constraint.holds(agent)) {
                reasons.add(Verdict.of(Verdict.Outcome.WAIT, "The agent does not meet " + constraint + ".")
                        .comparing(
                                constraint.toString(),
                                agent.valueOf(constraint.field()).orElse("nothing")));
            }
        }
        demand.group()
                .filter(group -> agent.valueOf(group.field()).isEmpty())
                .ifPresent(group -> reasons.add(
                        Verdict.of(Verdict.Outcome.WAIT, "The agent has no " + group.field() + " to spread by.")));
        if (shape.leavesAlone(agent, rules.gpuAgents())) {
            reasons.add(Verdict.of(Verdict.Outcome.WAIT, "The agent's GPUs are left to processes that need them."));
        }
        Amounts need = shape.amounts();
        for (int kind = 0; kind < Agent.SCALARS.size(); kind++) {
            if (agent.left(kind) < need.scalar(kind)) {
                String unit = kind == Agent.MEM || kind == Agent.DISK ? " MiB" : "";
                reasons.add(Verdict.of(Verdict.Outcome.WAIT, "Too little " + Agent.SCALARS.get(kind) + ".")
                        .comparing(
                                FixedPoint.text(need.scalar(kind)) + unit, FixedPoint.text(agent.left(kind)) + unit));
            }
        }
        if (agent.portsLeft() < need.ports()) {
            reasons.add(Verdict.of(Verdict.Outcome.WAIT, "Too few ports.")
                    .comparing(need.ports() + " ports", agent.portsLeft() + " ports"));
        }
        for (int port : need.namedPorts()) {
            if (!agent.holdsPort(port)) {
                reasons.add(Verdict.of(Verdict.Outcome.WAIT, "Port " + port + " is not free."));
            }
        }
        Offer first = agent.first();
        return Verdict.allOf(
                "Agent " + first.getAgentId().getValue() + " (" + first.getHostname() + ", "
                        + agent.offers().size() + (agent.offers().size() == 1 ? " offer)." : " offers)."),
                reasons);
    }
}
