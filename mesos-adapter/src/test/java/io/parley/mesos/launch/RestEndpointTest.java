package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.parley.api.configuration.FlinkConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
        server.createContext("/overview", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(at(host, server.getAddress().getPort()).answers()).isTrue();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void endpointOverTlsKeepsItsScheme() {
        assertThat(RestEndpoint.of(FlinkConfiguration.of(Map.of("security.ssl.rest.enabled", "true")), "::1", 1)
                        .address())
                .hasToString("https://[::1]:1/");
    }
}
