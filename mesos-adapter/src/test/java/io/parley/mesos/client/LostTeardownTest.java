package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.mesos.negotiation.MesosConnector;
import io.parley.mesos.negotiation.MesosNegotiator;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A negotiator's last word, over real HTTP. */
@Timeout(60)
class LostTeardownTest {

    @Test
    void teardownThatAMasterOfBeforeDroppedReachesTheOneThatLeads() throws Exception {
        AtomicInteger teardowns = new AtomicInteger();
        AtomicReference<String> elsewhere = new AtomicReference<>("");
        EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF) {
            @Override
            public void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection)
                    throws IOException {
                if (Call.parseFrom(request.body()).getType() != Call.Type.TEARDOWN) {
                    super.answer(request, connection);
                } else if (teardowns.incrementAndGet() == 1) {
                    connection.answer("307 Temporary Redirect", "", "Location: " + elsewhere.get());
                } else {
                    connection.answer("202 Accepted", "");
                }
            }
        };
        FrameworkStore store = FrameworkStore.inMemory();
        ClientOptions options = ClientOptions.DEFAULT.withWaits(MesosHttpClientTest.QUICK);
        try (ScriptedMaster master = ScriptedMaster.start(feed)) {
            elsewhere.set("//127.0.0.1:" + master.port() + "/master/api/v1/scheduler");
            MesosNegotiator negotiator = MesosNegotiator.open(
                    MesosConnector.http(master.address(), options),
                    store,
                    MesosNegotiatorOptions.of(
                            FlinkConfiguration.of(Map.of("mesos.resourcemanager.framework.role", "test"))),
                    new NegotiationListener<>() {});
            feed.emit(feed.stream(), EventFeed.subscribed("f-1", 15));
            assertThat(negotiator.whenSubscribed().get(10, TimeUnit.SECONDS)).isEqualTo("f-1");
            ScriptedMaster.daemon(
                    () -> {
                        try {
                            feed.emit(feed.stream(), EventFeed.subscribed("f-1", 15));
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    },
                    "next-subscription");
            negotiator.close();

            assertThat(teardowns).hasValue(2);
            assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
        }
    }
}
