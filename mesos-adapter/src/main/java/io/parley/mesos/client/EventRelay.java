package io.parley.mesos.client;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Passes the events of one stream to the scheduler, and what matters to the client to the client. Thread-safe. */
final class EventRelay implements EventStream.Receiver {

    private final Callbacks callbacks;
    private final Loop loop;
    private final Consumer<Event.Subscribed> subscribed;
    private final BiConsumer<String, EventStream.End> ended;

    /**
     * Both consumers are told in the loop's thread, and before the scheduler can send anything because of it.
     *
     * @param subscribed told the first event
     * @param ended told why the stream is over, and whether another may help
     */
    EventRelay(
            Callbacks callbacks,
            Loop loop,
            Consumer<Event.Subscribed> subscribed,
            BiConsumer<String, EventStream.End> ended) {
        this.callbacks = callbacks;
        this.loop = loop;
        this.subscribed = subscribed;
        this.ended = ended;
    }

    @Override
    public void arrived(Event event, Runnable handled) {
        if (event.getType() == Event.Type.SUBSCRIBED) {
            loop.execute(() -> subscribed.accept(event.getSubscribed()));
        }
        callbacks.received(event, handled);
    }

    @Override
    public void ended(String why, EventStream.End how) {
        loop.execute(() -> ended.accept(why, how));
    }
}
