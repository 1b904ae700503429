package io.parley.mesos.client;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads the start of a body as text, and leaves the rest. */
final class ShortText implements HttpResponse.BodySubscriber<Reply> {

    private static final int MOST_BYTES = 4096;
    private static final byte[] NOTHING = {};
    private static final Reply.Text EMPTY = new Reply.Text("");

    private final CompletableFuture<Reply> body = new CompletableFuture<>();
    private byte[] bytes = NOTHING;
    private int filled;
    private Flow.@Nullable Subscription reading;

    @Override
    public CompletionStage<Reply> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        reading = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            int now = Math.min(part.remaining(), MOST_BYTES - filled);
            if (filled + now > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(MOST_BYTES, Math.max(filled + now, 2 * bytes.length)));
            }
            part.get(bytes, filled, now);
            filled += now;
        }
        if (filled == MOST_BYTES && reading != null) {
            reading.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The status has been read and says what matters.
        onComplete();
    }

    @Override
    public void onComplete() {
        body.complete(filled == 0 ? EMPTY : new Reply.Text(new String(bytes, 0, filled, StandardCharsets.UTF_8)));
    }
}
