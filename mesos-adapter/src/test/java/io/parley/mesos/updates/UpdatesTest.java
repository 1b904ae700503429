package io.parley.mesos.updates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.mesos.updates.SeenUpdates.Arrival;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.junit.jupiter.api.Test;

class UpdatesTest {

    private final List<String> done = new ArrayList<>();
    private boolean broken;

    private final Mesos mesos = new Mesos() {
        @Override
        public void send(Call call) {
            done.add("sent " + call.getType() + " "
                    + call.getAcknowledge().getUuid().toStringUtf8());
        }

        @Override
        public void reconnect() {}
    };

    private final AcknowledgingScheduler scheduler = new AcknowledgingScheduler(new Scheduler() {
        @Override
        public void connected(Mesos from) {
            done.add("connected");
        }

        @Override
        public void disconnected(Mesos from) {
            done.add("disconnected");
        }

        @Override
        public void received(Mesos from, Event event) {
            if (broken) {
                throw new IllegalStateException("Cannot be handled.");
            }
            done.add("handled " + event.getUpdate().getStatus().getUuid().toStringUtf8());
        }
    });

    @Test
    void acknowledgesAfterAnUpdateIsHandled() {
        scheduler.connected(mesos);
        scheduler.received(mesos, update("u1"));
        scheduler.disconnected(mesos);

        assertThat(done).containsExactly("connected", "handled u1", "sent ACKNOWLEDGE u1", "disconnected");
    }

    @Test
    void neverAcknowledgesAnUpdateWithoutUuid() {
        scheduler.received(mesos, update(""));
        scheduler.received(mesos, update(""));

        assertThat(done).containsExactly("handled ", "handled ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AcknowledgingScheduler.acknowledgement(
                        update("").getUpdate().getStatus()))
                .withMessageContaining("task 't' has no uuid");
    }

    @Test
    void acknowledgesAgainAndHandlesOnceWhatComesTwice() {
        scheduler.received(mesos, update("u1"));
        scheduler.received(mesos, update("u1"));

        assertThat(done).containsExactly("handled u1", "sent ACKNOWLEDGE u1", "sent ACKNOWLEDGE u1");
    }

    @Test
    void acknowledgesNothingThatCouldNotBeHandled() {
        broken = true;
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> scheduler.received(mesos, update("u1")));
        assertThat(done).isEmpty();

        broken = false;
        scheduler.received(mesos, update("u1"));
        assertThat(done).containsExactly("handled u1", "sent ACKNOWLEDGE u1");
    }

    @Test
    void tellsUpdatesApartByTheirUuid() {
        SeenUpdates seen = new SeenUpdates(2);
        assertThat(seen.arrived(status("a"))).isEqualTo(Arrival.NEW);
        assertThat(seen.arrived(status("a"))).isEqualTo(Arrival.UNDER_WAY);
        seen.handled(status("a"));
        assertThat(seen.arrived(status("a"))).isEqualTo(Arrival.HANDLED);
        assertThat(seen.arrived(status(""))).isEqualTo(Arrival.WITHOUT_UUID);
        assertThat(seen.arrived(status("b"))).isEqualTo(Arrival.NEW);
        seen.failed(status("b"));
        assertThat(seen.arrived(status("b"))).isEqualTo(Arrival.NEW);
    }

    @Test
    void remembersNoUuidThatIsTooLongToBeOne() {
        SeenUpdates seen = new SeenUpdates(2);
        String most = "u".repeat(64);
        assertThat(seen.arrived(status(most))).isEqualTo(Arrival.NEW);
        assertThat(seen.arrived(status(most + "u"))).isEqualTo(Arrival.WITHOUT_UUID);
        seen.handled(status(most + "u"));
        assertThat(seen.arrived(status(most + "u"))).isEqualTo(Arrival.WITHOUT_UUID);
    }

    @Test
    void forgetsTheOldestUpdatesFirst() {
        SeenUpdates seen = new SeenUpdates(2);
        for (String uuid : List.of("a", "b", "c")) {
            seen.arrived(status(uuid));
        }

        assertThat(seen.arrived(status("c"))).isEqualTo(Arrival.UNDER_WAY);
        assertThat(seen.arrived(status("a"))).isEqualTo(Arrival.NEW);
        assertThatIllegalArgumentException().isThrownBy(() -> new SeenUpdates(0));
    }

    private static TaskID task(String name) {
        return TaskID.newBuilder().setValue(name).build();
    }

    private static Event update(String uuid) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status(uuid)))
                .build();
    }

    private static TaskStatus status(String uuid) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(task("t"))
                .setAgentId(AgentID.newBuilder().setValue("s"))
                .setState(TaskState.TASK_RUNNING);
        return uuid.isEmpty()
                ? status.build()
                : status.setUuid(ByteString.copyFromUtf8(uuid)).build();
    }
}
