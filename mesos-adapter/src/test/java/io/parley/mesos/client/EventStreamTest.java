package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class EventStreamTest {

    private static final long SEED = Long.getLong("parley.seed", 20261129);
    private static final int STREAMS = 10_000;
    private static final long MOST_MEMORY = 64L << 20;

    private final List<Event> events = new ArrayList<>();
    private final List<Runnable> handled = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final Demand demand = new Demand();

    private final EventStream.Receiver receiver = new EventStream.Receiver() {
        @Override
        public void arrived(Event event, Runnable done) {
            events.add(event);
            handled.add(done);
        }

        @Override
        public void ended(String why, EventStream.End how) {
            ends.add(why);
        }
    };

    /** All that a stream gets from the heap, garbage and all, bounds what it holds at any moment. */
    @ParameterizedTest
    @EnumSource(ContentEncoding.class)
    void endsOrReadsEveryHostileStreamWithinBoundedMemory(ContentEncoding encoding) {
        System.out.println("EventStreamTest runs with -Dparley.seed=" + SEED);
        HostileStreams hostile = new HostileStreams(SEED);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int ended = 0;
        for (int number = 0; number < STREAMS; number++) {
            byte[] bytes = hostile.next();
            int chunk = hostile.chunk();
            long before = threads.getCurrentThreadAllocatedBytes();
            EventStream stream = new EventStream(encoding, ClientOptions.Bounds.DEFAULT);
            stream.onSubscribe(demand);
            stream.open(receiver);
            for (int at = 0; at < bytes.length; at += chunk) {
                int length = Math.min(chunk, bytes.length - at);
                stream.onNext(List.of(ByteBuffer.wrap(bytes, at, length).asReadOnlyBuffer()));
            }
            int open = ends.size();
            stream.onComplete();
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes for stream %s of seed %s", number, SEED)
                    .isLessThan(MOST_MEMORY);
            assertThat(ends).as("ends of stream %s of seed %s", number, SEED).hasSize(1);
            ended += open;
            ends.clear();
            events.clear();
            handled.clear();
        }
        assertThat(ended).as("streams that were refused before their end").isBetween(STREAMS / 2, STREAMS);
    }

    @Test
    void readsNoMoreWhileTooMuchWaitsForTheScheduler() {
        EventStream stream = new EventStream(ContentEncoding.PROTOBUF, new ClientOptions.Bounds(1000, 1000, 1));
        stream.onSubscribe(demand);
        assertThat(demand.asked).as("before it is opened").isZero();
        stream.open(receiver);
        assertThat(demand.asked).isEqualTo(1);

        int chunks = 0;
        while (demand.asked > chunks && chunks < 100) {
            chunks++;
            stream.onNext(List.of(heartbeat()));
        }
        assertThat(chunks).isEqualTo(3);
        assertThat(stream.silence()).as("of a master that is not listened to").isZero();

        handled.get(0).run();
        assertThat(demand.asked).isEqualTo(chunks);
        handled.get(1).run();
        assertThat(demand.asked).isEqualTo(chunks + 1);
        handled.get(2).run();
        assertThat(demand.asked).isEqualTo(chunks + 1);
    }

    @Test
    void tellsNothingAfterItIsDiscarded() {
        EventStream stream = new EventStream(ContentEncoding.PROTOBUF, ClientOptions.Bounds.DEFAULT);
        stream.onSubscribe(demand);
        stream.open(receiver);
        stream.discard();
        stream.onNext(List.of(heartbeat()));
        stream.onComplete();
        stream.onError(new IllegalStateException());

        assertThat(events).isEmpty();
        assertThat(ends).isEmpty();
        assertThat(demand.cancelled).isTrue();
    }

    /** Else nobody would look for another subscription until the heartbeats are missed. */
    @ParameterizedTest
    @ValueSource(strings = {"error", "end"})
    void anEndBetweenTheHeadersAndTheReaderIsToldToTheReaderOnce(String how) {
        EventStream stream = new EventStream(ContentEncoding.PROTOBUF, ClientOptions.Bounds.DEFAULT);
        stream.onSubscribe(demand);
        if (how.equals("error")) {
            stream.onError(new IOException("Connection reset"));
        } else {
            stream.onComplete();
        }
        stream.open(receiver);
        stream.onError(new IOException("again"));

        assertThat(ends)
                .containsExactly(
                        how.equals("error")
                                ? "broke the stream of events off (IOException: Connection reset)"
                                : "ended the stream of events");
    }

    @Test
    void cancelsAStreamThatItCannotRead() {
        EventStream stream = new EventStream(ContentEncoding.JSON, ClientOptions.Bounds.DEFAULT);
        stream.onSubscribe(demand);
        stream.open(receiver);
        stream.onNext(List.of(ByteBuffer.wrap(HostileStreams.framed(new byte[] {'{'}))));

        assertThat(ends).singleElement().asString().startsWith("sent an event that cannot be read: Not JSON");
        assertThat(demand.cancelled).isTrue();
    }

    private static ByteBuffer heartbeat() {
        return ByteBuffer.wrap(HostileStreams.framed(EventFeed.heartbeat().toByteArray()));
    }

    private static final class Demand implements Flow.Subscription {

        private long asked;
        private boolean cancelled;

        @Override
        public void request(long more) {
            asked += more;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
