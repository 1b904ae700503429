package io.parley.examples.mesos.simulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** What is scripted to go wrong with events. Thread-safe. */
public final class EventFaults {

    /** Where events go: a stream. */
    interface Target {
        void send(Event event);

        void cutInTheMiddleOf(Event event);

        /** Keeps an event until it is released. */
        void hold(Event event);

        /** Gives the event of a type that it holds, once. */
        Optional<Event> release(Event.Type type);
    }

    private final Set<Event.Type> muted = EnumSet.noneOf(Event.Type.class);
    private final Set<Event.Type> cut = EnumSet.noneOf(Event.Type.class);
    private final Map<Event.Type, Integer> repeated = new EnumMap<>(Event.Type.class);
    private final Set<Event.Type> swapped = EnumSet.noneOf(Event.Type.class);

    EventFaults() {}

    /**
     * Loses all events of a type from now on, as a network does that is cut without a word: heartbeats, for instance.
     *
     * @param type which
     */
    public synchronized void mute(Event.Type type) {
        muted.add(type);
    }

    /**
     * Sends events of a type again.
     *
     * @param type which
     */
    public synchronized void unmute(Event.Type type) {
        muted.remove(type);
    }

    /**
     * Ends the connection in the middle of the record of the next event of a type.
     *
     * @param type which
     */
    public synchronized void cutInTheMiddleOfNext(Event.Type type) {
        cut.add(type);
    }

    /**
     * Sends the next event of a type more than once.
     *
     * @param type which
     * @param times how often in all, at least 1
     * @throws IllegalArgumentException if that is less than 1
     */
    public synchronized void repeatNext(Event.Type type, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("Cannot send the next " + type + " " + times
                    + " times: that would lose it. Give 1 or more, or mute the type.");
        }
        repeated.put(type, times);
    }

    /**
     * Sends the next event of a type after the one of the same type that follows it in the same stream; if the stream
     * ends before, it is lost.
     *
     * @param type which
     */
    public synchronized void swapNext(Event.Type type) {
        swapped.add(type);
    }

    synchronized void apply(Event event, Target target) {
        Event.Type type = event.getType();
        if (muted.contains(type)) {
            return;
        }
        if (cut.remove(type)) {
            target.cutInTheMiddleOf(event);
            return;
        }
        if (swapped.remove(type)) {
            target.hold(event);
            return;
        }
        List<Event> now = new ArrayList<>();
        Integer times = repeated.remove(type);
        for (int sent = 0; sent < (times == null ? 1 : times); sent++) {
            now.add(event);
        }
        target.release(type).ifPresent(now::add);
        now.forEach(target::send);
    }
}
