package io.parley.mesos.launch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.mesos.task.TaskLaunch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The REST endpoint of a JobManager on an agent. Thread-safe.
 *
 * @param address where it listens
 * @param http asks it
 */
record RestEndpoint(URI address, BoundedHttp http) {

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final JsonFactory JSON = new JsonFactory();
    private static final ConfigurationOption<Boolean> OVER_TLS =
            ConfigurationOption.flag("security.ssl.rest.enabled").withDefault(false);

    static RestEndpoint of(FlinkConfiguration configuration, String host, int port) {
        String scheme = configuration.get(OVER_TLS) ? "https" : "http";
        return new RestEndpoint(address(scheme, host, port), new BoundedHttp(ANSWER));
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

    /** Who answers. */
    enum Answer {
        NOBODY,
        /** The JobManager of the task. */
        OURS,
        /** Something else, another JobManager for instance, which holds the port. */
        ANOTHERS
    }

    /**
     * Asks who answers. A JobManager of ours knows the id of its task, for agents do not keep others from a port that
     * they offer. Over TLS, whose trust is Flink's own, whoever listens counts as ours.
     */
    Answer ask(String task) throws InterruptedException {
        if (address.getScheme().equals("https")) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.getHost(), address.getPort()),
                        Math.toIntExact(http.within().toMillis()));
                return Answer.OURS;
            } catch (IOException e) {
                return Answer.NOBODY;
            }
        }
        Optional<BoundedHttp.Answer> answer = http.get(address.resolve("/jobmanager/config"));
        if (answer.isEmpty() || answer.get().status() == UNAVAILABLE) {
            // A JobManager says that it is unavailable before it is ready.
            return Answer.NOBODY;
        }
        return answer.get().status() == OK && isOf(task, answer.get().body()) ? Answer.OURS : Answer.ANOTHERS;
    }

    /** Reads what Flink answers: an array of objects of a key and a value. */
    private static boolean isOf(String task, String configuration) {
        String key = "";
        String value = "";
        try (JsonParser parser = JSON.createParser(configuration)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    key = "";
                    value = "";
                } else if (token == JsonToken.VALUE_STRING) {
                    if ("key".equals(parser.currentName())) {
                        key = parser.getText();
                    } else if ("value".equals(parser.currentName())) {
                        value = parser.getText();
                    }
                } else if (token == JsonToken.END_OBJECT
                        && key.equals(TaskLaunch.JOB_MANAGER_ID)
                        && value.equals(task)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // No JSON, so no JobManager.
            return false;
        }
    }
}
