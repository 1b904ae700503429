package io.parley.api.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What is lost through no failure, and what is left to others. */
class DemandLedgerLossTest {

    private static final Duration NOW = Duration.ofSeconds(7);
    private static final ProcessExit EXIT =
            new ProcessExit(ExitReason.NOT_STARTED, OptionalInt.empty(), "gone", List.of());
    private static final NegotiationSettings SETTINGS = new NegotiationSettings(
            new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(10)),
            new FailureRate(0, Duration.ofSeconds(60), "some.key"),
            new HostAvoidance(1, Duration.ofSeconds(60), Duration.ofSeconds(60), 50),
            Duration.ofSeconds(30));
    private static final DemandOwner<String> OWNER = new DemandOwner<>() {
        @Override
        public boolean change(TrackedDemand<String> tracked, Demand other) {
            throw new AssertionError("Not called here.");
        }

        @Override
        public void cancel(TrackedDemand<String> tracked) {
            throw new AssertionError("Not called here.");
        }
    };

    private final List<Optional<Duration>> exits = new ArrayList<>();
    private final OrderedSignals signals = new OrderedSignals(failure -> {
        throw new AssertionError(failure);
    });
    private final DemandLedger<String> ledger = new DemandLedger<>(
            SETTINGS,
            new NegotiationListener<>() {
                @Override
                public void onExit(
                        DemandHandle<String> demand,
                        String granted,
                        ProcessExit exit,
                        Optional<Duration> askedAgainIn) {
                    assertThat(exit).isSameAs(EXIT);
                    exits.add(askedAgainIn);
                }
            },
            signals);

    private TrackedDemand<String> granted() {
        TrackedDemand<String> demand = ledger.add(
                OWNER,
                Demand.of(
                                "worker",
                                ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                                        .build())
                        .spreadIn(SpreadGroup.oneAHost("group")),
                NOW);
        ledger.granted(demand, "container", "host", NOW);
        return demand;
    }

    @Test
    void whatIsLostThroughNoFailureIsAskedForAtOnceAndCountsForNothing() {
        TrackedDemand<String> demand = granted();

        ledger.lost(demand, EXIT, NOW);
        signals.deliver();

        assertThat(exits).containsExactly(Optional.of(Duration.ZERO));
        assertThat(demand.granted()).isEmpty();
        assertThat(ledger.isWaiting()).isTrue();
        assertThat(ledger.due(NOW)).containsExactly(demand);
        assertThat(demand.state()).isEqualTo(DemandState.PENDING);
        assertThat(ledger.suits(demand, "host")).isTrue();
        assertThat(ledger.avoidedHosts(NOW, 10)).isEmpty();
        assertThat(granted().state()).as("not too many failures").isEqualTo(DemandState.GRANTED);
        assertThat(ledger.ended(demandAgain(demand), EXIT, NOW).askedAgainIn())
                .as("the first failure of all, for which none is borne")
                .isEmpty();
    }

    private TrackedDemand<String> demandAgain(TrackedDemand<String> demand) {
        ledger.granted(demand, "another", "other", NOW);
        return demand;
    }

    @Test
    void onlyWhatIsGrantedAndDoesNotRunIsLost() {
        TrackedDemand<String> demand = granted();
        ledger.running(demand, NOW);

        assertThatThrownBy(() -> ledger.lost(demand, EXIT, NOW)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsAbandonedKeepsWhatItHoldsAndItsHandleTellsThatNobodyFollowsIt() {
        TrackedDemand<String> demand = granted();
        ledger.running(demand, NOW);

        ledger.abandoned(demand);
        signals.deliver();

        assertThat(ledger.open()).isEmpty();
        assertThat(demand.state()).isEqualTo(DemandState.RUNNING);
        assertThat(demand.granted()).hasValue("container");
        assertThat(demand.whenRunning()).isCompletedWithValue("container");
        assertThatThrownBy(() -> demand.whenEnded().getNow(EXIT))
                .isInstanceOf(CancellationException.class)
                .hasMessage("worker is not followed any more. What runs for it goes on.");
        assertThat(exits).isEmpty();
    }
}
