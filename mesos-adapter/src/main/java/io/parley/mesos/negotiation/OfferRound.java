package io.parley.mesos.negotiation;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.Decline;
import io.parley.mesos.matching.GroupConstraint;
import io.parley.mesos.matching.GroupPlacements;
import io.parley.mesos.matching.MatchRules;
import io.parley.mesos.matching.Matching;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.OfferMatcher;
import io.parley.mesos.matching.ResourceNeed;
import io.parley.mesos.matching.Take;
import io.parley.mesos.state.KnownTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.Protos.Address;
import org.apache.mesos.v1.Protos.Offer;
import org.jspecify.annotations.Nullable;

/** Matches the offers of one event with the demands that wait. Pure. Not thread-safe. */
final class OfferRound {

    /** So many hosts are told apart; on a larger cluster the share of avoided ones is counted of these. */
    private static final int MOST_HOSTS = 100_000;

    private final MatchRules rules;
    private final OfferMatcher matcher;
    private final DemandLedger<GrantedTask> ledger;
    private final OpenDemands open;
    private final Set<String> hosts = new LinkedHashSet<>();
    private final Set<String> passedOver = new LinkedHashSet<>();
    /** What waited when the last offers came. */
    private IdentityHashMap<OfferDemand, TrackedDemand<GrantedTask>> asked = new IdentityHashMap<>();

    private @Nullable Matching last;

    OfferRound(MatchRules rules, DemandLedger<GrantedTask> ledger, OpenDemands open) {
        this.rules = rules;
        this.matcher = new OfferMatcher(rules);
        this.ledger = ledger;
        this.open = open;
    }

    /**
     * What is matched, and what is not.
     *
     * @param takes what each demand takes
     * @param declines the offers of which nothing is taken
     * @param agents an offer of each agent
     */
    record Result(Map<TrackedDemand<GrantedTask>, Take> takes, List<Decline> declines, Map<String, Offer> agents) {

        /** Gives where the agent of a take answers over HTTP; empty if unknown. */
        String address(Take take) {
            Offer offer = agents.get(take.agent().getValue());
            return offer == null ? "" : OfferRound.address(offer);
        }

        /** Gives what the agent of a take has of the field over which a group is spread. */
        Map<String, String> spreadOver(Take take, Optional<GroupConstraint> group) {
            Optional<Offer> offer = Optional.ofNullable(agents.get(take.agent().getValue()));
            return group.flatMap(spread -> offer.flatMap(spread::valueOn).map(value -> Map.of(spread.field(), value)))
                    .orElse(Map.of());
        }
    }

    /** What the users' policies throw leaves no offer unanswered. */
    Result match(List<Offer> offers, Collection<HeldTask> held, Duration now) {
        try {
            return matchAll(offers, held, now);
        } catch (RuntimeException | Error e) {
            ledger.trouble(Verdict.of(
                            Verdict.Outcome.WAIT,
                            "The offers could not be matched and were declined for "
                                    + rules.soon().toMillis() / 1000.0 + " s: " + e)
                    .curedBy("packing policy", "Repair the PackingPolicy: " + rules.policies() + "."));
            return new Result(
                    Map.of(),
                    offers.stream()
                            .map(offer -> new Decline(offer.getId(), Decline.Reason.NOTHING_WANTED, rules.soon()))
                            .toList(),
                    Map.of());
        }
    }

