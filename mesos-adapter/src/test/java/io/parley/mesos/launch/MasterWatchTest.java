package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.negotiation.ConnectionListener;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterWatchTest {

    private final Queue<Scheduler> watched = new ArrayDeque<>();

    private final Mesos mesos = new Mesos() {
        @Override
        public void send(Call call) {}

        @Override
        public void reconnect() {}
    };

    /** An error of the client comes with its cure, one of the master without. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "It was too large. Raise the bound (parley.mesos.event-memory), and the heap.|It was too large. Raise"
                        + " the bound (parley.mesos.event-memory), and the heap.",
                "Check that a Mesos master is at this address (mesos.master).|Check that a Mesos master is at this"
                        + " address (mesos.master).",
                "Not wanted|Not wanted. Check mesos.resourcemanager.framework.name, .role, .user and .principal."
            })
    void everyErrorIsToldWithOneCure(String error, String told) {
        MasterWatch watch = new MasterWatch();
        watch.happened(new ClientEvent.Subscribed(URI.create("http://m:5050/api/v1/scheduler")));
        Mesos connected = watch.watching((scheduler, listener) -> {
                    watched.add(scheduler);
                    return mesos;
                })
                .connect(new Silent(), new Deaf());
        watched.remove()
                .received(
                        connected,
                        Event.newBuilder()
                                .setType(Event.Type.ERROR)
                                .setError(Event.Error.newBuilder().setMessage(error))
                                .build());

        assertThat(watch.reason()).isEqualTo("The Mesos master http://m:5050 does not keep the subscription: " + told);
    }

    private static final class Silent implements Scheduler {
        @Override
        public void connected(Mesos mesos) {}

        @Override
        public void disconnected(Mesos mesos) {}

        @Override
        public void received(Mesos mesos, Event event) {}
    }

    private static final class Deaf implements ConnectionListener {
        @Override
        public void trouble(String message) {}

        @Override
        public void tornDown() {}

        @Override
        public void refused(Call call, String why) {}

        @Override
        public void notTaken(Call call, String why) {}
    }
}
