package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;

class EventFaultsTest {

    private final EventFaults faults = new EventFaults();
    private final Stream stream = new Stream();

    /** Writes down what happens to events. */
    private static final class Stream implements EventFaults.Target {

        private final List<String> happened = new ArrayList<>();
        private final Map<Event.Type, Event> held = new HashMap<>();

        @Override
        public void send(Event event) {
            happened.add(name(event));
        }

        @Override
        public void cutInTheMiddleOf(Event event) {
            happened.add("cut " + name(event));
        }

        @Override
        public void hold(Event event) {
            held.put(event.getType(), event);
        }

        @Override
        public Optional<Event> release(Event.Type type) {
            return Optional.ofNullable(held.remove(type));
        }

        private static String name(Event event) {
            return event.getFailure().getAgentId().getValue();
        }
    }

    private static Event event(String name, Event.Type type) {
        return Event.newBuilder()
                .setType(type)
                .setFailure(Event.Failure.newBuilder()
                        .setAgentId(AgentID.newBuilder().setValue(name)))
                .build();
    }

    private void send(String... names) {
        for (String name : names) {
            faults.apply(event(name, Event.Type.UPDATE), stream);
        }
    }

    private void sendOther(String name) {
        faults.apply(event(name, Event.Type.OFFERS), stream);
    }

    @Test
    void repeatsTheNextOfItsTypeOnly() {
        faults.repeatNext(Event.Type.UPDATE, 3);
        sendOther("other");
        send("a", "b");

        assertThat(stream.happened).containsExactly("other", "a", "a", "a", "b");
    }

    @Test
    void repeatsAsOftenAsItWasAskedLast() {
        faults.repeatNext(Event.Type.UPDATE, 3);
        faults.repeatNext(Event.Type.UPDATE, 1);
        send("a");

        assertThat(stream.happened).containsExactly("a");
    }

    @Test
    void cutsInTheNextOfItsTypeOnly() {
        faults.cutInTheMiddleOfNext(Event.Type.UPDATE);
        sendOther("other");
        send("a", "b");

        assertThat(stream.happened).containsExactly("other", "cut a", "b");
    }

    @Test
    void swapsTheNextOfItsTypeWithTheOneThatFollows() {
        faults.swapNext(Event.Type.UPDATE);
        send("a");
        sendOther("other");
        send("b", "c");

        assertThat(stream.happened).containsExactly("other", "b", "a", "c");
    }

    @Test
    void repeatsBeforeWhatWasSwapped() {
        faults.swapNext(Event.Type.UPDATE);
        faults.repeatNext(Event.Type.UPDATE, 2);
        send("a", "b", "c");

        assertThat(stream.happened).containsExactly("b", "b", "a", "c");
    }

    @Test
    void losesAllOfItsTypeUntilTheyAreSentAgain() {
        faults.mute(Event.Type.UPDATE);
        faults.cutInTheMiddleOfNext(Event.Type.UPDATE);
        send("a", "b");
        sendOther("other");
        faults.unmute(Event.Type.UPDATE);
        send("c");

        assertThat(stream.happened).containsExactly("other", "cut c");
    }
}
