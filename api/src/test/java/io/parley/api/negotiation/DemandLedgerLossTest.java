package io.parley.api.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What is lost through no failure, and what is left to others. */
class DemandLedgerLossTest {

    private static final Duration NOW = TestLedger.at(7);
    private static final ProcessExit EXIT = TestLedger.exit(ExitReason.NOT_STARTED);

    private final TestLedger test =
            new TestLedger(0, new HostAvoidance(1, Duration.ofSeconds(60), Duration.ofSeconds(60), 50));
    private final DemandLedger<String> ledger = test.ledger();

    private TrackedDemand<String> granted() {
        return test.granted(TestLedger.demand("w").spreadIn(SpreadGroup.oneAHost("group")), "h", 7);
    }

    @Test
    void whatIsLostThroughNoFailureIsAskedForAtOnceAndCountsForNothing() {
        TrackedDemand<String> demand = granted();

        ledger.lost(demand, EXIT, NOW);
        test.deliver();

        assertThat(test.told()).endsWith("exit w c on h NOT_STARTED PT0S");
        assertThat(demand.granted()).isEmpty();
        assertThat(ledger.isWaiting()).isTrue();
        assertThat(ledger.due(NOW)).containsExactly(demand);
        assertThat(demand.state()).isEqualTo(DemandState.PENDING);
        assertThat(ledger.suits(demand, "h")).isTrue();
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
        test.deliver();

        assertThat(ledger.open()).isEmpty();
        assertThat(demand.state()).isEqualTo(DemandState.RUNNING);
        assertThat(demand.granted()).hasValue("c on h");
        assertThat(demand.whenRunning()).isCompletedWithValue("c on h");
        assertThatThrownBy(() -> demand.whenEnded().getNow(EXIT))
                .isInstanceOf(CancellationException.class)
                .hasMessage("w is not followed any more. What runs for it goes on.");
        assertThat(test.told()).containsExactly("granted w c on h", "running w c on h");
    }
}
