package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.time.Duration;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client against a scripted server, over real HTTP. */
@Timeout(60)
class MesosHttpClientTest {

    static final ClientOptions.Waits QUICK = new ClientOptions.Waits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            3,
            new BackOff(Duration.ofMillis(10), Duration.ofMillis(100)),
            Duration.ofSeconds(2));

    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final ClientOptions options = ClientOptions.DEFAULT.withWaits(QUICK).withListener(scheduler);

    @ParameterizedTest
    @EnumSource(ContentEncoding.class)
    void subscribesAndSendsCallsOnItsStream(ContentEncoding encoding) throws Exception {
        EventFeed feed = new EventFeed(encoding);
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client =
                        MesosHttpClient.connect(master.address(), options.withEncoding(encoding), scheduler)) {
            feed.emit(feed.stream(), EventFeed.subscribed("f-1", 15));
            assertThat(scheduler.nextTold()).isEqualTo("connected");
            assertThat(scheduler.nextTold()).isEqualTo("SUBSCRIBED");
            assertThat(master.next().path()).isEqualTo("/api/v1/scheduler");

            client.send(acknowledge());

            ScriptedMaster.Request request = master.next();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.header("Mesos-Stream-Id")).isEqualTo(EventFeed.STREAM);
            assertThat(request.header("Content-Type")).isEqualTo(encoding.contentType());
            assertThat(request.header("Accept")).isEqualTo(encoding.contentType());
        }
    }

    @Test
    void subscribesAgainWithTheSameFrameworkWhenTheStreamBreaks() throws Exception {
        EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF);
        try (ScriptedMaster master = ScriptedMaster.start(feed);
                MesosHttpClient client = MesosHttpClient.connect(master.address(), options, scheduler)) {
            ScriptedMaster.Connection stream = feed.stream();
            feed.emit(stream, EventFeed.subscribed("f-1", 15));
            scheduler.nextEvent();
            stream.close();
            feed.emit(feed.stream(), EventFeed.subscribed("f-1", 15));
            scheduler.nextEvent();

            assertThat(scheduler.told)
                    .containsExactly("connected", "SUBSCRIBED", "disconnected", "connected", "SUBSCRIBED");
            master.next();
            Call again = Call.parseFrom(master.next().body());
            assertThat(again.getFrameworkId().getValue()).isEqualTo("f-1");
            assertThat(again.getSubscribe().getFrameworkInfo().getId().getValue())
                    .isEqualTo("f-1");
            client.reconnect();
            feed.stream();
        }
    }

    @AfterEach
    void leavesNoThreadBehind() throws InterruptedException {
        assertNoThreadIsLeft();
    }

    static void assertNoThreadIsLeft() throws InterruptedException {
        for (int tries = 0; tries < 200 && ours() > 0; tries++) {
            Thread.sleep(20);
        }
        assertThat(ours()).isZero();
    }

    private static long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("parley-mesos"))
                .count();
    }

    static Call acknowledge() {
        return Call.newBuilder()
                .setType(Call.Type.ACKNOWLEDGE)
                .setAcknowledge(Call.Acknowledge.newBuilder()
                        .setAgentId(AgentID.newBuilder().setValue("a"))
                        .setTaskId(TaskID.newBuilder().setValue("t"))
                        .setUuid(ByteString.copyFrom(
                                new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})))
                .build();
    }
}
