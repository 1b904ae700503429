package io.parley.mesos.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;

/** Subscribes whenever it is told to, with its framework id once it has one, and remembers what it was told. */
class RecordingScheduler implements Scheduler, ClientListener {

    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    final BlockingQueue<ClientEvent> happened = new LinkedBlockingQueue<>();
    volatile Optional<FrameworkID> framework = Optional.empty();

    @Override
    public void connected(Mesos mesos) {
        told.add("connected");
        mesos.send(subscription(framework));
    }

    @Override
    public void disconnected(Mesos mesos) {
        told.add("disconnected");
    }

    @Override
    public void received(Mesos mesos, Event event) {
        told.add(event.getType().toString());
        if (event.getType() == Event.Type.SUBSCRIBED) {
            framework = Optional.of(event.getSubscribed().getFrameworkId());
        }
        events.add(event);
    }

    @Override
    public void happened(ClientEvent event) {
        happened.add(event);
    }

    static Call subscription(Optional<FrameworkID> framework) {
        FrameworkInfo.Builder info = FrameworkInfo.newBuilder()
                .setUser("root")
                .setName("test")
                .setFailoverTimeout(60)
                .setCheckpoint(true)
                .addCapabilities(
                        FrameworkInfo.Capability.newBuilder().setType(FrameworkInfo.Capability.Type.MULTI_ROLE))
                .addRoles("test");
        Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
        framework.ifPresent(id -> {
            info.setId(id);
            call.setFrameworkId(id);
        });
        return call.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info))
                .build();
    }

    String nextTold() throws InterruptedException {
        return next(told, "callback");
    }

    Event nextEvent() throws InterruptedException {
        return next(events, "event");
    }

    /** The next of a kind; others before it are passed over. */
    <E extends ClientEvent> E next(Class<E> kind) throws InterruptedException {
        for (int passed = 0; passed < 1000; passed++) {
            ClientEvent event = next(happened, kind.getSimpleName());
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
        throw new AssertionError("A thousand other events.");
    }

    private static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
        T next = queue.poll(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("No " + what + " within 10 s.");
        }
        return next;
    }
}
