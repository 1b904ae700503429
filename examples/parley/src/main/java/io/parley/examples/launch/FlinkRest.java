package io.parley.examples.launch;

import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks a JobManager over its REST endpoint. Every wait has a time limit; thread-safe.
 *
 * <p>The same calls work from Flink 1.11 to 2.3.
 */
final class FlinkRest {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int SHOWN_CHARACTERS = 300;
    private static final String HEAP = "Status.JVM.Memory.Heap.Max";
    private static final String METASPACE = "Status.JVM.Memory.Metaspace.Max";
    private static final String METRICS = "/metrics?get=" + HEAP + "," + METASPACE;

    private final URI address;
    private final HttpClient http;

    /**
     * Makes a client.
     *
     * @param address the endpoint
     */
    FlinkRest(URI address) {
        this.address = address;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    /**
     * The largest sizes that a JVM tells of itself.
     *
     * @param heap the heap
     * @param metaspace the metaspace; empty where this Flink has no such metric
     */
    record JvmMaxima(MemorySize heap, Optional<MemorySize> metaspace) {}

    /**
     * A TaskManager that has registered.
     *
     * @param id its id, on YARN the container's
     * @param maxima the largest sizes of its JVM
     */
    record TaskManager(String id, JvmMaxima maxima) {}

    /** A question that is asked until there is an answer. */
    @FunctionalInterface
    private interface Question<T> {
        Optional<T> ask() throws IOException, InterruptedException;
    }

    /**
     * Waits until the endpoint answers.
     *
     * @return the version that it tells
     * @throws IOException if it does not answer in time
     */
    String awaitVersion(Duration limit) throws IOException, InterruptedException {
        return await("the JobManager's overview", limit, () -> get("/overview").text("flink-version"));
    }

    /**
     * Waits for the sizes of the JobManager's JVM.
     *
     * @throws IOException if they do not come in time
     */
    JvmMaxima awaitJobManagerMaxima(Duration limit) throws IOException, InterruptedException {
        return await("the JobManager's metrics", limit, () -> maxima("/jobmanager"));
    }

    /**
     * Waits for a TaskManager with the sizes of its JVM.
     *
     * @throws IOException if none registers in time
     */
    TaskManager awaitTaskManager(Duration limit) throws IOException, InterruptedException {
        return await("a TaskManager", limit, () -> {
            for (Json found : get("/taskmanagers").member("taskmanagers").elements()) {
                String id = found.text("id").orElse("");
                Optional<JvmMaxima> maxima = maxima("/taskmanagers/" + id);
                if (maxima.isPresent()) {
                    return Optional.of(new TaskManager(id, maxima.get()));
                }
            }
            return Optional.empty();
        });
    }

    private Optional<JvmMaxima> maxima(String process) throws IOException, InterruptedException {
        Json metrics = get(process + METRICS);
        return metric(metrics, HEAP).map(heap -> new JvmMaxima(heap, metric(metrics, METASPACE)));
    }

    private static Optional<MemorySize> metric(Json metrics, String id) {
        return metrics.elements().stream()
                .filter(metric -> metric.text("id").orElse("").equals(id))
                .flatMap(metric -> metric.text("value").stream())
                .map(MemorySize::parse)
                .findFirst();
    }

    /**
     * Uploads a jar.
     *
     * @return the id under which it can be run
     * @throws IOException if it is refused
     */
    String upload(Path jar) throws IOException, InterruptedException {
        String boundary = "parley-" + UUID.randomUUID();
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n";
        String tail = "\r\n--" + boundary + "--\r\n";
        Json answer = answer(HttpRequest.newBuilder(address.resolve("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(List.of(
                        head.getBytes(StandardCharsets.US_ASCII),
                        Files.readAllBytes(jar),
                        tail.getBytes(StandardCharsets.US_ASCII)))));
        String path = required(answer, "filename");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Runs an uploaded jar.
     *
     * @return the id of the job
     * @throws IOException if it is refused
     */
    String run(String jarId, String mainClass) throws IOException, InterruptedException {
        Json answer = answer(HttpRequest.newBuilder(address.resolve("/jars/" + jarId + "/run"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"entryClass\":\"" + mainClass + "\",\"parallelism\":1}")));
        return required(answer, "jobid");
    }

    /**
     * Waits for a job's end.
     *
     * @return the state that it ended in, for instance FINISHED
     * @throws IOException if it does not end in time
     */
    String awaitJobEnd(String jobId, Duration limit) throws IOException, InterruptedException {
        return await(
                "the end of the job " + jobId,
                limit,
                () -> get("/jobs/" + jobId)
                        .text("state")
                        .filter(state ->
                                List.of("FINISHED", "FAILED", "CANCELED").contains(state)));
    }

    private Json get(String path) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(address.resolve(path)).GET());
    }

    private Json answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.timeout(ANSWER).build();
        HttpResponse<String> response = http.send(built, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            String body = response.body();
            throw new IOException(built.method() + " " + built.uri() + " was answered with " + response.statusCode()
                    + ": " + body.substring(0, Math.min(body.length(), SHOWN_CHARACTERS)));
        }
        return Json.parse(response.body());
    }

    private static String required(Json answer, String member) throws IOException {
        return answer.text(member).orElseThrow(() -> new IOException("The JobManager gave no " + member + "."));
    }

    private <T> T await(String what, Duration limit, Question<T> question) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            IOException failure = null;
            try {
                Optional<T> found = question.ask();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IOException e) {
                // Nothing listens yet, or not for this path yet; told when the time is up.
                failure = e;
            }
            if (System.nanoTime() - end >= 0) {
                throw new IOException(
                        "Waited " + limit.toSeconds() + " s for " + what + " at " + address + ", and it did not come.",
                        failure);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
