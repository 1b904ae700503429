package io.parley.examples.mesos.adapter;

import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.client.ClientListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;

/** A scheduler that subscribes whenever it can, and keeps what it is told. */
final class EventKeeper implements Scheduler, ClientListener {

    private static final Duration PATIENCE = MasterUnderTest.patience(Duration.ofSeconds(30));

    private final FrameworkInfo info;
    private final BlockingQueue<Event> incoming = new LinkedBlockingQueue<>();
    private final List<Event> kept = new ArrayList<>();
    private final List<ClientEvent> happened = new CopyOnWriteArrayList<>();
    private volatile Optional<FrameworkID> framework;

    EventKeeper(String name, Optional<FrameworkID> framework) {
        FrameworkInfo.Builder made = FrameworkInfo.newBuilder()
                .setUser(System.getProperty("user.name"))
                .setName(name)
                .setFailoverTimeout(120)
                .addRoles("parley-test");
        List.of(
                        FrameworkInfo.Capability.Type.MULTI_ROLE,
                        FrameworkInfo.Capability.Type.PARTITION_AWARE,
                        FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT,
                        FrameworkInfo.Capability.Type.TASK_KILLING_STATE)
                .forEach(type -> made.addCapabilitiesBuilder().setType(type));
        this.info = made.build();
        this.framework = framework;
    }

    @Override
    public void connected(Mesos mesos) {
        Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
        FrameworkInfo.Builder subscribed = info.toBuilder();
        framework.ifPresent(id -> {
            call.setFrameworkId(id);
            subscribed.setId(id);
        });
        mesos.send(call.setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(subscribed))
                .build());
    }

    @Override
    public void disconnected(Mesos mesos) {
        // The client comes back by itself.
    }

    @Override
    public void received(Mesos mesos, Event event) {
        if (event.getType() == Event.Type.SUBSCRIBED) {
            framework = Optional.of(event.getSubscribed().getFrameworkId());
        }
        incoming.add(event);
    }

    @Override
    public void happened(ClientEvent event) {
        happened.add(event);
    }

    /** Gives the id that the master gave. */
    FrameworkID framework() {
        return framework.orElseThrow();
    }

    List<ClientEvent> happened() {
        return happened;
    }

    FrameworkID awaitSubscription() throws InterruptedException {
        return await(event -> event.getType() == Event.Type.SUBSCRIBED)
                .getSubscribed()
                .getFrameworkId();
    }

    /** Waits for an offer of some cpus. */
    Offer awaitOffer() throws InterruptedException {
        return await(event -> event.getType() == Event.Type.OFFERS).getOffers().getOffersList().stream()
                .filter(offer -> offer.getResourcesList().stream()
                        .anyMatch(resource -> resource.getName().equals("cpus")
                                && resource.getScalar().getValue() >= 0.1))
                .findFirst()
                .orElseThrow();
    }

    /** Waits for an offer of an agent. */
    void awaitOfferOf(AgentID agent) throws InterruptedException {
        await(event -> event.getOffers().getOffersList().stream()
                .anyMatch(offer -> offer.getAgentId().equals(agent)));
    }

    TaskStatus awaitState(String task, TaskState state) throws InterruptedException {
        return await(event ->
                        isUpdateOf(event, task) && event.getUpdate().getStatus().getState() == state)
                .getUpdate()
                .getStatus();
    }

    static boolean isUpdateOf(Event event, String task) {
        return event.getType() == Event.Type.UPDATE
                && event.getUpdate().getStatus().getTaskId().getValue().equals(task);
    }

    /** Waits for an event; the others are kept. */
    Event await(Predicate<Event> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Event> found = kept.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                kept.remove(found.get());
                return found.get();
            }
            Event event = incoming.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new AssertionError("The event did not come; there are " + kept + " and " + happened);
            }
            kept.add(event);
        }
    }

    /** Forgets what has come and was not awaited. */
    void forget() {
        incoming.clear();
        kept.clear();
    }

    /** Gives what has come and was not awaited. */
    List<Event> rest() {
        incoming.drainTo(kept);
        return List.copyOf(kept);
    }
}
