package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Placement;
import io.parley.api.environment.PlanFitter;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandLedger;
import io.parley.api.negotiation.DemandOwner;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.negotiation.TrackedDemand;
import java.time.Duration;
import org.apache.hadoop.yarn.api.records.Container;
import org.junit.jupiter.api.Test;

/** Which nodes the books leave alone, with one failure as enough. */
class AvoidedNodesTest {

    private static final int NODES = 4;
    private static final HostAvoidance AT_ONCE =
            new HostAvoidance(1, Duration.ofMinutes(10), Duration.ofMinutes(10), 99);

    private final DemandLedger<GrantedContainer> ledger =
            new DemandLedger<>(TestNegotiation.settings(1000, AT_ONCE), new Events(), new OrderedSignals(failure -> {
                throw failure;
            }));
    private final ModelYarn yarn = new ModelYarn();
    private final ContainerBook book =
            new ContainerBook(ledger, yarn, PlanFitter.UNCHANGED, new NodeNames(false), EnvironmentLimits.NONE);
    private Duration now = Duration.ofSeconds(100);

    private static final class NobodysHandles implements DemandOwner<GrantedContainer> {
        @Override
        public boolean change(TrackedDemand<GrantedContainer> tracked, Demand other) {
            return false;
        }

        @Override
        public void cancel(TrackedDemand<GrantedContainer> tracked) {
            throw new AssertionError("Nobody cancels here.");
        }
    }

    private TrackedDemand<GrantedContainer> ask(Demand demand) {
        return book.add(new NobodysHandles(), demand, Workers.SLEEP, 1, now);
    }

    private TrackedDemand<GrantedContainer> ask(Placement placement) {
        return ask(Workers.placed(Workers.demand("w", 1024).replacedWhenLost(), placement));
    }

    private void tick(Duration later) {
        now = now.plus(later);
        book.tick(1, 2, NODES, now);
    }

    /** Grants what is asked for, and lets it fail. */
    private void failOn(String host) {
        assertThat(yarn.requests()).hasSize(1);
        Container container = yarn.grant(yarn.requests().get(0), host, 0);
        book.allocated(container, now);
        book.containers().completed(yarn.end(container.getId(), 9), now);
        // Longer than any back-off, shorter than the avoidance.
        tick(Duration.ofSeconds(5));
    }

    @Test
    void aNodeThatFailsIsLeftAloneUntilTheExpiry() {
        ask(Placement.ANYWHERE);
        failOn("h1");
        assertThat(yarn.avoided()).containsExactly("h1");

        tick(AT_ONCE.expiry());
        assertThat(yarn.avoided()).isEmpty();
    }

    @Test
    void theOnlyKnownNodeOfALabelIsNotLeftAlone() {
        ask(Placement.labelled("fast"));
        failOn("h1");
        assertThat(yarn.avoided()).isEmpty();

        failOn("h2");
        assertThat(yarn.avoided()).containsExactly("h2");
    }

    @Test
    void oneOfTheRequiredHostsIsNotLeftAlone() {
        ask(Workers.hosts("h1", "h2"));
        failOn("h1");
        assertThat(yarn.avoided()).containsExactly("h1");

        failOn("h2");
        assertThat(yarn.avoided())
                .as("the one that failed longest ago goes free")
                .containsExactly("h2");
    }

    @Test
    void preferredHostsAreLeftAloneAsAnyOther() {
        ask(Workers.hosts("h1").preferred());
        failOn("h1");

        assertThat(yarn.avoided()).containsExactly("h1");
    }

    @Test
    void aNodeThatAGroupHasFilledGoesFreeWhenOthersWaitForIt() {
        Demand member = Workers.demand("member", 1024).spreadIn(SpreadGroup.oneAHost("g"));
        ask(member);
        book.allocated(yarn.grant(yarn.requests().get(0), "h1", 0), now);
        ask(member);
        book.allocated(yarn.grant(yarn.requests().get(0), "h1", 0), now);
        tick(Duration.ZERO);
        tick(Duration.ofMinutes(1));
        assertThat(yarn.avoided()).as("nobody else wants it").containsExactly("h1");

        ask(Workers.demand("plain", 2048));
        tick(Duration.ofSeconds(1));

        assertThat(yarn.avoided()).isEmpty();
    }
}
