package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSubscriptionTest {

    private final Loop loop = new Loop("parley-mesos-test");
    private final MasterExchange exchange = new MasterExchange(ClientOptions.DEFAULT, loop.forHttp());
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final Callbacks callbacks = new Callbacks(
            scheduler,
            new Mesos() {
                @Override
                public void send(Call call) {}

                @Override
                public void reconnect() {}
            },
            scheduler,
            "parley-mesos-test-callbacks");

    @AfterEach
    void end() {
        exchange.close();
        loop.end();
        callbacks.close();
    }

    /** What a stream told before it was stopped comes to the loop after, where it would be taken for the next one's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsNothingOnceItIsStopped(boolean stopped) throws InterruptedException {
        EventStream stream = new EventStream(ContentEncoding.PROTOBUF, ClientOptions.Bounds.DEFAULT);
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            LiveSubscription live = new LiveSubscription(
                    loop,
                    exchange,
                    ClientOptions.Waits.DEFAULT,
                    URI.create("http://m:5050/api/v1/scheduler"),
                    stream,
                    "s",
                    new Outcome());
            live.read(
                    loop,
                    callbacks,
                    event -> told.add(event.getFrameworkId().getValue()),
                    (why, how) -> told.add(why + " " + how));
            stream.onNext(List.of(ByteBuffer.wrap(
                    HostileStreams.framed(EventFeed.subscribed("f", 15).toByteArray()))));
            stream.onComplete();
            if (stopped) {
                live.stopReading();
            }
            loop.execute(done::countDown);
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();

        if (stopped) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told).containsExactly("f", "The Mesos master http://m:5050 ended the stream of events. LOST");
        }
    }

    /** The silence of what was given up would be taken for that of the next subscription. */
    @Test
    void isNotLostBySilenceOnceItIsStopped() throws InterruptedException {
        ClientOptions.Waits usual = ClientOptions.Waits.DEFAULT;
        ClientOptions.Waits waits = new ClientOptions.Waits(
                usual.connect(), Duration.ofMillis(200), usual.firstSubscription(), 1, usual.backOff(), usual.close());
        EventStream stream = new EventStream(ContentEncoding.PROTOBUF, ClientOptions.Bounds.DEFAULT);
        loop.execute(() -> {
            LiveSubscription live = new LiveSubscription(
                    loop, exchange, waits, URI.create("http://m:5050/api/v1/scheduler"), stream, "s", new Outcome());
            live.read(loop, callbacks, event -> {}, (why, how) -> {});
            live.stopReading();
        });
        Thread.sleep(600);
        assertThat(told).isEmpty();
    }

    private final class Outcome implements CallSender.Outcome {

        @Override
        public void accepted(Call call) {}

        @Override
        public void tell(ClientEvent event) {}

        @Override
        public void lost(CallSender sender, String why) {
            told.add(why);
        }

        @Override
        public void idle() {}
    }
}
