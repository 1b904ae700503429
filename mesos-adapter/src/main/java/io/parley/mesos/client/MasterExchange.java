package io.parley.mesos.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/** Sends calls over HTTP. Thread-safe. */
final class MasterExchange {

    static final String STREAM_ID = "Mesos-Stream-Id";

    /** Told the answer or why there is none, by any thread. */
    interface Told {
        void answered(@Nullable HttpResponse<Reply> response, @Nullable Throwable failure);
    }

    private final ClientOptions options;
    private final Executor executor;
    private volatile HttpClient http;
    private final ThreadPoolExecutor senders;

    MasterExchange(ClientOptions options, Executor executor) {
        this.options = options;
        this.executor = executor;
        this.http = newClient();
        this.senders = new ThreadPoolExecutor(
                CallSender.MOST_AT_ONCE,
                CallSender.MOST_AT_ONCE,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "parley-mesos-sender");
                    thread.setDaemon(true);
                    return thread;
                });
        senders.allowCoreThreadTimeOut(true);
    }

    /**
     * Subscribes; the reply is a stream if the master took the subscription. It has no time limit, which on some
     * versions of Java would also limit the stream.
     */
    CompletableFuture<HttpResponse<Reply>> subscribe(URI master, Call call) {
        return http.sendAsync(request(master, call).build(), this::subscribed);
    }

    /**
     * Uses another client of Java from now on, for the thread of this one may be dead, as after memory was short. It
     * ends by itself when nothing uses it any more.
     */
    void renewClient() {
        http = newClient();
    }

    /**
     * Sends another call, on the subscription of a stream, and tells the answer with all of its text, in a thread of
     * its own. Without a time limit; cancelling it closes its connection and tells nothing any more.
     */
    Future<?> send(URI master, Call call, String streamId, Told told) {
        return senders.submit(() -> {
            try {
                HttpRequest request =
                        request(master, call).setHeader(STREAM_ID, streamId).build();
                // Sent asynchronously, it would cost a thread of its own where there are less than three processors.
                told.answered(http.send(request, head -> new ShortText()), null);
            } catch (InterruptedException e) {
                // Cancelled.
            } catch (IOException | RuntimeException | Error e) {
                told.answered(null, e);
            }
        });
    }

    private HttpClient newClient() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                // Mesos does not know HTTP/2.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.waits().connect())
                .executor(executor);
        options.tls().ifPresent(builder::sslContext);
        return builder.build();
    }

    /** Sends nothing any more. */
    void close() {
        senders.shutdownNow();
    }

    /** What the answer means. */
    Answer read(URI master, Call call, HttpResponse<Reply> response) {
        String text = response.body() instanceof Reply.Text body ? body.text() : "";
        Answer.Head head = new Answer.Head(
                response.headers().firstValue("Location"),
                response.headers().firstValue("Content-Type"),
                response.headers().firstValue(STREAM_ID).isPresent());
        Optional<String> principal = options.credentials().map(Credentials::principal);
        return Answer.of(master, call.getType(), response.statusCode(), head, text, principal);
    }

    private HttpRequest.Builder request(URI master, Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(master)
                .setHeader("Content-Type", options.encoding().contentType())
                .setHeader("Accept", options.encoding().contentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(options.encoding().encode(call)));
        options.credentials().ifPresent(known -> request.setHeader("Authorization", known.header()));
        return request;
    }

    private HttpResponse.BodySubscriber<Reply> subscribed(HttpResponse.ResponseInfo head) {
        boolean stream = head.statusCode() == 200
                && head.headers().firstValue(STREAM_ID).isPresent()
                && head.headers()
                        .firstValue("Content-Type")
                        .filter(options.encoding()::is)
                        .isPresent();
        return stream ? new EventStream(options.encoding(), options.bounds()) : new ShortText();
    }
}
