package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelled callers give back what they hold. */
@Timeout(30)
class InterruptedSendTest {

    private final SessionUnderTest.Moody feed = new SessionUnderTest.Moody();
    private final RecordingScheduler scheduler = new RecordingScheduler();

    @AfterEach
    void endInterruption() {
        boolean unused = Thread.interrupted();
    }

    private static Call kill() {
        Call.Builder kill = Call.newBuilder().setType(Call.Type.KILL);
        kill.getKillBuilder().setTaskId(TaskID.newBuilder().setValue("t"));
        return kill.build();
    }

    private MesosHttpClient subscribed(ScriptedMaster master, int most) throws Exception {
        ClientOptions.Bounds usual = ClientOptions.Bounds.DEFAULT;
        MesosHttpClient client = MesosHttpClient.connect(
                master.address(),
                ClientOptions.DEFAULT
                        .withWaits(MesosHttpClientTest.QUICK)
                        .withListener(scheduler)
                        .withBounds(new ClientOptions.Bounds(usual.eventBytes(), usual.backlogBytes(), most)),
                scheduler);
        feed.emit(feed.stream(), EventFeed.subscribed("f", 15));
        scheduler.nextEvent();
        assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.SUBSCRIBE);
        return client;
    }

    @Test
    void callOfAnInterruptedThreadIsSentLikeAnyOther() throws Exception {
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, 10)) {
            Thread.currentThread().interrupt();
            client.send(kill());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(Call.parseFrom(master.next().body()).getType()).isEqualTo(Call.Type.KILL);
            assertThat(scheduler.told).doesNotContain("disconnected");
        }
    }

    @Test
    void interruptedThreadDoesNotWaitWhereTooManyCallsWaitAlready() throws Exception {
        feed.calls.add(SessionUnderTest.Moody.NONE);
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = subscribed(master, 1)) {
            client.send(kill());
            ScriptedMaster.Connection first = feed.waiting(0);
            long before = System.nanoTime();
            Thread.currentThread().interrupt();
            client.send(kill());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
            assertThat(scheduler.next(ClientEvent.CallDropped.class).message())
                    .isEqualTo("Too many calls wait already.");
            first.answer("202 Accepted", "");
        }
    }
}
