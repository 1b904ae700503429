package io.parley.examples.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddedMesosTest {

    @Test
    void pointsAConfigurationToItselfAndKeepsAnotherJava() {
        FlinkConfiguration elsewhere =
                FlinkConfiguration.of(Map.of("mesos.master", "zk://elsewhere/mesos", "env.java.home", "/java"));
        try (EmbeddedMesos mesos = EmbeddedMesos.start()) {
            assertThat(connects(mesos.address())).isTrue();
            assertThat(mesos.pointHere(elsewhere).value("mesos.master"))
                    .contains(mesos.address().toString());
            assertThat(mesos.pointHere(elsewhere).value("env.java.home")).contains("/java");
            assertThat(mesos.pointHere(FlinkConfiguration.of(Map.of())).value("env.java.home"))
                    .contains(System.getProperty("java.home"));
        }
    }

    @Test
    void showsAConfigurationWithoutBeingStarted() {
        assertThat(EmbeddedMesos.pointNowhere(FlinkConfiguration.of(Map.of())).value("mesos.master"))
                .contains("simulator-that-embedded-brings-up:5050");
    }

    @Test
    void refusesConnectionsOnceItIsClosed() {
        EmbeddedMesos mesos = EmbeddedMesos.start();
        URI address = mesos.address();
        mesos.close();

        assertThat(connects(address)).isFalse();
    }

    private static boolean connects(URI address) {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
