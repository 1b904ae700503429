package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.matching.MatchRules;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stores, policies and users do wrong. */
@Timeout(30)
class NegotiatorFaultsTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));

    private final ScriptedConnection connection = new ScriptedConnection(true);
    private final List<Verdict> troubles = new CopyOnWriteArrayList<>();

    /** Keeps ids and forgets, but no tasks. */
    private static class FullStore implements FrameworkStore {

        private final Failure failure;
        private FrameworkState state = FrameworkState.EMPTY;
        private boolean closed;

        FullStore() {
            this(Failure.CHECKED);
        }

        FullStore(Failure failure) {
            this.failure = failure;
        }

        @Override
        public FrameworkState load() {
            return state;
        }

        @Override
        public void append(List<? extends FrameworkState.Change> changes) throws IOException {
            if (changes.stream().anyMatch(FrameworkState.Change.TaskChanged.class::isInstance)) {
                switch (failure) {
                    case CHECKED -> throw new IOException("No space left on device.");
                    case UNCHECKED -> throw new IllegalStateException("No connection with the database.");
                    case ERROR -> throw new OutOfMemoryError("as the test wants");
                }
            }
            state = state.after(changes);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** How a store fails; those of users may throw anything. */
    private enum Failure {
        CHECKED,
        UNCHECKED,
        ERROR
    }

    private MesosNegotiator open(FrameworkStore store, MesosNegotiatorOptions options) throws IOException {
        return MesosNegotiator.open(connection, store, options, new NegotiationListener<>() {
            @Override
            public void onTrouble(Verdict verdict) {
                troubles.add(verdict);
            }
        });
    }

    private static ProcessRequirements.Builder worker() {
        return ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                .cpus(CpuAmount.ofCores(1));
    }

    private static DemandHandle<GrantedTask> ask(MesosNegotiator negotiator, ProcessRequirements requirements) {
        return negotiator.ask(Demand.of("worker", requirements), TaskStarter.ofFlink(CONFIGURATION));
    }

    @ParameterizedTest
    @EnumSource
    void offersAreDeclinedAndSuppressedOnceNothingCanBeKept(Failure failure) throws IOException {
        FullStore store = new FullStore(failure);
        MesosNegotiator negotiator = open(store, MesosNegotiatorOptions.of(CONFIGURATION));
        connection.subscribe();
        ask(negotiator, worker().build());
        connection.offer();

        assertThat(connection.sent(Call.Type.ACCEPT)).isEmpty();
        assertThat(connection.sent(Call.Type.DECLINE)).hasSize(1);
        assertThat(connection.sent(Call.Type.SUPPRESS)).isNotEmpty();
        connection.offer();
        assertThat(connection.sent(Call.Type.DECLINE))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.getDecline().getOfferIdsList())
                        .containsExactly(ScriptedConnection.OFFER.getId()));

        connection.onTeardown = () -> connection.listener().tornDown();
        negotiator.close();
        assertThat(connection.sent(Call.Type.TEARDOWN)).hasSize(1);
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
    }

    /** An update is acknowledged only once what follows from it is kept. */
    @ParameterizedTest
    @EnumSource
    void nothingIsAcknowledgedOnceNothingCanBeKept(Failure failure) throws IOException {
        FullStore store = new FullStore(failure);
        MesosNegotiator negotiator = open(store, MesosNegotiatorOptions.of(CONFIGURATION));
        connection.subscribe();
        for (int time = 0; time < 2; time++) {
            connection.running("stranger", "0123456789abcdef");
        }

        assertThat(connection.sent(Call.Type.ACKNOWLEDGE)).isEmpty();
        assertThat(connection.sent(Call.Type.KILL)).isEmpty();
        negotiator.detach();
        negotiator.close();
    }

    @Test
    void storeThatCannotBeReadAndOneOfAConnectorThatFailsAreClosed() {
        FullStore unread = new FullStore() {
            @Override
            public FrameworkState load() {
                throw new IllegalStateException("It cannot be read.");
            }
        };
        assertThatThrownBy(() -> open(unread, MesosNegotiatorOptions.of(CONFIGURATION)))
                .hasMessage("It cannot be read.");
        assertThat(unread.closed).isTrue();

        FullStore whole = new FullStore();
        MesosConnector failing = (scheduler, listener) -> {
            throw new IllegalStateException("There is no way.");
        };
        assertThatThrownBy(() -> MesosNegotiator.open(
                        failing, whole, MesosNegotiatorOptions.of(CONFIGURATION), new NegotiationListener<>() {}))
                .hasMessage("There is no way.");
        assertThat(whole.closed).isTrue();
    }

    @Test
    void frameworkOfAFullStoreIsEndedAfterAReconnectionToo() throws IOException {
        FullStore store = new FullStore();
        MesosNegotiator negotiator = open(store, MesosNegotiatorOptions.of(CONFIGURATION));
        connection.subscribe();
        ask(negotiator, worker().build());
        connection.offer();
        connection.disconnected();
        connection.connected();
        assertThat(connection.sent(Call.Type.SUBSCRIBE)).hasSize(1);

        connection.onSubscribe = connection::subscribed;
        connection.onTeardown = () -> connection.listener().tornDown();
        negotiator.close();
        assertThat(connection.sent(Call.Type.SUBSCRIBE)).hasSize(2);
        assertThat(connection.sent(Call.Type.TEARDOWN)).hasSize(1);
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
    }

    @Test
    void frameworkOfAFullStoreThatWasDetachedLivesOn() throws IOException {
        MesosNegotiator negotiator = open(new FullStore(), MesosNegotiatorOptions.of(CONFIGURATION));
        connection.subscribe();
        ask(negotiator, worker().build());
        connection.offer();
        negotiator.detach();
        negotiator.close();

        assertThat(connection.sent(Call.Type.TEARDOWN)).isEmpty();
    }

    @Test
    void policyThatFailsHoldsNoOffer() throws IOException {
        MesosNegotiator negotiator = open(
                FrameworkStore.inMemory(),
                MesosNegotiatorOptions.of(CONFIGURATION)
                        .withRules(MatchRules.of("test").withPolicy(room -> {
                            throw new IllegalStateException("no idea of rooms");
                        })));
        connection.onTeardown = () -> connection.listener().tornDown();
        connection.subscribe();
        try (negotiator) {
            DemandHandle<GrantedTask> handle = ask(negotiator, worker().build());
            Offer other = ScriptedConnection.OFFER.toBuilder()
                    .setId(OfferID.newBuilder().setValue("other"))
                    .setAgentId(MesosIds.agent("other"))
                    .setHostname("other")
                    .build();
            connection.offer(ScriptedConnection.OFFER, other);

            assertThat(connection.sent(Call.Type.DECLINE)).singleElement().satisfies(call -> {
                assertThat(call.getDecline().getOfferIdsList())
                        .containsExactlyInAnyOrder(ScriptedConnection.OFFER.getId(), other.getId());
                assertThat(call.getDecline().getFilters().getRefuseSeconds()).isEqualTo(5);
            });
            assertThat(handle.state()).isEqualTo(DemandState.PENDING);
            assertThat(troubles).singleElement().asString().contains("no idea of rooms", "PackingPolicy");
        }
    }

    @Test
    void fitterThatFailsHoldsNoOffer() throws IOException {
        MesosNegotiator negotiator = open(
                FrameworkStore.inMemory(),
                MesosNegotiatorOptions.of(CONFIGURATION).withFitter((plan, grant) -> {
                    throw new IllegalStateException("no idea of plans");
                }));
        connection.onTeardown = () -> connection.listener().tornDown();
        connection.subscribe();
        try (negotiator) {
            DemandHandle<GrantedTask> handle = ask(negotiator, worker().build());
            connection.offer();

            assertThat(connection.sent(Call.Type.DECLINE)).hasSize(1);
            assertThat(handle.state()).isEqualTo(DemandState.REFUSED);
        }
    }

    @Test
    void gpusAreRefusedToAFrameworkThatIsNotOfferedAny() throws IOException {
        MesosNegotiator negotiator = open(FrameworkStore.inMemory(), MesosNegotiatorOptions.of(CONFIGURATION));
        connection.onTeardown = () -> connection.listener().tornDown();
        connection.subscribe();
        try (negotiator) {
            DemandHandle<GrantedTask> handle = ask(negotiator, worker().gpus(1).build());

            assertThat(handle.state()).isEqualTo(DemandState.REFUSED);
            assertThatThrownBy(() -> handle.whenGranted().get(1, TimeUnit.SECONDS))
                    .hasMessageContainingAll("1 GPUs", "GPU_RESOURCES", "mesos.resourcemanager.tasks.gpus");
        }
    }
}
