package io.parley.mesos.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The REST endpoint of a JobManager on an agent. Thread-safe.
 *
 * @param address where it listens
 * @param http asks it
 */
record RestEndpoint(URI address, HttpClient http) {

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final ConfigurationOption<Boolean> OVER_TLS =
            ConfigurationOption.flag("security.ssl.rest.enabled").withDefault(false);

    static RestEndpoint of(FlinkConfiguration configuration, String host, int port) {
        String scheme = configuration.get(OVER_TLS) ? "https" : "http";
        return new RestEndpoint(
                address(scheme, host, port),
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(ANSWER)
                        .build());
    }

    /** Mesos' agents may have names that are no host of an address; those are shown, but cannot be asked. */
    private static URI address(String scheme, String host, int port) {
        try {
            // Puts an IPv6 address into brackets.
            return new URI(scheme, null, host, port, "/", null, null);
        } catch (URISyntaxException e) {
            return URI.create(scheme + "://" + URLEncoder.encode(host, StandardCharsets.UTF_8) + ":" + port + "/");
        }
    }

    /** Tells whether this host knows the agent's name. */
    boolean isKnownHere() {
        if (address.getHost() == null) {
            return false;
        }
        try {
            return InetAddress.getByName(address.getHost()) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Tells whether it answers; over TLS, whose trust is Flink's own, whether it listens. */
    boolean answers() throws InterruptedException {
        if (address.getScheme().equals("https")) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.getHost(), address.getPort()),
                        Math.toIntExact(ANSWER.toMillis()));
                return true;
            } catch (IOException e) {
                return false;
            }
        }
        HttpRequest overview = HttpRequest.newBuilder(address.resolve("/overview"))
                .timeout(ANSWER)
                .build();
        try {
            return http.send(overview, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }
}
