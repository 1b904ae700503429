package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.parley.api.configuration.FlinkConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RestEndpointTest {

    private static RestEndpoint at(String host, int port) {
        return RestEndpoint.of(FlinkConfiguration.of(Map.of()), host, port);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8081/",
        "localhost, http://localhost:8081/",
        "::1, http://[::1]:8081/",
        "[::1], http://[::1]:8081/"
    })
    void hostIsKnownByNameAndByEitherKindOfAddress(String host, String address) {
        RestEndpoint rest = at(host, 8081);

        assertThat(rest.address()).hasToString(address);
        assertThat(rest.isKnownHere()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_agent", "an agent", "a:b", "::::", "agent^1", "a/b", "a@b", "a#b", "ä"})
    void nameThatIsNoHostOfAnAddressIsShownAndNotAsked(String host) {
        RestEndpoint rest = at(host, 8081);

        assertThat(rest.address().toString()).startsWith("http://").endsWith(":8081/");
        assertThat(rest.isKnownHere()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void endpointOfEitherKindOfAddressAnswers(String host) throws IOException, InterruptedException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
        } catch (IOException e) {
            Assumptions.abort("This machine has no " + host + ".");
            return;
        }
        answer(server, 200, "[{\"key\":\"jobmanager.resource-id\",\"value\":\"task-1\"}]");
        server.start();
        try {
            assertThat(at(host, server.getAddress().getPort()).ask("task-1")).isEqualTo(RestEndpoint.Answer.OURS);
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpServer server, int status, String body) {
        server.createContext("/jobmanager/config", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | [{\"key\":\"a\",\"value\":\"b\"},{\"key\":\"jobmanager.resource-id\",\"value\":\"task-1\"}] | OURS",
                "200 | [{\"key\":\"jobmanager.resource-id\",\"value\":\"task-2\"}] | ANOTHERS",
                "200 | [{\"key\":\"jobmanager.resource-id\"},{\"value\":\"task-1\"}] | ANOTHERS",
                "200 | [{\"key\":\"rest.port\",\"value\":\"task-1\"}] | ANOTHERS",
                "200 | [] | ANOTHERS",
                "200 | <html/> | ANOTHERS",
                "404 | [{\"key\":\"jobmanager.resource-id\",\"value\":\"task-1\"}] | ANOTHERS",
                "503 | not ready | NOBODY"
            })
    void onlyAJobManagerThatKnowsTheIdOfTheTaskIsOurs(int status, String body, RestEndpoint.Answer expected)
            throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(server, status, body);
        server.start();
        try {
            assertThat(at("127.0.0.1", server.getAddress().getPort()).ask("task-1"))
                    .isEqualTo(expected);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatSaysMoreThanAnyJobManagerIsAnother() throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String many = "{\"key\":\"a\",\"value\":\"b\"},".repeat(BoundedHttp.MOST_BYTES / 10);
        answer(server, 200, "[" + many + "{\"key\":\"jobmanager.resource-id\",\"value\":\"task-1\"}]");
        server.start();
        try {
            assertThat(at("127.0.0.1", server.getAddress().getPort()).ask("task-1"))
                    .isEqualTo(RestEndpoint.Answer.ANOTHERS);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatSaysNothingAndWhatIsNotThereIsNobody() throws IOException, InterruptedException {
        int port;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            assertThat(at("127.0.0.1", port).ask("task-1")).isEqualTo(RestEndpoint.Answer.NOBODY);
        }
        assertThat(at("127.0.0.1", port).ask("task-1")).isEqualTo(RestEndpoint.Answer.NOBODY);
    }

    @Test
    void endpointOverTlsKeepsItsScheme() {
        assertThat(RestEndpoint.of(FlinkConfiguration.of(Map.of("security.ssl.rest.enabled", "true")), "::1", 1)
                        .address())
                .hasToString("https://[::1]:1/");
    }
}
