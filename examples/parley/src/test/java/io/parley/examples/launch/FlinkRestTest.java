package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkRestTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ConcurrentMap<String, Queue<String>> answers = new ConcurrentHashMap<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private FlinkRest rest;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String question = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(question + "\n" + new String(body, StandardCharsets.ISO_8859_1));
            Queue<String> left = answers.getOrDefault(question, new ConcurrentLinkedQueue<>());
            String answer = left.size() > 1 ? left.remove() : left.isEmpty() ? "404 none" : left.element();
            byte[] text = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        rest = new FlinkRest(
                URI.create("http://localhost:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Answers a question so, then so, and from then on as the last one says; each with its status first. */
    private void answer(String question, String... texts) {
        answers.put(question, new ConcurrentLinkedQueue<>(List.of(texts)));
    }

    private static String metrics(String process) {
        return "GET " + process + "/metrics?get=Status.JVM.Memory.Heap.Max,Status.JVM.Memory.Metaspace.Max";
    }

    @Test
    void waitsUntilTheEndpointAnswers() throws Exception {
        answer("GET /overview", "503 {\"errors\":[\"not yet\"]}", "200 {\"flink-version\":\"2.3.0\",\"x\":[1,{}]}");
        assertThat(rest.awaitVersion(LONG)).isEqualTo("2.3.0");
    }

    @Test
    void waitsForMetricsThatAreEmptyAtFirst() throws Exception {
        answer(
                metrics("/jobmanager"),
                "200 []",
                "200 [{\"id\":\"Status.JVM.Memory.Heap.Max\",\"value\":\"1530920960\"}]");
        FlinkRest.JvmMaxima maxima = rest.awaitJobManagerMaxima(LONG);
        assertThat(maxima.heap()).isEqualTo(MemorySize.ofBytes(1530920960L));
        assertThat(maxima.metaspace()).isEmpty();
    }

    @Test
    void readsTheMetaspaceWhereFlinkTellsIt() throws Exception {
        answer(
                metrics("/jobmanager"),
                "200 [{\"id\":\"Status.JVM.Memory.Metaspace.Max\",\"value\":\"268435456\"},"
                        + "{\"id\":\"Status.JVM.Memory.Heap.Max\",\"value\":\"1\"}]");
        assertThat(rest.awaitJobManagerMaxima(LONG).metaspace()).contains(MemorySize.ofMebibytes(256));
    }

    @Test
    void waitsForATaskManagerWithItsMetrics() throws Exception {
        answer("GET /taskmanagers", "200 {\"taskmanagers\":[]}", "200 {\"taskmanagers\":[{\"id\":\"container_1\"}]}");
        answer(
                metrics("/taskmanagers/container_1"),
                "200 []",
                "200 [{\"id\":\"Status.JVM.Memory.Heap.Max\",\"value\":\"536870912\"}]");
        FlinkRest.TaskManager found = rest.awaitTaskManager(LONG);
        assertThat(found.id()).isEqualTo("container_1");
        assertThat(found.maxima().heap()).isEqualTo(MemorySize.ofMebibytes(512));
    }

    @Test
    void uploadsAJarByteForByteAndRunsIt(@TempDir Path directory) throws Exception {
        byte[] content = {0, (byte) 0xff, '\r', '\n', '-', '-', 7};
        Path jar = Files.write(directory.resolve("job.jar"), content);
        answer("POST /jars/upload", "200 {\"filename\":\"/tmp/web/1234_job.jar\",\"status\":\"success\"}");
        answer("POST /jars/1234_job.jar/run", "200 {\"jobid\":\"abc\"}");
        assertThat(rest.run(rest.upload(jar), "org.example.Job")).isEqualTo("abc");
        assertThat(requests.remove())
                .contains("name=\"jarfile\"; filename=\"job.jar\"")
                .contains("\r\n\r\n" + new String(content, StandardCharsets.ISO_8859_1) + "\r\n--parley-");
        assertThat(requests.remove()).contains("\"entryClass\":\"org.example.Job\"");
    }

    @Test
    void waitsUntilAJobEnds() throws Exception {
        answer("GET /jobs/abc", "200 {\"state\":\"RUNNING\"}", "200 {\"state\":\"FAILED\"}");
        assertThat(rest.awaitJobEnd("abc", LONG)).isEqualTo("FAILED");
    }

    @Test
    void saysWhatItWaitedForInVain() {
        answer("GET /taskmanagers", "200 {\"taskmanagers\":[]}");
        assertThatIOException()
                .isThrownBy(() -> rest.awaitTaskManager(SHORT))
                .withMessageContaining("a TaskManager")
                .withMessageContaining("localhost:" + server.getAddress().getPort());
    }

    @Test
    void givesTheLastRefusalAsTheCauseOfAWaitInVain() {
        answer("GET /overview", "500 broken");
        assertThatIOException()
                .isThrownBy(() -> rest.awaitVersion(SHORT))
                .withCauseInstanceOf(IOException.class)
                .satisfies(failure -> assertThat(failure.getCause()).hasMessageContaining("500: broken"));
    }

    @Test
    void refusalsHaveTheirStatusAndTheBeginningOfTheirText() {
        answer("POST /jars/abc/run", "400 " + "x".repeat(1000));
        assertThatIOException()
                .isThrownBy(() -> rest.run("abc", "Main"))
                .withMessageContaining("/jars/abc/run was answered with 400: xxx")
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(500));
    }

    @Test
    void answersThatAreNoJsonAreRefused() {
        answer("POST /jars/abc/run", "200 <html>");
        assertThatIOException().isThrownBy(() -> rest.run("abc", "Main"));
    }
}
