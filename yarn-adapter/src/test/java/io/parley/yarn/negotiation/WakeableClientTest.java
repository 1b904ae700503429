package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.impl.AMRMClientImpl;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the heartbeats tell YARN. */
class WakeableClientTest {

    private final WakeableClient client = new WakeableClient();
    private final Heard heard = new Heard();

    @BeforeEach
    void connect() throws ReflectiveOperationException {
        client.init(new YarnConfiguration());
        // Hadoop's client makes its own connection when it is started; here it talks to nobody.
        Field connection = AMRMClientImpl.class.getDeclaredField("rmClient");
        connection.setAccessible(true);
        connection.set(client, heard);
    }

    private static ContainerRequest request(int priority, String... nodes) {
        return new ContainerRequest(
                Resource.newInstance(1024, 1),
                nodes.length == 0 ? null : nodes,
                null,
                Priority.newInstance(priority),
                true);
    }

    private static ContainerRequest added(WakeableClient client, ContainerRequest request) {
        client.addContainerRequest(request);
        return request;
    }

    private List<String> told() throws Exception {
        client.allocate(0);
        return heard.asks.get(heard.asks.size() - 1);
    }

    @Test
    void aMetRequestIsNotTold() throws Exception {
        ContainerRequest first = added(client, request(3));
        added(client, request(3));
        assertThat(told()).containsExactly("2 at 3 on *");

        client.met(first);

        assertThat(told()).isEmpty();
    }

    @Test
    void theNextChangeCountsWithoutTheMetRequest() throws Exception {
        ContainerRequest first = added(client, request(3));
        ContainerRequest second = added(client, request(3));
        added(client, request(4));
        told();
        client.met(first);
        client.removeContainerRequest(second);

        assertThat(told()).containsExactly("0 at 3 on *");
    }

    @Test
    void aChangeThatIsStillToBeToldIsToldWithoutTheMetRequest() throws Exception {
        ContainerRequest first = added(client, request(3));
        told();
        added(client, request(3));
        added(client, request(3));
        client.met(first);

        assertThat(told()).containsExactly("2 at 3 on *");
    }

    @Test
    void aMetRequestThatNamedANodeIsTold() throws Exception {
        ContainerRequest first = added(client, request(3, "127.0.0.1"));
        told();
        client.met(first);

        assertThat(told()).contains("0 at 3 on *", "0 at 3 on 127.0.0.1");
    }

    @Test
    void aHeartbeatWithANewRequestWaitsAMomentForMoreAndAnotherOneDoesNot() throws Exception {
        added(client, request(3));
        long began = System.nanoTime();
        told();
        long withRequest = System.nanoTime() - began;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            began = System.nanoTime();
            told();
            shortest = Math.min(shortest, System.nanoTime() - began);
        }

        assertThat(Duration.ofNanos(withRequest)).isGreaterThanOrEqualTo(WakeableClient.GATHERING);
        assertThat(Duration.ofNanos(shortest)).isLessThan(WakeableClient.GATHERING);
    }

    /** Notes what it is asked for. */
    private static final class Heard implements ApplicationMasterProtocol {

        private final List<List<String>> asks = new ArrayList<>();

        @Override
        public AllocateResponse allocate(AllocateRequest request) {
            asks.add(request.getAskList().stream().map(Heard::text).toList());
            return AllocateResponse.newInstance(
                    request.getResponseId() + 1,
                    List.of(),
                    List.of(),
                    List.of(),
                    Resource.newInstance(0, 0),
                    null,
                    1,
                    null,
                    List.of());
        }

        private static String text(ResourceRequest ask) {
            return ask.getNumContainers() + " at " + ask.getPriority().getPriority() + " on " + ask.getResourceName();
        }

        @Override
        public RegisterApplicationMasterResponse registerApplicationMaster(RegisterApplicationMasterRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FinishApplicationMasterResponse finishApplicationMaster(FinishApplicationMasterRequest request) {
            throw new UnsupportedOperationException();
        }
    }
}
