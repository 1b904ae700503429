package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource.AllocationInfo;
import org.junit.jupiter.api.Test;

class ExplanationsTest {

    private static final GroupPlacements NOTHING = GroupPlacements.NONE;

    private static ResourceNeed need(int cpus, long mem, PortRequirement... ports) {
        return new ResourceNeed(CpuAmount.ofCores(cpus), mem, 0, 0, List.of(ports));
    }

    private static OfferDemand demand(String name, ResourceNeed need, Constraint... constraints) {
        return new OfferDemand(name, need, List.of(constraints), Optional.empty());
    }

    private static OfferDemand member(String name, int most) {
        return new OfferDemand(
                name, need(1, 100), List.of(), Optional.of(new GroupConstraint("workers", Constraint.HOSTNAME, most)));
    }

    private static Offers agent(String name, double cpus, double mem) {
        return Offers.on(name).scalar("cpus", cpus).scalar("mem", mem);
    }

    private static Matching match(GroupPlacements placed, List<Offer> offers, OfferDemand... demands) {
        return new OfferMatcher(MatchRules.of(Offers.ROLE)).match(offers, List.of(demands), placed);
    }

    @Test
    void tellsOfferByOfferWithBothAmountsWhyNothingFits() {
        OfferDemand demand = demand(
                "worker 3",
                need(2, 1728, new PortRequirement("rest.port", OptionalInt.of(8081))),
                Constraint.is("rack", "r9"));
        Matching matching = match(
                NOTHING,
                List.of(
                        agent("a", 1.5, 1024)
                                .ports(31000, 31009)
                                .text("rack", "r9")
                                .build(),
                        agent("b", 4, 4096).text("rack", "r1").build(),
                        Offers.of("second", "b").scalar("disk", 1).build()),
                demand);

        assertThat(matching.explain(demand).explain()).isEqualTo("""
                        WAIT  None of 2 agents' offers fits worker 3.
                          WAIT  Agent a (host-of-a, offer offer-a).
                            WAIT  Too little cpus. Asked 2, available 1.5.
                            WAIT  Too little mem. Asked 1728 MiB, available 1024 MiB.
                            WAIT  Port 8081 is not free, which rest.port wants.
                          WAIT  Agent b (host-of-b, offers offer-b, second).
                            WAIT  The agent does not meet rack IS r9. Asked rack IS r9, available r1.
                            WAIT  Too few ports. Asked 1 ports, available 0 ports.
                            WAIT  Port 8081 is not free, which rest.port wants.""");
    }

    @Test
    void tellsWhenAnAgentGoesDownForMaintenanceOfWhichSomethingIsTakenAllTheSame() {
        Instant start = Instant.parse("2026-12-01T08:00:00Z");
        Offer first = agent("a", 1, 1024)
                .goesDown(start, Optional.of(Duration.ofHours(2)))
                .build();
        Offer second = agent("b", 4, 4096).goesDown(start, Optional.empty()).build();
        OfferDemand demand = demand("worker 1", need(2, 1024));
        Matching matching = match(NOTHING, List.of(first, second), demand);

        assertThat(matching.explain(demand).explain()).isEqualTo("""
                        ADMIT  worker 1 takes of agent b (host-of-b, offer offer-b), which goes down for maintenance at \
                        2026-12-01T08:00:00Z until further notice. Asked 2 cpus, 1024 MiB mem, available 4 cpus, 4096 MiB mem.
                          WAIT  Agent a (host-of-a, offer offer-a), which goes down for maintenance at 2026-12-01T08:00:00Z for \
                        PT2H.
                            WAIT  Too little cpus. Asked 2, available 1.""");
    }

    @Test
    void tellsWhatADemandTakesAndWhatElseWouldHoldIt() {
        OfferDemand demand = demand("worker 1", need(4, 2048, PortRequirement.any("rpc")));
        Matching matching = match(
                NOTHING,
                List.of(
                        agent("large", 16, 65_536).ports(31000, 31009).build(),
                        agent("tight", 4, 2048.5).ports(31000, 31009).build(),
                        agent("small", 2, 2048).ports(31000, 31009).build()),
                demand);

        assertThat(matching.explain(demand).explain()).isEqualTo("""
                        ADMIT  worker 1 takes of agent tight (host-of-tight, offer offer-tight). Asked 4 cpus, 2048 MiB mem, 1 ports, available 4 cpus, 2048.5 MiB mem, 10 ports.
                          ADMIT  Agent large (host-of-large, offer offer-large).
                          WAIT  Agent small (host-of-small, offer offer-small).
                            WAIT  Too little cpus. Asked 4, available 2.""");
    }

    @Test
    void aFullGroupIsAReason() {
        OfferDemand first = member("worker 1", 2);
        OfferDemand second = member("worker 2", 2);
        Offer offer = agent("a", 8, 8000).build();

        Matching matching =
                match(new GroupPlacements(Map.of("workers", Map.of("host-of-a", 1))), List.of(offer), first, second);

        assertThat(matching.unmatched()).containsExactly(second);
        assertThat(matching.explain(second).explain()).isEqualTo("""
                        WAIT  None of 1 agents' offers fits worker 2.
                          WAIT  Agent a (host-of-a, offer offer-a).
                            WAIT  The @hostname host-of-a holds as many of the group workers as it may. Asked 1 more, available 2 of 2 there.""");
    }

