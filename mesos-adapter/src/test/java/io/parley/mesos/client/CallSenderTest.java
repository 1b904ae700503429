package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallSenderTest {

    /** Whoever waits until the calls of the sender after it are sent would stop to wait. */
    @Test
    void droppedSenderDoesNotTellThatItIsIdle() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger idle = new AtomicInteger();
        Loop loop = new Loop("call-sender-test");
        CallSender.Outcome outcome = new CallSender.Outcome() {
            @Override
            public void accepted(Call call) {}

            @Override
            public void tell(ClientEvent event) {}

            @Override
            public void lost(String why) {}

            @Override
            public void idle() {
                idle.incrementAndGet();
            }
        };
        ClientOptions options = ClientOptions.DEFAULT;
        try (ScriptedMaster master = ScriptedMaster.start((request, connection) -> {})) {
            CallSender sender = new CallSender(
                    loop,
                    new MasterExchange(options, loop.forHttp()),
                    options.waits(),
                    URI.create("http://127.0.0.1:" + master.port() + "/api/v1/scheduler"),
                    "stream",
                    outcome);
            loop.execute(() ->
                    sender.send(Call.newBuilder().setType(Call.Type.REVIVE).build(), done::countDown));
            master.next();
            loop.execute(() -> sender.drop("over"));

            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            CountDownLatch after = new CountDownLatch(1);
            loop.execute(after::countDown);
            assertThat(after.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(idle).hasValue(0);
        } finally {
            loop.end();
        }
    }
}
