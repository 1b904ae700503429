package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Resource.DiskInfo.Source;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of an offer counts, where offers are odd. */
class OfferCountingTest {

    private static Matching match(List<Offer> offers, OfferDemand... demands) {
        return new OfferMatcher(MatchRules.of(Offers.ROLE)).match(offers, List.of(demands), GroupPlacements.NONE);
    }

    private static OfferDemand demand(long mem, long disk, PortRequirement... ports) {
        return OfferDemand.of("w", new ResourceNeed(CpuAmount.ofCores(1), mem, disk, 0, List.of(ports)));
    }

    private static Offers agent() {
        return Offers.on("a").scalar("cpus", 8).scalar("mem", 8000);
    }

    private static Resource ports(long begin, long end) {
        return Offers.portsOf()
                .setRanges(Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(begin).setEnd(end)))
                .build();
    }

    @Test
    void portsOutOfRangeAreNotTaken() {
        // Numbers are unsigned on the wire: -1 is the largest.
        for (Resource odd : List.of(ports(0, 0), ports(65536, 70000), ports(-1, -1), ports(-5, 80), ports(90, 80))) {
            assertThat(match(List.of(agent().with(odd).build()), demand(1, 0, PortRequirement.any("p")))
                            .takes())
                    .as(odd.toString())
                    .isEmpty();
        }
        assertThat(match(List.of(agent().with(ports(65535, -1)).build()), demand(1, 0, PortRequirement.any("p")))
                        .takes())
                .singleElement()
                .satisfies(take -> assertThat(take.ports()).containsExactly(65535));
        assertThat(match(
                                List.of(agent().with(ports(0, 2)).build()),
                                demand(1, 0, PortRequirement.any("p"), PortRequirement.any("q")))
                        .takes())
                .singleElement()
                .satisfies(take -> assertThat(take.ports()).containsExactly(1, 2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Source.Type.class,
            names = {"MOUNT", "PATH", "BLOCK", "RAW"})
    void disksWithASourceAreNeverCounted(Source.Type type) {
        Resource.Builder disk = Offers.scalarOf("disk", 100);
        disk.getDiskBuilder().getSourceBuilder().setType(type);

        Matching matching = match(List.of(agent().with(disk.build()).build()), demand(1, 50));

        assertThat(matching.takes()).isEmpty();
        assertThat(matching.explain(demand(1, 50)).explain())
                .contains("Too little disk. Asked 50 MiB, available 0 MiB");
    }

    @Test
    void aPersistentVolumeIsNeverCounted() {
        Resource.Builder disk = Offers.scalarOf("disk", 100);
        disk.getDiskBuilder().getPersistenceBuilder().setId("v");

        assertThat(match(List.of(agent().with(disk.build()).build()), demand(1, 50))
                        .takes())
                .isEmpty();
        assertThat(match(List.of(agent().scalar("disk", 50).build()), demand(1, 50))
                        .takes())
                .hasSize(1);
    }

    @Test
    void amountsBeyondAllMeasureNeitherServeNorDisturbOthers() {
        List<Offer> offers = List.of(agent().scalar("mem", 1e300)
                .scalar("cpus", Double.NaN)
                .scalar("mem", Double.POSITIVE_INFINITY)
                .scalar("cpus", -5)
                .build());
        OfferDemand vast = demand(1L << 40, 1L << 40);

        Matching matching = match(offers, vast, demand(8000, 0));

        assertThat(matching.takes()).hasSize(1);
        assertThat(matching.unmatched()).containsExactly(vast);
    }

    @Test
    void offersOfOneAgentAreOneAlsoForPortsAndAttributes() {
        Offer first = Offers.of("o1", "a")
                .scalar("cpus", 1)
                .scalar("mem", 500)
                .ports(31000, 31000)
                .build();
        Offer second = Offers.of("o2", "a")
                .scalar("mem", 600)
                .ports(31005, 31005)
                .text("rack", "r1")
                .build();
        OfferDemand demand = new OfferDemand(
                "w",
                new ResourceNeed(
                        CpuAmount.ofCores(1),
                        1100,
                        0,
                        0,
                        List.of(PortRequirement.any("p"), new PortRequirement("q", OptionalInt.of(31000)))),
                List.of(Constraint.is("rack", "r1")),
                Optional.empty());

        assertThat(match(List.of(first, second), demand).takes())
                .singleElement()
                .satisfies(take -> {
                    assertThat(take.offers()).extracting(id -> id.getValue()).containsExactly("o1", "o2");
                    assertThat(take.ports()).containsExactly(31005, 31000);
                });
    }

    @Test
    void oneValueHoldsNoMoreOfAGroupThanAllowedOfWhateverSize() {
        List<Offer> offers = List.of(
                Offers.on("a")
                        .scalar("cpus", 9)
                        .scalar("mem", 9000)
                        .text("rack", "r1")
                        .build(),
                Offers.on("b")
                        .scalar("cpus", 9)
                        .scalar("mem", 9000)
                        .text("rack", "r1")
                        .build(),
                Offers.on("c")
                        .scalar("cpus", 9)
                        .scalar("mem", 9000)
                        .text("rack", "r2")
                        .build());
        OfferDemand[] demands = new OfferDemand[6];
        for (int i = 0; i < demands.length; i++) {
            demands[i] = new OfferDemand(
                    "w" + i,
                    new ResourceNeed(CpuAmount.ofCores(1), 100 + 100 * (i % 2), 0, 0, List.of()),
                    List.of(),
                    Optional.of(new GroupConstraint("g", "rack", 2)));
        }

        assertThat(match(offers, demands).takes()).hasSize(4);
        assertThat(new OfferMatcher(MatchRules.of(Offers.ROLE))
                        .match(offers, List.of(demands), new GroupPlacements(Map.of("g", Map.of("r1", 2, "r2", 1))))
                        .takes())
                .singleElement()
                .satisfies(take -> assertThat(take.agent().getValue()).isEqualTo("c"));
    }
}
