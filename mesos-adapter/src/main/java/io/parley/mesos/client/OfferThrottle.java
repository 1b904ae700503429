package io.parley.mesos.client;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/** Sends SUPPRESS and REVIVE when their time has come. Used by the loop's thread only. */
final class OfferThrottle {

    private final Loop loop;
    private final Consumer<ClientEvent> told;
    private final OfferFlow flow;
    private final IdentityHashMap<Call, Runnable> done = new IdentityHashMap<>();
    private @Nullable Future<?> next;

    OfferThrottle(ClientOptions.Throttle throttle, Loop loop, Consumer<ClientEvent> told) {
        this.loop = loop;
        this.told = told;
        this.flow = new OfferFlow(throttle, Loop.now());
    }

    void add(Call call, Runnable whenDone, CallSender sender) {
        done.put(call, whenDone);
        for (Call replaced : flow.add(call)) {
            dropped(replaced, "A later call says what to do with offers.");
        }
        sendDue(sender);
    }

    /** The subscription is over. */
    void drop(String why) {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        flow.clear().forEach(call -> dropped(call, why));
    }

    private void sendDue(CallSender sender) {
        Duration now = Loop.now();
        for (Optional<Call> due = flow.next(now); due.isPresent(); due = flow.next(now)) {
            Call call = due.orElseThrow();
            sender.send(call, finished(call));
        }
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        flow.untilNext(now).ifPresent(wait -> next = loop.after(wait, () -> sendDue(sender)));
    }

    private void dropped(Call call, String why) {
        told.accept(new ClientEvent.CallDropped(call, why));
        finished(call).run();
    }

    private Runnable finished(Call call) {
        Runnable known = done.remove(call);
        return known == null ? () -> {} : known;
    }
}
