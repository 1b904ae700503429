package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Placement;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.junit.jupiter.api.Test;

class ContainerBookTest {

    private static final Duration NOW = Duration.ofSeconds(100);

    private final Events events = new Events();
    private final OrderedSignals signals = new OrderedSignals(failure -> {
        throw failure;
    });
    private final DemandLedger<GrantedContainer> ledger =
            new DemandLedger<>(NegotiationSettings.DEFAULT, events, signals);
    private final ModelYarn yarn = new ModelYarn();
    private final Owner owner = new Owner();
    private ContainerBook book = book(PlanFitter.UNCHANGED);

    private final class Owner implements DemandOwner<GrantedContainer> {
        @Override
        public boolean change(TrackedDemand<GrantedContainer> tracked, Demand other) {
            return book.change(tracked, other, 1, NOW);
        }

        @Override
        public void cancel(TrackedDemand<GrantedContainer> tracked) {
            book.cancel(tracked, NOW);
        }
    }

    private ContainerBook book(PlanFitter fitter) {
        return new ContainerBook(ledger, yarn, fitter, new NodeNames(false), EnvironmentLimits.NONE);
    }

    private TrackedDemand<GrantedContainer> ask(String name, long mebibytes) {
        return ask(Workers.demand(name, mebibytes));
    }

    private TrackedDemand<GrantedContainer> ask(Demand demand) {
        return book.add(owner, demand, Workers.SLEEP, 1, NOW);
    }

    private Container grant(ContainerRequest request, String host, long more) {
        Container container = yarn.grant(request, host, more);
        book.allocated(container, NOW);
        return container;
    }

    private ContainerRequest only() {
        assertThat(yarn.requests()).hasSize(1);
        return yarn.requests().get(0);
    }

    @Test
    void eachSizeHasAPriorityOfItsOwnAndKeepsIt() {
        ask("a", 1024);
        ask("b", 2048);
        ask("c", 1024);

        assertThat(yarn.requestsByPriority())
                .containsOnlyKeys(0, 1)
                .containsEntry(0, 2)
                .containsEntry(1, 1);
    }

    @Test
    void aContainerIsMatchedByWhatWasAskedForNotByWhatWasGranted() {
        TrackedDemand<GrantedContainer> small = ask("small", 1024);
        TrackedDemand<GrantedContainer> large = ask("large", 2048);
        ContainerRequest request = yarn.requests().stream()
                .filter(found -> found.getCapability().getMemorySize() == 1024)
                .findFirst()
                .orElseThrow();

        Container container = grant(request, "h", 1024);

        assertThat(small.granted().map(GrantedContainer::id)).hasValue(container.getId());
        assertThat(large.state()).isEqualTo(DemandState.PENDING);
        assertThat(yarn.requestsByPriority()).containsOnlyKeys(1);
    }

    @Test
    void aRequestIsTakenBackOnlyWhereYarnGrantedNothingForIt() {
        ask("met", 1024);
        ask("cancelled", 1024);
        grant(yarn.requests().get(0), "h", 0);

        assertThat(yarn.withdrawn()).isZero();

        ledger.open().forEach(TrackedDemand::cancel);

        assertThat(yarn.withdrawn()).isEqualTo(1);
    }

    @Test
    void whatWasGrantedBeyondTheAskGoesToThePlanBeforeAnythingStarts() {
        book = book((plan, grant) -> new PlanFit(plan, grant.memory().minus(plan.totalProcess())));
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);

        grant(only(), "h", 512);

