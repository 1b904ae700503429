package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import io.parley.api.configuration.FlinkConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestEndpointTest {

    private final AtomicInteger status = new AtomicInteger(503);
    private volatile String body = "{\"taskmanagers\":[{\"id\":\"one\",\"path\":\"two\"}],\"flink-version\":\"2.3.0\"}";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status.get(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private RestEndpoint endpoint() {
        return RestEndpoint.of(
                FlinkConfiguration.of(Map.of()), server.getAddress().getPort());
    }

    @Test
    void aJobManagerThatIsNotReadyOrNoneDoesNotCountAsAnswering() throws InterruptedException {
        assertThat(endpoint().answers()).isFalse();
        status.set(200);
        assertThat(endpoint().answers()).isTrue();
        body = "<html>Welcome</html>";
        assertThat(endpoint().answers()).isFalse();
        server.stop(0);
        assertThat(endpoint().answers()).isFalse();
    }

    @Test
    void aTaskManagerIsFoundByItsId() throws InterruptedException {
        status.set(200);
        RestEndpoint jobManager = RestEndpoint.ofJobManager(FlinkConfiguration.of(Map.of(
                        "jobmanager.rpc.address",
                        "127.0.0.1",
                        "rest.port",
                        Integer.toString(server.getAddress().getPort()))))
                .orElseThrow();
        assertThat(jobManager.hasTaskManager("one")).isTrue();
        assertThat(jobManager.hasTaskManager("two")).isFalse();
        server.stop(0);
        assertThat(jobManager.hasTaskManager("one")).isFalse();
    }

    @Test
    void aJobManagerWhosePortIsNotToldIsNotAsked() {
        assertThat(RestEndpoint.ofJobManager(FlinkConfiguration.of(Map.of("rest.port", "0"))))
                .isEmpty();
        assertThat(RestEndpoint.ofJobManager(FlinkConfiguration.of(Map.of("security.ssl.rest.enabled", "true"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, http://localhost:8081/",
        "::, http://localhost:8081/",
        "127.0.0.1, http://127.0.0.1:8081/",
        "::1, http://[::1]:8081/"
    })
    void anEndpointOnEveryAddressIsReachedOnThisHost(String bound, String address) {
        assertThat(RestEndpoint.of(FlinkConfiguration.of(Map.of("rest.bind-address", bound)), 8081)
                        .address())
                .hasToString(address);
    }

    @Test
    void aHostThatIsNoneIsNamedWithItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RestEndpoint.of(FlinkConfiguration.of(Map.of("rest.bind-address", "a b")), 1))
                .withMessage("Cannot use rest.bind-address: \"a b\" is no host. Write an address or a name.");
    }
}
