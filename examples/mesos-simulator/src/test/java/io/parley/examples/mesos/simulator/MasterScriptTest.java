package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Masters come and go, and one leads at a time. */
@Timeout(60)
class MasterScriptTest {

    private static final FrameworkID LATE =
            FrameworkID.newBuilder().setValue("late").build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** An election takes 400 ms by the clock, and agents come back after 250 ms. */
    private static final int FACTOR = 20;

    private final MasterLoop loop = new MasterLoop(FACTOR);
    private final MesosSimulator simulator = MesosSimulator.start(SimulatorSettings.usual(), loop);
    private final MasterScript masters = simulator.masters();
    private final URI first = simulator.address();

    @AfterEach
    void close() {
        simulator.close();
    }

    private static void await(Callable<Boolean> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.call() && System.nanoTime() - deadline < 0) {
            Thread.sleep(5);
        }
        assertThat(wanted.call()).isTrue();
    }

    private static RawResponse post(URI master) throws IOException {
        try (Socket socket = new Socket(master.getHost(), master.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write("POST /api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return RawResponse.read(socket.getInputStream());
        }
    }

    @Test
    void closesAlsoTheMasterThatWasStartedAgainDuringAnElection() {
        masters.addStandby();
        masters.failOver();
        masters.start();

        simulator.close();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> post(first));
    }

    @Test
    void letsTheOldLeaderStandByAndLeadAgain() throws Exception {
        URI second = masters.addStandby();
        masters.failOver();
        masters.start();

        await(() -> simulator.address().equals(second));
        await(() -> post(first).headers().getOrDefault("Location", "").contains(":" + second.getPort()));
        masters.failOver();

        await(() -> simulator.address().equals(first));
        await(() -> post(first).body().contains("Content-Type"));
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> post(second));
    }

    @Test
    void saysThatNoneLeadsWhereTheOldLeaderWouldSendToItself() throws Exception {
        try (MesosSimulator slower =
                MesosSimulator.start(SimulatorSettings.usual().faster(2))) {
            URI old = slower.address();
            slower.masters().addStandby();
            slower.masters().failOver();
            slower.masters().start();

            await(() -> !post(old).status().contains(" 404 "));

            RawResponse answer = post(old);
            assertThat(answer.status()).contains(" 503 ");
            assertThat(answer.body()).isEqualTo("No leader elected");
        }
    }

    @Test
    void startsOnlyAMasterThatIsStopped() {
        assertThatIllegalStateException().isThrownBy(masters::start).withMessageContaining("none is stopped");
    }

    @Test
    void stopsALeaderOnce() {
        masters.stop();
        masters.stop();
        masters.start();

        assertThatIllegalStateException().isThrownBy(masters::start).withMessageContaining("none is stopped");
    }

    @Test
    void holdsOneElectionAtATime() {
        masters.addStandby();
        masters.failOver();

        assertThatIllegalStateException().isThrownBy(masters::failOver).withMessageContaining("election");
    }

    @Test
    void leadsWhenItsLastStartSaysSo() throws Exception {
        masters.stop();
        masters.start(Duration.ZERO, Duration.ofSeconds(5));
        masters.stop();
        masters.start(Duration.ofHours(1), Duration.ZERO);

        Thread.sleep(500);

        assertThat(post(first).status()).contains(" 404 ");
    }

    @Test
    void letsNobodySubscribeWhoWaitsWhileTheMasterEnds() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        loop.run(() -> awaitQuietly(busy));
        Thread stopping = new Thread(masters::stop);
        stopping.start();
        await(() -> stopping.getState() == Thread.State.WAITING);
        try (Socket late = new Socket(first.getHost(), first.getPort())) {
            byte[] call = MessageFormat.JSON.write(Call.newBuilder()
                    .setType(Call.Type.SUBSCRIBE)
                    .setFrameworkId(LATE)
                    .setSubscribe(Call.Subscribe.newBuilder()
                            .setFrameworkInfo(RawScheduler.info("late").setId(LATE)))
                    .build());
            late.getOutputStream().write(head(call.length));
            late.getOutputStream().write(call);
            await(() -> Thread.getAllStackTraces().entrySet().stream()
                    .filter(each -> each.getKey().getName().equals("mesos-simulator-connection-" + first.getPort()))
                    .anyMatch(each -> waitsToSubscribe(each.getValue())));

            busy.countDown();
            stopping.join();
        }

        masters.start(Duration.ZERO, Duration.ZERO);
        await(() -> post(first).body().contains("Content-Type"));
        try (RawScheduler scheduler = new RawScheduler(first, MessageFormat.JSON)) {
            assertThat(scheduler
                            .call(Call.newBuilder().setType(Call.Type.REVIVE), LATE)
                            .body())
                    .isEqualTo("Framework cannot be found");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] head(int length) {
        return ("POST /api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                        + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean waitsToSubscribe(StackTraceElement[] stack) {
        List<String> methods = Arrays.stream(stack)
                .map(each -> each.getClassName() + "." + each.getMethodName())
                .toList();
        return methods.contains(SchedulerApi.class.getName() + ".subscribe")
                && methods.contains(MasterLoop.class.getName() + ".call");
    }
}