        assertThat(demand.granted().map(granted -> granted.fit().unused())).hasValue(MemorySize.ofMebibytes(512));
        assertThat(yarn.starting()).hasSize(1);
    }

    @Test
    void aFitterThatFailsCostsItsDemandOnly() {
        book = book((plan, grant) -> {
            throw new IllegalStateException("no fit");
        });
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);

        Container container = grant(only(), "h", 512);
        signals.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.REFUSED);
        assertThat(yarn.released()).containsExactly(container.getId());
        assertThat(events.refusals())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.explain()).contains("no fit"));
    }

    @Test
    void aContainerSmallerThanAskedIsNeverUsed() {
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);

        Container container = grant(only(), "h", -1);
        signals.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.REFUSED);
        assertThat(yarn.released()).containsExactly(container.getId());
        assertThat(events.refusals())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.explain()).contains("1023 of 1024 memory-mb"));
        assertThat(yarn.requests()).isEmpty();
    }

    @Test
    void whatNothingWaitsForIsGivenBackAtOnce() {
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);
        ContainerRequest request = only();
        grant(request, "h", 0);

        Container excess = grant(request, "h", 0);

        assertThat(yarn.released()).containsExactly(excess.getId());
        assertThat(book.released()).isEqualTo(1);
        assertThat(demand.state()).isEqualTo(DemandState.GRANTED);
    }

    @Test
    void aContainerThatComesAfterItsDemandWasTakenBackIsGivenBack() {
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);
        ContainerRequest request = only();
        demand.cancel();

        Container late = grant(request, "h", 0);

        assertThat(yarn.requests()).isEmpty();
        assertThat(yarn.released()).containsExactly(late.getId());
        assertThat(demand.state()).isEqualTo(DemandState.CANCELLED);
    }

    @Test
    void takingBackARunningDemandStopsAndGivesBackItsContainer() {
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);
        Container container = grant(only(), "h", 0);
        book.started(container.getId(), NOW);

        demand.cancel();
        demand.cancel();

        assertThat(yarn.stopped()).containsExactly(container.getId());

        assertThat(yarn.released()).containsExactly(container.getId());
        assertThat(book.held()).isZero();
    }

    @Test
    void aPendingDemandChangesItsSizeAndAGrantedOneDoesNot() {
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);

        assertThat(demand.change(Workers.demand("w", 2048))).isTrue();
        assertThat(only().getCapability().getMemorySize()).isEqualTo(2048);
        grant(only(), "h", 0);

        assertThat(demand.change(Workers.demand("w", 1024))).isFalse();
        assertThat(demand.demand().requirements().plan().totalProcess()).isEqualTo(MemorySize.ofMebibytes(2048));
    }

    @Test
    void aProcessThatWasNotStartedIsAskedForAgainAfterTheBackOff() {
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);
        Container container = grant(only(), "h", 0);

        book.notStarted(container.getId(), "refused", NOW);
        assertThat(yarn.released()).containsExactly(container.getId());
        assertThat(demand.state()).isEqualTo(DemandState.DELAYED);
        book.tick(1, 2, 5, NOW.plusSeconds(2));
        assertThat(yarn.requests()).isEmpty();
        book.tick(1, 2, 5, NOW.plusSeconds(3));

        assertThat(only().getCapability().getMemorySize()).isEqualTo(1024);
        signals.deliver();
        assertThat(events.exits()).singleElement().satisfies(exit -> {
            assertThat(exit.exit().reason()).isEqualTo(ExitReason.NOT_STARTED);
            assertThat(exit.askedAgainIn()).isEqualTo(Optional.of(Duration.ofSeconds(3)));
        });
    }

    @Test
    void aProcessThatTheCallerStartedEndsItsDemandLikeAnyOther() {
        TrackedDemand<GrantedContainer> demand = book.add(owner, Workers.demand("w", 1024), null, 1, NOW);
        Container container = grant(only(), "h", 0);

        book.completed(yarn.end(container.getId(), 0), NOW.plusSeconds(5));
        signals.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.ENDED);
        assertThat(demand.whenEnded().join().reason()).isEqualTo(ExitReason.COMPLETED);
        assertThat(yarn.requests()).isEmpty();
    }

    @Test
    void anEndThatOvertakesItsStartIsTheEndOfAProcessThatRan() {
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);
        Container container = grant(only(), "h", 0);

        book.completed(yarn.end(container.getId(), 0), NOW);
        book.started(container.getId(), NOW);

        assertThat(demand.state()).isEqualTo(DemandState.ENDED);
    }

    @Test
    void aContainerThatExpiredUnusedIsAskedForAgain() {
        TrackedDemand<GrantedContainer> demand = book.add(owner, Workers.demand("w", 1024), null, 1, NOW);
        Container container = grant(only(), "h", 0);

        book.completed(
                ContainerStatus.newInstance(
                        container.getId(), ContainerState.COMPLETE, "Container expired since it was unused", -100),
                NOW);

        assertThat(demand.state()).isEqualTo(DemandState.DELAYED);
    }

    @Test
    void aCallerThatCannotSayWhatToRunDoesNotBlameTheHost() {
        for (int i = 0; i < 3; i++) {
            ask("w" + i, 1024);
            Container container = grant(only(), "h", 0);
            book.noContext(container.getId(), "no context", NOW);
            assertThat(yarn.released()).contains(container.getId());
        }
        book.tick(1, 2, 9, NOW);

        assertThat(yarn.avoided()).isEmpty();
    }

    @Test
    void aRequestThatTheClientDoesNotTakeIsRefusedAndLeavesNothing() {
        yarn.failNextRequest(new IllegalStateException("no mapping of racks"));
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);
        signals.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.REFUSED);
        assertThat(events.refusals())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.explain()).contains("no mapping of racks"));
        TrackedDemand<GrantedContainer> next = ask("next", 1024);
        grant(only(), "h", 0);
        assertThat(next.state()).isEqualTo(DemandState.GRANTED);
    }

    @Test
    void aChangeToWhatCanNeverBeGrantedIsRefusedAndTheDemandStaysAsItWas() {
        TrackedDemand<GrantedContainer> demand = ask("w", 1024);
        Demand other = Workers.demand("w", 2048);
        Demand impossible = Demand.of(
                "w",
                other.requirements().toBuilder()
                        .port(PortRequirement.any("rest"))
                        .build());

        assertThatThrownBy(() -> demand.change(impossible)).isInstanceOf(ResourceTranslationException.class);
        assertThat(demand.state()).isEqualTo(DemandState.PENDING);
        assertThat(only().getCapability().getMemorySize()).isEqualTo(1024);
    }

    @Test
    void sizesThatNothingWaitsForAreForgottenAndTheirNumbersNotGivenAgain() {
        for (int i = 0; i < 100; i++) {
            ask("w" + i, 1024 + i).cancel();
        }
        book.tick(1, 2, 3, NOW);
        ask("again", 1024);

        assertThat(yarn.requestsByPriority()).containsOnlyKeys(100);
    }

    @Test
    void whatIsToldAnewAfterACancellationMayBeTheOneAtFault() {
        TrackedDemand<GrantedContainer> first = ask("labelled 1", 1024);
        TrackedDemand<GrantedContainer> second = ask("labelled 2", 1024);
        yarn.heartbeat(7);
        second.cancel();
        TrackedDemand<GrantedContainer> innocent = book.add(owner, Workers.demand("new", 2048), null, 8, NOW);

        book.refusedByYarn("the label is gone", 7, 9, NOW);

        assertThat(innocent.state()).isEqualTo(DemandState.PENDING);
        assertThat(first.state()).isEqualTo(DemandState.PENDING);
        assertThat(yarn.requests()).isEmpty();
    }

    @Test
    void aRefusalNamesTheResourceBothAmountsAndTheKey() {
        ask("w", 1024);

        book.refusedByYarn(
                "Invalid resource request! Requested resource type=[vcores], Requested resource: <memory:1024,"
                        + " vCores:1>, maximum allowed allocation: <memory:8192, vCores:0>, please note",
                0,
                2,
                NOW);
        signals.deliver();

        assertThat(events.refusals()).singleElement().satisfies(verdict -> {
            assertThat(verdict.key()).hasValue("yarn.scheduler.maximum-allocation-vcores");
            assertThat(verdict.comparison())
                    .hasValue(new Verdict.Comparison("<memory:1024, vCores:1>", "at most <memory:8192, vCores:0>"));
        });
    }

    @Test
    void aNodeThatIsFullForAGroupIsNotTakenFromOthersWhoWaitForIt() {
        SpreadGroup group = SpreadGroup.oneAHost("g");
        ask(Workers.demand("first", 1024).spreadIn(group));
        TrackedDemand<GrantedContainer> second =
                ask(Workers.demand("second", 1024).spreadIn(group));
        grant(yarn.requests().get(0), "h1", 0);
        ask("other", 2048);
        ContainerRequest ofGroup = yarn.requests().stream()
                .filter(request -> request.getCapability().getMemorySize() == 1024)
                .findFirst()
                .orElseThrow();
        grant(ofGroup, "h1", 0);
        book.tick(1, 2, 3, NOW);

        assertThat(yarn.avoided()).isEmpty();
        assertThat(second.state()).isEqualTo(DemandState.DELAYED);
    }

    @Test
    void anEndThatIsToldTwiceCountsOnce() {
        ask("w", 1024);
        Container container = grant(only(), "h", 0);
        book.started(container.getId(), NOW);

        book.completed(yarn.end(container.getId(), 3), NOW);
        book.completed(yarn.end(container.getId(), 3), NOW);
        book.notStarted(container.getId(), "late", NOW);
        book.started(container.getId(), NOW);
        signals.deliver();

        assertThat(events.exits()).hasSize(1);
    }

    @Test
    void aNodeThatIsFullForAGroupIsLeftOutWhileTheGroupWaits() {
        SpreadGroup group = SpreadGroup.oneAHost("g");
        ask(Workers.demand("first", 1024).spreadIn(group));
        TrackedDemand<GrantedContainer> second =
                ask(Workers.demand("second", 1024).spreadIn(group));
        grant(yarn.requests().get(0), "h1", 0);
        Container conflict = grant(only(), "h1", 0);

        assertThat(yarn.released()).containsExactly(conflict.getId());
        book.tick(1, 2, 3, NOW);
        assertThat(yarn.avoided()).containsExactly("h1");
        grant(only(), "h2", 0);
        assertThat(second.state()).isEqualTo(DemandState.GRANTED);
        book.tick(2, 3, 3, NOW);
        assertThat(yarn.avoided()).isEmpty();
    }

    @Test
    void whereNoNodeIsLeftForAGroupItWaitsAndHoldsUpNobody() {
        SpreadGroup group = SpreadGroup.oneAHost("g");
        ask(Workers.demand("first", 1024).spreadIn(group));
        book.tick(1, 2, 1, NOW);
        grant(only(), "h1", 0);
        TrackedDemand<GrantedContainer> second =
                ask(Workers.demand("second", 1024).spreadIn(group));
        grant(only(), "h1", 0);

        assertThat(second.state()).isEqualTo(DemandState.DELAYED);
        TrackedDemand<GrantedContainer> other = ask("other", 2048);
        book.tick(2, 3, 1, NOW.plusSeconds(1));
        assertThat(yarn.requests()).hasSize(1);
        assertThat(yarn.avoided()).isEmpty();
        grant(only(), "h1", 0);
        assertThat(other.state()).isEqualTo(DemandState.GRANTED);
        book.tick(3, 4, 1, NOW.plusSeconds(3));
        assertThat(second.state()).isEqualTo(DemandState.PENDING);
    }

    @Test
    void whatYarnNamesIsRefusedAndTheRestGoesOn() {
        TrackedDemand<GrantedContainer> giant = ask("giant", 9216);
        TrackedDemand<GrantedContainer> modest = ask("modest", 1024);

        book.refusedByYarn(
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
        TrackedDemand<GrantedContainer> old = ask("old", 4096);
        TrackedDemand<GrantedContainer> good = book.add(owner, Workers.demand("good", 1024), Workers.SLEEP, 5, NOW);
        Demand labelled = Workers.demand("bad", 1024);
        TrackedDemand<GrantedContainer> bad = book.add(
                owner,
                Demand.of(
                        "bad",
                        labelled.requirements().toBuilder()
                                .placement(Placement.labelled("absent"))
                                .build()),
                Workers.SLEEP,
                5,
                NOW);

        book.refusedByYarn("no label", 4, 6, NOW);
        assertThat(yarn.requestsByPriority()).containsOnlyKeys(0);
        long heartbeat = 6;
        for (int turn = 0; turn < 2 && bad.state() == DemandState.PENDING; turn++) {
            book.tick(heartbeat, heartbeat + 1, 3, NOW);
            heartbeat++;
            boolean carriesBad =
                    yarn.requests().stream().anyMatch(request -> "absent".equals(request.getNodeLabelExpression()));
            if (carriesBad) {
                book.refusedByYarn("no label", heartbeat - 1, heartbeat + 1, NOW);
            }
        }
        book.tick(heartbeat + 1, heartbeat + 2, 3, NOW);

        assertThat(bad.state()).isEqualTo(DemandState.REFUSED);
        assertThat(List.of(old.state(), good.state())).containsOnly(DemandState.PENDING);
        assertThat(yarn.requestsByPriority()).containsOnlyKeys(0, 1);
    }

    @Test
    void tooManyFailuresTakeTheRequestsBack() {
        for (int i = 0; i < 11; i++) {
            ask("w" + i, 1024);
        }
        for (ContainerRequest request : yarn.requests()) {
            Container container = grant(request, "h", 0);
            book.started(container.getId(), NOW);
        }
        ask("waiting", 2048);
        for (Container container : List.copyOf(yarn.live().values())) {
            book.completed(yarn.end(container.getId(), 1), NOW);
        }

        assertThat(yarn.requests()).isEmpty();
        assertThat(ledger.open()).isEmpty();
    }
}
