package io.parley.mesos.matching;

import io.parley.api.environment.PortRequirement;
import io.parley.api.verdict.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;

/** Says why offers fit demands or do not, by what is left after the takes. Not thread-safe. */
final class Explanations {

    private final MatchRules rules;
    private final List<Agent> agents;
    private final List<Offer> others;
    private final Shares shares;
    private final List<Take> takes;
    private final List<OfferDemand> unmatched;

    /** For each group, how many of it each value holds after the takes. */
    private final Map<String, Map<String, Integer>> members = new HashMap<>();

    Explanations(
            MatchRules rules,
            List<Agent> agents,
            List<Offer> others,
            Shares shares,
            List<Take> takes,
            List<OfferDemand> unmatched,
            GroupPlacements placed) {
        this.rules = rules;
        this.agents = agents;
        this.others = others;
        this.shares = shares;
        this.takes = takes;
        this.unmatched = unmatched;
        placed.counts().forEach((group, counts) -> members.put(group, new HashMap<>(counts)));
        Map<String, Agent> byId = new HashMap<>();
        agents.forEach(agent -> byId.put(agent.first().getAgentId().getValue(), agent));
        for (Take take : takes) {
            Agent agent = byId.get(take.agent().getValue());
            GroupConstraint group = take.demand().group().orElse(null);
            if (agent != null && group != null) {
                agent.valueOf(group.field())
                        .ifPresent(value -> members.computeIfAbsent(group.group(), name -> new HashMap<>())
                                .merge(value, 1, Integer::sum));
            }
        }
    }

    Verdict of(OfferDemand demand) {
        DemandShape shape = shape(demand);
        // Of equal demands, some may have got nothing.
        Optional<Take> served = unmatched.contains(demand)
                ? Optional.empty()
                : takes.stream().filter(take -> take.demand().equals(demand)).findFirst();
        List<Verdict> reasons = new ArrayList<>();
        for (Agent agent : agents) {
            boolean own = served.filter(
                            take -> take.agent().equals(agent.first().getAgentId()))
                    .isPresent();
            if (!own) {
                reasons.add(Verdict.allOf("Agent " + name(agent) + ".", unmet(shape, demand, agent)));
            }
        }
        others.forEach(offer -> reasons.add(ofOtherRole(offer)));
        if (served.isPresent()) {
            return taken(served.get(), reasons);
        }
        boolean fits = reasons.stream().anyMatch(reason -> reason.outcome() == Verdict.Outcome.ADMIT);
        return new Verdict(
                fits ? Verdict.Outcome.ADMIT : Verdict.Outcome.WAIT,
                fits ? "An offer fits " + demand.name() + "." : nothingFits(demand),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                reasons);
    }

    private String nothingFits(OfferDemand demand) {
        return agents.isEmpty()
                ? "There is no offer for " + demand.name() + "."
                : "None of " + agents.size() + " agents' offers fits " + demand.name() + ".";
    }

    private Verdict taken(Take take, List<Verdict> besides) {
        Agent agent = agents.stream()
                .filter(one -> one.first().getAgentId().equals(take.agent()))
                .findFirst()
                .orElseThrow();
        return new Verdict(
                Verdict.Outcome.ADMIT,
                take.demand().name() + " takes of agent " + name(agent) + ".",
                Optional.of(new Verdict.Comparison(text(take.demand().need()), offered(agent))),
                Optional.empty(),
                Optional.empty(),
                besides);
    }

