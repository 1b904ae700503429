package io.parley.api.negotiation;

import static io.parley.api.negotiation.TestLedger.at;
import static io.parley.api.negotiation.TestLedger.demand;
import static io.parley.api.negotiation.TestLedger.exit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.launch.ExitReason;
import io.parley.api.verdict.Verdict;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DemandLedgerTest {

    private static final HostAvoidance TWO_FAILURES =
            new HostAvoidance(2, Duration.ofSeconds(60), Duration.ofSeconds(60), 50);

    private final TestLedger test = new TestLedger(2, TWO_FAILURES);
    private final DemandLedger<String> ledger = test.ledger();

    @Test
    void aDemandGoesFromPendingToItsEndAndItsHandleTells() {
        TrackedDemand<String> tracked = test.add(demand("w"), at(0));
        assertThat(tracked.state()).isEqualTo(DemandState.PENDING);
        assertThat(ledger.isWaiting()).isTrue();

        ledger.granted(tracked, "c1", "h", at(1));
        assertThat(ledger.isWaiting()).isFalse();
        assertThat(tracked.granted()).hasValue("c1");
        assertThat(tracked.whenGranted()).isNotDone();
        test.deliver();
        assertThat(tracked.whenGranted()).isCompletedWithValue("c1");
        assertThat(tracked.whenRunning()).isNotDone();

        ledger.running(tracked, at(2));
        test.deliver();
        assertThat(tracked.whenRunning()).isCompletedWithValue("c1");

        DemandLedger.Consequence<String> consequence = ledger.ended(tracked, exit(ExitReason.COMPLETED), at(3));
        test.deliver();
        assertThat(consequence.askedAgainIn()).isEmpty();
        assertThat(tracked.state()).isEqualTo(DemandState.ENDED);
        assertThat(tracked.granted()).isEmpty();
        assertThat(tracked.whenEnded()).isCompletedWithValue(exit(ExitReason.COMPLETED));
        assertThat(ledger.open()).isEmpty();
        assertThat(test.told()).containsExactly("granted w c1", "running w c1", "exit w c1 COMPLETED over");
    }

    @Test
    void onlyTheNegotiatorCompletesTheFutures() {
        TrackedDemand<String> tracked = test.add(demand("w"), at(0));
        assertThat(tracked.whenGranted().cancel(true)).isFalse();
        assertThat(tracked.whenGranted().complete("mine")).isFalse();
        assertThat(tracked.whenGranted().completeExceptionally(new IllegalStateException()))
                .isFalse();
        assertThat(tracked.whenGranted()).isNotDone().isSameAs(tracked.whenGranted());
        assertThat(tracked.whenGranted().thenApply(String::length).cancel(true)).isTrue();
        assertThat(tracked.whenGranted()).isNotDone();

        ledger.granted(tracked, "c", "h", at(0));
        test.deliver();
        assertThat(tracked.whenGranted()).isCompletedWithValue("c");
    }

    @ParameterizedTest
    @EnumSource(ExitReason.class)
    void whatNeverRanIsAskedForAgainWhateverTheReason(ExitReason reason) {
        TrackedDemand<String> tracked = test.granted(demand("w"), "h", 0);

        assertThat(ledger.ended(tracked, exit(reason), at(1)).askedAgainIn()).hasValue(at(1));
        assertThat(tracked.state()).isEqualTo(DemandState.DELAYED);
        assertThat(ledger.isWaiting()).isTrue();
        assertThat(ledger.due(Duration.ofMillis(1999))).isEmpty();
        assertThat(ledger.due(at(2))).containsExactly(tracked);
        assertThat(tracked.state()).isEqualTo(DemandState.PENDING);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, false",
        "FAILED, true",
        "KILLED, true",
        "MEMORY_EXCEEDED, true",
        "PREEMPTED, true",
        "HOST_LOST, true",
        "NOT_STARTED, true",
        "UNKNOWN, true"
    })
    void whatRanIsReplacedOnlyWhereTheDemandSaysSoAndItDidNotComplete(ExitReason reason, boolean replaced) {
        TrackedDemand<String> once = test.running(demand("once"), "h", 0);
        TrackedDemand<String> always = test.running(demand("always").replacedWhenLost(), "h", 0);

        assertThat(ledger.ended(once, exit(reason), at(60)).askedAgainIn()).isEmpty();
        assertThat(ledger.ended(always, exit(reason), at(60)).askedAgainIn().isPresent())
                .isEqualTo(replaced);
    }

    @Test
    void theBackOffDoublesUntilAProcessRanLongEnough() {
        TrackedDemand<String> tracked = test.running(demand("w").replacedWhenLost(), "h", 0);
        assertThat(ledger.ended(tracked, exit(ExitReason.PREEMPTED), at(1)).askedAgainIn())
                .hasValue(at(1));
        again(tracked, 2);
        assertThat(ledger.ended(tracked, exit(ExitReason.PREEMPTED), at(3)).askedAgainIn())
                .hasValue(at(2));
        again(tracked, 5);
        assertThat(ledger.ended(tracked, exit(ExitReason.PREEMPTED), at(35)).askedAgainIn())
                .hasValue(at(1));
    }

    private void again(TrackedDemand<String> tracked, long seconds) {
        assertThat(ledger.due(at(seconds))).containsExactly(tracked);
        ledger.granted(tracked, "c", "h", at(seconds));
        ledger.running(tracked, at(seconds));
    }

    @Test
    void tooManyFailuresRefuseWhatWaitsAndLeaveWhatRuns() {
        TrackedDemand<String> good = test.running(demand("good"), "h", 0);
        TrackedDemand<String> pending = test.add(demand("pending"), at(0));
        TrackedDemand<String> failing = test.granted(demand("failing"), "h", 0);
        ledger.ended(failing, exit(ExitReason.NOT_STARTED), at(1));
        for (int i = 0; i < 2; i++) {
            TrackedDemand<String> other = test.granted(demand("other " + i), "h" + i, 1);
            assertThat(other.state()).isEqualTo(DemandState.GRANTED);
            DemandLedger.Consequence<String> consequence = ledger.ended(other, exit(ExitReason.FAILED), at(2));
            if (i == 0) {
                assertThat(consequence.refused()).isEmpty();
            } else {
                assertThat(consequence.askedAgainIn()).isEmpty();
                assertThat(consequence.refused()).contains(pending, failing, other);
            }
        }
        test.deliver();

        assertThat(good.state()).isEqualTo(DemandState.RUNNING);
        assertThat(pending.state()).isEqualTo(DemandState.REFUSED);
        assertThat(ledger.isWaiting()).isFalse();
        assertThat(pending.whenGranted())
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(DemandRefusedException.class)
                .withMessageContaining("more than 2 processes failed within 60 s")
                .withMessageContaining("some.key");
        assertThat(test.told()).contains("exit other 1 c on h1 FAILED over");
    }

    @Test
    void aRefusalForTooManyFailuresEndsWithTheInterval() {
        for (int i = 0; i < 3; i++) {
            ledger.ended(test.granted(demand("w" + i), "h" + i, 0), exit(ExitReason.FAILED), at(i));
        }

        assertThat(test.add(demand("soon"), at(59)).state()).isEqualTo(DemandState.REFUSED);
        assertThat(test.add(demand("later"), at(60)).state()).isEqualTo(DemandState.PENDING);
    }

    @ParameterizedTest
    @EnumSource(
            value = ExitReason.class,
            names = {"PREEMPTED", "HOST_LOST"})
    void whatWasTakenAwayIsNoFailure(ExitReason reason) {
        for (int i = 0; i < 20; i++) {
            assertThat(ledger.ended(test.granted(demand("w" + i), "h", 0), exit(reason), at(1))
                            .refused())
                    .isEmpty();
        }
        assertThat(ledger.avoidedHosts(at(1), 10)).isEmpty();
    }

    @Test
    void hostsOnWhichProcessesFailAreAvoidedButNotForTheMemoryOfAProcess() {
        TestLedger patient = new TestLedger(100, TWO_FAILURES);
        for (int i = 0; i < 4; i++) {
            TrackedDemand<String> tracked = patient.running(demand("w" + i), i < 2 ? "bad" : "small", 0);
            patient.ledger().ended(tracked, exit(i < 2 ? ExitReason.FAILED : ExitReason.MEMORY_EXCEEDED), at(1));
        }

        assertThat(patient.ledger().avoidedHosts(at(1), 10)).containsExactly("bad");
    }

    @Test
    void hostsAreNotBlamedForWhatTheyHaveNothingToDoWith() {
        for (int i = 0; i < 2; i++) {
            ledger.ended(test.granted(demand("w" + i), "h", 0), exit(ExitReason.NOT_STARTED), HostBlame.CLEARED, at(1));
        }

        assertThat(ledger.avoidedHosts(at(1), 10)).isEmpty();
        TrackedDemand<String> third = test.granted(demand("w3"), "h", 0);
        assertThat(ledger.ended(third, exit(ExitReason.NOT_STARTED), HostBlame.CLEARED, at(1))
                        .refused())
                .contains(third);
    }

    @Test
    void aProcessThatAnotherOneStartedRanSinceItsGrant() {
        TrackedDemand<String> tracked = test.granted(demand("w").replacedWhenLost(), "h", 0);
        ledger.ranSinceGrant(tracked);

        // It ran for 30 s and more, so this is no failure and the back-off begins anew.
        assertThat(ledger.ended(tracked, exit(ExitReason.FAILED), at(40)).askedAgainIn())
                .hasValue(at(1));
        assertThat(test.add(demand("next"), at(40)).state()).isEqualTo(DemandState.PENDING);
    }

    @Test
    void whatNothingSuitsIsPutOffLongerEachTimeUntilSomethingIsGranted() {
        TrackedDemand<String> tracked = test.add(demand("w"), at(0));
        ledger.postponed(tracked, at(0));
        assertThat(ledger.due(at(1))).containsExactly(tracked);
        ledger.postponed(tracked, at(1));
        assertThat(ledger.due(at(2))).isEmpty();
        assertThat(ledger.due(at(3))).containsExactly(tracked);
        ledger.granted(tracked, "c", "h", at(3));
        ledger.lost(tracked, exit(ExitReason.NOT_STARTED), at(3));
        assertThat(ledger.due(at(3))).containsExactly(tracked);
        ledger.postponed(tracked, at(3));
        assertThat(ledger.due(at(4))).containsExactly(tracked);
    }

    @Test
    void aDemandIsRefusedOnce() {
        TrackedDemand<String> tracked = test.add(demand("w"), at(0));
        Verdict verdict = Verdict.of(Verdict.Outcome.NEVER, "no.");
        ledger.refuse(tracked, verdict, at(0));

        assertThatThrownBy(() -> ledger.refuse(tracked, verdict, at(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("over already");
    }

    @Test
    void aGroupFillsAHostAndFreesItAtTheEnd() {
        Demand spread = demand("w").spreadIn(new SpreadGroup("g", 2));
        TrackedDemand<String> first = test.running(spread, "h", 0);
        TrackedDemand<String> second = test.add(spread, at(0));
        assertThat(ledger.suits(second, "h")).isTrue();
        ledger.granted(second, "c2", "h", at(0));
        TrackedDemand<String> third = test.add(spread, at(0));

        assertThat(ledger.suits(third, "h")).isFalse();
        assertThat(ledger.hostsFullFor(third)).containsExactly("h");
        assertThat(ledger.suits(third, "other")).isTrue();
        assertThat(ledger.suits(test.add(demand("stranger"), at(0)), "h")).isTrue();

        ledger.ended(first, exit(ExitReason.COMPLETED), at(1));
        assertThat(ledger.suits(third, "h")).isTrue();
        ledger.cancelled(second, at(1));
        assertThat(ledger.hostsFullFor(third)).isEmpty();
    }

    @Test
    void aCancelledDemandFailsItsHandleAndIsNeverDue() {
        TrackedDemand<String> tracked = test.granted(demand("w"), "h", 0);
        ledger.ended(tracked, exit(ExitReason.NOT_STARTED), at(0));
        ledger.cancelled(tracked, at(0));
        test.deliver();

        assertThat(ledger.due(at(100))).isEmpty();
        assertThat(ledger.isWaiting()).isFalse();
        assertThat(tracked.whenEnded()).isCancelled();
        assertThatThrownBy(() -> tracked.whenEnded().join()).isInstanceOf(CancellationException.class);
    }

    @Test
    void theEndOfTheEnvironmentRefusesWhatWaitsAndEndsWhatRuns() {
        TrackedDemand<String> pending = test.add(demand("pending"), at(0));
        TrackedDemand<String> running = test.running(demand("running").replacedWhenLost(), "h", 0);

        ledger.closeAll(Verdict.of(Verdict.Outcome.NEVER, "it is over."), at(1));
        test.deliver();

        assertThat(pending.state()).isEqualTo(DemandState.REFUSED);
        assertThat(running.state()).isEqualTo(DemandState.ENDED);
        assertThat(running.whenEnded().join().diagnostics()).isEqualTo("it is over.");
        assertThat(ledger.isWaiting()).isFalse();
        assertThat(test.told())
                .endsWith("refused pending it is over.", "exit running c on h UNKNOWN over", "trouble it is over.");
    }

    @Test
    void aStepThatDoesNotFitTheStateIsAFault() {
        TrackedDemand<String> tracked = test.running(demand("w"), "h", 0);

        assertThatThrownBy(() -> ledger.granted(tracked, "c", "h", at(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("w (RUNNING) is not PENDING");
        assertThatThrownBy(() -> ledger.running(tracked, at(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ledger.postponed(tracked, at(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsAdoptedRuns() {
        TrackedDemand<String> tracked = ledger.adopt(TestLedger.OWNER, demand("w"), "c", "h", at(0));
        test.deliver();

        assertThat(tracked.state()).isEqualTo(DemandState.RUNNING);
        assertThat(tracked.whenRunning()).isCompletedWithValue("c");
        assertThat(ledger.isWaiting()).isFalse();
    }
}
