package io.parley.mesos.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/**
 * One SUBSCRIBE, tried at the master that leads or is next in the list, until one takes it or trying is of no use. Used
 * by the loop's thread only.
 */
final class SubscriptionTries implements SubscriptionSearch.Told {

    /** Told how it goes. */
    interface Told {

        /** A master took it. */
        void subscribed(URI master, EventStream events, String streamId);

        /** Trying again is of no use; it is still under way until it is cancelled. */
        void refused(String why);

        /** Tells what else happened. */
        void tell(ClientEvent event);
    }

    private final MasterLocator locator;
    private final FirstSubscription first;
    private final NextTry next;
    private final SubscriptionSearch search;
    private final Told told;
    private @Nullable Call subscription;

    SubscriptionTries(
            Loop loop,
            MasterExchange exchange,
            MasterLocator locator,
            Duration answer,
            FirstSubscription first,
            NextTry next,
            Told told) {
        this.locator = locator;
        this.first = first;
        this.next = next;
        this.told = told;
        this.search = new SubscriptionSearch(loop, exchange, answer, this);
    }

    void begin(Call call) {
        subscription = call;
        first.begin();
        tryNow();
    }

    /** The next try, if there is one, is with another call. */
    void change(Call call) {
        subscription = call;
    }

    /** Whether this is the master that was asked last. */
    boolean lastAsked(URI master) {
        return search.lastAsked(master);
    }

    /** Asks the master that leads now, instead of the one that was asked. */
    void turnToLeader() {
        search.cancel();
        tryNow();
    }

    /** A step of the present try failed, and it may never be answered. */
    void stepFailed(String why) {
        search.cancel();
        later(why, false);
    }

    void succeeded() {
        first.succeeded();
        locator.succeeded();
        subscription = null;
    }

    void cancel() {
        search.cancel();
        next.cancel();
        subscription = null;
    }

    @Override
    public void subscribed(URI master, EventStream events, String streamId) {
        told.subscribed(master, events, streamId);
    }

    @Override
    public void refused(Call call, Answer.Refused answer) {
        told.tell(new ClientEvent.CallRefused(call, answer.status(), answer.message()));
        told.refused(answer.message());
    }

    @Override
    public void inVain(String why, TransportFailure.Cure cure) {
        if (cure == TransportFailure.Cure.SETTING && first.isOpen()) {
            told.refused(why);
        } else {
            later(why, locator.anotherOne());
        }
    }

    private void tryNow() {
        next.cancel();
        Call call = subscription;
        if (call == null) {
            return;
        }
        Optional<URI> master = locator.current();
        if (master.isPresent()) {
            search.ask(master.orElseThrow(), call);
        } else {
            later("No leading Mesos master is known. " + locator.trouble(), false);
        }
    }

    /** Tries again later, or at once where there is another master to ask. */
    private void later(String why, boolean another) {
        first.trouble(why);
        if (!another) {
            next.inVain();
        }
        Duration delay = another ? Duration.ZERO : next.delay();
        told.tell(new ClientEvent.SubscriptionDelayed(why, delay));
        next.after(delay, this::tryNow);
    }
}
