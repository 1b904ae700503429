package io.parley.standalone.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The REST endpoint of a JobManager on this host. Thread-safe.
 *
 * @param address where it listens
 * @param http asks it
 */
record RestEndpoint(URI address, HttpClient http) {

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int OK = 200;
    /** What the overview of every Flink from 1.11 to 2.3 holds. */
    private static final String FLINKS = "\"flink-version\"";

    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");
    private static final ConfigurationOption<Boolean> OVER_TLS =
            ConfigurationOption.flag("security.ssl.rest.enabled").withDefault(false);

    private static final ConfigurationOption<Integer> PORT = ConfigurationOption.integer("rest.port")
            .withDeprecatedKeys("web.port")
            .withDefault(8081);
    private static final ConfigurationOption<String> HOST = ConfigurationOption.text("rest.address")
            .withDeprecatedKeys("jobmanager.rpc.address")
            .withDefault("localhost");

    static RestEndpoint of(FlinkConfiguration configuration, int port) {
        String host = configuration
                .value("rest.bind-address")
                .filter(address -> !EVERY_ADDRESS.contains(address))
                .orElse("localhost");
        String scheme = configuration.get(OVER_TLS) ? "https" : "http";
        return at(scheme, host, port, "rest.bind-address");
    }

    private static RestEndpoint at(String scheme, String host, int port, String key) {
        try {
            return new RestEndpoint(
                    new URI(scheme, null, host, port, "/", null, null),
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(ANSWER)
                            .build());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "Cannot use " + key + ": \"" + host + "\" is no host. Write an address or a name.", e);
        }
    }

    /** Gives the endpoint of the JobManager that a TaskManager's configuration names, where it tells its port. */
    static Optional<RestEndpoint> ofJobManager(FlinkConfiguration configuration) {
        int port = configuration.get(PORT);
        String host = configuration.get(HOST);
        return port == 0 || configuration.get(OVER_TLS)
                ? Optional.empty()
                : Optional.of(at("http", host, port, "rest.address"));
    }

    /** Tells whether a TaskManager of this id is registered. */
    boolean hasTaskManager(String id) throws InterruptedException {
        try {
            return get("/taskmanagers", HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\"id\":\"" + id + "\"");
        } catch (IOException e) {
            // It does not answer, or not to this host.
            return false;
        }
    }

    private <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER).build();
        // The time limit of a request ends with the headers; this one covers the body too.
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, handler);
        try {
            return answer.get(2 * ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("No answer from " + address, e);
        } finally {
            answer.cancel(true);
        }
    }

    /**
     * Tells whether it answers as Flink does; over TLS, whose certificates only Flink's own clients trust, whether it
     * accepts.
     */
    boolean answers() throws InterruptedException {
        try {
            if (address.getScheme().equals("https")) {
                try (Socket socket = new Socket()) {
                    socket.connect(
                            new InetSocketAddress(address.getHost(), address.getPort()), (int) ANSWER.toMillis());
                    return true;
                }
            }
            HttpResponse<String> overview = get("/overview", HttpResponse.BodyHandlers.ofString());
            return overview.statusCode() == OK && overview.body().contains(FLINKS);
        } catch (IOException e) {
            // Nothing listens yet.
            return false;
        }
    }
}
