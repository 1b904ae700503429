package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Containers of an earlier attempt whose node comes back later than a restarted ResourceManager waits; no YARN here.
 */
class LateRecoveryTest {

    /** Longer than nodes have by Hadoop's defaults: ten minutes, and twice half a minute. */
    private static final Duration ROUND = Duration.ofMinutes(12);

    private final Container container = Container.newInstance(
            ContainerId.fromString("container_1_0001_01_000002"),
            NodeId.newInstance("host", 1),
            "host:2",
            Resource.newInstance(1024, 1),
            Priority.newInstance(0),
            null);
    private final ContainerId id = container.getId();
    private final AtomicLong nanos = new AtomicLong();
    private final Events events = new Events();
    private final List<ContainerId> offered = new ArrayList<>();
    private final Negotiation negotiation = new Negotiation(new YarnConfiguration(), options(nanos), events);
    private final ClientCallbacks yarn = new ClientCallbacks(negotiation);

    private static YarnNegotiatorOptions options(AtomicLong nanos) {
        YarnNegotiatorOptions usual = YarnNegotiatorOptions.DEFAULT;
        return new YarnNegotiatorOptions(
                usual.limits(),
                usual.fitter(),
                usual.settings(),
                usual.master(),
                usual.heartbeat(),
                usual.endWithin(),
                nanos::get);
    }

    @BeforeEach
    void recoverOne() {
        negotiation.doing(() -> negotiation.recovered().tell(found -> offered.add(found.getId())));
        yarn.recovered(List.of(container));
        assertThat(offered).containsExactly(id);
        offered.clear();
    }

    /** Lets the time for the nodes pass, asks, and has the question answered. */
    private void round(boolean known) {
        nanos.addAndGet(ROUND.toNanos());
        yarn.heartbeat(1);
        yarn.answered(Map.of(id, known));
    }

    private void assertGivenBackAndNeverOffered() {
        assertThat(negotiation.clients().isGivenBack(id)).isTrue();
        assertThat(negotiation.recovered().all()).isEmpty();
        assertThat(offered).isEmpty();
    }

    @Test
    void whatWasAdoptedAndLostIsNotOfferedWhenItsNodeComesBack() {
        DemandHandle<GrantedContainer> worker = negotiation.adopt(id, Workers.demand("worker", 1024), null);
        yarn.registeredAnew();
        round(false);
        assertThat(worker.state()).isEqualTo(DemandState.ENDED);
        assertThat(events.exits())
                .singleElement()
                .satisfies(exit -> assertThat(exit.exit().reason()).isEqualTo(ExitReason.HOST_LOST));

        yarn.recovered(List.of(container));
        assertGivenBackAndNeverOffered();

        round(true);
        assertGivenBackAndNeverOffered();
    }

    @Test
    void whatWasOfferedAndLostIsNotOfferedAgain() {
        yarn.registeredAnew();
        round(false);
        assertThat(negotiation.recovered().all()).isEmpty();

        yarn.recovered(List.of(container));

        assertGivenBackAndNeverOffered();
    }

    @Test
    void whatWasGivenBackIsGivenBackAgainAndNotOffered() {
        negotiation.doing(() -> negotiation.recovered().takeAll().forEach(negotiation.clients()::release));
        yarn.registeredAnew();
        round(false);
        assertThat(negotiation.clients().isGivenBack(id)).isFalse();

        yarn.recovered(List.of(container));

        assertGivenBackAndNeverOffered();
    }

    @Test
    void anAnswerFromBeforeTheNodeCameBackLeavesItGivenBack() {
        yarn.registeredAnew();
        round(false);
        yarn.recovered(List.of(container));

        yarn.answered(Map.of(id, false));

        assertGivenBackAndNeverOffered();
    }

    @Test
    void whatWasNeverTakenForLostIsOfferedAndKept() {
        yarn.registeredAnew();
        yarn.recovered(List.of(container));
        assertThat(negotiation.recovered().ids()).containsExactly(id);
        round(true);

        assertThat(negotiation.recovered().ids()).containsExactly(id);
        assertThat(negotiation.clients().isGivenBack(id)).isFalse();
    }
}
