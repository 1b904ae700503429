package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In which order things are kept, said and asked. */
@Timeout(30)
class OutboxTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));

    private final ScriptedConnection connection = new ScriptedConnection(true);
    private final List<String> told = new ArrayList<>();

    /** Tells what was sent when something was kept. */
    private final class WatchedStore implements FrameworkStore {

        private FrameworkState state = FrameworkState.EMPTY;
        private boolean full;
        private final List<Long> acceptsWhenKept = new ArrayList<>();
        private final List<Long> acknowledgedWhenKept = new ArrayList<>();

        @Override
        public FrameworkState load() {
            return state;
        }

        @Override
        public void append(List<? extends FrameworkState.Change> changes) throws IOException {
            if (full) {
                throw new IOException("No space left on device.");
            }
            if (changes.stream().anyMatch(FrameworkState.Change.TaskChanged.class::isInstance)) {
                acceptsWhenKept.add(sent(Call.Type.ACCEPT));
                acknowledgedWhenKept.add(sent(Call.Type.ACKNOWLEDGE));
            }
            state = state.after(changes);
        }

        @Override
        public void close() {}
    }

    private long sent(Call.Type type) {
        return connection.sent(type).size();
    }

    private MesosNegotiator open(FrameworkStore store) throws IOException {
        MesosNegotiator negotiator = MesosNegotiator.open(
                connection, store, MesosNegotiatorOptions.of(CONFIGURATION), new NegotiationListener<>() {});
        connection.onTeardown = () -> connection.listener().tornDown();
        connection.subscribe();
        return negotiator;
    }

    private static Demand worker(String name) {
        return Demand.of(
                        name,
                        ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                                .cpus(CpuAmount.ofCores(1))
                                .build())
                .spreadIn(SpreadGroup.oneAHost("g"));
    }

    private static Offer offer(String agent) {
        return ScriptedConnection.OFFER.toBuilder()
                .setId(OfferID.newBuilder().setValue("O-" + agent))
                .setAgentId(MesosIds.agent(agent))
                .setHostname(agent)
                .build();
    }

    private Set<String> answered() {
        Set<String> ids = connection.sent(Call.Type.ACCEPT).stream()
                .flatMap(call -> call.getAccept().getOfferIdsList().stream())
                .map(OfferID::getValue)
                .collect(Collectors.toSet());
        connection.sent(Call.Type.DECLINE).stream()
                .flatMap(call -> call.getDecline().getOfferIdsList().stream())
                .map(OfferID::getValue)
                .forEach(ids::add);
        return ids;
    }

    @Test
    void starterThatTakesLongHoldsNoOfferOfAnotherAgentThatCameBefore() throws IOException {
        try (MesosNegotiator negotiator = open(FrameworkStore.inMemory())) {
            List<Set<String>> answeredWhenAsked = new ArrayList<>();
            for (String name : List.of("one", "two")) {
                negotiator.ask(worker(name), granted -> {
                    answeredWhenAsked.add(answered());
                    return TaskStarter.ofFlink(CONFIGURATION).launch(granted);
                });
            }
            connection.offer(offer("a"), offer("b"), offer("c"));

            assertThat(answeredWhenAsked).hasSize(2);
            assertThat(answeredWhenAsked.get(0)).as("what is declined").hasSize(1);
            assertThat(answeredWhenAsked.get(1))
                    .as("and what is launched before")
                    .hasSize(2);
            assertThat(answered()).containsExactlyInAnyOrder("O-a", "O-b", "O-c");
        }
    }

    @Test
    void starterThatFailsCostsNoLaunchOnAnotherAgent() throws IOException {
        try (MesosNegotiator negotiator = open(FrameworkStore.inMemory())) {
            DemandHandle<GrantedTask> failing = negotiator.ask(worker("one"), granted -> {
                throw new StackOverflowError("no idea");
            });
            DemandHandle<GrantedTask> other = negotiator.ask(worker("two"), TaskStarter.ofFlink(CONFIGURATION));
            connection.offer(offer("a"), offer("b"));

            assertThat(connection.sent(Call.Type.ACCEPT)).hasSize(1);
            assertThat(other.state()).isEqualTo(DemandState.GRANTED);
            assertThat(failing.state()).isEqualTo(DemandState.DELAYED);
            assertThat(answered()).containsExactlyInAnyOrder("O-a", "O-b");
        }
    }

    @Test
    void launchAndUpdateAreKeptBeforeTheyAreSentAndAcknowledged() throws IOException {
        WatchedStore store = new WatchedStore();
        try (MesosNegotiator negotiator = open(store)) {
            DemandHandle<GrantedTask> handle = negotiator.ask(worker("one"), TaskStarter.ofFlink(CONFIGURATION));
            connection.offer(offer("a"));
            assertThat(store.acceptsWhenKept).containsExactly(0L);
            assertThat(connection.sent(Call.Type.ACCEPT)).hasSize(1);
            connection.running(handle.granted().orElseThrow().id(), "1");
            assertThat(store.acknowledgedWhenKept).containsExactly(0L, 0L);
            assertThat(connection.sent(Call.Type.ACKNOWLEDGE)).hasSize(1);
        }
    }

    @Test
    void launchThatWasTakenBackMeanwhileIsNotSent() throws IOException {
        try (MesosNegotiator negotiator = open(FrameworkStore.inMemory())) {
            List<DemandHandle<GrantedTask>> handles = new ArrayList<>();
            for (String name : List.of("one", "two")) {
                handles.add(negotiator.ask(worker(name), granted -> {
                    told.add(granted.id());
                    handles.forEach(handle -> {
                        if (handle.granted()
                                .filter(what -> what.id().equals(granted.id()))
                                .isEmpty()) {
                            handle.cancel();
                        }
                    });
                    return TaskStarter.ofFlink(CONFIGURATION).launch(granted);
                }));
            }
            connection.offer(offer("a"), offer("b"));

            assertThat(told).hasSize(1);
            assertThat(connection.sent(Call.Type.ACCEPT)).hasSize(1);
            assertThat(answered()).containsExactlyInAnyOrder("O-a", "O-b");
        }
    }

    @Test
    void updateThatCannotBeKeptIsNotAcknowledgedNorIsAnythingAfterIt() throws IOException {
        WatchedStore store = new WatchedStore();
        MesosNegotiator negotiator = open(store);
        DemandHandle<GrantedTask> handle = negotiator.ask(worker("one"), TaskStarter.ofFlink(CONFIGURATION));
        connection.offer(offer("a"));
        String task = handle.granted().orElseThrow().id();
        store.full = true;
        connection.running(task, "1");
        store.full = false;
        connection.running(task, "1");

        assertThat(connection.sent(Call.Type.ACKNOWLEDGE)).isEmpty();
        assertThat(connection.sent(Call.Type.KILL)).isEmpty();
        assertThat(handle.state().isFinal()).isTrue();
        negotiator.close();
    }
}