    Verdict of(Decline decline) {
        for (Offer offer : others) {
            if (offer.getId().equals(decline.offer())) {
                return declined(decline, List.of(ofOtherRole(offer)));
            }
        }
        Agent agent = agents.stream()
                .filter(one -> one.offerIds().contains(decline.offer()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The offer " + decline.offer().getValue() + " is none of those that were matched here."));
        if (unmatched.isEmpty()) {
            return declined(decline, List.of(Verdict.of(Verdict.Outcome.WAIT, "Every demand has what it wants.")));
        }
        Map<DemandShape.Key, List<OfferDemand>> alike = new LinkedHashMap<>();
        unmatched.forEach(demand ->
                alike.computeIfAbsent(key(demand), key -> new ArrayList<>()).add(demand));
        List<Verdict> reasons = new ArrayList<>();
        alike.forEach((key, demands) -> reasons.add(Verdict.allOf(
                "It does not fit " + names(demands) + ".",
                unmet(new DemandShape(key, shares), demands.get(0), agent))));
        return declined(decline, reasons);
    }

    private static Verdict declined(Decline decline, List<Verdict> reasons) {
        return new Verdict(
                Verdict.Outcome.WAIT,
                "The offer " + decline.offer().getValue() + " is declined for "
                        + FixedPoint.text(decline.refusal().toMillis()) + " s.",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                reasons);
    }

    private static String names(List<OfferDemand> demands) {
        String first = demands.get(0).name();
        return demands.size() == 1 ? first : first + " and " + (demands.size() - 1) + " more like it";
    }

    private Verdict ofOtherRole(Offer offer) {
        return Verdict.of(
                        Verdict.Outcome.WAIT,
                        "The offer " + offer.getId().getValue() + " is made to another role than that of the demands.")
                .comparing(rules.role(), offer.getAllocationInfo().getRole());
    }

    private static DemandShape.Key key(OfferDemand demand) {
        return new DemandShape.Key(demand.need(), demand.constraints(), demand.group());
    }

    private DemandShape shape(OfferDemand demand) {
        return new DemandShape(key(demand), shares);
    }

    /** Gives what keeps a demand from an agent; empty if nothing does. */
    private List<Verdict> unmet(DemandShape shape, OfferDemand demand, Agent agent) {
        List<Verdict> reasons = new ArrayList<>();
        for (Constraint constraint : demand.constraints()) {
            if (!constraint.holds(agent)) {
                reasons.add(Verdict.of(Verdict.Outcome.WAIT, "The agent does not meet " + constraint + ".")
                        .comparing(
                                constraint.toString(),
                                agent.valueOf(constraint.field()).orElse("nothing")));
            }
        }
        demand.group().flatMap(group -> unmet(group, agent)).ifPresent(reasons::add);
        if (shape.leavesAlone(agent, rules.gpuAgents())) {
            reasons.add(Verdict.of(Verdict.Outcome.WAIT, "The agent's GPUs are left to processes that need them."));
        }
        Amounts need = shape.amounts();
        for (int kind = 0; kind < Agent.SCALARS.size(); kind++) {
            if (agent.left(kind) < need.scalar(kind)) {
                reasons.add(Verdict.of(Verdict.Outcome.WAIT, "Too little " + Agent.SCALARS.get(kind) + ".")
                        .comparing(
                                FixedPoint.text(need.scalar(kind)) + unit(kind),
                                FixedPoint.text(agent.left(kind)) + unit(kind)));
            }
        }
        if (agent.portsLeft() < need.ports()) {
            reasons.add(Verdict.of(Verdict.Outcome.WAIT, "Too few ports.")
                    .comparing(need.ports() + " ports", agent.portsLeft() + " ports"));
        }
        for (PortRequirement port : demand.need().ports()) {
            port.number().stream()
                    .filter(number -> !agent.holdsPort(number))
                    .forEach(number -> reasons.add(Verdict.of(
                            Verdict.Outcome.WAIT,
                            "Port " + number + " is not free, which " + port.name() + " wants.")));
        }
        return reasons;
    }

    private Optional<Verdict> unmet(GroupConstraint group, Agent agent) {
        Optional<String> value = agent.valueOf(group.field());
        if (value.isEmpty()) {
            return Optional.of(
                    Verdict.of(Verdict.Outcome.WAIT, "The agent has no " + group.field() + " to spread by."));
        }
        int held = members.getOrDefault(group.group(), Map.of()).getOrDefault(value.get(), 0);
        if (held < group.most()) {
            return Optional.empty();
        }
        return Optional.of(Verdict.of(
                        Verdict.Outcome.WAIT,
                        "The " + group.field() + " " + value.get() + " holds as many of the group " + group.group()
                                + " as it may.")
                .comparing("1 more", held + " of " + group.most() + " there"));
    }

    private static String unit(int kind) {
        return kind == Agent.MEM || kind == Agent.DISK ? " MiB" : "";
    }

    private static String name(Agent agent) {
        Offer first = agent.first();
        return first.getAgentId().getValue() + " (" + first.getHostname()
                + (agent.offers().size() == 1 ? ", offer " : ", offers ")
                + agent.offerIds().stream().map(OfferID::getValue).collect(Collectors.joining(", ")) + ")"
                + agent.offers().stream()
                        .filter(Offer::hasUnavailability)
                        .findFirst()
                        .map(offer -> ", which goes down for maintenance " + Downtime.of(offer.getUnavailability()))
                        .orElse("");
    }

    private static String text(ResourceNeed need) {
        return text(
                new long[] {
                    need.cpus().millis(),
                    FixedPoint.ofWhole(need.memMebibytes()),
                    FixedPoint.ofWhole(need.diskMebibytes()),
                    FixedPoint.ofWhole(need.gpus())
                },
                need.ports().size());
    }

    private static String offered(Agent agent) {
        long[] amounts = new long[Agent.SCALARS.size()];
        for (int kind = 0; kind < amounts.length; kind++) {
            amounts[kind] = agent.offered(kind);
        }
        return text(amounts, agent.portsOffered());
    }

    private static String text(long[] scalars, long ports) {
        List<String> parts = new ArrayList<>();
        for (int kind = 0; kind < scalars.length; kind++) {
            if (scalars[kind] > 0 || kind <= Agent.MEM) {
                parts.add(FixedPoint.text(scalars[kind]) + unit(kind) + " " + Agent.SCALARS.get(kind));
            }
        }
        if (ports > 0) {
            parts.add(ports + " ports");
        }
        return String.join(", ", parts);
    }
}
