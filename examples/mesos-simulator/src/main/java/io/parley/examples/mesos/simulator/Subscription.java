package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import io.parley.examples.mesos.simulator.http.RecordStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** The stream of events of a framework, in the format it asked for. */
final class Subscription {

    private final RecordStream stream;
    private final MessageFormat format;
    private final EventFaults faults;
    private final Map<Event.Type, Event> held = new EnumMap<>(Event.Type.class);

    Subscription(RecordStream stream, MessageFormat format, EventFaults faults) {
        this.stream = stream;
        this.format = format;
        this.faults = faults;
    }

    RecordStream stream() {
        return stream;
    }

    /** Sends an event, unless something else is scripted. */
    void send(Event event) {
        faults.apply(event, new EventFaults.Target() {
            @Override
            public void send(Event changed) {
                stream.send(format.write(changed));
            }

            @Override
            public void cutInTheMiddleOf(Event changed) {
                stream.cutInTheMiddleOf(format.write(changed));
            }

            @Override
            public void hold(Event late) {
                held.put(late.getType(), late);
            }

            @Override
            public Optional<Event> release(Event.Type type) {
                return Optional.ofNullable(held.remove(type));
            }
        });
    }

    void end() {
        stream.end();
    }

    /** Sends an error and ends. */
    void fail(String message) {
        send(Event.newBuilder()
                .setType(Event.Type.ERROR)
                .setError(Event.Error.newBuilder().setMessage(message))
                .build());
        end();
    }
}
