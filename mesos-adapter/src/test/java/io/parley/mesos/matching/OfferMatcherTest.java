package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferMatcherTest {

    private final OfferMatcher matcher = new OfferMatcher(MatchRules.of(Offers.ROLE));

    private static ResourceNeed need(double cpus, long mem) {
        return new ResourceNeed(CpuAmount.ofCoresRoundedUp(BigDecimal.valueOf(cpus)), mem, 0, 0, List.of());
    }

    private static OfferDemand demand(String name, double cpus, long mem) {
        return OfferDemand.of(name, need(cpus, mem));
    }

    private static OfferDemand ports(PortRequirement... ports) {
        return OfferDemand.of("p", new ResourceNeed(CpuAmount.ofCores(1), 1, 0, 0, List.of(ports)));
    }

    private static Offers offer(String agent, double cpus, double mem) {
        return Offers.on(agent).scalar("cpus", cpus).scalar("mem", mem);
    }

    private Matching match(List<Offer> offers, List<OfferDemand> demands) {
        return matcher.match(offers, demands, GroupPlacements.NONE);
    }

    @Test
    void takesTheWholeNeedAsItWasOffered() {
        Matching matching = match(List.of(offer("a", 4, 4096).build()), List.of(demand("w", 1.5, 1728)));

        Take take = matching.takes().get(0);
        assertThat(take.agent().getValue()).isEqualTo("a");
        assertThat(take.hostname()).isEqualTo("host-of-a");
        assertThat(take.resources())
                .containsExactly(
                        Offers.scalarOf("cpus", 1.5).build(),
                        Offers.scalarOf("mem", 1728).build());
        assertThat(matching.declines()).isEmpty();
    }

    @Test
    void takesNothingWhereAnythingIsMissing() {
        Matching matching = match(
                List.of(offer("a", 0.999, 4096).build(), offer("b", 4, 1727.999).build()),
                List.of(demand("w", 1, 1728)));

        assertThat(matching.takes()).isEmpty();
        assertThat(matching.unmatched()).hasSize(1);
        assertThat(matching.declines())
                .extracting(Decline::reason)
                .containsExactly(Decline.Reason.TOO_SMALL, Decline.Reason.TOO_SMALL);
        assertThat(matching.declines().get(0).filters().getRefuseSeconds()).isEqualTo(5);
    }

    @Test
    void comparesScalarsWithThreeDecimalsAsMesosDoes() {
        // 0.1 + 0.2 is a little more than 0.3 as a double.
        List<OfferDemand> demands = List.of(demand("one", 0.1, 1), demand("two", 0.2, 1));

        assertThat(match(List.of(offer("a", 0.3, 10).build()), demands).takes()).hasSize(2);
        assertThat(match(List.of(offer("a", 0.2999996, 10).build()), demands).takes())
                .hasSize(2);
        assertThat(match(List.of(offer("a", 0.2994, 10).build()), demands).takes())
                .hasSize(1);
    }

    @Test
    void takesReservedBeforeUnreserved() {
        Offer offer = Offers.on("a")
                .scalar("cpus", 4)
                .with(Offers.reserved(Offers.scalarOf("cpus", 1), Offers.ROLE))
                .scalar("mem", 4096)
                .build();

        Take take = match(List.of(offer), List.of(demand("w", 1.5, 10))).takes().get(0);

        assertThat(take.resources())
                .containsExactly(
                        Offers.reserved(Offers.scalarOf("cpus", 1), Offers.ROLE),
                        Offers.scalarOf("cpus", 0.5).build(),
                        Offers.scalarOf("mem", 10).build());
    }

    @Test
    @SuppressWarnings("deprecation")
    void understandsReservationsFromBeforeRefinement() {
        Resource reserved = Offers.scalarOf("cpus", 1).setRole(Offers.ROLE).build();
        Resource free = Offers.scalarOf("cpus", 1).setRole("*").build();
        Resource others = Offers.scalarOf("cpus", 8).setRole("others").build();
        Offer offer = Offers.on("a")
                .with(others)
                .with(free)
                .with(reserved)
                .scalar("mem", 100)
                .build();

        assertThat(match(List.of(offer), List.of(demand("w", 2, 1)))
                        .takes()
                        .get(0)
                        .resources())
                .startsWith(reserved, free);
        assertThat(match(List.of(offer), List.of(demand("w", 2.001, 1))).takes())
                .isEmpty();
    }

    @Test
    void aReservationForARoleAboveMayBeTakenAndOneForASiblingMayNot() {
        OfferMatcher nested = new OfferMatcher(MatchRules.of("eng/flink"));
        for (String role : List.of("eng", "eng/flink", "eng/other", "en", "eng/flink/sub")) {
            Resource.Builder cpus = Offers.scalarOf("cpus", 1);
            cpus.getAllocationInfoBuilder().setRole("eng/flink");
            Resource.Builder mem = Offers.scalarOf("mem", 1);
            mem.getAllocationInfoBuilder().setRole("eng/flink");
            Offer offer = Offers.on("a")
                    .with(Offers.reserved(cpus, role))
                    .with(mem.build())
                    .build();

            assertThat(nested.match(List.of(offer), List.of(demand("w", 1, 1)), GroupPlacements.NONE)
                            .takes()
                            .isEmpty())
                    .as(role)
                    .isEqualTo(!role.equals("eng") && !role.equals("eng/flink"));
        }
    }

    @Test
    void neverCountsWhatIsAllocatedToAnotherRoleOrRevocableOrSharedOrADiskOfItsOwn() {
        Resource.Builder other = Offers.scalarOf("mem", 100);
        other.getAllocationInfoBuilder().setRole("other");
        Resource.Builder revocable = Offers.scalarOf("mem", 100);
        revocable.getRevocableBuilder();
        Resource.Builder shared = Offers.scalarOf("mem", 100);
        shared.getSharedBuilder();
        Resource.Builder mount = Offers.scalarOf("disk", 100);
        mount.getDiskBuilder().getSourceBuilder().setType(Resource.DiskInfo.Source.Type.MOUNT);
        Offer offer = offer("a", 4, 10)
                .with(other.build())
                .with(revocable.build())
                .with(shared.build())
                .with(mount.build())
                .scalar("disk", 5)
                .build();

        assertThat(match(List.of(offer), List.of(demand("w", 1, 11))).takes()).isEmpty();
        assertThat(match(List.of(offer), List.of(demand("w", 1, 10))).takes()).hasSize(1);
        OfferDemand disk = OfferDemand.of("d", new ResourceNeed(CpuAmount.ofCores(1), 1, 6, 0, List.of()));
        assertThat(match(List.of(offer), List.of(disk)).takes()).isEmpty();
    }

    @Test
    void severalOffersOfOneAgentCountAsOne() {
        Matching matching = match(
                List.of(
                        Offers.of("o1", "a")
                                .scalar("cpus", 1)
                                .scalar("mem", 100)
                                .build(),
                        Offers.of("o2", "a")
                                .scalar("cpus", 1)
                                .scalar("mem", 100)
                                .build()),
                List.of(demand("w", 2, 150)));

        Take take = matching.takes().get(0);
        assertThat(take.offers()).extracting(id -> id.getValue()).containsExactly("o1", "o2");
        assertThat(take.resources().stream()
                        .filter(resource -> resource.getName().equals("mem"))
                        .mapToDouble(resource -> resource.getScalar().getValue()))
                .containsExactly(100.0, 50.0);
    }

    @Test
    void takesTheFirstFreePortsAcrossRanges() {
        Offer offer = offer("a", 4, 100)
                .ports(31000, 31000, 31005, 31005, 31010, 31020)
                .build();
        OfferDemand three = ports(PortRequirement.any("a"), PortRequirement.any("b"), PortRequirement.any("c"));

        Take take = match(List.of(offer), List.of(three)).takes().get(0);

        assertThat(take.ports()).containsExactly(31000, 31005, 31010);
        assertThat(take.resources())
                .last()
                .isEqualTo(
                        Offers.portsOf(31000, 31000, 31005, 31005, 31010, 31010).build());
    }

    @Test
    void namedPortsComeFirstAndSplitTheirRange() {
        Offer offer = offer("a", 4, 100).ports(31000, 31003).build();
        OfferDemand demand = ports(
                PortRequirement.any("any"),
                new PortRequirement("rest", OptionalInt.of(31000)),
                PortRequirement.any("b"));

        Take take = match(List.of(offer), List.of(demand)).takes().get(0);

        assertThat(take.ports()).containsExactly(31001, 31000, 31002);
        assertThat(take.resources())
                .last()
                .isEqualTo(Offers.portsOf(31000, 31002).build());
    }

    @Test
    void aNamedPortIsTakenOnceAnAgent() {
        Offer offer = offer("a", 4, 100).ports(31000, 31003).build();
        OfferDemand demand = ports(new PortRequirement("rest", OptionalInt.of(31002)));

        Matching matching = match(List.of(offer), List.of(demand, demand));

        assertThat(matching.takes()).hasSize(1);
        assertThat(matching.explain(demand).explain()).contains("Port 31002 is not free");
    }

    @Test
    void aPortThatALaterDemandNamesIsNotTakenAsTheFirstFreeOne() {
        Offer offer = offer("a", 4, 100).ports(31000, 31001).build();
        OfferDemand any = ports(PortRequirement.any("any"));
        OfferDemand named = ports(new PortRequirement("rest", OptionalInt.of(31000)));

        Matching matching = match(List.of(offer), List.of(any, named));

        assertThat(matching.takes()).extracting(Take::ports).containsExactly(List.of(31001), List.of(31000));
    }

    @Test
    void reservedPortsComeBeforeOthers() {
        Offer offer = offer("a", 4, 100)
                .ports(31000, 31003)
                .with(Offers.reserved(Offers.portsOf(32000, 32000), Offers.ROLE))
                .build();

        assertThat(match(List.of(offer), List.of(ports(PortRequirement.any("a"), PortRequirement.any("b"))))
                        .takes()
                        .get(0)
                        .ports())
                .containsExactly(32000, 31000);
    }

    @Test
    void agentsWithGpusAreLeftToThoseWhoNeedThem() {
        Offer gpus = offer("g", 8, 8000).scalar("gpus", 2).build();
        OfferDemand plain = demand("plain", 1, 100);
        OfferDemand gpu = OfferDemand.of("gpu", new ResourceNeed(CpuAmount.ofCores(1), 100, 0, 2, List.of()));

        Matching left = match(List.of(gpus), List.of(plain));
        assertThat(left.takes()).isEmpty();
        assertThat(left.declines())
                .singleElement()
                .satisfies(decline -> assertThat(decline.reason()).isEqualTo(Decline.Reason.GPUS_LEFT_ALONE));
        assertThat(match(List.of(gpus), List.of(gpu)).takes()).hasSize(1);
        assertThat(new OfferMatcher(MatchRules.of(Offers.ROLE).withGpuAgents(MatchRules.GpuAgents.USED))
                        .match(List.of(gpus), List.of(plain), GroupPlacements.NONE)
                        .takes())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "rack, IS, r1, true",
        "rack, IS, r2, false",
        "rack, LIKE, r[0-9], true",
        "rack, UNLIKE, r1, false",
        "rack, UNLIKE, x.*, true",
        "level, IS, 1.5, true",
        "level, IS, 1.5004, true",
        "level, IS, 1.501, false",
        "level, IS, high, false",
        "level, LIKE, '1[.].', true",
        "span, IS, 15, true",
        "span, IS, 10, true",
        "span, IS, 20, true",
        "span, IS, 9, false",
        "span, IS, 21, false",
        "span, UNLIKE, 21, true",
        "span, IS, x, false",
        "span, LIKE, 15, true",
        "span, LIKE, 21, false",
        "span, LIKE, '1.*', true",
        "span, LIKE, 10-20, true",
        "span, LIKE, '2.*', false",
        "span, UNLIKE, 15, false",
        "span, UNLIKE, 'a.*', true",
        "span, UNLIKE, '1.*', false",
        "zones, IS, west, true",
        "zones, IS, north, false",
        "zones, LIKE, w.*, true",
        "zones, UNLIKE, w.*, false",
        "absent, IS, x, false",
        "absent, UNLIKE, x, false",
        "@hostname, IS, host-of-a, true",
        "@hostname, LIKE, 'host-.*', true",
        "@agent, IS, a, true",
        "@region, IS, eu, true",
        "@zone, UNLIKE, eu-2, true",
    })
    void anAgentMeetsConstraintsOnAttributesOfEveryType(
            String field, Constraint.Operator operator, String value, boolean meets) {
        Offers offer = offer("a", 4, 100).text("rack", "r1");
        offer.attribute(Attribute.newBuilder()
                .setName("level")
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(1.5))
                .build());
        offer.attribute(Attribute.newBuilder()
                .setName("span")
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(10).setEnd(20)))
                .build());
        offer.attribute(Attribute.newBuilder()
                .setName("zones")
                .setType(Value.Type.SET)
                .setSet(Value.Set.newBuilder().addItem("west").addItem("east"))
                .build());
        Offer.Builder built = offer.build().toBuilder();
        built.getDomainBuilder().getFaultDomainBuilder().getRegionBuilder().setName("eu");
        built.getDomainBuilder().getFaultDomainBuilder().getZoneBuilder().setName("eu-1");
        OfferDemand demand =
                new OfferDemand("w", need(1, 1), List.of(new Constraint(field, operator, value)), Optional.empty());

        Matching matching = match(List.of(built.build()), List.of(demand));

        assertThat(matching.takes().isEmpty()).isEqualTo(!meets);
        if (!meets) {
            assertThat(matching.declines().get(0).reason()).isEqualTo(Decline.Reason.UNSUITED);
            assertThat(matching.declines().get(0).refusal()).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void aConstraintThatIsNoneIsRefusedByPosition() {
        assertThatThrownBy(() -> new Constraint("rack", Constraint.Operator.LIKE, "r[0-9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rack LIKE \"r[0-9\"")
                .hasMessageContaining("position 4");
    }

    @Test
    void anOfferIsRefusedForLongWhenEveryDemandIsServed() {
        Matching matching =
                match(List.of(offer("a", 1, 100).build(), offer("b", 1, 100).build()), List.of(demand("w", 1, 100)));

        assertThat(matching.declines()).singleElement().satisfies(decline -> {
            assertThat(decline.reason()).isEqualTo(Decline.Reason.NOTHING_WANTED);
            assertThat(decline.filters().getRefuseSeconds()).isEqualTo(3600);
        });
    }

    @Test
    void theTightestAgentIsUsedAndLargeOffersStayWhole() {
        Matching matching = match(
                List.of(
                        offer("large", 16, 16000).build(),
                        offer("small", 2, 2000).build(),
                        offer("tiny", 1, 500).build()),
                List.of(demand("w", 1, 1000)));

        assertThat(matching.takes().get(0).agent().getValue()).isEqualTo("small");
    }

    @Test
    void asFewAgentsAsPossibleAreUsed() {
        List<Offer> offers = List.of(
                offer("s1", 1, 1000).build(),
                offer("s2", 1, 1000).build(),
                offer("large", 4, 4000).build());
        List<OfferDemand> demands = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            demands.add(demand("w" + i, 1, 1000));
        }

        Matching matching = match(offers, demands);

        assertThat(matching.takes()).hasSize(4);
        assertThat(matching.agentsUsed()).isEqualTo(1);
    }

    @Test
    void policiesCanBeExchanged() {
        List<Offer> offers = List.of(
                offer("a", 2, 2000).build(),
                offer("b", 4, 4000).build(),
                offer("c", 4, 4000).build());
        List<OfferDemand> demands = List.of(demand("w1", 1, 1000), demand("w2", 1, 1000));

        assertThat(agents(PackingPolicy.FIRST, offers, demands)).containsExactly("a", "a");
        assertThat(agents(PackingPolicy.SPREAD, offers, demands)).containsExactly("b", "c");
        assertThat(agents(PackingPolicy.TIGHTEST, offers, demands)).containsExactly("a", "a");
    }

    private static List<String> agents(PackingPolicy policy, List<Offer> offers, List<OfferDemand> demands) {
        return new OfferMatcher(MatchRules.of(Offers.ROLE).withPolicy(policy))
                .match(offers, demands, GroupPlacements.NONE).takes().stream()
                        .map(take -> take.agent().getValue())
                        .toList();
    }

    @Test
    void aGroupKeepsToDifferentValuesAlsoOfThoseThatRunAlready() {
        List<Offer> offers = List.of(
                offer("a", 8, 8000).text("rack", "r1").build(),
                offer("b", 8, 8000).text("rack", "r1").build(),
                offer("c", 8, 8000).text("rack", "r2").build(),
                offer("d", 8, 8000).build());
        GroupConstraint unique = GroupConstraint.unique("g", "rack");
        List<OfferDemand> demands = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            demands.add(new OfferDemand("w" + i, need(1, 100), List.of(), Optional.of(unique)));
        }

        assertThat(match(offers, demands).takes()).hasSize(2);
        assertThat(matcher.match(offers, demands, new GroupPlacements(Map.of("g", Map.of("r1", 1))))
                        .takes())
                .singleElement()
                .satisfies(take -> assertThat(take.agent().getValue()).isEqualTo("c"));
    }

    @Test
    void groupByBalancesOverTheValues() {
        List<Offer> offers = List.of(
                offer("a", 80, 80000).text("zone", "z1").build(),
                offer("b", 80, 80000).text("zone", "z2").build(),
                offer("c", 1, 100).text("zone", "z3").build());
        List<OfferDemand> demands = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            demands.add(new OfferDemand(
                    "w" + i, need(1, 100), List.of(), Optional.of(GroupConstraint.groupBy("g", "zone"))));
        }

        List<String> used = match(offers, demands).takes().stream()
                .map(take -> take.agent().getValue())
                .toList();

        assertThat(used).hasSize(7).filteredOn("a"::equals).hasSize(3);
        assertThat(used).filteredOn("b"::equals).hasSize(3);
    }
}
