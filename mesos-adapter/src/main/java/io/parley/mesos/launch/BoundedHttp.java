package io.parley.mesos.launch;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks whoever listens on an agent's host, which nobody vouches for: an answer is bounded in its time, that of its body
 * included, and in what is read of it. Thread-safe.
 */
final class BoundedHttp {

    /** More than a JobManager's configuration or a page of a sandbox has. */
    static final int MOST_BYTES = 1 << 20;

    private final Duration within;
    private final HttpClient http;

    /**
     * Prepares to ask.
     *
     * @param within how long an answer may take until its last byte
     */
    BoundedHttp(Duration within) {
        this.within = within;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(within)
                .build();
    }

    /**
     * What was answered.
     *
     * @param status the HTTP status
     * @param body at most the first {@link #MOST_BYTES} bytes, as UTF-8
     */
    record Answer(int status, String body) {}

    Duration within() {
        return within;
    }

    /**
     * Asks with GET.
     *
     * @return nothing where nobody answers, or not in time
     * @throws IllegalArgumentException if the address cannot be asked
     */
    Optional<Answer> get(URI address) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> asked =
                http.sendAsync(HttpRequest.newBuilder(address).build(), head -> new Start());
        try {
            HttpResponse<String> response = asked.get(within.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(new Answer(response.statusCode(), response.body()));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } finally {
            asked.cancel(true);
        }
    }

    /** Reads the start of a body, and leaves the rest. */
    private static final class Start implements HttpResponse.BodySubscriber<String> {

        private final CompletableFuture<String> body = new CompletableFuture<>();
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription reading;

        @Override
        public CompletionStage<String> getBody() {
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
                byte[] bytes = new byte[Math.min(part.remaining(), MOST_BYTES - read.size())];
                part.get(bytes);
                read.write(bytes, 0, bytes.length);
            }
            if (read.size() == MOST_BYTES && reading != null) {
                reading.cancel();
                onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(read.toString(StandardCharsets.UTF_8));
        }
    }
}
