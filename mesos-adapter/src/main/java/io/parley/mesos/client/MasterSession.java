package io.parley.mesos.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** The life of a client: from looking for a master to a subscription, and again. Used by the loop's thread only. */
final class MasterSession implements CallSender.Outcome {

    private static final int MOST_REDIRECTIONS = 5;

    private enum State {
        /** No master is known, or the next try is not due. */
        WAITING,
        /** The scheduler has been told to subscribe, and has not yet. */
        CONNECTED,
        /** A subscription is being tried. */
        SUBSCRIBING,
        SUBSCRIBED,
        /** The framework was torn down; only the scheduler begins anew. */
        TORN_DOWN,
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
    private State state = State.WAITING;
    private int rounds;
    private @Nullable Future<?> nextTry;
    private @Nullable Call subscription;
    private @Nullable SubscriptionAttempt attempt;
    private @Nullable URI asked;
    private @Nullable EventStream stream;
    private @Nullable CallSender sender;
    private Optional<FrameworkID> framework = Optional.empty();
    private Duration subscribedAt = Duration.ZERO;
    private boolean tearingDown;
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
                tearingDown |= call.getType() == Call.Type.TEARDOWN;
                lane.send(identified, done);
            }
        }
    }

    void reconnect() {
        switch (state) {
            case SUBSCRIBED, CONNECTED, SUBSCRIBING -> {
                rounds = 0;
                disconnect("The scheduler asked to reconnect.", Duration.ZERO);
            }
            case TORN_DOWN -> {
                tearingDown = false;
                becomeConnected();
            }
            case WAITING, CLOSED -> {
                // Under way already, or over.
            }
        }
    }

    /** Gives the subscription up for another one, because a call is missing that nobody would send again. */
    void renew(String why) {
        if (state == State.SUBSCRIBED && !tearingDown) {
            rounds = 0;
            disconnect(why, Duration.ZERO);
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
        if (call.getType() == Call.Type.TEARDOWN) {
            tearingDown = true;
            tell(new ClientEvent.TornDown(call.getFrameworkId().getValue()));
        }
    }

    @Override
    public void tell(ClientEvent event) {
        tearingDown &= !endsTeardown(event);
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
            boolean lived = Loop.now()
                            .minus(subscribedAt)
                            .compareTo(options.waits().backOff().most())
                    > 0;
            rounds = lived ? 1 : rounds + 1;
            disconnect(why, delay());
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
            case WAITING, TORN_DOWN, CLOSED -> tell(new ClientEvent.CallDropped(call, "There is no connection."));
        }
    }

    private void tryToSubscribe() {
        cancelNextTry();
        Optional<URI> master = locator.current();
        if (master.isPresent()) {
            ask(master.orElseThrow(), 0);
        } else {
            delayed("No leading Mesos master is known. " + locator.trouble(), false);
        }
    }

    private void ask(URI master, int redirections) {
        Call call = subscription;
        if (call == null) {
            return;
        }
        asked = master;
        attempt = new SubscriptionAttempt(
                loop, exchange, master, call, options.waits().answer(), new SubscriptionAttempt.Told() {
                    @Override
                    public void answered(HttpResponse<Reply> response) {
                        attempt = null;
                        subscriptionAnswered(master, call, redirections, response);
                    }

                    @Override
                    public void failed(TransportFailure why) {
                        attempt = null;
                        if (why.cure() == TransportFailure.Cure.SETTING && first.isOpen()) {
                            refused(why.message());
                        } else {
                            delayed(why.message(), locator.anotherOne());
                        }
                    }
                });
    }

    private void subscriptionAnswered(URI master, Call call, int redirections, HttpResponse<Reply> response) {
        if (response.body() instanceof EventStream events) {
            subscribed(
                    master,
                    events,
                    response.headers().firstValue(MasterExchange.STREAM_ID).orElse(""));
            return;
        }
        Answer answer = exchange.read(master, call, response);
        if (answer instanceof Answer.Moved moved && redirections < MOST_REDIRECTIONS) {
            ask(moved.leader(), redirections + 1);
        } else if (answer instanceof Answer.Moved) {
            delayed(
                    "The Mesos masters redirect in circles: " + TransportFailure.name(master) + " is the "
                            + (redirections + 1) + "th that does not lead.",
                    locator.anotherOne());
        } else if (answer instanceof Answer.Refused refused) {
            tell(new ClientEvent.CallRefused(call, refused.status(), refused.message()));
            refused(refused.message());
        } else if (answer instanceof Answer.Unready unready) {
            delayed(unready.message(), locator.anotherOne());
        }
    }

    private void subscribed(URI master, EventStream events, String streamId) {
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
                why -> {
                    if (stream == events) {
                        lost("The Mesos master " + TransportFailure.name(master) + " " + why + ".");
                    }
                }));
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
        cancelAttempt();
        cancelNextTry();
        subscription = null;
        if (state == State.SUBSCRIBING) {
            state = State.CONNECTED;
        }
        first.stop();
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

    private void disconnect(String why, Duration delay) {
        cancelAttempt();
        cancelNextTry();
        subscription = null;
        heartbeats.stop();
        throttle.drop(why);
        if (stream != null) {
            stream.discard();
            stream = null;
        }
        if (sender != null && !tearingDown) {
            sender.drop(why);
            sender = null;
        }
        state = tearingDown ? State.TORN_DOWN : State.WAITING;
        tell(new ClientEvent.Disconnected(why));
        callbacks.disconnected();
        if (whenClosed != null && sender == null) {
            // Nothing is left to send, and nobody subscribes any more.
            finish();
        } else if (!tearingDown) {
            nextTry = loop.after(delay, this::becomeConnected);
        }
    }

    private void leaderMayHaveChanged() {
        Optional<URI> leader = locator.current();
        if (leader.isEmpty()) {
            return;
        }
        boolean other =
                asked == null || !TransportFailure.name(leader.orElseThrow()).equals(TransportFailure.name(asked));
        switch (state) {
            case WAITING -> becomeConnected();
            case SUBSCRIBING -> {
                if (other) {
                    cancelAttempt();
                    tryToSubscribe();
                }
            }
            case SUBSCRIBED -> {
                if (other) {
                    rounds = 0;
                    disconnect("Another Mesos master leads now.", Duration.ZERO);
                }
            }
            case CONNECTED, TORN_DOWN, CLOSED -> {
                // Nothing depends on a leader now.
            }
        }
    }

    private void finish() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        cancelAttempt();
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
        loop.end();
        if (whenClosed != null) {
            whenClosed.run();
        }
    }

    /** Whether the framework lives on although it was to be torn down. */
    private static boolean endsTeardown(ClientEvent event) {
        return (event instanceof ClientEvent.CallRefused refused
                        && refused.call().getType() == Call.Type.TEARDOWN)
                || (event instanceof ClientEvent.CallDropped dropped
                        && dropped.call().getType() == Call.Type.TEARDOWN);
    }

    private Duration delay() {
        return options.waits()
                .backOff()
                .delay(Math.max(1, rounds), ThreadLocalRandom.current().nextDouble());
    }

    private void cancelAttempt() {
        if (attempt != null) {
            attempt.cancel();
            attempt = null;
        }
    }

    private void cancelNextTry() {
        if (nextTry != null) {
            nextTry.cancel(false);
            nextTry = null;
        }
    }
}
