package io.parley.mesos.client;

import io.parley.mesos.recordio.RecordDecoder;
import io.parley.mesos.recordio.RecordIoException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/**
 * The events of a subscription, read only as fast as the scheduler handles them. Thread-safe.
 *
 * <p>While too many bytes of events wait for the scheduler, nothing is read, the connection fills, and the master
 * waits; that is no silence of the master.
 */
final class EventStream implements HttpResponse.BodySubscriber<Reply>, Reply {

    /** What a small event takes in memory beyond its bytes, about. */
    private static final int EVENT_OVERHEAD = 256;

    /** Told what comes, by the thread that reads. */
    interface Receiver {

        /** An event came; {@code handled} is to be run when it has been handled. */
        void arrived(Event event, Runnable handled);

        /** Nothing will come any more, and nobody asked for that. */
        void ended(String why);
    }

    private final ContentEncoding encoding;
    private final int mostBacklog;
    private final RecordDecoder decoder;
    private final CompletableFuture<Reply> body = CompletableFuture.completedFuture(this);
    private final AtomicLong backlog = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean(true);
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long lastSeen = System.nanoTime();
    private volatile Flow.@Nullable Subscription reading;
    private volatile @Nullable Receiver receiver;

    EventStream(ContentEncoding encoding, ClientOptions.Bounds bounds) {
        this.encoding = encoding;
        this.mostBacklog = bounds.backlogBytes();
        this.decoder = new RecordDecoder(bounds.recordBytes());
    }

    /** Begins to read. */
    void open(Receiver told) {
        receiver = told;
        resume();
    }

    /** Reads no more, and tells nothing more. */
    void discard() {
        over.set(true);
        Flow.Subscription subscription = reading;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** For how long the master has sent nothing although it could. */
    Duration silence() {
        return paused.get() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastSeen);
    }

    @Override
    public CompletionStage<Reply> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        reading = subscription;
        if (over.get()) {
            subscription.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        Receiver told = receiver;
        if (over.get() || told == null) {
            return;
        }
        lastSeen = System.nanoTime();
        try {
            for (ByteBuffer part : parts) {
                decoder.feed(part, bytes -> deliver(bytes, told));
            }
        } catch (RecordIoException e) {
            fail("sent what is not RecordIO: " + e.getMessage());
            return;
        } catch (UndecodableException e) {
            fail("sent an event that cannot be read: " + e.getMessage());
            return;
        }
        if (backlog.get() <= mostBacklog) {
            request();
            return;
        }
        paused.set(true);
        // What was handled in between did not see the pause.
        handled(0);
    }

    @Override
    public void onError(Throwable failure) {
        fail("broke the stream of events off (" + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                + ")");
    }

    @Override
    public void onComplete() {
        try {
            decoder.end();
            fail("ended the stream of events");
        } catch (RecordIoException e) {
            fail("cut the stream of events: " + e.getMessage());
        }
    }

    private void deliver(byte[] bytes, Receiver told) {
        Event event;
        try {
            event = encoding.decode(bytes);
        } catch (IOException e) {
            throw new UndecodableException(e);
        }
        long cost = bytes.length + (long) EVENT_OVERHEAD;
        backlog.addAndGet(cost);
        told.arrived(event, () -> handled(cost));
    }

    private void handled(long cost) {
        if (backlog.addAndGet(-cost) <= mostBacklog / 2 && !over.get()) {
            resume();
        }
    }

    private void resume() {
        if (paused.get()) {
            lastSeen = System.nanoTime();
            if (paused.compareAndSet(true, false)) {
                request();
            }
        }
    }

    private void request() {
        Flow.Subscription subscription = reading;
        if (subscription != null) {
            subscription.request(1);
        }
    }

    private void fail(String why) {
        Receiver told = receiver;
        if (!over.getAndSet(true) && told != null) {
            Flow.Subscription subscription = reading;
            if (subscription != null) {
                subscription.cancel();
            }
            told.ended(why);
        }
    }

    private static final class UndecodableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        UndecodableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
