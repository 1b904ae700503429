package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.state.FileFrameworkStore;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What threads want that were cancelled: they give back what they hold, and stay interrupted. */
@Timeout(30)
class InterruptedCallersTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));

    private final ScriptedConnection master = new ScriptedConnection(true);

    @TempDir
    private Path directory;

    @AfterEach
    void endInterruption() {
        boolean unused = Thread.interrupted();
    }

    private enum Kind {
        FILE,
        /** As those of databases may. */
        FAILING_WHERE_INTERRUPTED
    }

    /** Keeps a state in memory, unless the thread is interrupted. */
    private static final class Touchy implements FrameworkStore {

        private FrameworkState state = FrameworkState.EMPTY;

        @Override
        public FrameworkState load() {
            return state;
        }

        @Override
        public void append(List<? extends FrameworkState.Change> changes) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("The statement was cancelled.");
            }
            state = state.after(changes);
        }

        @Override
        public void close() {}
    }

    private FrameworkStore store(Kind kind) throws IOException {
        return kind == Kind.FILE ? FileFrameworkStore.open(directory.resolve("state")) : new Touchy();
    }

    private MesosNegotiator open(FrameworkStore store) throws IOException {
        MesosNegotiator negotiator = MesosNegotiator.open(
                master, store, MesosNegotiatorOptions.of(CONFIGURATION), new NegotiationListener<>() {});
        master.onTeardown = () -> master.listener().tornDown();
        master.subscribe();
        return negotiator;
    }

    private static DemandHandle<GrantedTask> ask(MesosNegotiator negotiator, String name) {
        return negotiator.ask(
                Demand.of(
                        name,
                        ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                                .cpus(CpuAmount.ofCores(1))
                                .build()),
                TaskStarter.ofFlink(CONFIGURATION));
    }

    private static Offer offer(String agent) {
        return ScriptedConnection.OFFER.toBuilder()
                .setId(OfferID.newBuilder().setValue("O-" + agent))
                .setAgentId(MesosIds.agent(agent))
                .setHostname(agent)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void cancellingEndsTheTaskOfThatDemandAlone(Kind kind) throws IOException {
        try (MesosNegotiator negotiator = open(store(kind))) {
            DemandHandle<GrantedTask> one = ask(negotiator, "one");
            DemandHandle<GrantedTask> two = ask(negotiator, "two");
            master.offer(offer("a"), offer("b"));
            assertThat(two.state()).isEqualTo(DemandState.GRANTED);

            String task = one.granted().orElseThrow().id();

            Thread.currentThread().interrupt();
            one.cancel();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(master.sent(Call.Type.KILL))
                    .singleElement()
                    .satisfies(call ->
                            assertThat(call.getKill().getTaskId().getValue()).isEqualTo(task));
            assertThat(two.state()).isEqualTo(DemandState.GRANTED);
            assertThat(ask(negotiator, "three").state()).isEqualTo(DemandState.PENDING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingEndsAndForgetsTheFramework(Kind kind) throws IOException {
        FrameworkStore store = store(kind);
        MesosNegotiator negotiator = open(store);
        ask(negotiator, "one");
        master.offer(offer("a"));

        Thread.currentThread().interrupt();
        negotiator.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(master.sent(Call.Type.TEARDOWN)).hasSize(1);
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
    }

    @Test
    void whatTheFileHasIsTheEnd() throws IOException {
        MesosNegotiator negotiator = open(store(Kind.FILE));
        ask(negotiator, "one");
        master.offer(offer("a"));
        Thread.currentThread().interrupt();
        negotiator.close();
        assertThat(Thread.interrupted()).isTrue();

        try (FrameworkStore again = store(Kind.FILE)) {
            assertThat(again.load()).isEqualTo(FrameworkState.EMPTY);
        }
    }
}
