package io.parley.mesos.client;

import io.parley.mesos.budget.BudgetExceededException;
import io.parley.mesos.budget.MemoryBudget;
import io.parley.mesos.recordio.RecordDecoder;
import io.parley.mesos.recordio.RecordIoException;
import io.parley.mesos.recordio.RecordTooLongException;
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
import java.util.concurrent.atomic.AtomicReference;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/**
 * The events of a subscription, read only as fast as the scheduler handles them. Thread-safe.
 *
 * <p>While too many bytes of events wait for the scheduler, nothing is read, the connection fills, and the master
 * waits; that is no silence of the master.
 */
final class EventStream implements HttpResponse.BodySubscriber<Reply>, Reply {

    /** What an event takes in memory beyond itself while it waits, about. */
    private static final int EVENT_OVERHEAD = 256;

    /** Masters give ids of some 41. */
    private static final int MOST_ID_BYTES = 4096;

    /** Told what comes, by the thread that reads. */
    interface Receiver {

        /** An event came; {@code handled} is to be run when it has been handled. */
        void arrived(Event event, Runnable handled);

        /** Nothing will come any more, and nobody asked for that. */
        void ended(String why, End how);
    }

    /** Whether another subscription may help. */
    enum End {
        /** The stream is over. */
        LOST,
        /** What came cannot be read, and may come again. */
        UNREADABLE,
        /** What came takes more memory than it may, and may come again. */
        TOO_LARGE
    }

    private final ContentEncoding encoding;
    private final int mostEvent;
    private final int mostBacklog;
    private final CompletableFuture<Reply> body = CompletableFuture.completedFuture(this);
    private final AtomicLong backlog = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean(true);
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long lastSeen = System.nanoTime();

    /** None once the stream is over, for it may hold much. */
    private volatile @Nullable RecordDecoder decoder;

    private volatile Flow.@Nullable Subscription reading;
    private volatile @Nullable Receiver receiver;

    /** How it ended, until that is told. */
    private final AtomicReference<@Nullable Ended> ended = new AtomicReference<>();

    private record Ended(String why, End how) {}

    EventStream(ContentEncoding encoding, ClientOptions.Bounds bounds) {
        this.encoding = encoding;
        this.mostBacklog = bounds.backlogBytes();
        this.mostEvent = bounds.eventBytes();
        // A record that grows is copied.
        this.decoder = new RecordDecoder(Math.max(1, bounds.eventBytes() / 2));
    }

    /** Begins to read; an end that came before is told now. */
    void open(Receiver told) {
        receiver = told;
        tellEnd();
        resume();
    }

    /** Reads no more, and tells nothing more. */
    void discard() {
        over.set(true);
        decoder = null;
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
        RecordDecoder present = decoder;
        if (over.get() || told == null || present == null) {
            return;
        }
        lastSeen = System.nanoTime();
        try {
            for (ByteBuffer part : parts) {
                present.feed(part, bytes -> deliver(bytes, told));
            }
        } catch (RecordTooLongException e) {
            fail("sent an event that is too large: " + e.getMessage(), End.TOO_LARGE);
            return;
        } catch (RecordIoException e) {
            fail("sent what is not RecordIO: " + e.getMessage(), End.UNREADABLE);
            return;
        } catch (UndecodableException e) {
            fail(e.why, e.end);
            return;
        } catch (RuntimeException | Error e) {
            // Be it that memory is short, which it need not be any more once this stream is given up.
            fail("sent an event that could not be taken: " + e, End.UNREADABLE);
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
        fail(
                "broke the stream of events off (" + failure.getClass().getSimpleName() + ": " + failure.getMessage()
                        + ")",
                End.LOST);
    }

    @Override
    public void onComplete() {
        RecordDecoder present = decoder;
        if (present == null) {
            return;
        }
        try {
            present.end();
            fail("ended the stream of events", End.LOST);
        } catch (RecordIoException e) {
            fail("cut the stream of events: " + e.getMessage(), End.LOST);
        }
    }

    private void deliver(byte[] bytes, Receiver told) {
        Event event;
        long cost;
        try {
            MemoryBudget budget = MemoryBudget.ofRecord(bytes.length, mostEvent);
            event = encoding.decode(bytes, budget);
            cost = budget.spent() - bytes.length + EVENT_OVERHEAD;
        } catch (BudgetExceededException e) {
            throw new UndecodableException("sent an event that is too large: " + e.getMessage(), e, End.TOO_LARGE);
        } catch (IOException e) {
            throw new UndecodableException("sent an event that cannot be read: " + e.getMessage(), e, End.UNREADABLE);
        }
        if (event.getSubscribed().getFrameworkId().getSerializedSize() > MOST_ID_BYTES) {
            // It is kept, and sent with every call.
            throw new UndecodableException(
                    "sent a framework id of more than " + MOST_ID_BYTES + " bytes", null, End.UNREADABLE);
        }
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

    private void fail(String why, End how) {
        if (!over.getAndSet(true)) {
            decoder = null;
            Flow.Subscription subscription = reading;
            if (subscription != null) {
                subscription.cancel();
            }
            ended.set(new Ended(why, how));
            tellEnd();
        }
    }

    /** Told once, be the end or the receiver the first that is there. */
    private void tellEnd() {
        Receiver told = receiver;
        Ended end = told == null ? null : ended.getAndSet(null);
        if (told != null && end != null) {
            told.ended(end.why(), end.how());
        }
    }

    private static final class UndecodableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final String why;
        private final End end;

        UndecodableException(String message, @Nullable IOException cause, End end) {
            super(message, cause);
            this.why = message;
            this.end = end;
        }
    }
}
