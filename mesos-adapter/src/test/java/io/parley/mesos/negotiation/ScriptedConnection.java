package io.parley.mesos.negotiation;

import io.parley.mesos.recorded.Recorded;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.InverseOffer;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/** A connection with what was sent; the test plays the master, and says what becomes of TEARDOWN and of reconnect. */
final class ScriptedConnection implements Mesos, MesosConnector {

    static final Offer OFFER = Recorded.offers().get(0);

    final List<Call> sent = new CopyOnWriteArrayList<>();
    private final boolean tellsTeardown;
    private @Nullable Scheduler scheduler;
    private @Nullable ConnectionListener listener;
    Runnable onSubscribe = () -> {};
    Runnable onTeardown = () -> {};
    Runnable onReconnect = () -> {};

    ScriptedConnection(boolean tellsTeardown) {
        this.tellsTeardown = tellsTeardown;
    }

    @Override
    public Mesos connect(Scheduler connected, ConnectionListener told) {
        scheduler = connected;
        listener = told;
        return this;
    }

    @Override
    public boolean tellsTeardown() {
        return tellsTeardown;
    }

    private Scheduler scheduler() {
        Scheduler known = scheduler;
        if (known == null) {
            throw new AssertionError("Nobody has connected.");
        }
        return known;
    }

    ConnectionListener listener() {
        ConnectionListener known = listener;
        if (known == null) {
            throw new AssertionError("Nobody has connected.");
        }
        return known;
    }

    @Override
    public void send(Call call) {
        sent.add(call);
        if (call.getType() == Call.Type.SUBSCRIBE) {
            onSubscribe.run();
        } else if (call.getType() == Call.Type.TEARDOWN) {
            onTeardown.run();
        }
    }

    @Override
    public void reconnect() {
        onReconnect.run();
    }

    List<Call> sent(Call.Type type) {
        return sent.stream().filter(call -> call.getType() == type).toList();
    }

    void connected() {
        scheduler().connected(this);
    }

    void disconnected() {
        scheduler().disconnected(this);
    }

    void subscribed() {
        tell(Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue("f-1"))));
    }

    void subscribe() {
        connected();
        subscribed();
    }

    /** Offers agents at once. */
    void offer(Offer... agents) {
        tell(Event.newBuilder()
                .setType(Event.Type.OFFERS)
                .setOffers(Event.Offers.newBuilder().addAllOffers(List.of(agents))));
    }

    void offer() {
        offer(OFFER);
    }

    void offerInverse(InverseOffer... offers) {
        tell(Event.newBuilder()
                .setType(Event.Type.INVERSE_OFFERS)
                .setInverseOffers(Event.InverseOffers.newBuilder().addAllInverseOffers(List.of(offers))));
    }

    void update(TaskStatus status) {
        tell(Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status)));
    }

    void agentLost(String agent) {
        tell(Event.newBuilder()
                .setType(Event.Type.FAILURE)
                .setFailure(Event.Failure.newBuilder().setAgentId(MesosIds.agent(agent))));
    }

    /** Tells that a task runs, in an update that waits for its acknowledgement. */
    void running(String task, String uuid) {
        update(TaskStatus.newBuilder()
                .setTaskId(MesosIds.task(task))
                .setAgentId(OFFER.getAgentId())
                .setState(TaskState.TASK_RUNNING)
                .setUuid(ByteString.copyFromUtf8(uuid))
                .build());
    }

    void error(String message) {
        tell(Event.newBuilder()
                .setType(Event.Type.ERROR)
                .setError(Event.Error.newBuilder().setMessage(message)));
    }

    private void tell(Event.Builder event) {
        scheduler().received(this, event.build());
    }
}
