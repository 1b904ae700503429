package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.TrackedDemand;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.junit.jupiter.api.Test;

/** How containers end, and what follows. */
class HeldContainersTest {

    private static final Duration NOW = TestBook.NOW;

    private final TestBook test = new TestBook();
    private final ModelYarn yarn = test.yarn();

    @Test
    void takingBackARunningDemandStopsAndGivesBackItsContainer() {
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);
        Container container = test.grant(test.only(), "h", 0);
        test.containers().started(container.getId(), NOW);

        demand.cancel();
        demand.cancel();

        assertThat(yarn.stopped()).containsExactly(container.getId());

        assertThat(yarn.released()).containsExactly(container.getId());
        assertThat(test.containers().size()).isZero();
    }

    @Test
    void aProcessThatWasNotStartedIsAskedForAgainAfterTheBackOff() {
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);
        Container container = test.grant(test.only(), "h", 0);

        test.containers().notStarted(container.getId(), "refused", NOW);
        assertThat(yarn.released()).containsExactly(container.getId());
        assertThat(demand.state()).isEqualTo(DemandState.DELAYED);
        test.book().tick(1, 2, 5, NOW.plusSeconds(2));
        assertThat(yarn.requests()).isEmpty();
        test.book().tick(1, 2, 5, NOW.plusSeconds(3));

        assertThat(test.only().getCapability().getMemorySize()).isEqualTo(1024);
        test.deliver();
        assertThat(test.events().exits()).singleElement().satisfies(exit -> {
            assertThat(exit.exit().reason()).isEqualTo(ExitReason.NOT_STARTED);
            assertThat(exit.askedAgainIn()).isEqualTo(Optional.of(Duration.ofSeconds(3)));
        });
    }

    @Test
    void aProcessThatTheCallerStartedEndsItsDemandLikeAnyOther() {
        TrackedDemand<GrantedContainer> demand = test.askWithoutStarter(Workers.demand("w", 1024));
        Container container = test.grant(test.only(), "h", 0);

        test.containers().completed(yarn.end(container.getId(), 0), NOW.plusSeconds(5));
        test.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.ENDED);
        assertThat(demand.whenEnded().join().reason()).isEqualTo(ExitReason.COMPLETED);
        assertThat(yarn.requests()).isEmpty();
    }

    @Test
    void anEndThatOvertakesItsStartIsTheEndOfAProcessThatRan() {
        TrackedDemand<GrantedContainer> demand = test.ask("w", 1024);
        Container container = test.grant(test.only(), "h", 0);

        test.containers().completed(yarn.end(container.getId(), 0), NOW);
        test.containers().started(container.getId(), NOW);

        assertThat(demand.state()).isEqualTo(DemandState.ENDED);
    }

    @Test
    void aContainerThatExpiredUnusedIsAskedForAgain() {
        TrackedDemand<GrantedContainer> demand = test.askWithoutStarter(Workers.demand("w", 1024));
        Container container = test.grant(test.only(), "h", 0);

        test.containers()
                .completed(
                        ContainerStatus.newInstance(
                                container.getId(),
                                ContainerState.COMPLETE,
                                "Container expired since it was unused",
                                -100),
                        NOW);

        assertThat(demand.state()).isEqualTo(DemandState.DELAYED);
    }

    @Test
    void aCallerThatCannotSayWhatToRunDoesNotBlameTheHost() {
        for (int i = 0; i < 3; i++) {
            test.ask("w" + i, 1024);
            Container container = test.grant(test.only(), "h", 0);
            test.containers().noContext(container.getId(), "no context", NOW);
            assertThat(yarn.released()).contains(container.getId());
        }
        test.book().tick(1, 2, 9, NOW);

        assertThat(yarn.avoided()).isEmpty();
    }

    @Test
    void aContainerThatYarnDoesNotKnowAnyMoreIsLostWithItsHost() {
        TrackedDemand<GrantedContainer> demand =
                test.ask(Workers.demand("w", 1024).replacedWhenLost());
        Container container = test.grant(test.only(), "h", 0);
        test.containers().started(container.getId(), NOW);

        test.containers().lost(container.getId(), "its node is gone", NOW);
        test.containers().lost(container.getId(), "its node is gone", NOW);
        test.deliver();

        assertThat(demand.state()).isEqualTo(DemandState.DELAYED);
        assertThat(test.containers().ids()).isEmpty();
        assertThat(yarn.released()).as("YARN would not know what that is").isEmpty();
        assertThat(test.events().exits()).singleElement().satisfies(exit -> {
            assertThat(exit.exit().reason()).isEqualTo(ExitReason.HOST_LOST);
            assertThat(exit.exit().diagnostics()).isEqualTo("its node is gone");
        });
    }

    @Test
    void anEndThatIsToldTwiceCountsOnce() {
        test.ask("w", 1024);
        Container container = test.grant(test.only(), "h", 0);
        test.containers().started(container.getId(), NOW);

        test.containers().completed(yarn.end(container.getId(), 3), NOW);
        test.containers().completed(yarn.end(container.getId(), 3), NOW);
        test.containers().notStarted(container.getId(), "late", NOW);
        test.containers().started(container.getId(), NOW);
        test.deliver();

        assertThat(test.events().exits()).hasSize(1);
    }
}
