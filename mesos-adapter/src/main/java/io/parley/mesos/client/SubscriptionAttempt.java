package io.parley.mesos.client;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/** One SUBSCRIBE to one master, until it is answered, takes too long or is given up. Used by the loop's thread only. */
final class SubscriptionAttempt {

    /** Told once how it went, unless it was given up. */
    interface Told {

        void answered(HttpResponse<Reply> response);

        void failed(TransportFailure failure);
    }

    private final CompletableFuture<HttpResponse<Reply>> answer;
    private final Future<?> tooLate;
    private boolean over;

    SubscriptionAttempt(Loop loop, MasterExchange exchange, URI master, Call call, Duration most, Told told) {
        answer = exchange.subscribe(master, call);
        tooLate = loop.after(most, () -> {
            if (!over) {
                cancel();
                exchange.renewClient();
                told.failed(TransportFailure.tooLate(master));
            }
        });
        CompletableFuture<?> unused =
                answer.whenComplete((response, failure) -> loop.execute(() -> ended(master, response, failure, told)));
    }

    /** Tells nothing any more, and takes no stream. */
    void cancel() {
        over = true;
        tooLate.cancel(false);
        answer.cancel(true);
    }

    private void ended(URI master, @Nullable HttpResponse<Reply> response, @Nullable Throwable failure, Told told) {
        if (over) {
            if (response != null && response.body() instanceof EventStream late) {
                late.discard();
            }
            return;
        }
        over = true;
        tooLate.cancel(false);
        if (response != null) {
            told.answered(response);
        } else {
            told.failed(
                    TransportFailure.of(master, failure == null ? new IllegalStateException("No answer") : failure));
        }
    }
}
