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
import io.parley.api.verdict.Verdict;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.InverseOffer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TimeInfo;
import org.apache.mesos.v1.Protos.Unavailability;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgentMaintenanceTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));
    private static final String AGENT = ScriptedConnection.OFFER.getAgentId().getValue();

    private final ScriptedConnection connection = new ScriptedConnection(true);
    private final List<Verdict> troubles = new CopyOnWriteArrayList<>();

    private MesosNegotiator open() throws IOException {
        return open(FrameworkStore.inMemory());
    }

    private MesosNegotiator open(FrameworkStore store) throws IOException {
        MesosNegotiator negotiator = MesosNegotiator.open(
                connection, store, MesosNegotiatorOptions.of(CONFIGURATION), new NegotiationListener<>() {
                    @Override
                    public void onTrouble(Verdict verdict) {
                        troubles.add(verdict);
                    }
                });
        connection.onTeardown = () -> connection.listener().tornDown();
        connection.subscribe();
        return negotiator;
    }

    private static DemandHandle<GrantedTask> ask(MesosNegotiator negotiator) {
        return negotiator.ask(
                Demand.of(
                        "worker 7",
                        ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                                .cpus(CpuAmount.ofCores(1))
                                .build()),
                TaskStarter.ofFlink(CONFIGURATION));
    }

    private static InverseOffer.Builder inverse(String id) {
        return InverseOffer.newBuilder()
                .setId(OfferID.newBuilder().setValue(id))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f-1"))
                .setUnavailability(Unavailability.newBuilder()
                        .setStart(TimeInfo.newBuilder()
                                .setNanoseconds(
                                        Instant.parse("2026-12-01T08:00:00Z").getEpochSecond() * 1_000_000_000L))
                        .setDuration(DurationInfo.newBuilder()
                                .setNanoseconds(Duration.ofHours(2).toNanos())));
    }

    @Test
    void whatIsWantedStaysAndItsOwnerIsTold() throws IOException {
        try (MesosNegotiator negotiator = open()) {
            DemandHandle<GrantedTask> handle = ask(negotiator);
            connection.offer();
            connection.offerInverse(
                    inverse("I1").setAgentId(MesosIds.agent(AGENT)).build(),
                    inverse("I2").setAgentId(MesosIds.agent("another")).build());

            assertThat(connection.sent(Call.Type.DECLINE_INVERSE_OFFERS))
                    .singleElement()
                    .satisfies(call -> {
                        assertThat(call.getFrameworkId().getValue()).isEqualTo("f-1");
                        assertThat(call.getDeclineInverseOffers().getInverseOfferIdsList())
                                .extracting(OfferID::getValue)
                                .containsExactly("I1");
                        assertThat(call.getDeclineInverseOffers().getFilters().getRefuseSeconds())
                                .isEqualTo(3600);
                    });
            assertThat(connection.sent(Call.Type.ACCEPT_INVERSE_OFFERS))
                    .singleElement()
                    .satisfies(call -> {
                        assertThat(call.getAcceptInverseOffers().getInverseOfferIdsList())
                                .extracting(OfferID::getValue)
                                .containsExactly("I2");
                        assertThat(call.getAcceptInverseOffers().getFilters().getRefuseSeconds())
                                .isEqualTo(3600);
                    });
            assertThat(connection.sent(Call.Type.KILL)).isEmpty();
            assertThat(handle.state()).isEqualTo(DemandState.GRANTED);
            String task = handle.granted().orElseThrow().id();
            assertThat(troubles).singleElement().satisfies(verdict -> {
                assertThat(verdict.statement())
                        .isEqualTo("The agent " + AGENT + " (" + ScriptedConnection.OFFER.getHostname()
                                + ") goes down for maintenance at 2026-12-01T08:00:00Z for PT2H and runs " + task
                                + " of worker 7. The Mesos master was told that it stays.");
                assertThat(verdict.cure().orElse("")).contains("MesosNegotiator.end");
            });
        }
    }

    @Test
    void whatNobodyWantsAnyMoreDoesNotHoldAnAgent() throws IOException {
        try (MesosNegotiator negotiator = open()) {
            DemandHandle<GrantedTask> handle = ask(negotiator);
            connection.offer();
            handle.cancel();
            connection.offerInverse(
                    inverse("I1").setAgentId(MesosIds.agent(AGENT)).build());

            assertThat(connection.sent(Call.Type.ACCEPT_INVERSE_OFFERS)).hasSize(1);
            assertThat(connection.sent(Call.Type.DECLINE_INVERSE_OFFERS)).isEmpty();
            assertThat(troubles).isEmpty();
        }
    }

    @Test
    void oneWithoutAnAgentIsForAllThatRuns() throws IOException {
        try (MesosNegotiator negotiator = open()) {
            connection.offerInverse(inverse("I1").build());
            assertThat(connection.sent(Call.Type.ACCEPT_INVERSE_OFFERS)).hasSize(1);
            ask(negotiator);
            connection.offer();
            InverseOffer.Builder endless = inverse("I2");
            endless.getUnavailabilityBuilder().clearDuration();
            connection.offerInverse(endless.build());

            assertThat(connection.sent(Call.Type.DECLINE_INVERSE_OFFERS)).hasSize(1);
            assertThat(troubles)
                    .singleElement()
                    .asString()
                    .contains("What the framework has goes down", "until further notice");
        }
    }

    @Test
    void inverseOffersAreAnsweredEvenWhereNothingCanBeKept() throws IOException {
        FrameworkStore full = new FrameworkStore() {
            @Override
            public FrameworkState load() {
                return FrameworkState.EMPTY;
            }

            @Override
            public void append(List<? extends FrameworkState.Change> changes) throws IOException {
                if (changes.stream().anyMatch(FrameworkState.Change.TaskChanged.class::isInstance)) {
                    throw new IOException("No space left on device.");
                }
            }

            @Override
            public void close() {}
        };
        try (MesosNegotiator negotiator = open(full)) {
            ask(negotiator);
            connection.offer();
            connection.offerInverse(inverse("I1").build());

            assertThat(connection.sent(Call.Type.DECLINE_INVERSE_OFFERS)).hasSize(1);
        }
    }

    @Test
    void afterTheEndNothingIsPromised() throws IOException {
        MesosNegotiator negotiator = open();
        connection.onTeardown = () -> {
            connection.offerInverse(inverse("I1").build());
            connection.listener().tornDown();
        };
        negotiator.close();

        assertThat(connection.sent(Call.Type.DECLINE_INVERSE_OFFERS)).hasSize(1);
    }
}
