package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.io.IOException;
import java.time.Duration;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers whose text never ends, over real sockets: the time for an answer is for all of it. */
@Timeout(60)
class UnendingAnswersTest {

    private static final ClientOptions.Waits SHORT = new ClientOptions.Waits(
            Duration.ofSeconds(2),
            // An honest answer comes sooner, also on a machine that is busy.
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            1000,
            new BackOff(Duration.ofMillis(10), Duration.ofMillis(50)),
            Duration.ofSeconds(2));

    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final ClientOptions options = ClientOptions.DEFAULT.withWaits(SHORT).withListener(scheduler);

    /** Takes calls but the first ones of a type, whose answers begin and never end. */
    private static final class Unending extends EventFeed {

        private final Call.Type type;
        private final String start;
        private int left;

        private Unending(Call.Type type, int times, String start) {
            super(ContentEncoding.PROTOBUF);
            this.type = type;
            this.left = times;
            this.start = start;
        }

        @Override
        public synchronized void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection)
                throws IOException {
            if (Call.parseFrom(request.body()).getType() != type || left == 0) {
                super.answer(request, connection);
            } else {
                left--;
                connection.write(start);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"REVIVE, Content-Length: 10", "KILL, Transfer-Encoding: chunked", "ACKNOWLEDGE, Content-Length: 10"})
    void sendsACallAgainAndTheNextOneToo(Call.Type type, String header) throws Exception {
        Unending feed = new Unending(type, 1, "HTTP/1.1 202 Accepted\r\n" + header + "\r\n\r\n3\r\nabc");
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            subscribe(feed, master);
            client.send(call(type));
            client.send(call(Call.Type.RECONCILE));

            int seen = 0;
            while (seen < 2 || master.requestsNotAskedFor() > 0) {
                Call next = Call.parseFrom(master.next().body());
                seen += next.getType() == type ? 1 : 0;
            }
            assertThat(seen).as("the call and its repetition").isEqualTo(2);
            awaitConnections(master, 3);
            assertThat(scheduler.told).doesNotContain("disconnected");
        }
    }

    @Test
    void reconnectsAfterAnAcceptAsItMayHaveArrived() throws Exception {
        Unending feed = new Unending(Call.Type.ACCEPT, 1, "HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nabc");
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            subscribe(feed, master);
            client.send(call(Call.Type.ACCEPT));

            ClientEvent.CallUnanswered unanswered = scheduler.next(ClientEvent.CallUnanswered.class);
            assertThat(unanswered.call().getType()).isEqualTo(Call.Type.ACCEPT);
            assertThat(unanswered.message())
                    .isEqualTo("The Mesos master http://127.0.0.1:" + master.port() + " gave no answer in time.");
            feed.stream();
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.ACCEPT);
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.SUBSCRIBE);
        }
    }

    @Test
    void triesAnotherSubscriptionWhereAnErrorNeverEnds() throws Exception {
        EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF) {
            private boolean first = true;

            @Override
            public void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection)
                    throws IOException {
                if (first) {
                    first = false;
                    connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 10\r\n\r\nabc");
                } else {
                    super.answer(request, connection);
                }
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            subscribe(feed, master);

            assertThat(scheduler.next(ClientEvent.SubscriptionDelayed.class).message())
                    .endsWith("gave no answer in time.");
            awaitConnections(master, 1);
            client.reconnect();
            feed.stream();
        }
    }

    /** Each of them holds a place in the lane. */
    @Test
    void manyUnendingAnswersAtOnceDelayTheNextAcknowledgementsOnlyForATime() throws Exception {
        Unending feed =
                new Unending(Call.Type.ACKNOWLEDGE, 20, "HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nabc");
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            subscribe(feed, master);
            for (int call = 0; call < 30; call++) {
                client.send(call(Call.Type.ACKNOWLEDGE));
            }

            for (int request = 0; request < 50; request++) {
                assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.ACKNOWLEDGE);
            }
            Thread.sleep(100);
            assertThat(master.requestsNotAskedFor()).isZero();
            assertThat(scheduler.told).doesNotContain("disconnected");
        }
    }

    private void subscribe(EventFeed feed, ScriptedMaster master) throws Exception {
        feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
        assertThat(scheduler.nextEvent().getType()).isEqualTo(Event.Type.SUBSCRIBED);
        while (master.requestsNotAskedFor() > 0) {
            master.next();
        }
    }

    /** The connections of what was given up are closed. */
    private static void awaitConnections(ScriptedMaster master, int most) throws InterruptedException {
        for (int tries = 0; tries < 250 && master.connections() > most; tries++) {
            Thread.sleep(20);
        }
        assertThat(master.connections()).isLessThanOrEqualTo(most);
    }

    private static Call call(Call.Type type) {
        Call.Builder call = Call.newBuilder().setType(type);
        return switch (type) {
            case ACCEPT ->
                call.setAccept(Call.Accept.newBuilder()
                                .addOfferIds(OfferID.newBuilder().setValue("o")))
                        .build();
            case ACKNOWLEDGE -> MesosHttpClientTest.acknowledge();
            case KILL ->
                call.setKill(Call.Kill.newBuilder()
                                .setTaskId(MesosHttpClientTest.acknowledge()
                                        .getAcknowledge()
                                        .getTaskId()))
                        .build();
            case RECONCILE -> call.setReconcile(Call.Reconcile.newBuilder()).build();
            default -> call.build();
        };
    }
}
