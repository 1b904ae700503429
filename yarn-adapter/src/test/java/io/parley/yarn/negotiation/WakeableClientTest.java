package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ExecutionType;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.api.records.UpdateContainerError;
import org.apache.hadoop.yarn.api.records.UpdateContainerRequest;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.impl.AMRMClientImpl;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationAttemptNotFoundException;
import org.apache.hadoop.yarn.exceptions.ApplicationMasterNotRegisteredException;
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    private void failsWhile(Exception failure, Runnable meanwhile) {
        heard.next = () -> {
            meanwhile.run();
            throw failure;
        };
    }

    private HeartbeatRefusedException refused(Runnable meanwhile) {
        failsWhile(new InvalidResourceRequestException("no such label"), meanwhile);
        return catchThrowableOfType(HeartbeatRefusedException.class, () -> client.allocate(0));
    }

    @Test
    void aRefusalThatRepeatsWhatIsTakenBackAlreadyIsNoNews() {
        HeartbeatRefusedException first = refused(() -> {});
        HeartbeatRefusedException second = refused(() -> {});
        assertThat(client.isNews(first)).isTrue();
        client.actedOn();
        HeartbeatRefusedException third = refused(() -> {});

        assertThat(client.isNews(second)).isFalse();
        assertThat(client.isNews(third)).isTrue();
        assertThat(third).hasMessage("no such label");
    }

    @Test
    void whatIsForgottenWhileAHeartbeatFailsIsNotSentAgain() throws Exception {
        added(client, request(2));
        ContainerRequest bad = added(client, request(3));
        refused(() -> {
            client.removeContainerRequest(bad);
            client.forget(Set.of(3));
        });

        assertThat(told()).containsExactly("1 at 2 on *");
    }

    @Test
    void whatWasForgottenIsToldWhenItIsAskedForAgain() throws Exception {
        ContainerRequest first = added(client, request(3));
        refused(() -> {
            client.removeContainerRequest(first);
            client.forget(Set.of(3));
        });
        ContainerRequest second = added(client, request(3));
        assertThat(told()).containsExactly("1 at 3 on *");
        client.removeContainerRequest(second);

        assertThat(told()).containsExactly("0 at 3 on *");
    }

    @Test
    void whatWasRefusedIsNotToldToAResourceManagerThatStartsAgain() throws Exception {
        added(client, request(2));
        ContainerRequest bad = added(client, request(3));
        refused(() -> {});
        client.removeContainerRequest(bad);
        client.forget(Set.of(3));
        told();
        failsWhile(new ApplicationMasterNotRegisteredException("who are you?"), () -> {});

        assertThat(told()).containsExactly("1 at 2 on *");
        assertThat(heard.registrations).isOne();
    }

    @Test
    void whatWasMetWhileAHeartbeatFailedIsNotAskedForAgain() throws Exception {
        ContainerRequest first = added(client, request(3));
        told();
        added(client, request(3));
        failsWhile(new IOException("the connection is lost"), () -> client.met(first));
        assertThatThrownBy(() -> client.allocate(0)).isInstanceOf(IOException.class);

        assertThat(told()).containsExactly("1 at 3 on *");
    }

    @Test
    void thereIsNewsUntilItIsTold() throws Exception {
        assertThat(client.hasNews()).isFalse();
        client.releaseAssignedContainer(ContainerId.fromString("container_1_0001_01_000001"));
        failsWhile(new IOException("the connection is lost"), () -> {});
        assertThatThrownBy(() -> client.allocate(0)).isInstanceOf(IOException.class);
        assertThat(client.hasNews()).isTrue();
        told();
        assertThat(client.hasNews()).isFalse();
        ContainerRequest request = added(client, request(3));
        assertThat(client.hasNews()).isTrue();
        told();
        client.removeContainerRequest(request);
        assertThat(client.hasNews()).isTrue();
    }

    @Test
    void aContainerThatIsAskedAboutIsNotChangedAndTheAnswersAreGivenOnce() throws Exception {
        ContainerId known = ContainerId.fromString("container_1_0001_01_000001");
        ContainerId unknown = ContainerId.fromString("container_1_0001_01_000002");
        client.askAbout(List.of(known, unknown));
        heard.reasons = Map.of(known, "INCORRECT_CONTAINER_VERSION_ERROR", unknown, "INVALID_CONTAINER_ID");
        told();

        assertThat(heard.updates).hasSize(2).allSatisfy(update -> {
            assertThat(update.getContainerVersion()).isEqualTo(-1);
            assertThat(update.getCapability()).isNull();
            assertThat(update.getExecutionType()).isEqualTo(ExecutionType.GUARANTEED);
        });
        assertThat(client.takeAnswers()).containsOnly(Map.entry(known, true), Map.entry(unknown, false));
        assertThat(client.takeAnswers()).isEmpty();
        told();
        assertThat(heard.updates).as("it is asked once").isEmpty();
    }

    @Test
    void whatYarnDoesNotKnowIsNotGivenBackForEver() {
        ContainerId forgotten = ContainerId.fromString("container_1_0001_01_000001");
        ContainerId other = ContainerId.fromString("container_1_0001_01_000002");
        client.releaseAssignedContainer(forgotten);
        client.releaseAssignedContainer(other);
        assertThat(client.givenBack()).containsExactlyInAnyOrder(forgotten, other);

        client.dropGivenBack(forgotten);

        assertThat(client.givenBack()).containsExactly(other);
        assertThat(client.isGivenBack(forgotten)).isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void theEndOfTheAttemptIsToldAsAFailureAndIsTheLastHeartbeat(Exception end) throws Exception {
        failsWhile(end, () -> {});

        // Hadoop tells its own exception in the thread of the heartbeats, under a lock.
        assertThatThrownBy(() -> client.allocate(0))
                .isInstanceOf(AttemptEndedException.class)
                .isNotInstanceOf(ApplicationAttemptNotFoundException.class)
                .hasMessage("YARN does not know this attempt of the application any more.");
        int heartbeats = heard.asks.size();
        assertThat(client.allocate(0)).isNull();
        assertThat(heard.asks).hasSize(heartbeats);
    }

    static Stream<Exception> theEndOfTheAttemptIsToldAsAFailureAndIsTheLastHeartbeat() {
        return Stream.of(
                new ApplicationAttemptNotFoundException("gone"),
                new IOException("appattempt_1_0001_000001 not found in AMRMTokenSecretManager."));
    }

    @Test
    void afterTheEndNoHeartbeatIsSentAndNoInterruptIsLost() throws Exception {
        client.quit();
        added(client, request(3));
        Thread.currentThread().interrupt();

        assertThat(client.allocate(0)).isNull();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(heard.asks).isEmpty();
    }

    /** Notes what it is asked for. */
    private static final class Heard implements ApplicationMasterProtocol {

        private final List<List<String>> asks = new ArrayList<>();
        private Callable<Boolean> next = () -> true;
        private int registrations;
        private List<UpdateContainerRequest> updates = List.of();
        private Map<ContainerId, String> reasons = Map.of();

        @Override
        public AllocateResponse allocate(AllocateRequest request) throws YarnException, IOException {
            asks.add(request.getAskList().stream().map(Heard::text).toList());
            updates = List.copyOf(request.getUpdateRequests());
            Callable<Boolean> now = next;
            next = () -> true;
            try {
                now.call();
            } catch (YarnException | IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            AllocateResponse response = AllocateResponse.newInstance(
                    request.getResponseId() + 1,
                    List.of(),
                    List.of(),
                    List.of(),
                    Resource.newInstance(0, 0),
                    null,
                    1,
                    null,
                    List.of());
            response.setUpdateErrors(updates.stream()
                    .map(update -> UpdateContainerError.newInstance(reasons.get(update.getContainerId()), update))
                    .toList());
            return response;
        }

        private static String text(ResourceRequest ask) {
            return ask.getNumContainers() + " at " + ask.getPriority().getPriority() + " on " + ask.getResourceName();
        }

        @Override
        public RegisterApplicationMasterResponse registerApplicationMaster(RegisterApplicationMasterRequest request) {
            registrations++;
            return RegisterApplicationMasterResponse.newInstance(
                    Resource.newInstance(8192, 8),
                    Resource.newInstance(8192, 8),
                    Map.of(),
                    null,
                    List.of(),
                    "default",
                    List.of());
        }

        @Override
        public FinishApplicationMasterResponse finishApplicationMaster(FinishApplicationMasterRequest request) {
            throw new UnsupportedOperationException();
        }
    }
}
