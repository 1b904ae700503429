package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import io.parley.api.verdict.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is offered and wanted: nothing is taken that was not offered, and every take is whole. */
class OfferMatcherPropertyTest {

    private static final long SEED = Long.getLong("parley.seed", 20_260_102L);
    private static final int RUNS = 400;

    static LongStream seeds() {
        System.out.println("OfferMatcherPropertyTest runs with -Dparley.seed=" + SEED);
        return new SplittableRandom(SEED).longs(RUNS);
    }

    private static List<Offer> offers(SplittableRandom random) {
        List<Offer> offers = new ArrayList<>();
        int count = random.nextInt(30);
        for (int i = 0; i < count; i++) {
            Offers offer = Offers.of("o" + i, "a" + random.nextInt(1 + count / 2));
            offer.scalar("cpus", random.nextInt(0, 8000) / 1000.0).scalar("mem", random.nextInt(0, 8000));
            if (random.nextBoolean()) {
                offer.with(Offers.reserved(
                        Offers.scalarOf("mem", random.nextInt(1, 4000)), random.nextBoolean() ? Offers.ROLE : "other"));
            }
            if (random.nextInt(3) == 0) {
                Resource.Builder revocable = Offers.scalarOf("cpus", 100);
                revocable.getRevocableBuilder();
                offer.with(revocable.build());
            }
            if (random.nextBoolean()) {
                // Masters never offer a port twice, so each offer has a block of its own.
                int begin = 31000 + 100 * i;
                offer.ports(begin, begin + random.nextInt(3), begin + 10, begin + 10 + random.nextInt(20));
            }
            if (random.nextInt(4) == 0) {
                offer.scalar("gpus", random.nextInt(1, 4));
            }
            offers.add(offer.build());
        }
        return offers;
    }

    private static OfferDemand demand(SplittableRandom random, int number) {
        List<PortRequirement> ports = new ArrayList<>();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            ports.add(PortRequirement.any("p" + i));
        }
        if (random.nextInt(4) == 0) {
            ports.add(new PortRequirement("named", OptionalInt.of(31000 + 100 * random.nextInt(10))));
        }
        ResourceNeed need = new ResourceNeed(
                new CpuAmount(random.nextInt(4) * 700L + 1),
                random.nextInt(4) * 500L + 1,
                0,
                random.nextInt(5) == 0 ? 1 : 0,
                ports);
        Optional<GroupConstraint> group = random.nextInt(4) == 0
                ? Optional.of(new GroupConstraint("g", Constraint.AGENT_ID, 1))
                : Optional.empty();
        return new OfferDemand("d" + number, need, List.of(), group);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void takesAreWholeAndNothingIsTakenTwiceOrThatWasNotOffered(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Offer> offers = offers(random);
        List<OfferDemand> demands = new ArrayList<>();
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            demands.add(demand(random, i));
        }

        Matching matching = new OfferMatcher(MatchRules.of(Offers.ROLE)).match(offers, demands, GroupPlacements.NONE);

        assertThat(matching.takes().size() + matching.unmatched().size()).isEqualTo(demands.size());
        Map<Resource, Long> used = new HashMap<>();
        Set<String> ports = new HashSet<>();
        Set<String> groupAgents = new HashSet<>();
        for (Take take : matching.takes()) {
            checkWhole(take);
            take.resources()
                    .forEach(resource -> used.merge(withoutAmount(take, resource), amount(resource), Long::sum));
            take.ports()
                    .forEach(port -> assertThat(ports.add(take.agent().getValue() + ":" + port))
                            .as("port " + port)
                            .isTrue());
            if (take.demand().group().isPresent()) {
                assertThat(groupAgents.add(take.agent().getValue()))
                        .as("unique")
                        .isTrue();
            }
        }
        Map<Resource, Long> offered = new HashMap<>();
        offers.forEach(offer -> offer.getResourcesList().stream()
                .filter(resource -> !resource.hasRevocable())
                .filter(resource -> resource.getReservationsList().stream()
                        .allMatch(reservation -> reservation.getRole().equals(Offers.ROLE)))
                .forEach(resource ->
                        offered.merge(keyed(offer.getAgentId().getValue(), resource), amount(resource), Long::sum)));
        used.forEach((resource, taken) ->
                assertThat(taken).as(resource.toString()).isLessThanOrEqualTo(offered.getOrDefault(resource, 0L)));
        checkDeclines(offers, matching);
        checkNothingFitsWhatIsUnmatched(matching);
    }

    private static void checkWhole(Take take) {
        ResourceNeed need = take.demand().need();
        assertThat(sum(take, "cpus")).isEqualTo(need.cpus().millis());
        assertThat(sum(take, "mem")).isEqualTo(1000 * need.memMebibytes());
        assertThat(sum(take, "gpus")).isEqualTo(1000 * need.gpus());
        assertThat(take.ports()).hasSize(need.ports().size());
        assertThat(sum(take, "ports")).isEqualTo(need.ports().size());
        for (int i = 0; i < need.ports().size(); i++) {
            OptionalInt named = need.ports().get(i).number();
            if (named.isPresent()) {
                assertThat(take.ports().get(i)).isEqualTo(named.getAsInt());
            }
        }
    }

    private static long sum(Take take, String name) {
        return take.resources().stream()
                .filter(resource -> resource.getName().equals(name))
                .mapToLong(OfferMatcherPropertyTest::amount)
                .sum();
    }

    private static long amount(Resource resource) {
        return resource.getType() == Value.Type.SCALAR
                ? Math.round(resource.getScalar().getValue() * 1000)
                : resource.getRanges().getRangeList().stream()
                        .mapToLong(range -> range.getEnd() - range.getBegin() + 1)
                        .sum();
    }

    private static Resource withoutAmount(Take take, Resource resource) {
        return keyed(take.agent().getValue(), resource);
    }

    /** A resource without its amount, marked with its agent. */
    private static Resource keyed(String agent, Resource resource) {
        Resource.Builder builder = resource.toBuilder().clearScalar().clearRanges();
        builder.getProviderIdBuilder().setValue(agent);
        return builder.build();
    }

    private static void checkDeclines(List<Offer> offers, Matching matching) {
        Set<String> answered = new HashSet<>();
        matching.takes().forEach(take -> take.offers().forEach(id -> answered.add(id.getValue())));
        matching.declines()
                .forEach(decline -> assertThat(answered.add(decline.offer().getValue()))
                        .as("taken and declined")
                        .isTrue());
        assertThat(answered).hasSize(offers.size());
    }

    /** Something keeps every agent from a demand that got nothing. */
    private static void checkNothingFitsWhatIsUnmatched(Matching matching) {
        for (OfferDemand demand : matching.unmatched()) {
            assertThat(matching.explain(demand).reasons())
                    .as(demand.toString())
                    .allSatisfy(reason -> assertThat(reason.reasons()).isNotEmpty());
        }
        for (Decline decline : matching.declines()) {
            assertThat(matching.explain(decline).reasons())
                    .isNotEmpty()
                    .allSatisfy(reason -> assertThat(reason.outcome()).isEqualTo(Verdict.Outcome.WAIT));
        }
        matching.takes()
                .forEach(take ->
                        assertThat(matching.explain(take.demand()).outcome()).isEqualTo(Verdict.Outcome.ADMIT));
    }
}
