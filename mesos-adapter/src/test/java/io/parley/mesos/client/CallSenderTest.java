package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class CallSenderTest {

    private static final Call REVIVE =
            Call.newBuilder().setType(Call.Type.REVIVE).build();
    private static final Call SUPPRESS =
            Call.newBuilder().setType(Call.Type.SUPPRESS).build();

    private final Loop loop = new Loop("call-sender-test");
    private final BlockingQueue<ClientEvent> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    private final AtomicInteger idle = new AtomicInteger();

    private final CallSender.Outcome outcome = new CallSender.Outcome() {
        @Override
        public void accepted(Call call) {}

        @Override
        public void tell(ClientEvent event) {
            told.add(event);
        }

        @Override
        public void lost(CallSender sender, String why) {
            lost.add(why);
        }

        @Override
        public void idle() {
            idle.incrementAndGet();
        }
    };

    @AfterEach
    void end() {
        loop.end();
    }

    private CallSender sender(ScriptedMaster master) {
        ClientOptions options = ClientOptions.DEFAULT.withWaits(new ClientOptions.Waits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                3,
                new BackOff(Duration.ofMillis(1), Duration.ofMillis(1)),
                Duration.ofSeconds(5)));
        return new CallSender(
                loop,
                new MasterExchange(options, loop.forHttp()),
                options.waits(),
                URI.create("http://127.0.0.1:" + master.port() + "/api/v1/scheduler"),
                "stream",
                outcome);
    }

    private void send(CallSender sender, Call call) {
        loop.execute(() -> sender.send(call, () -> {}));
    }

    private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    /** Until all that was given to the loop before has been done. */
    private void settle() throws InterruptedException {
        CountDownLatch after = new CountDownLatch(1);
        loop.execute(after::countDown);
        assertThat(after.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Whoever waits until the calls of the sender after it are sent would stop to wait. */
    @Test
    void droppedSenderDoesNotTellThatItIsIdle() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ScriptedMaster master = ScriptedMaster.start((request, connection) -> {})) {
            CallSender sender = sender(master);
            loop.execute(() -> sender.send(REVIVE, done::countDown));
            master.next();
            loop.execute(() -> sender.drop("over"));

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            settle();
            assertThat(idle).hasValue(0);
        }
    }

    @Test
    void whatIsUnderWayWhenTheSubscriptionEndsIsToldAsUnansweredAndWhatWaitsAsDropped() throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start((request, connection) -> {})) {
            CallSender sender = sender(master);
            send(sender, REVIVE);
            send(sender, SUPPRESS);
            master.next();
            loop.execute(() -> sender.drop("over"));
            settle();

            assertThat(List.copyOf(told))
                    .containsExactlyInAnyOrder(
                            new ClientEvent.CallUnanswered(REVIVE, "The subscription ended before the answer."),
                            new ClientEvent.CallDropped(SUPPRESS, "over"));
            assertThat(master.requestsNotAskedFor()).isZero();
        }
    }

    @Test
    void aCallThatIsNeverTakenIsDroppedAfterSixTriesAndTheSubscriptionWithIt() throws Exception {
        try (ScriptedMaster master =
                ScriptedMaster.start((request, connection) -> connection.answer("503 Service Unavailable", ""))) {
            send(sender(master), REVIVE);

            assertThat(next(told)).isInstanceOfSatisfying(ClientEvent.CallDropped.class, dropped -> {
                assertThat(dropped.call()).isEqualTo(REVIVE);
                assertThat(dropped.toString()).contains("Tried 6 times in vain");
            });
            next(lost);
            settle();
            assertThat(master.requestsNotAskedFor()).isEqualTo(6);
        }
    }

    /** Its offers would stay here, or none would ever come. */
    @ParameterizedTest
    @EnumSource(
            value = Call.Type.class,
            names = {"ACCEPT", "DECLINE", "ACCEPT_INVERSE_OFFERS", "DECLINE_INVERSE_OFFERS", "REVIVE", "SUPPRESS"})
    void aRefusedAnswerToOffersIsToldAndTheSubscriptionLost(Call.Type type) throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start(
                (request, connection) -> connection.answer("413 Request Entity Too Large", "too large"))) {
            Call call = Call.newBuilder().setType(type).build();
            send(sender(master), call);

            assertThat(next(told)).isInstanceOfSatisfying(ClientEvent.CallRefused.class, refused -> {
                assertThat(refused.call()).isEqualTo(call);
                assertThat(refused.status()).isEqualTo(413);
            });
            assertThat(next(lost)).contains("refused " + type + " with 413 (too large)");
            settle();
            assertThat(master.requestsNotAskedFor()).as("it is not sent again").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.Type.class,
            names = {"KILL", "RECONCILE", "ACKNOWLEDGE", "TEARDOWN"})
    void anotherCallThatIsRefusedLeavesTheSubscription(Call.Type type) throws Exception {
        try (ScriptedMaster master =
                ScriptedMaster.start((request, connection) -> connection.answer("413 Request Entity Too Large", ""))) {
            send(sender(master), Call.newBuilder().setType(type).build());

            assertThat(next(told)).isInstanceOf(ClientEvent.CallRefused.class);
            settle();
            assertThat(lost).isEmpty();
        }
    }

    /** The call itself may have been right, so nobody is to take it for refused. */
    @Test
    void aCallOfASubscriptionThatTheMasterDoesNotKnowIsDropped() throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start(
                (request, connection) -> connection.answer("403 Forbidden", "Framework is not subscribed"))) {
            send(sender(master), Call.newBuilder().setType(Call.Type.ACCEPT).build());

            assertThat(next(told)).isInstanceOf(ClientEvent.CallDropped.class);
            assertThat(next(lost)).contains("not subscribed");
        }
    }

    @Test
    void aCallOfASubscriptionThatTheMasterDoesNotKnowIsDroppedOnceAndWithItsSender() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ScriptedMaster master = ScriptedMaster.start(
                (request, connection) -> connection.answer("403 Forbidden", "Framework is not subscribed"))) {
            CallSender sender = sender(master);
            Call kill = Call.newBuilder().setType(Call.Type.KILL).build();
            loop.execute(() -> sender.send(kill, done::countDown));
            master.next();
            assertThat(done.await(500, TimeUnit.MILLISECONDS)).as("undecided").isFalse();
            loop.execute(() -> sender.drop("over"));

            assertThat(next(told)).isEqualTo(new ClientEvent.CallDropped(kill, "over"));
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(2500);
            settle();
            assertThat(told).isEmpty();
            assertThat(lost).isEmpty();
        }
    }

    @Test
    void aCallThatIsSentOnToAnotherLeaderIsDroppedAndTheSubscriptionWithIt() throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start((request, connection) ->
                connection.answer("307 Temporary Redirect", "", "Location: //127.0.0.1:1/api/v1/scheduler"))) {
            send(sender(master), REVIVE);

            assertThat(next(told)).isInstanceOf(ClientEvent.CallDropped.class);
            assertThat(next(lost)).contains("does not lead any more");
        }
    }
}
