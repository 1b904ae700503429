package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.Grant;
import io.parley.api.environment.Placement;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.verdict.Verdict;
import io.parley.yarn.YarnResourceTranslator;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.junit.jupiter.api.Test;

/** What is refused, by YARN, by its client or by the books, and what of that is sent again. */
class RefusedRequestsTest {

    private static final Duration NOW = TestBook.NOW;

    private final TestBook test = new TestBook();
    private final ModelYarn yarn = test.yarn();

    @Test
    void aFitterThatFailsCostsItsDemandOnly() {
        test.fit((plan, grant) -> {
            throw new IllegalStateException("no fit");
        });
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);

        Container container = test.grant(test.only(), "h", 512);
        test.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.REFUSED);
        assertThat(yarn.released()).containsExactly(container.getId());
        assertThat(test.events().refusals())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.explain()).contains("no fit"));
    }

    @Test
    void aFitterThatFailsToFindWhatToLowerCostsTheCureOnly() {
        test.fit(new PlanFitter() {
            @Override
            public PlanFit fit(ProcessMemoryPlan plan, Grant grant) {
                return PlanFitter.UNCHANGED.fit(plan, grant);
            }

            @Override
            public PlanLowering lowering() {
                return (plan, maximum) -> {
                    throw new IllegalStateException("no lowering");
                };
            }
        });
        test.book().limits(new YarnResourceTranslator().assumedLimits());

        TrackedDemand<GrantedContainer> giant = test.ask("giant", 9216);
        test.deliver();

        assertThat(giant.state()).isEqualTo(DemandState.REFUSED);
        assertThat(test.events().refusals())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.statement()).contains("the maximum allocation is"))
                .satisfies(verdict -> assertThat(verdict.key()).hasValue("yarn.scheduler.maximum-allocation-mb"));
    }

    @Test
    void aContainerSmallerThanAskedIsNeverUsed() {
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);

        Container container = test.grant(test.only(), "h", -1);
        test.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.REFUSED);
        assertThat(yarn.released()).containsExactly(container.getId());
        assertThat(test.events().refusals())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.explain()).contains("1023 of 1024 memory-mb"));
        assertThat(yarn.requests()).isEmpty();
    }

    @Test
    void aRequestThatTheClientDoesNotTakeIsRefusedAndLeavesNothing() {
        yarn.failNextRequest(new IllegalStateException("no mapping of racks"));
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);
        test.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.REFUSED);
        assertThat(test.events().refusals())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.explain()).contains("no mapping of racks"));
        TrackedDemand<GrantedContainer> next = test.ask("next", 1024);
        test.grant(test.only(), "h", 0);
        assertThat(next.state()).isEqualTo(DemandState.GRANTED);
    }

    @Test
    void aChangeToWhatCanNeverBeGrantedIsRefusedAndTheDemandStaysAsItWas() {
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);
        Demand other = Workers.demand("w", 2048);
        Demand impossible = Demand.of(
                "w",
                other.requirements().toBuilder()
                        .port(PortRequirement.any("rest"))
                        .build());

        assertThatThrownBy(() -> demand.change(impossible)).isInstanceOf(ResourceTranslationException.class);
        assertThat(demand.state()).isEqualTo(DemandState.PENDING);
        assertThat(test.only().getCapability().getMemorySize()).isEqualTo(1024);
    }

    @Test
    void whatIsToldAnewAfterACancellationMayBeTheOneAtFault() {
        TrackedDemand<GrantedContainer> first = test.ask("labelled 1", 1024);
        TrackedDemand<GrantedContainer> second = test.ask("labelled 2", 1024);
        yarn.heartbeat(7);
        second.cancel();
        TrackedDemand<GrantedContainer> innocent = test.ask(Workers.demand("new", 2048), 8);

        test.book().refusedByYarn("the label is gone", 7, 9, NOW);

        assertThat(innocent.state()).isEqualTo(DemandState.PENDING);
        assertThat(first.state()).isEqualTo(DemandState.PENDING);
        assertThat(yarn.requests()).isEmpty();
    }

    @Test
    void aRefusalNamesTheResourceBothAmountsAndTheKey() {
        test.ask("w", 1024);

        test.book()
                .refusedByYarn(
                        "Invalid resource request! Requested resource type=[vcores], Requested resource: <memory:1024,"
                                + " vCores:1>, maximum allowed allocation: <memory:8192, vCores:0>, please note",
                        0,
                        2,
                        NOW);
        test.deliver();

        assertThat(test.events().refusals()).singleElement().satisfies(verdict -> {
            assertThat(verdict.key()).hasValue("yarn.scheduler.maximum-allocation-vcores");
            assertThat(verdict.comparison())
                    .hasValue(new Verdict.Comparison("<memory:1024, vCores:1>", "at most <memory:8192, vCores:0>"));
        });
    }

    @Test
    void whatYarnNamesIsRefusedAndTheRestGoesOn() {
        TrackedDemand<GrantedContainer> giant = test.ask("giant", 9216);
        TrackedDemand<GrantedContainer> modest = test.ask("modest", 1024);

        test.book()
                .refusedByYarn(
                        "Requested resource type=[memory-mb], Requested resource: <memory:9216, vCores:1>, maximum allowed"
                                + " allocation: <memory:1024, vCores:1>",
                        0,
                        2,
                        NOW);

        assertThat(giant.state()).isEqualTo(DemandState.REFUSED);
        assertThat(modest.state()).isEqualTo(DemandState.PENDING);
        assertThat(yarn.forgotten()).last().isEqualTo(Set.of(0));
    }

    @Test
    void whereYarnNamesNothingTheNewOnesAreTriedOneByOneUntilTheOneAtFaultIsFound() {
        TrackedDemand<GrantedContainer> old = test.ask("old", 4096);
        TrackedDemand<GrantedContainer> good = test.ask(Workers.demand("good", 1024), 5);
        Demand labelled = Workers.demand("bad", 1024);
        TrackedDemand<GrantedContainer> bad = test.ask(
                Demand.of(
                        "bad",
                        labelled.requirements().toBuilder()
                                .placement(Placement.labelled("absent"))
                                .build()),
                5);

        test.book().refusedByYarn("no label", 4, 6, NOW);
        assertThat(yarn.requestsByPriority()).containsOnlyKeys(0);
        long heartbeat = 6;
        for (int turn = 0; turn < 2 && bad.state() == DemandState.PENDING; turn++) {
            test.book().tick(heartbeat, heartbeat + 1, 3, NOW);
            heartbeat++;
            boolean carriesBad =
                    yarn.requests().stream().anyMatch(request -> "absent".equals(request.getNodeLabelExpression()));
            if (carriesBad) {
                test.book().refusedByYarn("no label", heartbeat - 1, heartbeat + 1, NOW);
            }
        }
        test.book().tick(heartbeat + 1, heartbeat + 2, 3, NOW);

        assertThat(bad.state()).isEqualTo(DemandState.REFUSED);
        assertThat(List.of(old.state(), good.state())).containsOnly(DemandState.PENDING);
        assertThat(yarn.requestsByPriority()).containsOnlyKeys(0, 1);
    }

    @Test
    void tooManyFailuresTakeTheRequestsBack() {
        for (int i = 0; i < 11; i++) {
            test.ask("w" + i, 1024);
        }
        for (ContainerRequest request : yarn.requests()) {
            Container container = test.grant(request, "h", 0);
            test.containers().started(container.getId(), NOW);
        }
        test.ask("waiting", 2048);
        for (Container container : List.copyOf(yarn.live().values())) {
            test.containers().completed(yarn.end(container.getId(), 1), NOW);
        }

        assertThat(yarn.requests()).isEmpty();
        assertThat(test.ledger().open()).isEmpty();
    }
}
