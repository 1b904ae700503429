package io.parley.mesos.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/**
 * Sends the calls of one subscription. Used by the loop's thread only.
 *
 * <p>Calls are sent one after the other, each after the answer to the one before, for their order means something.
 * Acknowledgements are about one update each and go beside them, some at a time.
 */
final class CallSender {

    private static final int ACKNOWLEDGEMENTS_AT_ONCE = 8;

    /** The acknowledgements, and one of the others. */
    static final int MOST_AT_ONCE = ACKNOWLEDGEMENTS_AT_ONCE + 1;

    private static final int MOST_TRIES = 6;

    /**
     * How long a stream may take to tell why its subscription is no more. Where another scheduler took the framework
     * over, it says so there, and to subscribe once more would take the framework back.
     */
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    /** Told how calls end. */
    interface Outcome {

        /** The master took a call. */
        void accepted(Call call);

        /** Tells what else happened. */
        void tell(ClientEvent event);

        /** The subscription of this sender is of no use any more. */
        void lost(CallSender sender, String why);

        /** Of one sender nothing waits and nothing is under way. */
        void idle();
    }

    private final Loop loop;
    private final MasterExchange exchange;
    private final ClientOptions.Waits waits;
    private final URI master;
    private final String streamId;
    private final Outcome outcome;
    private final Deque<Waiting> ordered = new ArrayDeque<>();
    private final Deque<Waiting> acknowledgements = new ArrayDeque<>();
    /** The oldest first. */
    private final Map<Waiting, Future<?>> underWay = new LinkedHashMap<>();

    /** Refused for want of a subscription, whose stream may tell more. */
    private final Set<Waiting> undecided = new LinkedHashSet<>();

    private @Nullable Future<?> watch;
    private boolean orderedBusy;
    private int acknowledging;
    private boolean dropped;

    CallSender(
            Loop loop,
            MasterExchange exchange,
            ClientOptions.Waits waits,
            URI master,
            String streamId,
            Outcome outcome) {
        this.loop = loop;
        this.exchange = exchange;
        this.waits = waits;
        this.master = master;
        this.streamId = streamId;
        this.outcome = outcome;
    }

    /** A call until nothing more will happen to it. Compared by identity, as the same call may be sent twice. */
    private static final class Waiting {

        private final Call call;
        private final Runnable done;
        private int tries;
        private Duration since = Duration.ZERO;

        private Waiting(Call call, Runnable done) {
            this.call = call;
            this.done = done;
        }

        private Call call() {
            return call;
        }

        private boolean isAcknowledgement() {
            return call.getType() == Call.Type.ACKNOWLEDGE;
        }
    }

    /**
     * Sends a call when its turn comes.
     *
     * @param done run when nothing more will happen to it
     */
    void send(Call call, Runnable done) {
        Waiting waiting = new Waiting(call, done);
        (waiting.isAcknowledgement() ? acknowledgements : ordered).add(waiting);
        sendWaiting();
    }

    boolean isIdle() {
        return ordered.isEmpty() && acknowledgements.isEmpty() && !orderedBusy && acknowledging == 0;
    }

    /** Sends nothing more; what waits is dropped, and answers that are still to come are not read. */
    void drop(String why) {
        if (dropped) {
            return;
        }
        dropped = true;
        for (Deque<Waiting> lane : List.of(ordered, acknowledgements)) {
            for (Waiting one : lane) {
                outcome.tell(new ClientEvent.CallDropped(one.call(), why));
                one.done.run();
            }
            lane.clear();
        }
        List<Waiting> unanswered = List.copyOf(underWay.keySet());
        for (Waiting one : unanswered) {
            giveUp(one);
            finish(one, new ClientEvent.CallUnanswered(one.call(), "The subscription ended before the answer."));
        }
        List<Waiting> refused = List.copyOf(undecided);
        undecided.clear();
        for (Waiting one : refused) {
            finish(one, new ClientEvent.CallDropped(one.call(), why));
        }
    }

    private void sendWaiting() {
        while (!orderedBusy && !ordered.isEmpty() && !dropped) {
            orderedBusy = true;
            transmit(ordered.remove());
        }
        while (acknowledging < ACKNOWLEDGEMENTS_AT_ONCE && !acknowledgements.isEmpty() && !dropped) {
            acknowledging++;
            transmit(acknowledgements.remove());
        }
    }

