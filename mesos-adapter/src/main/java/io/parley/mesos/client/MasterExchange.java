package io.parley.mesos.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** Sends calls over HTTP. Thread-safe. */
final class MasterExchange {

    static final String STREAM_ID = "Mesos-Stream-Id";

    private final ClientOptions options;
    private final HttpClient http;

    MasterExchange(ClientOptions options, Executor executor) {
        this.options = options;
        HttpClient.Builder builder = HttpClient.newBuilder()
                // Mesos does not know HTTP/2.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(options.waits().connect())
                .executor(executor);
        options.tls().ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /**
     * Subscribes; the reply is a stream if the master took the subscription. It has no time limit, which on some
     * versions of Java would also limit the stream.
     */
    CompletableFuture<HttpResponse<Reply>> subscribe(URI master, Call call) {
        return http.sendAsync(request(master, call).build(), this::subscribed);
    }

    /** Sends another call, on the subscription of a stream. */
    CompletableFuture<HttpResponse<Reply>> send(URI master, Call call, String streamId) {
        return http.sendAsync(
                request(master, call)
                        .timeout(options.waits().answer())
                        .setHeader(STREAM_ID, streamId)
                        .build(),
                head -> new ShortText());
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
