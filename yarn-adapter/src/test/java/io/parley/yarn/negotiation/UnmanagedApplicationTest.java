package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How an application is submitted to a ResourceManager that takes connections and never answers. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class UnmanagedApplicationTest {

    private ServerSocket silent;
    private Configuration hadoop;

    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        hadoop = new YarnConfiguration();
        hadoop.set(YarnConfiguration.RM_ADDRESS, "127.0.0.1:" + silent.getLocalPort());
    }

    @AfterEach
    void stopListening() throws IOException {
        silent.close();
    }

    @Test
    void aSubmissionThatYarnDoesNotAnswerIsGivenUp() {
        assertThatThrownBy(() -> UnmanagedApplication.submit(hadoop, "mine", "default", Duration.ofMillis(100)))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot submit the application mine to the queue default within 1100 ms:"
                        + " YARN does not answer.");
    }

    @Test
    void whoIsCancelledDoesNotWait() throws Exception {
        Thread caller = Thread.currentThread();
        Thread canceller = new Thread(() -> {
            try (Socket connection = silent.accept()) {
                assertThat(connection.isConnected()).isTrue();
                caller.interrupt();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        canceller.start();

        assertThatThrownBy(() -> UnmanagedApplication.submit(hadoop, "mine", "default", Duration.ofMinutes(10)))
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("mine");
        assertThat(Thread.interrupted()).isFalse();
        canceller.join();
    }

    @Test
    void whoWasCancelledBeforeSubmitsNothing() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> UnmanagedApplication.submit(hadoop, "mine", "default", Duration.ofMinutes(10)))
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("mine");
        assertThat(Thread.interrupted()).isFalse();
    }
}
