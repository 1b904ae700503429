package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls, over real HTTP. */
@Timeout(60)
class MesosHttpClientCallsTest {

    private final Queue<String> failures = new ConcurrentLinkedQueue<>(List.of("503", "404"));
    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final ClientOptions options =
            ClientOptions.DEFAULT.withWaits(MesosHttpClientTest.QUICK).withListener(scheduler);

    @Test
    void sendsCallsInTheirOrderAndTriesThoseAgainThatTheMasterWasNotReadyFor() throws Exception {
        Feed feed = new Feed() {
            @Override
            void call(ScriptedMaster.Connection connection) throws IOException {
                String failure = failures.poll();
                connection.answer(failure == null ? "202 Accepted" : failure + " Not Yet", "");
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            for (int task = 0; task < 50; task++) {
                client.send(kill("t" + task));
            }
            List<String> sent = new java.util.ArrayList<>();
            for (int request = 0; request < 52; request++) {
                sent.add(Call.parseFrom(master.next().body())
                        .getKill()
                        .getTaskId()
                        .getValue());
            }

            assertThat(sent.subList(0, 3)).containsExactly("t0", "t0", "t0");
            assertThat(sent.subList(2, 52))
                    .isEqualTo(
                            IntStream.range(0, 50).mapToObj(task -> "t" + task).toList());
        }
    }

    @Test
    void addsTheFrameworkIdOfTheSubscription() throws Exception {
        Feed feed = new Feed();
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            client.send(kill("t"));
            assertThat(Call.parseFrom(master.next().body()).getFrameworkId().getValue())
                    .isEqualTo("f");
        }
    }

