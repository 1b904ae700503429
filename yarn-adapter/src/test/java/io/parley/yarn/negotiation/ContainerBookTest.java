package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.PlanFit;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.negotiation.TrackedDemand;
import io.parley.api.size.MemorySize;
import java.time.Duration;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.junit.jupiter.api.Test;

/** Which container goes to which demand. */
class ContainerBookTest {

    private static final Duration NOW = TestBook.NOW;

    private final TestBook test = new TestBook();
    private final ModelYarn yarn = test.yarn();

    @Test
    void eachSizeHasAPriorityOfItsOwnAndKeepsIt() {
        test.ask("a", 1024);
        test.ask("b", 2048);
        test.ask("c", 1024);

        assertThat(yarn.requestsByPriority())
                .containsOnlyKeys(0, 1)
                .containsEntry(0, 2)
                .containsEntry(1, 1);
    }

    @Test
    void aContainerIsMatchedByWhatWasAskedForNotByWhatWasGranted() {
        TrackedDemand<GrantedContainer> small = test.ask("small", 1024);
        TrackedDemand<GrantedContainer> large = test.ask("large", 2048);
        ContainerRequest request = yarn.requests().stream()
                .filter(found -> found.getCapability().getMemorySize() == 1024)
                .findFirst()
                .orElseThrow();

        Container container = test.grant(request, "h", 1024);

        assertThat(small.granted().map(GrantedContainer::id)).hasValue(container.getId());
        assertThat(large.state()).isEqualTo(DemandState.PENDING);
        assertThat(yarn.requestsByPriority()).containsOnlyKeys(1);
    }

    @Test
    void aRequestIsTakenBackOnlyWhereYarnGrantedNothingForIt() {
        test.ask("met", 1024);
        test.ask("cancelled", 1024);
        test.grant(yarn.requests().get(0), "h", 0);

        assertThat(yarn.withdrawn()).isZero();

        test.ledger().open().forEach(TrackedDemand::cancel);

        assertThat(yarn.withdrawn()).isEqualTo(1);
    }

    @Test
    void whatWasGrantedBeyondTheAskGoesToThePlanBeforeAnythingStarts() {
        test.fit((plan, grant) -> new PlanFit(plan, grant.memory().minus(plan.totalProcess())));
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);

        test.grant(test.only(), "h", 512);

        assertThat(demand.granted().map(granted -> granted.fit().unused())).hasValue(MemorySize.ofMebibytes(512));
        assertThat(yarn.starting()).hasSize(1);
    }

    @Test
    void whatNothingWaitsForIsGivenBackAtOnce() {
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);
        ContainerRequest request = test.only();
        test.grant(request, "h", 0);

        Container excess = test.grant(request, "h", 0);

        assertThat(yarn.released()).containsExactly(excess.getId());
        assertThat(test.book().released()).isEqualTo(1);
        assertThat(demand.state()).isEqualTo(DemandState.GRANTED);
    }

    @Test
    void aContainerThatComesAfterItsDemandWasTakenBackIsGivenBack() {
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);
        ContainerRequest request = test.only();
        demand.cancel();

        Container late = test.grant(request, "h", 0);

        assertThat(yarn.requests()).isEmpty();
        assertThat(yarn.released()).containsExactly(late.getId());
        assertThat(demand.state()).isEqualTo(DemandState.CANCELLED);
    }

    @Test
    void aPendingDemandChangesItsSizeAndAGrantedOneDoesNot() {
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);

        assertThat(demand.change(Workers.demand("w", 2048))).isTrue();
        assertThat(test.only().getCapability().getMemorySize()).isEqualTo(2048);
        test.grant(test.only(), "h", 0);

        assertThat(demand.change(Workers.demand("w", 1024))).isFalse();
        assertThat(demand.demand().requirements().plan().totalProcess()).isEqualTo(MemorySize.ofMebibytes(2048));
    }

    @Test
    void sizesThatNothingWaitsForAreForgottenAndTheirNumbersNotGivenAgain() {
        for (int i = 0; i < 100; i++) {
            test.ask("w" + i, 1024 + i).cancel();
        }
        test.book().tick(1, 2, 3, NOW);
        test.ask("again", 1024);

        assertThat(yarn.requestsByPriority()).containsOnlyKeys(100);
    }

    @Test
    void aNodeThatIsFullForAGroupIsNotTakenFromOthersWhoWaitForIt() {
        SpreadGroup group = SpreadGroup.oneAHost("g");
        test.ask(Workers.demand("first", 1024).spreadIn(group));
        TrackedDemand<GrantedContainer> second =
                test.ask(Workers.demand("second", 1024).spreadIn(group));
        test.grant(yarn.requests().get(0), "h1", 0);
        test.ask("other", 2048);
        ContainerRequest ofGroup = yarn.requests().stream()
                .filter(request -> request.getCapability().getMemorySize() == 1024)
                .findFirst()
                .orElseThrow();
        test.grant(ofGroup, "h1", 0);
        test.book().tick(1, 2, 3, NOW);

        assertThat(yarn.avoided()).isEmpty();
        assertThat(second.state()).isEqualTo(DemandState.DELAYED);
    }

    @Test
    void aNodeThatIsFullForAGroupIsLeftOutWhileTheGroupWaits() {
        SpreadGroup group = SpreadGroup.oneAHost("g");
        test.ask(Workers.demand("first", 1024).spreadIn(group));
        TrackedDemand<GrantedContainer> second =
                test.ask(Workers.demand("second", 1024).spreadIn(group));
        test.grant(yarn.requests().get(0), "h1", 0);
        Container conflict = test.grant(test.only(), "h1", 0);

        assertThat(yarn.released()).containsExactly(conflict.getId());
        test.book().tick(1, 2, 3, NOW);
        assertThat(yarn.avoided()).containsExactly("h1");
        test.grant(test.only(), "h2", 0);
        assertThat(second.state()).isEqualTo(DemandState.GRANTED);
        test.book().tick(2, 3, 3, NOW);
        assertThat(yarn.avoided()).isEmpty();
    }

    @Test
    void whereNoNodeIsLeftForAGroupItWaitsAndHoldsUpNobody() {
        SpreadGroup group = SpreadGroup.oneAHost("g");
        test.ask(Workers.demand("first", 1024).spreadIn(group));
        test.book().tick(1, 2, 1, NOW);
        test.grant(test.only(), "h1", 0);
        TrackedDemand<GrantedContainer> second =
                test.ask(Workers.demand("second", 1024).spreadIn(group));
        test.grant(test.only(), "h1", 0);

        assertThat(second.state()).isEqualTo(DemandState.DELAYED);
        TrackedDemand<GrantedContainer> other = test.ask("other", 2048);
        test.book().tick(2, 3, 1, NOW.plusSeconds(1));
        assertThat(yarn.requests()).hasSize(1);
        assertThat(yarn.avoided()).isEmpty();
        test.grant(test.only(), "h1", 0);
        assertThat(other.state()).isEqualTo(DemandState.GRANTED);
        test.book().tick(3, 4, 1, NOW.plusSeconds(3));
        assertThat(second.state()).isEqualTo(DemandState.PENDING);
    }
}
