package io.parley.examples.mesos.adapter;

import io.parley.mesos.client.MesosHttpClient;
import io.parley.mesos.negotiation.ConnectionListener;
import io.parley.mesos.negotiation.MesosConnector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;

/** Connects as another connector does, and keeps what goes over the connection. Thread-safe. */
final class TappedConnector implements MesosConnector {

    private final MesosConnector connector;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Mesos, Call> before = (mesos, call) -> {};

    TappedConnector(MesosConnector connector) {
        this.connector = connector;
    }

    /** Does something with the connection before each call is sent; what it sends itself is not kept. */
    void before(BiConsumer<Mesos, Call> action) {
        before = action;
    }

    /** Gives the calls of a type in the order in which they were sent. */
    List<Call> calls(Call.Type type) {
        return calls.stream().filter(call -> call.getType() == type).toList();
    }

    /** Gives the tasks that were launched. */
    List<TaskInfo> launched() {
        return calls(Call.Type.ACCEPT).stream()
                .flatMap(call -> call.getAccept().getOperationsList().stream())
                .flatMap(operation -> operation.getLaunch().getTaskInfosList().stream())
                .toList();
    }

    List<Event> events() {
        return events;
    }

    List<Offer> offers() {
        return events.stream()
                .flatMap(event -> event.getOffers().getOffersList().stream())
                .toList();
    }

    /** Gives the updates of a task in the order in which they came. */
    List<TaskStatus> updates(String task) {
        return events.stream()
                .filter(event -> EventKeeper.isUpdateOf(event, task))
                .map(event -> event.getUpdate().getStatus())
                .toList();
    }

    /** Tells how often a task was told to be in a state. */
    long told(String task, TaskState state) {
        return updates(task).stream()
                .filter(status -> status.getState() == state)
                .count();
    }

    @Override
    public Mesos connect(Scheduler scheduler, ConnectionListener listener) {
        return new Tap(connector.connect(
                new Scheduler() {
                    @Override
                    public void connected(Mesos mesos) {
                        scheduler.connected(new Tap(mesos));
                    }

                    @Override
                    public void disconnected(Mesos mesos) {
                        scheduler.disconnected(new Tap(mesos));
                    }

                    @Override
                    public void received(Mesos mesos, Event event) {
                        events.add(event);
                        scheduler.received(new Tap(mesos), event);
                    }
                },
                listener));
    }

    @Override
    public boolean tellsTeardown() {
        return connector.tellsTeardown();
    }

    /** The connection, with what is sent over it kept. */
    private final class Tap implements Mesos, AutoCloseable {

        private final Mesos mesos;

        Tap(Mesos mesos) {
            this.mesos = mesos;
        }

        @Override
        public void send(Call call) {
            before.accept(mesos, call);
            calls.add(call);
            mesos.send(call);
        }

        @Override
        public void reconnect() {
            mesos.reconnect();
        }

        @Override
        public void close() {
            if (mesos instanceof MesosHttpClient client) {
                client.close();
            }
        }
    }
}