    @Test
    void everyDeclineHasItsReasons() {
        OfferDemand large = demand("large", need(8, 100));
        Matching matching = match(
                NOTHING,
                List.of(agent("a", 4, 1000).build()),
                large,
                demand("another", need(8, 100)),
                demand("picky", need(1, 100), Constraint.is("rack", "r1")));

        assertThat(matching.explain(matching.declines().get(0)).explain()).isEqualTo("""
                        WAIT  The offer offer-a is declined for 5 s.
                          WAIT  It does not fit large and 1 more like it.
                            WAIT  Too little cpus. Asked 8, available 4.
                          WAIT  It does not fit picky.
                            WAIT  The agent does not meet rack IS r1. Asked rack IS r1, available nothing.""");

        Matching idle = match(NOTHING, List.of(agent("a", 4, 1000).build()));
        assertThat(idle.explain(idle.declines().get(0)).explain()).endsWith("Every demand has what it wants.");
    }

    @Test
    void offersToAnotherRoleAreDeclinedAndToldAsThat() {
        OfferDemand demand = demand("worker 1", need(2, 100));
        Offer ours = agent("a", 1, 1000).build().toBuilder()
                .setAllocationInfo(AllocationInfo.newBuilder().setRole(Offers.ROLE))
                .build();
        Offer others = Offers.of("for-others", "a").scalar("cpus", 4).scalar("mem", 1000).build().toBuilder()
                .setAllocationInfo(AllocationInfo.newBuilder().setRole("other"))
                .build();

        Matching matching = match(NOTHING, List.of(ours, others), demand);

        assertThat(matching.takes()).isEmpty();
        assertThat(matching.declines())
                .extracting(decline -> decline.offer().getValue(), Decline::reason)
                .containsExactlyInAnyOrder(
                        tuple("offer-a", Decline.Reason.TOO_SMALL), tuple("for-others", Decline.Reason.UNSUITED));
        assertThat(matching.explain(demand).explain())
                .contains("Too little cpus. Asked 2, available 1.")
                .contains("The offer for-others is made to another role than that of the demands."
                        + " Asked flink, available other.");
        assertThat(matching.explain(matching.declines().get(1)).explain()).contains("another role");
    }

    @Test
    void aDeclineOfAnotherMatchingIsRefused() {
        Matching matching = match(NOTHING, List.of(agent("a", 4, 1000).build()));
        Decline strange =
                new Decline(OfferID.newBuilder().setValue("strange").build(), Decline.Reason.TOO_SMALL, Duration.ZERO);

        assertThatThrownBy(() -> matching.explain(strange))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strange");
    }

    @Test
    void anAgentWithoutAFaultDomainMeetsNoConstraintOnIt() {
        OfferDemand unlike =
                demand("w", need(1, 100), new Constraint(Constraint.ZONE, Constraint.Operator.UNLIKE, "west"));
        OfferDemand like = demand("w", need(1, 100), new Constraint(Constraint.REGION, Constraint.Operator.LIKE, ".*"));

        assertThat(match(NOTHING, List.of(agent("a", 4, 1000).build()), unlike).takes())
                .isEmpty();
        assertThat(match(NOTHING, List.of(agent("a", 4, 1000).build()), like).takes())
                .isEmpty();
    }

    private static Verdict only(Matching matching, OfferDemand demand) {
        Verdict verdict = matching.explain(demand);
        assertThat(verdict.reasons()).hasSize(1);
        assertThat(verdict.reasons().get(0).reasons()).hasSize(1);
        return verdict.reasons().get(0).reasons().get(0);
    }

    @Test
    void tellsThatThereIsNoOfferAtAll() {
        OfferDemand demand = demand("worker", need(1, 100));
        Verdict verdict = match(NOTHING, List.of(), demand).explain(demand);

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.WAIT);
        assertThat(verdict.statement()).isEqualTo("There is no offer for worker.");
    }

    @Test
    void tellsThatAnOfferFitsADemandThatWasNotAmongThem() {
        OfferDemand later = demand("later", need(1, 100));
        Verdict verdict = match(NOTHING, List.of(agent("a", 4, 4096).build())).explain(later);

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.ADMIT);
        assertThat(verdict.statement()).isEqualTo("An offer fits later.");
    }

    @Test
    void tellsThatGpusAreLeftToOthersAndThatAFieldToSpreadByIsMissing() {
        OfferDemand plain = demand("worker", need(1, 100));
        assertThat(only(
                                match(
                                        NOTHING,
                                        List.of(agent("a", 4, 4096)
                                                .scalar("gpus", 1)
                                                .build()),
                                        plain),
                                plain)
                        .statement())
                .isEqualTo("The agent's GPUs are left to processes that need them.");

        OfferDemand spread = new OfferDemand(
                "worker", need(1, 100), List.of(), Optional.of(GroupConstraint.unique("workers", "rack")));
        assertThat(only(match(NOTHING, List.of(agent("a", 4, 4096).build()), spread), spread)
                        .statement())
                .isEqualTo("The agent has no rack to spread by.");
    }

    @Test
    void tellsBothNumbersWherePortsAreTooFew() {
        OfferDemand demand = demand("worker", need(1, 100, PortRequirement.any("x"), PortRequirement.any("y")));
        Verdict reason = only(
                match(NOTHING, List.of(agent("a", 4, 4096).ports(31000, 31000).build()), demand), demand);

        assertThat(reason.statement()).isEqualTo("Too few ports.");
        assertThat(reason.comparison())
                .hasValueSatisfying(amounts -> assertThat(amounts.toString()).contains("2 ports", "1 ports"));
    }
}
