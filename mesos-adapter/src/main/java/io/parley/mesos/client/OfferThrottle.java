package io.parley.mesos.client;

import java.time.Duration;
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
    private @Nullable Future<?> next;

    OfferThrottle(ClientOptions.Throttle throttle, Loop loop, Consumer<ClientEvent> told) {
        this.loop = loop;
        this.told = told;
        this.flow = new OfferFlow(throttle, Loop.now());
    }

    void add(Call call, Runnable whenDone, CallSender sender) {
        for (OfferFlow.Word replaced : flow.add(new OfferFlow.Word(call, whenDone))) {
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
        flow.clear().forEach(word -> dropped(word, why));
    }

    private void sendDue(CallSender sender) {
        Duration now = Loop.now();
        for (Optional<OfferFlow.Word> due = flow.next(now); due.isPresent(); due = flow.next(now)) {
            OfferFlow.Word word = due.orElseThrow();
            sender.send(word.call(), word.done());
        }
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        flow.untilNext(now).ifPresent(wait -> next = loop.after(wait, () -> sendDue(sender)));
    }

    private void dropped(OfferFlow.Word word, String why) {
        told.accept(new ClientEvent.CallDropped(word.call(), why));
        word.done().run();
    }
}
