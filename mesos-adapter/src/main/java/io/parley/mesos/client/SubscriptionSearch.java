package io.parley.mesos.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/** SUBSCRIBE to a master, and to those that are said to lead instead of it. Used by the loop's thread only. */
final class SubscriptionSearch {

    private static final int MOST_REDIRECTIONS = 5;

    /** Told once how it went, unless it was given up. */
    interface Told {

        /** A master took it. */
        void subscribed(URI master, EventStream events, String streamId);

        /** A master does not want it, however often it comes. */
        void refused(Call call, Answer.Refused answer);

        /** It did not succeed; time, another master or another setting may help. */
        void inVain(String why, TransportFailure.Cure cure);
    }

    private final Loop loop;
    private final MasterExchange exchange;
    private final Duration most;
    private final Told told;
    private @Nullable SubscriptionAttempt attempt;
    private @Nullable URI asked;

    /** @param most how long an answer may take */
    SubscriptionSearch(Loop loop, MasterExchange exchange, Duration most, Told told) {
        this.loop = loop;
        this.exchange = exchange;
        this.most = most;
        this.told = told;
    }

    void ask(URI master, Call call) {
        ask(master, call, 0);
    }

    /** Whether this is the master that was asked last. */
    boolean lastAsked(URI master) {
        return asked != null && TransportFailure.name(master).equals(TransportFailure.name(asked));
    }

    void cancel() {
        if (attempt != null) {
            attempt.cancel();
            attempt = null;
        }
    }

    private void ask(URI master, Call call, int redirections) {
        asked = master;
        attempt = new SubscriptionAttempt(loop, exchange, master, call, most, new SubscriptionAttempt.Told() {
            @Override
            public void answered(HttpResponse<Reply> response) {
                attempt = null;
                answer(master, call, redirections, response);
            }

            @Override
            public void failed(TransportFailure why) {
                attempt = null;
                told.inVain(why.message(), why.cure());
            }
        });
    }

    private void answer(URI master, Call call, int redirections, HttpResponse<Reply> response) {
        if (response.body() instanceof EventStream events) {
            told.subscribed(
                    master,
                    events,
                    response.headers().firstValue(MasterExchange.STREAM_ID).orElse(""));
            return;
        }
        Answer answer = exchange.read(master, call, response);
        if (answer instanceof Answer.Moved moved && redirections < MOST_REDIRECTIONS) {
            ask(moved.leader(), call, redirections + 1);
        } else if (answer instanceof Answer.Moved) {
            told.inVain(
                    "The Mesos masters redirect in circles: " + TransportFailure.name(master) + " is the "
                            + (redirections + 1) + "th that does not lead.",
                    TransportFailure.Cure.TIME);
        } else if (answer instanceof Answer.Refused refused) {
            told.refused(call, refused);
        } else if (answer instanceof Answer.Unready unready) {
            told.inVain(unready.message(), TransportFailure.Cure.TIME);
        }
    }
}