    @Test
    void tellsWhatTheMasterRefusedAndGoesOn() throws Exception {
        Feed feed = new Feed() {
            @Override
            void call(ScriptedMaster.Connection connection) throws IOException {
                connection.answer("400 Bad Request", "Failed to validate scheduler::Call: Not a valid UUID");
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            client.send(kill("t"));
            ClientEvent.CallRefused refused = scheduler.next(ClientEvent.CallRefused.class);
            assertThat(refused.call().getType()).isEqualTo(Call.Type.KILL);
            assertThat(refused.message())
                    .contains("refused KILL with 400 (Failed to validate")
                    .contains("UUID");
            client.send(kill("t"));
            scheduler.next(ClientEvent.CallRefused.class);
            assertThat(scheduler.told).doesNotContain("disconnected", "ERROR");
        }
    }

    @Test
    void reconnectsWhenTheMasterKnowsNothingOfTheSubscription() throws Exception {
        Feed feed = new Feed() {
            @Override
            void call(ScriptedMaster.Connection connection) throws IOException {
                connection.answer("403 Forbidden", "Framework is not subscribed");
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            client.send(kill("t"));
            feed.stream();
            assertThat(scheduler.told).contains("disconnected");
        }
    }

    /** A second ACCEPT of the same offers would make the master drop the task that the first one started. */
    @Test
    void neverRepeatsAnAcceptThatMayHaveArrivedAndReconnects() throws Exception {
        Feed feed = new Feed() {
            @Override
            void call(ScriptedMaster.Connection connection) throws IOException {
                connection.close();
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            client.send(Call.newBuilder()
                    .setType(Call.Type.ACCEPT)
                    .setAccept(Call.Accept.newBuilder())
                    .build());
            assertThat(scheduler.next(ClientEvent.CallUnanswered.class).call().getType())
                    .isEqualTo(Call.Type.ACCEPT);
            feed.stream();
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.ACCEPT);
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.SUBSCRIBE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"408 Request Timeout", "500 Internal Server Error", "502 Bad Gateway", "504 Gateway Timeout"})
    void neverRepeatsAnAcceptWhoseAnswerDoesNotSayThatItWasLost(String status) throws Exception {
        Feed feed = new Feed() {
            @Override
            void call(ScriptedMaster.Connection connection) throws IOException {
                connection.answer(status, "");
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            client.send(accept());
            assertThat(scheduler.next(ClientEvent.CallUnanswered.class).call().getType())
                    .isEqualTo(Call.Type.ACCEPT);
            feed.stream();
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.ACCEPT);
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.SUBSCRIBE);
        }
    }

    @Test
    void repeatsAnAcceptThatTheMasterWasNotReadyFor() throws Exception {
        Feed feed = new Feed() {
            @Override
            void call(ScriptedMaster.Connection connection) throws IOException {
                String failure = failures.poll();
                connection.answer(failure == null ? "202 Accepted" : failure + " Not Yet", "");
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            client.send(accept());
            for (int request = 0; request < 3; request++) {
                assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.ACCEPT);
            }
        }
    }

    /** The offers of an answer that was dropped would be held for ever. */
    @Test
    void reconnectsWhenAnAnswerToOffersWasDropped() throws Exception {
        Feed feed = new Feed() {
            @Override
            void call(ScriptedMaster.Connection connection) {
                // No answer for now.
            }
        };
        ClientOptions narrow = options.withBounds(new ClientOptions.Bounds(1 << 20, 1 << 16, 1))
                .withWaits(new ClientOptions.Waits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        3,
                        MesosHttpClientTest.QUICK.backOff(),
                        Duration.ofSeconds(1)));
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, narrow)) {
            client.send(kill("t"));
            Thread sender = new Thread(() -> client.send(accept()));
            sender.start();
            sender.interrupt();
            sender.join();

            assertThat(scheduler.next(ClientEvent.CallDropped.class).call().getType())
                    .isEqualTo(Call.Type.ACCEPT);
            assertThat(scheduler.next(ClientEvent.Disconnected.class).message())
                    .isEqualTo("A call ACCEPT was dropped: Too many calls wait already.");
            feed.stream();
        }
    }

    @Test
    void tellsThatATeardownWasTaken() throws Exception {
        Feed feed = new Feed();
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            client.send(Call.newBuilder().setType(Call.Type.TEARDOWN).build());
            assertThat(scheduler.next(ClientEvent.TornDown.class).framework()).isEqualTo("f");
        }
    }

    @Test
    void dropsCallsWithoutASubscriptionAndSaysSo() throws Exception {
        RecordingScheduler silent = new RecordingScheduler() {
            @Override
            public void connected(Mesos mesos) {
                mesos.send(kill("t"));
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(new Feed());
                MesosHttpClient client =
                        MesosHttpClient.connect(master.address(), options.withListener(silent), silent)) {
            assertThat(silent.next(ClientEvent.CallDropped.class).message()).isEqualTo("There is no subscription.");
            assertThat(master.requestsNotAskedFor()).isZero();
            client.reconnect();
        }
    }

    @Test
    void throttlesReviveAndSendsTheLastWord() throws Exception {
        Feed feed = new Feed();
        ClientOptions slow = options.withThrottle(new ClientOptions.Throttle(1, Duration.ofMillis(500)));
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, slow)) {
            client.send(Call.newBuilder().setType(Call.Type.REVIVE).build());
            long first = System.nanoTime();
            client.send(Call.newBuilder().setType(Call.Type.REVIVE).build());
            client.send(Call.newBuilder().setType(Call.Type.SUPPRESS).build());
            client.send(kill("t"));

            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.REVIVE);
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.KILL);
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.SUPPRESS);
            assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(Duration.ofMillis(400));
            assertThat(scheduler.next(ClientEvent.CallDropped.class).call().getType())
                    .isEqualTo(Call.Type.REVIVE);
        }
    }

    @Test
    void sendsATeardownThatWaitsWhenItIsClosedAndDoesNotComeBack() throws Exception {
        Feed feed = new Feed() {
            @Override
            void call(ScriptedMaster.Connection connection) throws IOException {
                try {
                    Thread.sleep(200);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                super.call(connection);
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed)) {
            MesosHttpClient client = subscribed(master, feed, options);
            client.send(kill("t"));
            client.send(Call.newBuilder().setType(Call.Type.TEARDOWN).build());
            client.close();

            master.next();
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.TEARDOWN);
            Thread.sleep(300);
            assertThat(master.requestsNotAskedFor()).isZero();
        }
    }

    @Test
    void doesNotReconnectAfterATeardownUnlessTold() throws Exception {
        Feed feed = new Feed();
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            client.send(Call.newBuilder().setType(Call.Type.TEARDOWN).build());
            master.next();
            feed.last.write("0\r\n\r\n");
            scheduler.next(ClientEvent.Disconnected.class);
            Thread.sleep(400);
            assertThat(master.requestsNotAskedFor()).isZero();

            client.reconnect();
            feed.stream();
        }
    }

    @Test
    void mayBeClosedFromACallback() throws Exception {
        Feed feed = new Feed();
        CountDownLatch closed = new CountDownLatch(1);
        RecordingScheduler closing = new RecordingScheduler() {
            @Override
            public void received(Mesos mesos, Event event) {
                super.received(mesos, event);
                if (mesos instanceof MesosHttpClient client) {
                    client.close();
                    closed.countDown();
                }
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(feed)) {
            MesosHttpClient client = MesosHttpClient.connect(master.address(), options, closing);
            ScriptedMaster.Connection stream = feed.stream();
            feed.emit(stream, EventFeed.subscribed("f", 15));
            feed.emit(stream, EventFeed.heartbeat());
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            client.close();
            assertThat(closing.events).hasSize(1);
            client.send(kill("t"));
            client.reconnect();
        }
    }

    @Test
    void closesWithoutASubscriptionWithinItsTimeEvenWhileACallbackHangs() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        RecordingScheduler stuck = new RecordingScheduler() {
            @Override
            public void connected(Mesos mesos) {
                try {
                    hangs.countDown();
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
        };
        try (ScriptedMaster master = ScriptedMaster.start(new Feed())) {
            MesosHttpClient client = MesosHttpClient.connect(master.address(), options, stuck);
            assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
            long before = System.nanoTime();
            client.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void refusesWrongCallsAtOnce() throws Exception {
        Feed feed = new Feed();
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, feed, options)) {
            Call.Builder decline = Call.newBuilder().setType(Call.Type.DECLINE);
            decline.getDeclineBuilder().getFiltersBuilder().setRefuseSeconds(-5);
            assertThatIllegalArgumentException().isThrownBy(() -> client.send(decline.build()));
            assertThat(master.requestsNotAskedFor()).isZero();
        }
    }

    /** What the master wrote and the client did not take waits in the sockets, not in the heap. */
    @Test
    void readsNoFasterThanASlowSchedulerHandles() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        RecordingScheduler slow = new RecordingScheduler() {
            @Override
            public void received(Mesos mesos, Event event) {
                if (event.getType() == Event.Type.SUBSCRIBED) {
                    super.received(mesos, event);
                    return;
                }
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                handled.incrementAndGet();
            }
        };
        Event large = Event.newBuilder()
                .setType(Event.Type.MESSAGE)
                .setError(Event.Error.newBuilder().setMessage("x".repeat(64 << 10)))
                .build();
        int all = 2000;
        AtomicInteger written = new AtomicInteger();
        Feed feed = new Feed();
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, slow)) {
            ScriptedMaster.Connection stream = feed.stream();
            feed.emit(stream, EventFeed.subscribed("f", 0.1));
            slow.nextEvent();
            ScriptedMaster.daemon(
                    () -> {
                        try {
                            for (int event = 0; event < all; event++) {
                                feed.emit(stream, large);
                                written.incrementAndGet();
                            }
                        } catch (IOException e) {
                            // The test is over.
                        }
                    },
                    "writer");
            Thread.sleep(1500);
            // 125 MiB in all; sockets take some.
            assertThat(written.get()).isLessThan(all / 3);
            assertThat(slow.told)
                    .as("a master that is not listened to is not lost")
                    .doesNotContain("disconnected");

            go.countDown();
            for (int tries = 0; tries < 1000 && handled.get() < all; tries++) {
                Thread.sleep(10);
            }
            assertThat(handled).hasValue(all);
            client.reconnect();
        }
    }

    @AfterEach
    void leavesNoThreadBehind() throws InterruptedException {
        MesosHttpClientTest.assertNoThreadIsLeft();
    }

    private MesosHttpClient subscribed(ScriptedMaster master, Feed feed, ClientOptions how) throws Exception {
        MesosHttpClient client = MesosHttpClient.connect(master.address(), how, scheduler);
        feed.last = feed.stream();
        feed.emit(feed.last, EventFeed.subscribed("f", 15));
        scheduler.nextEvent();
        master.next();
        return client;
    }

    private static Call accept() {
        return Call.newBuilder()
                .setType(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder())
                .build();
    }

    private static Call kill(String task) {
        return Call.newBuilder()
                .setType(Call.Type.KILL)
                .setKill(Call.Kill.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValueBytes(ByteString.copyFromUtf8(task))))
                .build();
    }

    /** Answers calls as a test wants. */
    private static class Feed extends EventFeed {

        private volatile ScriptedMaster.Connection last = new ScriptedMaster.Connection(new java.net.Socket());

        Feed() {
            super(ContentEncoding.PROTOBUF);
        }

        @Override
        public void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection) throws IOException {
            if (request.header("Mesos-Stream-Id").isEmpty()) {
                super.answer(request, connection);
            } else {
                call(connection);
            }
        }

        void call(ScriptedMaster.Connection connection) throws IOException {
            connection.answer("202 Accepted", "");
        }
    }
}
