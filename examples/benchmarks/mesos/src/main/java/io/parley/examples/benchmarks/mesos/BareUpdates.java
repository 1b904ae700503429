package io.parley.examples.benchmarks.mesos;

import io.parley.mesos.client.ContentEncoding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/**
 * java.net.http with nothing around: it cuts the stream into records, reads none of them, and sends the same
 * acknowledgements, as many at once as Parley does. Immutable.
 */
final class BareUpdates implements UpdatesSide {

    /** How calls are sent. */
    enum Sending {
        /** By {@code sendAsync}, which takes a new thread for each call where there are less than three processors. */
        ASYNCHRONOUS,
        /** By {@code send}, in as many threads as there are calls at once. */
        BLOCKING
    }

    private static final int AT_ONCE = 8;
    private static final long MOST_SECONDS = 300;

    /** An answer may be lost, see {@link UpdatesMasterProcess#awaitAcknowledged}; no peer could do without. */
    private static final int MOST_TRIES = 3;

    private final Sending sending;

    BareUpdates(Sending sending) {
        this.sending = sending;
    }

    @Override
    public String toString() {
        return "bare, " + sending.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Run run(UpdatesMasterProcess master, UpdatesCase what, int updates) {
        byte[] subscribe = NumberedUpdates.encoded(
                Call.newBuilder()
                        .setType(Call.Type.SUBSCRIBE)
                        .setSubscribe(Call.Subscribe.newBuilder()
                                .setFrameworkInfo(FrameworkInfo.newBuilder()
                                        .setUser("benchmark")
                                        .setName("mesos-updates")))
                        .build(),
                what.encoding());
        ProcessCosts.Meter meter = new ProcessCosts.Meter();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Records records = new Records(http, master.endpoint(), what, sending, updates);
        CompletableFuture<HttpResponse<Void>> stream =
                http.sendAsync(request(master.endpoint(), what, subscribe).build(), head -> {
                    records.streamId =
                            head.headers().firstValue("Mesos-Stream-Id").orElse("");
                    return records;
                });
        try {
            records.all.orTimeout(MOST_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the bare loop failed: " + e.getCause(), e);
        }
        int sentAgain = what.uuids() == UpdatesCase.Uuids.ACKNOWLEDGED ? master.awaitAcknowledged(updates) : 0;
        ProcessCosts costs = meter.read();
        records.end();
        stream.cancel(true);
        return new Run(costs, sentAgain);
    }

    private static HttpRequest.Builder request(URI endpoint, UpdatesCase what, byte[] body) {
        String type = what.encoding() == ContentEncoding.JSON ? "application/json" : "application/x-protobuf";
        return HttpRequest.newBuilder(endpoint)
                .setHeader("Content-Type", type)
                .setHeader("Accept", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    /** The records of the stream; the first one is no update. */
    private static final class Records implements HttpResponse.BodySubscriber<Void> {

        private final HttpClient http;
        private final URI endpoint;
        private final UpdatesCase what;
        private final int updates;
        private final NumberedUpdates.Acknowledgements acknowledgements;
        private final Sending sending;
        private final ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE);
        private final Semaphore room = new Semaphore(AT_ONCE);
        private final CompletableFuture<Void> all = new CompletableFuture<>();
        private final CompletableFuture<Void> body = new CompletableFuture<>();
        private volatile String streamId = "";
        private volatile Flow.Subscription reading = new Flow.Subscription() {
            @Override
            public void request(long more) {}

            @Override
            public void cancel() {}
        };
        private int number = -1;
        private int length;
        private byte[] record = {};
        private int filled;
        private boolean inRecord;

        private Records(HttpClient http, URI endpoint, UpdatesCase what, Sending sending, int updates) {
            this.sending = sending;
            this.http = http;
            this.endpoint = endpoint;
            this.what = what;
            this.updates = updates;
            this.acknowledgements = new NumberedUpdates.Acknowledgements(what.encoding());
        }

        @Override
        public CompletionStage<Void> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            reading = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                while (part.hasRemaining()) {
                    if (!inRecord) {
                        byte next = part.get();
                        if (next == '\n') {
                            inRecord = true;
                            record = new byte[length];
                        } else {
                            length = length * 10 + (next - '0');
                        }
                    } else {
                        int now = Math.min(part.remaining(), length - filled);
                        part.get(record, filled, now);
                        filled += now;
                        if (filled == length) {
                            inRecord = false;
                            length = 0;
                            filled = 0;
                            arrived();
                        }
                    }
                }
            }
            reading.request(1);
        }

        private void arrived() {
            if (number >= 0 && what.uuids() == UpdatesCase.Uuids.ACKNOWLEDGED) {
                acknowledge(number);
            }
            if (++number == updates) {
                all.complete(null);
            }
        }

        private void acknowledge(int update) {
            room.acquireUninterruptibly();
            HttpRequest request = request(endpoint, what, acknowledgements.of(update))
                    .setHeader("Mesos-Stream-Id", streamId)
                    .build();
            if (sending == Sending.ASYNCHRONOUS) {
                sendAsynchronously(request, MOST_TRIES);
            } else {
                senders.execute(() -> send(request));
            }
        }

        private void sendAsynchronously(HttpRequest request, int tries) {
            CompletableFuture<?> unused = http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .whenComplete((response, failure) -> {
                        if (response == null && tries > 1) {
                            sendAsynchronously(request, tries - 1);
                        } else {
                            answered(response, failure);
                        }
                    });
        }

        private void send(HttpRequest request) {
            for (int tries = MOST_TRIES; ; tries--) {
                try {
                    answered(http.send(request, HttpResponse.BodyHandlers.discarding()), null);
                    return;
                } catch (IOException e) {
                    if (tries <= 1) {
                        answered(null, e);
                        return;
                    }
                } catch (InterruptedException e) {
                    answered(null, e);
                    return;
                }
            }
        }

        private void answered(@Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
            room.release();
            if (response == null || response.statusCode() != 202) {
                all.completeExceptionally(
                        failure != null ? failure : new IllegalStateException(String.valueOf(response)));
            }
        }

        private void end() {
            senders.shutdown();
            reading.cancel();
            body.complete(null);
        }

        @Override
        public void onError(Throwable failure) {
            all.completeExceptionally(failure);
            body.complete(null);
        }

        @Override
        public void onComplete() {
            all.completeExceptionally(new IllegalStateException("the stream ended"));
            body.complete(null);
        }
    }
}
