package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedHttpTest {

    /** An end that is told to the server, as its sockets' buffers are full or closed. */
    private final CountDownLatch stopped = new CountDownLatch(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong written = new AtomicLong();
    private final BoundedHttp http = new BoundedHttp(Duration.ofSeconds(2));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private URI serving(HttpHandler handler) {
        server.createContext("/", handler);
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Writes for up to 30 s. */
    private URI neverEnding(byte[] part, Duration pause) {
        return serving(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            try (OutputStream out = exchange.getResponseBody()) {
                while (System.nanoTime() - until < 0) {
                    out.write(part);
                    out.flush();
                    written.addAndGet(part.length);
                    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                }
            } catch (IOException | InterruptedException e) {
                stopped.countDown();
            }
        });
    }

    @Test
    void anAnswerIsItsStatusAndItsBody() throws InterruptedException {
        Optional<BoundedHttp.Answer> answer = http.get(serving(exchange -> {
            exchange.sendResponseHeaders(404, 5);
            exchange.getResponseBody().write("there".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        }));

        assertThat(answer).isPresent();
        assertThat(answer.get().status()).isEqualTo(404);
        assertThat(answer.get().body()).isEqualTo("there");
    }

    @Test
    void ofABodyWithoutEndTheStartIsReadAndTheConnectionClosed() throws InterruptedException {
        byte[] part = new byte[1 << 16];
        Arrays.fill(part, (byte) 'x');
        Optional<BoundedHttp.Answer> answer = http.get(neverEnding(part, Duration.ZERO));

        assertThat(answer).isPresent();
        assertThat(answer.get().body()).hasSize(BoundedHttp.MOST_BYTES).matches("x*");
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(written).hasValueLessThan(64L * BoundedHttp.MOST_BYTES);
    }

    @Test
    void aBodyThatTricklesIsNotWaitedForAndItsConnectionClosed() throws InterruptedException {
        URI address = neverEnding(new byte[] {'x'}, Duration.ofMillis(20));
        long before = System.nanoTime();

        assertThat(http.get(address)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whereNobodyListensNobodyAnswers() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(http.get(URI.create("http://127.0.0.1:" + port + "/"))).isEmpty();
    }
}
