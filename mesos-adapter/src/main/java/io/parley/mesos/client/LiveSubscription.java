package io.parley.mesos.client;

import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * A subscription that a master has taken: the events that come and the calls that go. Used by the loop's thread only.
 */
final class LiveSubscription {

    private final URI master;
    private final EventStream stream;
    private final CallSender sender;
    private final HeartbeatWatch heartbeats;
    private final Duration since = Loop.now();
    private boolean reading = true;

    /** @param outcome told what becomes of the calls, and when the master is silent for too long */
    LiveSubscription(
            Loop loop,
            MasterExchange exchange,
            ClientOptions.Waits waits,
            URI master,
            EventStream stream,
            String streamId,
            CallSender.Outcome outcome) {
        this.master = master;
        this.stream = stream;
        this.sender = new CallSender(loop, exchange, waits, master, streamId, outcome);
        this.heartbeats = new HeartbeatWatch(loop, waits, stream, master, why -> outcome.lost(sender, why));
    }

    /**
     * Begins to read; nothing is told once it has been stopped.
     *
     * @param subscribed told the first event
     * @param ended told why the stream is over, in a sentence, and whether another may help
     */
    void read(
            Loop loop,
            Callbacks callbacks,
            Consumer<Event.Subscribed> subscribed,
            BiConsumer<String, EventStream.End> ended) {
        stream.open(new EventRelay(
                callbacks,
                loop,
                event -> {
                    if (reading) {
                        subscribed.accept(event);
                        heartbeats.interval(event);
                    }
                },
                (why, how) -> {
                    if (reading) {
                        ended.accept(
                                "The Mesos master " + TransportFailure.name(master) + " " + why
                                        + (why.endsWith(".") ? "" : "."),
                                how);
                    }
                }));
    }

    void stopReading() {
        reading = false;
        heartbeats.stop();
        stream.discard();
    }

    /** Where its calls go. */
    CallSender calls() {
        return sender;
    }

    Duration lived() {
        return Loop.now().minus(since);
    }
}
