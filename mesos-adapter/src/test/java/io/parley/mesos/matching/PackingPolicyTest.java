package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import io.parley.api.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.Offer;
import org.junit.jupiter.api.Test;

/** How each policy chooses, and what stays useful for others. */
class PackingPolicyTest {

    private static OfferDemand demand(String name, long cpus, long mem, Constraint... constraints) {
        return new OfferDemand(
                name,
                new ResourceNeed(CpuAmount.ofCores(cpus), mem, 0, 0, List.of()),
                List.of(constraints),
                Optional.empty());
    }

    private static OfferDemand withPorts(String name, long cpus, long mem, int ports) {
        List<PortRequirement> wanted = new ArrayList<>();
        for (int i = 0; i < ports; i++) {
            wanted.add(PortRequirement.any("p" + i));
        }
        return OfferDemand.of(name, new ResourceNeed(CpuAmount.ofCores(cpus), mem, 0, 0, wanted));
    }

    private static Offers agent(String name, double cpus, double mem) {
        return Offers.on(name).scalar("cpus", cpus).scalar("mem", mem);
    }

    private static List<String> chosen(MatchRules rules, List<Offer> offers, OfferDemand... demands) {
        return new OfferMatcher(rules)
                .match(offers, List.of(demands), GroupPlacements.NONE).takes().stream()
                        .map(take -> take.agent().getValue())
                        .toList();
    }

    private static final MatchRules USUAL = MatchRules.of(Offers.ROLE);

    @Test
    void theTightestFitPassesOverAnAgentThatWouldBeLeftWithMemoryButNoCpus() {
        List<Offer> offers = List.of(
                agent("memory-left-alone", 2, 13_000).build(),
                agent("some-of-both-left", 4, 10_000).build(),
                agent("large", 4, 20_000).build());

        assertThat(chosen(USUAL, offers, demand("w", 2, 2_000))).containsExactly("some-of-both-left");
    }

    @Test
    void theTightestFitPassesOverAnAgentThatWouldBeLeftWithoutPorts() {
        List<Offer> offers = List.of(
                agent("two-ports", 8, 16_000).ports(31000, 31001).build(),
                agent("many-ports", 8, 16_000).ports(31000, 31099).build());

        assertThat(chosen(USUAL, offers, withPorts("w", 1, 1_000, 2))).containsExactly("many-ports");
        // Where nothing else is left either, the ports are of no use to others.
        assertThat(chosen(USUAL, offers, withPorts("w", 8, 16_000, 2))).containsExactly("two-ports");
    }

    @Test
    void theTightestFitLeavesTheLargeAgentWholeForALargeDemandToCome() {
        List<Offer> offers = List.of(
                agent("large", 16, 64_000).build(), agent("small", 4, 8_000).build());
        OfferMatcher matcher = new OfferMatcher(USUAL);

        Matching matching = matcher.match(offers, List.of(demand("w", 2, 4_000)), GroupPlacements.NONE);

        assertThat(matching.takes()).extracting(take -> take.agent().getValue()).containsExactly("small");
        assertThat(matching.explain(demand("large demand to come", 16, 64_000)).outcome())
                .isEqualTo(Verdict.Outcome.ADMIT);
    }

    @Test
    void spreadingUsesTheAgentOfWhichMostIsLeft() {
        List<Offer> offers = List.of(
                agent("a", 4, 8_000).build(),
                agent("b", 4, 8_000).build(),
                agent("c", 2, 4_000).build());
        OfferDemand demand = demand("w", 1, 1_000);

        assertThat(chosen(USUAL.withPolicy(PackingPolicy.SPREAD), offers, demand, demand, demand, demand))
                .containsExactlyInAnyOrder("a", "b", "a", "b");
    }

    @Test
    void theFirstTakesOffersInTheirOrder() {
        List<Offer> offers = List.of(
                agent("a", 1, 8_000).build(),
                agent("b", 4, 8_000).build(),
                agent("c", 1, 1_000).build());
        OfferDemand demand = demand("w", 1, 1_000);

        assertThat(chosen(USUAL.withPolicy(PackingPolicy.FIRST), offers, demand, demand, demand))
                .containsExactly("a", "b", "b");
    }

    @Test
    void aPolicyOfOnesOwnDecidesAlone() {
        List<Offer> offers =
                List.of(agent("a", 4, 8_000).build(), agent("b", 4, 8_000).build());
        OfferDemand demand = demand("w", 1, 1_000);

        assertThat(chosen(USUAL.withPolicy(room -> -room.order()), offers, demand, demand))
                .containsExactly("b", "b");
        assertThat(chosen(USUAL.withPolicy(room -> room.isTaken() ? 1 : 0), offers, demand, demand))
                .containsExactly("a", "b");
    }

    @Test
    void thoseWithFewAgentsToChooseFromChooseFirstWhereThatUsesFewerAgents() {
        List<Offer> offers = List.of(
                agent("large", 8, 16_000).build(),
                agent("west", 6, 12_000).text("zone", "west").build());
        OfferDemand anywhere = demand("anywhere", 3, 6_000);
        OfferDemand west = demand("west", 2, 4_000, Constraint.is("zone", "west"));

        assertThat(chosen(USUAL, offers, anywhere, west)).containsExactly("west", "west");
    }

    @Test
    void demandsOfDifferentConstraintsShareTheAgentThatMeetsBoth() {
        List<Offer> offers = List.of(
                agent("west", 8, 16_000).text("zone", "west").build(),
                agent("ssd", 8, 16_000).text("storage", "ssd").build(),
                agent("both", 6, 12_000)
                        .text("zone", "west")
                        .text("storage", "ssd")
                        .build());
        OfferDemand west = demand("west", 2, 4_000, Constraint.is("zone", "west"));
        OfferDemand ssd = demand("ssd", 2, 4_000, Constraint.is("storage", "ssd"));

        assertThat(chosen(USUAL, offers, west, ssd, west)).containsExactly("both", "both", "both");
        // One policy alone is followed to the letter.
        assertThat(chosen(USUAL.withPolicy(PackingPolicy.FEWEST_AGENTS), offers, west, ssd))
                .containsExactly("west", "ssd");
    }
}
