package io.parley.examples.mesos.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpEndpointTest {

    private static List<Thread> accepting(HttpEndpoint endpoint) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("mesos-simulator-accept-" + endpoint.port()))
                .toList();
    }

    @Test
    void takesNothingAnyMoreOnceItIsClosed() throws IOException {
        for (int round = 0; round < 100; round++) {
            HttpEndpoint endpoint = new HttpEndpoint(request -> HttpResponse.of(200));
            List<Thread> before = accepting(endpoint);
            assertThat(before).hasSize(1);

            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
                endpoint.close();

                assertThat(before).as("round %d", round).noneMatch(Thread::isAlive);
                client.setSoTimeout(10_000);
                assertThat(hasEnded(client)).isTrue();
            }
        }
    }

    private static boolean hasEnded(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // Reset, as what had not been taken yet is.
            return true;
        }
    }
}
