package io.parley.mesos.client;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** The process that {@link HostileStreamsTest} gives little memory. */
final class HostileStreamsClient {

    /** The framework id that only an honest master gives. */
    static final String HONEST = "honest";

    private static final int EVENTS_A_PAUSE = 500;

    private HostileStreamsClient() {}

    /**
     * Subscribes until an honest master takes the subscription, and then tells so and ends with 0.
     *
     * @param arguments the port, the encoding, and the bound on an event in bytes
     */
    public static void main(String[] arguments) throws InterruptedException {
        ClientOptions options = ClientOptions.DEFAULT
                .withEncoding(ContentEncoding.valueOf(arguments[1]))
                .withWaits(new ClientOptions.Waits(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(1500),
                        Duration.ofMinutes(10),
                        1,
                        new BackOff(Duration.ofNanos(100_000), Duration.ofNanos(200_000)),
                        Duration.ofSeconds(1)))
                .withBounds(new ClientOptions.Bounds(
                        Integer.parseInt(arguments[2]), ClientOptions.Bounds.DEFAULT.backlogBytes(), 16));
        CountDownLatch honest = new CountDownLatch(1);
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger errors = new AtomicInteger();
        RecordingScheduler scheduler = new RecordingScheduler() {
            @Override
            public void disconnected(Mesos mesos) {}

            @Override
            public void connected(Mesos mesos) {
                mesos.send(subscription(framework));
            }

            @Override
            public void received(Mesos mesos, Event event) {
                if (seen.incrementAndGet() % EVENTS_A_PAUSE == 0) {
                    pause();
                }
                if (event.getType() == Event.Type.ERROR) {
                    errors.incrementAndGet();
                    mesos.reconnect();
                } else if (event.getSubscribed().getFrameworkId().getValue().equals(HONEST)) {
                    honest.countDown();
                }
            }
        };
        try (MesosHttpClient client =
                MesosHttpClient.connect(MasterAddress.parse("127.0.0.1:" + arguments[0]), options, scheduler)) {
            if (!honest.await(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("Nothing honest came to the " + client + ".");
            }
        }
        System.out.println("lives after " + seen + " events and " + errors + " errors");
    }

    /** A slow reader. */
    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
