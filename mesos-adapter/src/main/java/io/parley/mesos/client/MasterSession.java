package io.parley.mesos.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** The life of a client: from looking for a master to a subscription, and again. Used by the loop's thread only. */
final class MasterSession implements CallSender.Outcome, SubscriptionSearch.Told {

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
    private final HeartbeatWatch heartbeats;
    private final FirstSubscription first;
    private final SubscriptionSearch search;
    private final UnreadableStreams unreadable;
    private State state = State.WAITING;
    private int rounds;
    private @Nullable Future<?> nextTry;
    private @Nullable Call subscription;
    private @Nullable EventStream stream;
    private @Nullable CallSender sender;
    private Optional<FrameworkID> framework = Optional.empty();
    private Duration subscribedAt = Duration.ZERO;
    private final Teardown teardown = new Teardown();
    private @Nullable Runnable whenClosed;

    MasterSession(Loop loop, Callbacks callbacks, MasterLocator locator, ClientOptions options) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.locator = locator;
        this.options = options;
        this.exchange = new MasterExchange(options, loop.forHttp());
        this.throttle = new OfferThrottle(options.throttle(), loop, this::tell);
        this.heartbeats = new HeartbeatWatch(loop, options.waits(), this::lost);
        this.first = new FirstSubscription(loop, options.waits().firstSubscription(), this::neverSubscribed);
        this.search = new SubscriptionSearch(loop, exchange, options.waits().answer(), this);
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
        } else if (state != State.SUBSCRIBED || sender == null) {
            tell(new ClientEvent.CallDropped(call, "There is no subscription."));
            done.run();
        } else {
            Call identified = CallRules.identified(call, framework);
            CallSender lane = sender;
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
                rounds = 0;
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
            rounds = 0;
            disconnect(why, Optional.of(Duration.ZERO));
        }
    }

    void close(Runnable closed) {
        whenClosed = closed;
        Future<?> giveUp = loop.after(options.waits().close(), this::finish);
        if (sender == null || sender.isIdle()) {
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
        if (whenClosed != null) {
            finish();
        }
    }

    @Override
    public void lost(String why) {
        if (state == State.SUBSCRIBED) {
            boolean lived = lived().compareTo(options.waits().backOff().most()) > 0;
            rounds = lived ? 1 : rounds + 1;
            disconnect(why, Optional.of(delay()));
        }
    }

    @Override
    public void subscribed(URI master, EventStream events, String streamId) {
        state = State.SUBSCRIBED;
        first.succeeded();
        locator.succeeded();
        subscription = null;
        subscribedAt = Loop.now();
        stream = events;
        sender = new CallSender(loop, exchange, options.waits(), master, streamId, this);
        heartbeats.watch(events, master);
        tell(new ClientEvent.Subscribed(master));
        events.open(new EventRelay(
                callbacks,
                loop,
                event -> {
                    if (stream == events) {
                        framework = Optional.of(event.getFrameworkId());
                        heartbeats.interval(event);
                    }
                },
                (why, how) -> {
                    if (stream == events) {
                        streamEnded(
                                "The Mesos master " + TransportFailure.name(master) + " " + why
                                        + (why.endsWith(".") ? "" : "."),
                                how);
                    }
                }));
    }

    @Override
    public void refused(Call call, Answer.Refused answer) {
        tell(new ClientEvent.CallRefused(call, answer.status(), answer.message()));
        refused(answer.message());
    }

    @Override
    public void inVain(String why, TransportFailure.Cure cure) {
        if (cure == TransportFailure.Cure.SETTING && first.isOpen()) {
            refused(why);
        } else {
            delayed(why, locator.anotherOne());
        }
    }

    private void streamEnded(String why, EventStream.End how) {
        if (unreadable.inVainAfter(how, lived()) && !teardown.isUnderWay()) {
            error(unreadable.message(why, how));
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
            case SUBSCRIBING -> {
                search.cancel();
                cancelNextTry();
                delayed(why, false);
            }
            case WAITING -> {
                cancelNextTry();
                nextTry = loop.after(delay(), this::becomeConnected);
            }
            case CONNECTED, ENDED, CLOSED -> {
                // The scheduler has the next word, or nobody.
            }
        }
    }

    // The states.

    private void becomeConnected() {
        cancelNextTry();
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
                subscription = call;
                first.begin();
                tryToSubscribe();
            }
            case SUBSCRIBING -> subscription = call;
            case SUBSCRIBED -> tell(new ClientEvent.CallDropped(call, "There is a subscription already."));
            case WAITING, ENDED, CLOSED -> tell(new ClientEvent.CallDropped(call, "There is no connection."));
        }
    }

    private void tryToSubscribe() {
        cancelNextTry();
        Call call = subscription;
        if (call == null) {
            return;
        }
        Optional<URI> master = locator.current();
        if (master.isPresent()) {
            search.ask(master.orElseThrow(), call);
        } else {
            delayed("No leading Mesos master is known. " + locator.trouble(), false);
        }
    }

    /** Tries again later, or at once where there is another master to ask. */
    private void delayed(String why, boolean another) {
        first.trouble(why);
        if (!another) {
            rounds++;
        }
        Duration delay = another ? Duration.ZERO : delay();
        tell(new ClientEvent.SubscriptionDelayed(why, delay));
        nextTry = loop.after(delay, this::tryToSubscribe);
    }

    /** Tells the scheduler that trying again is of no use; it decides what to do. */
    private void refused(String why) {
        search.cancel();
        cancelNextTry();
        subscription = null;
        if (state == State.SUBSCRIBING) {
            state = State.CONNECTED;
        }
        first.stop();
        error(why);
    }

    private void error(String why) {
        callbacks.received(
                Event.newBuilder()
                        .setType(Event.Type.ERROR)
                        .setError(Event.Error.newBuilder().setMessage(why))
                        .build(),
                () -> {});
    }

    private void neverSubscribed(String why) {
        if (state == State.WAITING || state == State.SUBSCRIBING) {
            refused("No Mesos master took the subscription within "
                    + options.waits().firstSubscription().toMillis() / 1000.0 + " s. "
                    + (why.isEmpty() ? "No leading master is known. " + locator.trouble() : why));
        }
    }

    /** @param delay when to begin anew; empty where only the scheduler does */
    private void disconnect(String why, Optional<Duration> delay) {
        search.cancel();
        cancelNextTry();
        subscription = null;
        heartbeats.stop();
        throttle.drop(why);
        if (stream != null) {
            stream.discard();
            stream = null;
        }
        if (sender != null && !teardown.isUnderWay()) {
            sender.drop(why);
            sender = null;
        }
        boolean again = !teardown.isUnderWay() && delay.isPresent();
        state = again ? State.WAITING : State.ENDED;
        tell(new ClientEvent.Disconnected(why));
        callbacks.disconnected();
        if (whenClosed != null && sender == null) {
            // Nothing is left to send, and nobody subscribes any more.
            finish();
        } else if (again) {
            nextTry = loop.after(delay.orElseThrow(), this::becomeConnected);
        }
    }

    private void leaderMayHaveChanged() {
        Optional<URI> leader = locator.current();
        if (leader.isEmpty()) {
            return;
        }
        boolean other = !search.lastAsked(leader.orElseThrow());
        switch (state) {
            case WAITING -> becomeConnected();
            case SUBSCRIBING -> {
                if (other) {
                    search.cancel();
                    tryToSubscribe();
                }
            }
            case SUBSCRIBED -> {
                if (other) {
                    rounds = 0;
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
        search.cancel();
        cancelNextTry();
        heartbeats.stop();
        first.stop();
        throttle.drop("The client is closed.");
        if (stream != null) {
            stream.discard();
            stream = null;
        }
        if (sender != null) {
            sender.drop("The client is closed.");
        }
        locator.stop();
        exchange.close();
        loop.end();
        if (whenClosed != null) {
            whenClosed.run();
        }
    }

    /** For how long the present subscription has lived. */
    private Duration lived() {
        return Loop.now().minus(subscribedAt);
    }

    private Duration delay() {
        return options.waits()
                .backOff()
                .delay(Math.max(1, rounds), ThreadLocalRandom.current().nextDouble());
    }

    private void cancelNextTry() {
        if (nextTry != null) {
            nextTry.cancel(false);
            nextTry = null;
        }
    }
}