    private Result matchAll(List<Offer> offers, Collection<HeldTask> held, Duration now) {
        Map<TrackedDemand<GrantedTask>, OfferDemand> waiting = open.waiting();
        Map<String, Offer> agents = new HashMap<>();
        for (Offer offer : offers) {
            agents.put(offer.getAgentId().getValue(), offer);
            if (hosts.size() < MOST_HOSTS) {
                hosts.add(offer.getHostname());
            }
        }
        List<Decline> declines = new ArrayList<>();
        List<Offer> usable = new ArrayList<>();
        Set<String> avoided = waiting.isEmpty() ? Set.of() : ledger.avoidedHosts(now, hosts.size());
        passedOver.clear();
        for (Offer offer : offers) {
            if (avoided.contains(offer.getHostname())) {
                passedOver.add(offer.getHostname());
                // Hosts are avoided for a time only.
                declines.add(new Decline(offer.getId(), Decline.Reason.UNSUITED, rules.soon()));
            } else {
                usable.add(offer);
            }
        }
        IdentityHashMap<OfferDemand, TrackedDemand<GrantedTask>> demands = new IdentityHashMap<>();
        asked = demands;
        waiting.forEach((demand, wanted) -> demands.put(wanted, demand));
        Matching matching = matcher.match(usable, List.copyOf(waiting.values()), placements(held, agents));
        last = matching;
        Map<TrackedDemand<GrantedTask>, Take> takes = new LinkedHashMap<>();
        for (Take take : matching.takes()) {
            TrackedDemand<GrantedTask> demand = demands.get(take.demand());
            if (demand == null) {
                throw new IllegalStateException("Nobody wants " + take.demand() + ".");
            }
            takes.put(demand, take);
        }
        // What waits for its back-off to pass wants offers soon.
        boolean soonWanted = waiting.isEmpty() && ledger.isWaiting();
        matching.declines()
                .forEach(decline -> declines.add(
                        soonWanted ? new Decline(decline.offer(), decline.reason(), rules.soon()) : decline));
        return new Result(takes, declines, agents);
    }

    /** Explains by the last offers why nothing fits. */
    Verdict explain(OfferDemand wanted) {
        Matching known = last;
        if (known == null) {
            return Verdict.of(Verdict.Outcome.WAIT, "No offer has come yet for " + wanted.name() + ".");
        }
        // An equal one that was served says nothing about this one.
        if (!asked.containsKey(wanted)
                && known.takes().stream().anyMatch(take -> take.demand().equals(wanted))) {
            return Verdict.of(Verdict.Outcome.WAIT, "No offer has come since " + wanted.name() + " was asked for.");
        }
        Verdict found = known.explain(wanted);
        if (passedOver.isEmpty()) {
            return found;
        }
        List<Verdict> reasons = new ArrayList<>(found.reasons());
        passedOver.forEach(host -> reasons.add(Verdict.of(
                Verdict.Outcome.WAIT,
                "Processes have failed on " + host + ", so what it offers is left alone for a time.")));
        return new Verdict(found.outcome(), found.statement(), found.comparison(), found.key(), found.cure(), reasons);
    }

    private static String address(Offer offer) {
        if (!offer.hasUrl()) {
            return "";
        }
        Address address = offer.getUrl().getAddress();
        String host = address.getHostname().isEmpty() ? address.getIp() : address.getHostname();
        return offer.getUrl().getScheme() + "://" + host + ":" + address.getPort();
    }

    private GroupPlacements placements(Collection<HeldTask> held, Map<String, Offer> agents) {
        Map<String, Map<String, Integer>> counts = new HashMap<>();
        for (HeldTask task : held) {
            TrackedDemand<GrantedTask> demand = task.demand();
            if (demand != null) {
                open.group(demand)
                        .ifPresent(group -> value(task.known(), group, agents)
                                .ifPresent(value -> counts.computeIfAbsent(group.group(), name -> new HashMap<>())
                                        .merge(value, 1, Integer::sum)));
            }
        }
        return counts.isEmpty() ? GroupPlacements.NONE : new GroupPlacements(counts);
    }

    /** A task of a run that spread by another field tells its place only while its agent offers something. */
    private static Optional<String> value(KnownTask task, GroupConstraint group, Map<String, Offer> agents) {
        return switch (group.field()) {
            case Constraint.HOSTNAME -> Optional.of(task.hostname());
            case Constraint.AGENT_ID -> Optional.of(task.agent());
            default ->
                Optional.ofNullable(task.spreadOver().get(group.field()))
                        .or(() -> Optional.ofNullable(agents.get(task.agent())).flatMap(group::valueOn));
        };
    }

    /** Gives a take as data. */
    static Grant grant(Take take) {
        ResourceNeed need = take.demand().need();
        Map<String, Long> others = new HashMap<>();
        if (need.diskMebibytes() > 0) {
            others.put("diskMiB", need.diskMebibytes());
        }
        if (need.gpus() > 0) {
            others.put("gpus", need.gpus());
        }
        return new Grant(
                MemorySize.ofMebibytes(need.memMebibytes()),
                need.cpus(),
                others,
                Optional.of(take.hostname()),
                take.ports(),
                Certainty.KNOWN);
    }
}
