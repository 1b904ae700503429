package io.parley.mesos.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/** The life of a client: from looking for a master to a subscription, and again. Used by the loop's thread only. */
final class MasterSession implements CallSender.Outcome, SubscriptionTries.Told {

    private enum State {
        /** No master is known, or the next try is not due. */
        WAITING,
        /** The scheduler has been told to subscribe, and has not yet. */
        CONNECTED,
        /** A subscription is being tried. */
        SUBSCRIBING,
        SUBSCRIBED,
        /** The framework was torn down, or what comes cannot be read; only the scheduler begins anew. */
        ENDED,
        CLOSED
    }

    private final Loop loop;
    private final Callbacks callbacks;
    private final MasterLocator locator;
    private final ClientOptions options;
    private final MasterExchange exchange;
    private final OfferThrottle throttle;
    private final FirstSubscription first;
    private final NextTry next;
    private final SubscriptionTries tries;
    private final UnreadableStreams unreadable;
    private final Teardown teardown = new Teardown();
    private State state = State.WAITING;
    /** The last one, as long as it has calls to send or events to read. */
    private @Nullable LiveSubscription live;

    private Optional<FrameworkID> framework = Optional.empty();
    private @Nullable Runnable whenClosed;

    MasterSession(Loop loop, Callbacks callbacks, MasterLocator locator, ClientOptions options) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.locator = locator;
        this.options = options;
        this.exchange = new MasterExchange(options, loop.forHttp());
        this.throttle = new OfferThrottle(options.throttle(), loop, this::tell);
        this.first = new FirstSubscription(loop, options.waits().firstSubscription(), this::neverSubscribed);
        this.next = new NextTry(loop, options.waits().backOff());
        this.tries =
                new SubscriptionTries(loop, exchange, locator, options.waits().answer(), first, next, this);
        this.unreadable = new UnreadableStreams(options.bounds().eventBytes());
        loop.whenStepFails(this::stepFailed);
    }

    void start() {
        if (state == State.CLOSED) {
            return;
        }
        first.begin();
        locator.start(() -> loop.execute(this::leaderMayHaveChanged));
        becomeConnected();
    }

    void submit(Call call, Runnable done) {
        if (call.getType() == Call.Type.SUBSCRIBE) {
            subscribe(call);
            done.run();
        } else if (state != State.SUBSCRIBED || live == null) {
            tell(new ClientEvent.CallDropped(call, "There is no subscription."));
            done.run();
        } else {
            Call identified = CallRules.identified(call, framework);
            CallSender lane = live.calls();
            if (OfferFlow.concerns(call)) {
                throttle.add(identified, done, lane);
            } else {
                teardown.sent(call);
                lane.send(identified, done);
            }
        }
    }

    void reconnect() {
        switch (state) {
            case SUBSCRIBED, CONNECTED, SUBSCRIBING -> {
                next.forget();
                disconnect("The scheduler asked to reconnect.", Optional.of(Duration.ZERO));
            }
            case ENDED -> {
                teardown.over();
                becomeConnected();
            }
            case WAITING, CLOSED -> {
                // Under way already, or over.
            }
        }
    }

    /** Gives the subscription up for another one, because a call is missing that nobody would send again. */
    void renew(String why) {
        if (state == State.SUBSCRIBED && !teardown.isUnderWay()) {
            next.forget();
            disconnect(why, Optional.of(Duration.ZERO));
        }
    }

    void close(Runnable closed) {
        whenClosed = closed;
        Future<?> giveUp = loop.after(options.waits().close(), this::finish);
        if (live == null || live.calls().isIdle()) {
            giveUp.cancel(false);
            finish();
        }
    }

    // What the loop's other parts tell.

    @Override
    public void accepted(Call call) {
        teardown.sent(call);
        if (Teardown.isTeardown(call)) {
            tell(new ClientEvent.TornDown(call.getFrameworkId().getValue()));
        }
    }

    @Override
    public void tell(ClientEvent event) {
        teardown.told(event);
        callbacks.tell(event);
    }

    @Override
    public void idle() {
        if (whenClosed != null && (live == null || live.calls().isIdle())) {
            finish();
        }
    }

    @Override
    public void lost(CallSender sender, String why) {
        // One whose TEARDOWN outlived its subscription says nothing of the next one.
        if (live != null && live.calls() == sender) {
            lost(why);
        }
    }

    private void lost(String why) {
        if (state == State.SUBSCRIBED) {
            next.over(live == null ? Duration.ZERO : live.lived());
            disconnect(why, Optional.of(next.delay()));
        }
    }

    @Override
    public void subscribed(URI master, EventStream events, String streamId) {
        state = State.SUBSCRIBED;
        LiveSubscription taken;
        try {
            taken = new LiveSubscription(loop, exchange, options.waits(), master, events, streamId, this);
        } catch (RuntimeException | Error e) {
            // Nobody else knows it yet, and the master would go on with a subscription that nobody reads.
            events.discard();
            throw e;
        }
        live = taken;
        tries.succeeded();
        tell(new ClientEvent.Subscribed(master));
        taken.read(
                loop,
                callbacks,
                event -> framework = Optional.of(event.getFrameworkId()),
                (why, how) -> streamEnded(why, how, taken.lived()));
    }

    @Override
    public void refused(String why) {
        tries.cancel();
        if (state == State.SUBSCRIBING) {
            state = State.CONNECTED;
        }
        first.stop();
        callbacks.error(why);
    }

    private void streamEnded(String why, EventStream.End how, Duration lived) {
        if (unreadable.inVainAfter(how, lived) && !teardown.isUnderWay()) {
            callbacks.error(unreadable.message(why, how));
            disconnect(why, Optional.empty());
        } else {
            lost(why);
        }
    }

    /** Whatever was to be done next may not have been: memory was short, or this client has a fault. */
    private void stepFailed(Throwable failure) {
        String why = "A step of the client failed (" + failure + ").";
        switch (state) {
            case SUBSCRIBED -> lost(why);
            case SUBSCRIBING -> tries.stepFailed(why);
            case WAITING -> next.after(next.delay(), this::becomeConnected);
            case CONNECTED, ENDED, CLOSED -> {
                // The scheduler has the next word, or nobody.
            }
        }
    }

    // The states.

    private void becomeConnected() {
        next.cancel();
        if (locator.current().isEmpty()) {
            state = State.WAITING;
            return;
        }
        state = State.CONNECTED;
        callbacks.connected();
    }

    private void subscribe(Call call) {
        switch (state) {
            case CONNECTED -> {
                state = State.SUBSCRIBING;
                tries.begin(call);
            }
            case SUBSCRIBING -> tries.change(call);
            case SUBSCRIBED -> tell(new ClientEvent.CallDropped(call, "There is a subscription already."));
            case WAITING, ENDED, CLOSED -> tell(new ClientEvent.CallDropped(call, "There is no connection."));
        }
    }

    private void neverSubscribed(String why) {
        if (state == State.WAITING || state == State.SUBSCRIBING) {
            refused("No Mesos master took the subscription within "
                    + options.waits().firstSubscription().toMillis() / 1000.0 + " s. "
                    + (why.isEmpty() ? silence() : why));
        }
    }

    /** Says why there was neither a subscription nor a failure. */
    private String silence() {
        return locator.current()
                .map(asked -> "The Mesos master " + TransportFailure.name(asked) + " gave no answer.")
                .orElseGet(() -> "No leading master is known. " + locator.trouble());
    }

    /** @param delay when to begin anew; empty where only the scheduler does */
    private void disconnect(String why, Optional<Duration> delay) {
        tries.cancel();
        throttle.drop(why);
        if (live != null) {
            live.stopReading();
            if (!teardown.isUnderWay()) {
                live.calls().drop(why);
                live = null;
            }
        }
        boolean again = !teardown.isUnderWay() && delay.isPresent();
        state = again ? State.WAITING : State.ENDED;
        tell(new ClientEvent.Disconnected(why));
        callbacks.disconnected();
        if (whenClosed != null && live == null) {
            // Nothing is left to send, and nobody subscribes any more.
            finish();
        } else if (again) {
            next.after(delay.orElseThrow(), this::becomeConnected);
        }
    }

    private void leaderMayHaveChanged() {
        Optional<URI> leader = locator.current();
        if (leader.isEmpty()) {
            return;
        }
        boolean other = !tries.lastAsked(leader.orElseThrow());
        switch (state) {
            case WAITING -> becomeConnected();
            case SUBSCRIBING -> {
                if (other) {
                    tries.turnToLeader();
                }
            }
            case SUBSCRIBED -> {
                if (other) {
                    next.forget();
                    disconnect("Another Mesos master leads now.", Optional.of(Duration.ZERO));
                }
            }
            case CONNECTED, ENDED, CLOSED -> {
                // Nothing depends on a leader now.
            }
        }
    }

    private void finish() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        tries.cancel();
        first.stop();
        throttle.drop("The client is closed.");
        if (live != null) {
            live.stopReading();
            live.calls().drop("The client is closed.");
        }
        locator.stop();
        exchange.close();
        loop.end();
        if (whenClosed != null) {
            whenClosed.run();
        }
    }
}
