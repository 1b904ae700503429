package io.parley.mesos.client;

import java.net.URI;
import java.time.Duration;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** What happened between this client and the master, beyond Mesos' own callbacks. Immutable. */
public sealed interface ClientEvent {

    /**
     * Tells it in words.
     *
     * @return one or a few sentences, without secrets
     */
    String message();

    /**
     * A master has taken the subscription.
     *
     * @param master which
     */
    record Subscribed(URI master) implements ClientEvent {
        @Override
        public String message() {
            return "Subscribed at the Mesos master " + TransportFailure.name(master) + ".";
        }
    }

    /**
     * The subscription did not succeed and will be tried again.
     *
     * @param message why
     * @param delay when
     */
    record SubscriptionDelayed(String message, Duration delay) implements ClientEvent {}

    /**
     * The stream of events is over.
     *
     * @param message why
     */
    record Disconnected(String message) implements ClientEvent {}

    /**
     * The master has taken a TEARDOWN.
     *
     * @param framework the id of the framework that is no more
     */
    record TornDown(String framework) implements ClientEvent {
        @Override
        public String message() {
            return "The Mesos master has taken the end of the framework " + framework + ".";
        }
    }

    /**
     * The master, or what stands before it, refused a call, which has no effect. After an answer to offers, a REVIVE or
     * a SUPPRESS the client reconnects, later each time: offers would be held, or none come, for ever.
     *
     * @param call which
     * @param status the HTTP status
     * @param message why, and what to do about it
     */
    record CallRefused(Call call, int status, String message) implements ClientEvent {

        @Override
        public String toString() {
            return CallText.of(call) + " refused with " + status + ": " + message;
        }
    }

    /**
     * A call was not sent, or certainly did not arrive.
     *
     * @param call which
     * @param message why
     */
    record CallDropped(Call call, String message) implements ClientEvent {

        @Override
        public String toString() {
            return CallText.of(call) + " dropped: " + message;
        }
    }

    /**
     * A call was sent and not answered: it may have arrived or not. The client reconnects after it, so that the
     * scheduler reconciles.
     *
     * @param call which
     * @param message why
     */
    record CallUnanswered(Call call, String message) implements ClientEvent {

        @Override
        public String toString() {
            return CallText.of(call) + " unanswered: " + message;
        }
    }
}
