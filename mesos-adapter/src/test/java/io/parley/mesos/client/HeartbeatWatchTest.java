package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatWatchTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Loop loop = new Loop("parley-mesos-test");
    private final BlockingQueue<String> silent = new LinkedBlockingQueue<>();

    /** With three heartbeats that may be missed and 20 s for an answer. */
    @ParameterizedTest
    @CsvSource({
        "15, PT45S",
        "0.25, PT0.75S",
        "3600, PT3H",
        "3600.1, PT20S",
        "1e308, PT20S",
        "Infinity, PT20S",
        "NaN, PT20S",
        "0, PT20S",
        "-15, PT20S",
        "0.001, PT0.01S",
        "1e-308, PT0.01S"
    })
    void believesAnIntervalThatMakesSense(double seconds, Duration most) {
        assertThat(HeartbeatWatch.limit(seconds, ClientOptions.Waits.DEFAULT)).isEqualTo(most);
    }

    @AfterEach
    void end() {
        loop.end();
    }

    private HeartbeatWatch watch(EventStream stream) {
        ClientOptions.Waits usual = ClientOptions.Waits.DEFAULT;
        return new HeartbeatWatch(
                loop,
                new ClientOptions.Waits(usual.connect(), ANSWER, LONG, 3, usual.backOff(), usual.close()),
                stream,
                URI.create("http://m:5050/api/v1/scheduler"),
                silent::add);
    }

    private static EventStream opened() {
        EventStream stream = new EventStream(ContentEncoding.PROTOBUF, ClientOptions.Bounds.DEFAULT);
        stream.open(new EventStream.Receiver() {
            @Override
            public void arrived(Event event, Runnable handled) {
                handled.run();
            }

            @Override
            public void ended(String why, EventStream.End how) {}
        });
        return stream;
    }

    @Test
    void countsTheSilenceFromTheLastThatCame() throws InterruptedException {
        EventStream stream = opened();
        HeartbeatWatch unused = watch(stream);
        Thread.sleep(500);
        long last = System.nanoTime();
        stream.onNext(List.of(
                ByteBuffer.wrap(HostileStreams.framed(EventFeed.heartbeat().toByteArray()))));

        assertThat(silent.poll(10, TimeUnit.SECONDS))
                .startsWith("The Mesos master http://m:5050 has been silent for ")
                .endsWith(" ms; after 2000 ms without a heartbeat it counts as lost.");
        assertThat(Duration.ofNanos(System.nanoTime() - last))
                .as("a look every 2 s would take 3.5 s")
                .isBetween(ANSWER, Duration.ofMillis(3400));
    }

    /** Else the silence of a stream that was given up would end the next one. */
    @Test
    void tellsNothingOnceItIsStopped() throws InterruptedException {
        HeartbeatWatch watch = watch(opened());
        loop.execute(watch::stop);
        assertThat(silent.poll(2500, TimeUnit.MILLISECONDS)).isNull();
    }
}
