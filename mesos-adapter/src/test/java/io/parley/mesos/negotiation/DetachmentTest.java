package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a negotiator tells a master that is to keep a framework for a later run. */
@Timeout(30)
class DetachmentTest {

    private static final Duration END_WITHIN = Duration.ofMillis(400);
    private static final Duration WEEK = Duration.ofDays(7);
    private final ScriptedConnection master = new ScriptedConnection(true);

    private MesosNegotiator open() throws IOException {
        return open(END_WITHIN);
    }

    private MesosNegotiator open(Duration endWithin) throws IOException {
        MesosNegotiatorOptions options = MesosNegotiatorOptions.of(
                        FlinkConfiguration.of(Map.of("mesos.failover-timeout", "300")))
                .withTimes(new MesosNegotiatorOptions.Times(
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        endWithin,
                        Duration.ofMillis(250)));
        MesosNegotiator negotiator =
                MesosNegotiator.open(master, FrameworkStore.inMemory(), options, new NegotiationListener<>() {});
        master.subscribe();
        return negotiator;
    }

    private List<Double> failoverTimeouts() {
        return master.sent(Call.Type.SUBSCRIBE).stream()
                .map(call -> call.getSubscribe().getFrameworkInfo().getFailoverTimeout())
                .toList();
    }

    private static List<String> warnings(Runnable work) {
        List<String> warnings = new ArrayList<>();
        Logger logger = Logger.getLogger(Detachment.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                warnings.add(new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
        }
        return warnings;
    }

    @Test
    void masterLearnsHowLongToKeepTheFrameworkFromAnotherSubscription() throws IOException {
        MesosNegotiator negotiator = open();
        master.onReconnect = () -> {
            master.disconnected();
            master.connected();
        };
        CompletableFuture<Duration> kept = negotiator.detach(WEEK);
        assertThat(kept).as("sent, and not taken yet").isNotDone();
        assertThat(failoverTimeouts()).containsExactly(300.0, 604800.0);
        assertThat(master.sent(Call.Type.SUBSCRIBE).get(1).getFrameworkId().getValue())
                .isEqualTo("f-1");

        master.subscribed();
        assertThat(kept).isCompletedWithValue(WEEK);
        assertThat(warnings(negotiator::close)).isEmpty();
        assertThat(master.sent(Call.Type.TEARDOWN)).isEmpty();
        assertThat(failoverTimeouts()).hasSize(2);
    }

    /** It was sent before, and says the old time. */
    @Test
    void subscriptionThatWasUnderWayIsNoAnswer() throws IOException {
        MesosNegotiator negotiator = open();
        master.disconnected();
        master.connected();
        CompletableFuture<Duration> kept = negotiator.detach(WEEK);
        master.subscribed();
        assertThat(kept).isNotDone();

        master.subscribe();
        assertThat(kept).isCompletedWithValue(WEEK);
        negotiator.close();
    }

    @Test
    void closingWaitsForTheMasterAndTellsWhoWillEndTooSoonWhereItDoesNotTakeIt() throws IOException {
        MesosNegotiator negotiator = open();
        CompletableFuture<Duration> kept = negotiator.detach(WEEK);
        long before = System.nanoTime();
        List<String> warnings = warnings(negotiator::close);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(END_WITHIN, Duration.ofSeconds(10));
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("was not told within PT0.4S how long to keep the framework f-1", "failover timeout");
        assertThat(kept).isCompletedExceptionally();
        assertThat(master.sent(Call.Type.TEARDOWN)).isEmpty();
    }

    @Test
    void anotherTimeIsToldAndWaitedForLikeTheFirst() throws IOException {
        MesosNegotiator negotiator = open();
        CompletableFuture<Duration> week = negotiator.detach(WEEK);
        master.subscribe();
        assertThat(week).isCompletedWithValue(WEEK);

        CompletableFuture<Duration> day = negotiator.detach(Duration.ofDays(1));
        assertThat(day).as("not taken yet").isNotDone();
        master.subscribe();
        assertThat(day).isCompletedWithValue(Duration.ofDays(1));

        CompletableFuture<Duration> hour = negotiator.detach(Duration.ofHours(1));
        assertThat(warnings(negotiator::close)).singleElement().asString().contains("was not told within");
        assertThat(hour).isCompletedExceptionally();
        assertThat(failoverTimeouts()).containsExactly(300.0, 604800.0, 86400.0);
    }

    @Test
    void ofSeveralTimesTheMasterLearnsTheLast() throws IOException {
        MesosNegotiator negotiator = open();
        CompletableFuture<Duration> week = negotiator.detach(WEEK);
        CompletableFuture<Duration> day = negotiator.detach(Duration.ofDays(1));
        master.subscribe();

        assertThat(week).isCompletedWithValue(Duration.ofDays(1));
        assertThat(day).isCompletedWithValue(Duration.ofDays(1));
        negotiator.close();
    }

    @Test
    void nobodyWaitsForATimeThatIsWantedOfAnEndedFramework() throws IOException {
        MesosNegotiator negotiator = open();
        assertThat(negotiator.detach(WEEK)).isNotDone();
        master.subscribe();
        master.error("Framework has been removed");

        assertThat(negotiator.detach(Duration.ofDays(1))).isCompletedExceptionally();
        negotiator.close();
        assertThat(negotiator.detach(Duration.ofDays(2))).isCompletedExceptionally();
    }

    @Test
    void nothingIsSaidWhereTheMasterKnowsTheTimeAlready() throws IOException {
        MesosNegotiator negotiator = open();
        master.onReconnect = () -> {
            throw new AssertionError("There is no need to.");
        };
        assertThat(negotiator.detach(Duration.ofMinutes(5))).isCompletedWithValue(Duration.ofMinutes(5));
        assertThat(warnings(negotiator::close)).isEmpty();
        assertThat(failoverTimeouts()).containsExactly(300.0);
    }

    @Test
    void closingDoesNotWaitForAMasterThatHasEndedTheFramework() throws IOException {
        MesosNegotiator negotiator = open(Duration.ofSeconds(20));
        CompletableFuture<Duration> kept = negotiator.detach(WEEK);
        master.error("Framework has been removed");
        long before = System.nanoTime();
        assertThat(warnings(negotiator::close)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(kept).isCompletedExceptionally();
    }

    @Test
    void negativeTimeIsRefused() throws IOException {
        try (MesosNegotiator negotiator = open()) {
            master.onTeardown = () -> master.listener().tornDown();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> negotiator.detach(Duration.ofSeconds(-1)))
                    .withMessage("A framework cannot be kept for PT-1S. Give 0 s or more.");
        }
    }
}
