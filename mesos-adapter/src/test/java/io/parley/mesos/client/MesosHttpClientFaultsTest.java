package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import io.parley.mesos.recordio.Recordings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between a client and masters, over real HTTP. */
@Timeout(60)
class MesosHttpClientFaultsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF);
    private final ClientOptions options =
            ClientOptions.DEFAULT.withWaits(MesosHttpClientTest.QUICK).withListener(scheduler);

    @Test
    void waitsForAMasterThatRefusesThenHasNoPathThenRecovers() throws Exception {
        int port = freePort();
        AtomicInteger asked = new AtomicInteger();
        String early = "json-8-agent-partition-and-master-restart/0";
        try (MesosHttpClient client =
                MesosHttpClient.connect(MasterAddress.parse("127.0.0.1:" + port), options, scheduler)) {
            assertThat(scheduler.next(ClientEvent.SubscriptionDelayed.class).message())
                    .isEqualTo("The Mesos master http://127.0.0.1:" + port + " cannot be reached: the connection was"
                            + " refused. Check the port and that the master runs (mesos.master).");
            try (ScriptedMaster master = ScriptedMaster.start(port, (request, connection) -> {
                switch (asked.getAndIncrement()) {
                    case 0 -> connection.write(Recordings.bytes(early + "7-call-early-0.response.http"));
                    case 1 -> connection.write(Recordings.bytes(early + "8-call-early-1.response.http"));
                    default -> feed.answer(request, connection);
                }
            })) {
                feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
                scheduler.nextEvent();
                assertThat(asked).hasValue(3);
                assertThat(scheduler.told).containsExactly("connected", "SUBSCRIBED");
                assertThat(master.next().header("Mesos-Stream-Id")).isEmpty();
                client.reconnect();
                feed.stream();
            }
        }
    }

    @Test
    void followsTheRecordedRedirectionToTheLeaderAndSendsItsCallsThere() throws Exception {
        try (ScriptedMaster leader = ScriptedMaster.start(feed);
                ScriptedMaster other =
                        ScriptedMaster.start((request, connection) -> connection.write(redirection(leader.port())));
                MesosHttpClient client = MesosHttpClient.connect(other.address(), options, scheduler)) {
            feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
            scheduler.nextEvent();
            client.send(MesosHttpClientTest.acknowledge());

            assertThat(leader.next().path()).isEqualTo("/master/api/v1/scheduler");
            assertThat(leader.next().path()).isEqualTo("/master/api/v1/scheduler");
            other.next();
            assertThat(other.requestsNotAskedFor()).isZero();
        }
    }

    @Test
    void asksTheNextMasterOfTheListWhenARedirectionPointsAtADeadLeader() throws Exception {
        int deadPort = freePort();
        try (ScriptedMaster leader = ScriptedMaster.start(feed);
                ScriptedMaster other =
                        ScriptedMaster.start((request, connection) -> connection.write(redirection(deadPort)));
                MesosHttpClient client = MesosHttpClient.connect(
                        MasterAddress.parse("127.0.0.1:" + other.port() + ",127.0.0.1:" + leader.port()),
                        options,
                        scheduler)) {
            feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
            scheduler.nextEvent();

            ClientEvent.SubscriptionDelayed delayed = scheduler.next(ClientEvent.SubscriptionDelayed.class);
            assertThat(delayed.message()).contains("http://127.0.0.1:" + deadPort + " cannot be reached");
            assertThat(delayed.delay()).isZero();
            client.reconnect();
            feed.stream();
        }
    }

    @Test
    void endsRedirectionsInCircles() throws Exception {
        AtomicInteger port = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedMaster one = ScriptedMaster.start((request, connection) -> {
                    asked.incrementAndGet();
                    connection.write(redirection(port.get()));
                });
                ScriptedMaster two = ScriptedMaster.start((request, connection) -> {
                    asked.incrementAndGet();
                    connection.write(redirection(one.port()));
                })) {
            port.set(two.port());
            ClientOptions patient = options.withWaits(waits(LONG, LONG, new BackOff(LONG, LONG)));
            try (MesosHttpClient client = MesosHttpClient.connect(one.address(), patient, scheduler)) {
                assertThat(scheduler.next(ClientEvent.SubscriptionDelayed.class).message())
                        .contains("redirect in circles", " is the 6th that does not lead.");
                assertThat(asked).hasValue(6);
                client.reconnect();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "json-9-auth-and-offer-timeout/01-subscribe-no-credentials, 401, it asks for credentials and none are set",
        "json-9-auth-and-offer-timeout/03-subscribe-principal-mismatch, 400, does not match principal",
        "json-3-failover/07-call-while-disconnected, 403, this may not be done now",
        "json-4-http-errors/06-subscribe-content-type-text, 415, Expecting 'Content-Type'"
    })
    void tellsTheSchedulerAnErrorWhereTryingAgainIsOfNoUse(String recording, int status, String message)
            throws Exception {
        byte[] answer = Recordings.bytes(recording + ".response.http");
        try (ScriptedMaster master = ScriptedMaster.start((request, connection) -> connection.write(answer));
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            Event error = scheduler.nextEvent();
            assertThat(error.getType()).isEqualTo(Event.Type.ERROR);
            assertThat(error.getError().getMessage()).contains(message).contains("refused SUBSCRIBE with " + status);
            assertThat(scheduler.next(ClientEvent.CallRefused.class).status()).isEqualTo(status);
            Thread.sleep(300);
            assertThat(scheduler.told).containsExactly("connected", "ERROR");
            master.next();
            assertThat(master.requestsNotAskedFor()).isZero();

            // The scheduler may decide to try again.
            client.send(RecordingScheduler.subscription(scheduler.framework));
            scheduler.nextEvent();
        }
    }

    @Test
    void neverRepeatsTheSecret() throws Exception {
        byte[] answer = Recordings.bytes("json-9-auth-and-offer-timeout/01-subscribe-no-credentials.response.http");
        try (ScriptedMaster master = ScriptedMaster.start((request, connection) -> connection.write(answer));
                MesosHttpClient client = MesosHttpClient.connect(
                        master.address(), options.withCredentials(Credentials.of("alice", "hunter2")), scheduler)) {
            assertThat(scheduler.nextEvent().getError().getMessage())
                    .contains("does not know the principal 'alice' with this secret")
                    .doesNotContain("hunter2");
            assertThat(scheduler.next(ClientEvent.CallRefused.class).toString()).doesNotContain("hunter2");
            assertThat(master.next().header("Authorization")).isEqualTo("Basic YWxpY2U6aHVudGVyMg==");
            assertThat(client.toString()).doesNotContain("hunter2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, http://127.0.0.1:PORT answered SUBSCRIBE with status 200 and no event stream",
        "application/json, content type application/json"
    })
    void knowsWhatIsNoMasterByItsContentType(String type, String message) throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start((request, connection) -> {
                    connection.write(EventFeed.head(type));
                    // Without an end, as a stream has none.
                    EventFeed.chunk(connection, "x".repeat(10_000).getBytes(StandardCharsets.UTF_8));
                });
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            assertThat(scheduler.nextEvent().getError().getMessage())
                    .contains(message.replace("PORT", String.valueOf(master.port())));
            client.reconnect();
        }
    }

    @Test
    void saysThatAHostIsUnknownOnceTheFirstSubscriptionTookTooLong() throws Exception {
        ClientOptions impatient = options.withWaits(
                waits(LONG, Duration.ofMillis(300), new BackOff(Duration.ofMillis(10), Duration.ofMillis(50))));
        try (MesosHttpClient client = MesosHttpClient.connect(
                MasterAddress.parse("http://no-such-host.invalid:5050"), impatient, scheduler)) {
            assertThat(scheduler.nextEvent().getError().getMessage())
                    .startsWith("No Mesos master took the subscription within 0.3 s. ")
                    .endsWith("http://no-such-host.invalid:5050 cannot be reached: the host name is unknown. Check the"
                            + " address (mesos.master).");
            client.reconnect();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 100, 300, 449, 451})
    void reconnectsWhenTheStreamIsCutWithinARecord(int cut) throws Exception {
        byte[] recorded = Recordings.stream("protobuf-1-multirole/01-subscribe");
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            ScriptedMaster.Connection stream = feed.stream();
            EventFeed.chunk(stream, Arrays.copyOf(recorded, cut));
            stream.close();
            feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
            while (!scheduler.nextTold().equals("disconnected")) {
                // What came whole before the cut is told.
            }
            assertThat(scheduler.nextTold()).isEqualTo("connected");
            assertThat(scheduler.nextTold()).isEqualTo("SUBSCRIBED");
            assertThat(scheduler.next(ClientEvent.Disconnected.class).message()).contains("127.0.0.1:" + master.port());
            client.send(MesosHttpClientTest.acknowledge());
        }
    }

    @Test
    void reconnectsWhenTheMasterEndsTheStreamOrSendsNoRecordIo() throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            feed.stream().write("0\r\n\r\n");
            assertThat(scheduler.next(ClientEvent.Disconnected.class).message())
                    .isEqualTo("The Mesos master http://127.0.0.1:" + master.port() + " ended the stream of events.");
            EventFeed.chunk(feed.stream(), "<html>".getBytes(StandardCharsets.UTF_8));
            assertThat(scheduler.next(ClientEvent.Disconnected.class).message()).contains("not RecordIO");
            feed.stream();
            client.reconnect();
        }
    }

    @Test
    void reconnectsAfterSeveralMissedHeartbeatsAndNotBefore() throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            ScriptedMaster.Connection stream = feed.stream();
            feed.emit(stream, EventFeed.subscribed("f", 0.2));
            scheduler.nextEvent();
            for (int beat = 0; beat < 5; beat++) {
                Thread.sleep(300);
                feed.emit(stream, EventFeed.heartbeat());
            }
            assertThat(scheduler.told).doesNotContain("disconnected");
            long silentSince = System.nanoTime();
            assertThat(scheduler.next(ClientEvent.Disconnected.class).message()).contains("has been silent for");
            assertThat(Duration.ofNanos(System.nanoTime() - silentSince))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(5));
            feed.stream();
            assertThat(master.requestsNotAskedFor()).isEqualTo(2);
            client.reconnect();
        }
    }

    @Test
    void tellsAnErrorEventThenTheEndAndLeavesTheNextStepToTheScheduler() throws Exception {
        String recording = "json-2-no-capabilities/10-resubscribe-after-disconnect-failover0";
        AtomicInteger subscriptions = new AtomicInteger();
        RecordingScheduler decided = new RecordingScheduler() {
            @Override
            public void connected(Mesos mesos) {
                told.add("connected");
                if (subscriptions.getAndIncrement() == 0) {
                    mesos.send(subscription(framework));
                }
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start((request, connection) -> {
                    connection.write(EventFeed.head("application/json"));
                    EventFeed.chunk(connection, Recordings.stream(recording));
                    connection.write("0\r\n\r\n");
                });
                MesosHttpClient client = MesosHttpClient.connect(
                        master.address(), options.withEncoding(ContentEncoding.JSON), decided)) {
            assertThat(decided.nextEvent().getError().getMessage()).isEqualTo("Framework has been removed");
            for (String expected : new String[] {"connected", "ERROR", "disconnected", "connected"}) {
                assertThat(decided.nextTold()).isEqualTo(expected);
            }
            Thread.sleep(300);
            assertThat(decided.told).isEmpty();
            master.next();
            assertThat(master.requestsNotAskedFor()).isZero();
            client.send(MesosHttpClientTest.acknowledge());
            assertThat(decided.told).isEmpty();
        }
    }

    @Test
    void tellsUpdatesThatComeBeforeTheAnswerToTheCallThatCausedThem() throws Exception {
        ScriptedMaster.Connection[] stream = new ScriptedMaster.Connection[1];
        EventFeed takes = new EventFeed(ContentEncoding.PROTOBUF) {
            @Override
            public void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection)
                    throws IOException {
                if (!request.header("Mesos-Stream-Id").isEmpty()) {
                    emit(
                            stream[0],
                            Event.newBuilder().setType(Event.Type.UPDATE).build());
                    try {
                        Thread.sleep(300);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                super.answer(request, connection);
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(takes);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            stream[0] = takes.stream();
            takes.emit(stream[0], EventFeed.subscribed("f", 15));
            scheduler.nextEvent();
            client.send(Call.newBuilder().setType(Call.Type.REVIVE).build());

            assertThat(scheduler.nextEvent().getType()).isEqualTo(Event.Type.UPDATE);
            assertThat(scheduler.happened).noneMatch(ClientEvent.CallRefused.class::isInstance);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static byte[] redirection(int port) {
        String recorded = new String(
                Recordings.bytes("json-10-redirect-zookeeper/01-subscribe-on-non-leader.response.http"),
                StandardCharsets.ISO_8859_1);
        return recorded.replace("//127.0.0.1:5050/", "//127.0.0.1:" + port + "/")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ClientOptions.Waits waits(Duration answer, Duration first, BackOff backOff) {
        return new ClientOptions.Waits(Duration.ofSeconds(2), answer, first, 3, backOff, Duration.ofSeconds(1));
    }
}