    private void transmit(Waiting one) {
        one.since = Loop.now();
        underWay.put(
                one,
                exchange.send(
                        master,
                        one.call(),
                        streamId,
                        (response, failure) -> loop.execute(() -> answered(one, response, failure))));
        if (watch == null) {
            watchOldest();
        }
    }

    /** The answer to a call and all of its text come in time, or count as never come. */
    private void giveUpLate() {
        for (Waiting one : List.copyOf(underWay.keySet())) {
            // What follows from the one before may give up the others.
            if (!isInTime(one) && underWay.containsKey(one)) {
                giveUp(one);
                failed(one, TransportFailure.tooLate(master));
            }
        }
        watchOldest();
    }

    private void watchOldest() {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
        }
        for (Waiting oldest : underWay.keySet()) {
            watch = loop.after(oldest.since.plus(waits.answer()).minus(Loop.now()), this::giveUpLate);
            return;
        }
    }

    private boolean isInTime(Waiting one) {
        return Loop.now().minus(one.since).compareTo(waits.answer()) < 0;
    }

    private void giveUp(Waiting one) {
        Future<?> answer = underWay.remove(one);
        if (answer != null) {
            answer.cancel(true);
        }
    }

    private void answered(Waiting one, @Nullable HttpResponse<Reply> response, @Nullable Throwable failure) {
        if (underWay.remove(one) == null) {
            // Given up before.
            return;
        }
        if (response == null) {
            failed(one, TransportFailure.of(master, failure == null ? new IllegalStateException() : failure));
            return;
        }
        Answer answer = exchange.read(master, one.call(), response);
        if (answer instanceof Answer.Accepted) {
            outcome.accepted(one.call());
            finish(one, null);
        } else if (answer instanceof Answer.Unready unready) {
            if (unready.mayHaveArrived() && !CallRules.mayArriveTwice(one.call())) {
                unanswered(one, unready.message());
            } else {
                again(one, unready.message());
            }
        } else if (answer instanceof Answer.Refused refused) {
            refused(one, refused);
        } else {
            String why = "The Mesos master " + TransportFailure.name(master) + " does not lead any more.";
            finish(one, new ClientEvent.CallDropped(one.call(), why));
            outcome.lost(this, why);
        }
    }

    /** What is refused is not sent again; another subscription makes good what nobody else would. */
    private void refused(Waiting one, Answer.Refused answer) {
        if (answer.subscriptionIsGone()) {
            undecided.add(one);
            loop.later(LAST_WORD, () -> {
                if (undecided.remove(one)) {
                    // The call itself may have been right.
                    finish(one, new ClientEvent.CallDropped(one.call(), answer.message()));
                    outcome.lost(this, answer.message());
                }
            });
            return;
        }
        finish(one, new ClientEvent.CallRefused(one.call(), answer.status(), answer.message()));
        if (CallRules.isMissedForEver(one.call())) {
            outcome.lost(this, answer.message());
        }
    }

    private void failed(Waiting one, TransportFailure failure) {
        if (failure.arrival() == TransportFailure.Arrival.NEVER || CallRules.mayArriveTwice(one.call())) {
            again(one, failure.message());
            return;
        }
        unanswered(one, failure.message());
    }

    private void unanswered(Waiting one, String why) {
        finish(one, new ClientEvent.CallUnanswered(one.call(), why));
        outcome.lost(this, why);
    }

    private void again(Waiting one, String why) {
        one.tries++;
        if (one.tries >= MOST_TRIES) {
            finish(one, new ClientEvent.CallDropped(one.call(), "Tried " + one.tries + " times in vain: " + why));
            outcome.lost(this, why);
            return;
        }
        loop.later(NextTry.delay(waits.backOff(), one.tries), () -> {
            if (dropped) {
                finish(one, new ClientEvent.CallDropped(one.call(), why));
            } else {
                transmit(one);
            }
        });
    }

    private void finish(Waiting one, @Nullable ClientEvent event) {
        if (one.isAcknowledgement()) {
            acknowledging--;
        } else {
            orderedBusy = false;
        }
        if (event != null) {
            outcome.tell(event);
        }
        one.done.run();
        sendWaiting();
        // Of a dropped one nobody waits any more; another sender may have calls under way.
        if (!dropped && isIdle()) {
            outcome.idle();
        }
    }
}
