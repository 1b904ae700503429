package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.FailureRate;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.negotiation.SpreadGroup;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What follows from single events. */
@Timeout(30)
class NegotiatorEventsTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));

    private final ScriptedConnection connection = new ScriptedConnection(true);
    private int offers;

    private MesosNegotiator open(Duration backOff) throws IOException {
        MesosNegotiator negotiator = MesosNegotiator.open(
                connection,
                FrameworkStore.inMemory(),
                MesosNegotiatorOptions.of(CONFIGURATION)
                        .withSettings(new NegotiationSettings(
                                new BackOff(backOff, backOff),
                                new FailureRate(100, Duration.ofMinutes(1), "x"),
                                new HostAvoidance(1, Duration.ofMinutes(10), Duration.ofMinutes(10), 99),
                                Duration.ofMinutes(1)))
                        .withTimes(new MesosNegotiatorOptions.Times(
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(10))),
                new NegotiationListener<>() {});
        connection.onTeardown = () -> connection.listener().tornDown();
        connection.subscribe();
        return negotiator;
    }

    private static Demand worker() {
        return Demand.of(
                "worker",
                ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                        .cpus(CpuAmount.ofCores(1))
                        .build());
    }

    private Offer offer(String agent) {
        offers++;
        return ScriptedConnection.OFFER.toBuilder()
                .setId(OfferID.newBuilder().setValue("O" + offers))
                .setAgentId(MesosIds.agent(agent))
                .setHostname(agent)
                .build();
    }

    @Test
    void whatIsLeftOfAnOfferIsWantedSoonWhileSomethingWaits() throws IOException {
        try (MesosNegotiator negotiator = open(Duration.ofMinutes(1))) {
            for (int i = 0; i < 2; i++) {
                negotiator.ask(worker().spreadIn(SpreadGroup.oneAHost("g")), TaskStarter.ofFlink(CONFIGURATION));
            }
            connection.offer(offer("a"));
            connection.offer(offer("b"));

            assertThat(connection.sent(Call.Type.ACCEPT))
                    .extracting(call -> call.getAccept().getFilters().getRefuseSeconds())
                    .containsExactly(5.0, 3600.0);
        }
    }

    @Test
    void offersAreWantedSoonWhileADemandWaitsForItsBackOff() throws IOException {
        try (MesosNegotiator negotiator = open(Duration.ofMinutes(1))) {
            DemandHandle<GrantedTask> handle = negotiator.ask(worker(), granted -> {
                throw new IllegalStateException("no idea");
            });
            connection.offer(offer("a"));
            assertThat(handle.state()).isEqualTo(DemandState.DELAYED);
            assertThat(negotiator.explain(handle).explain())
                    .startsWith("WAIT")
                    .contains("asked for again when its back-off has passed");
            connection.offer(offer("b"));

            assertThat(connection.sent(Call.Type.DECLINE))
                    .last()
                    .satisfies(call -> assertThat(call.getDecline().getFilters().getRefuseSeconds())
                            .isEqualTo(5));
        }
    }

    @Test
    void starterOfAFlinkThatIsNowhereIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskStarter.ofFlink(FlinkConfiguration.of(Map.of())))
                .withMessageContaining("parley.mesos.flink-home");
    }

    @Test
    void hostIsNotBlamedForAStarterThatFails() throws Exception {
        try (MesosNegotiator negotiator = open(Duration.ofMillis(1))) {
            AtomicInteger tries = new AtomicInteger();
            DemandHandle<GrantedTask> handle = negotiator.ask(worker(), granted -> {
                if (tries.incrementAndGet() == 1) {
                    throw new IllegalStateException("no idea");
                }
                return TaskStarter.ofFlink(CONFIGURATION).launch(granted);
            });
            // Of one host none is avoided ever, so others are seen before.
            connection.offer(offer("a"));
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (handle.state() != DemandState.PENDING && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            Offer tooSmall = offer("b").toBuilder().clearResources().build();
            connection.offer(tooSmall, offer("a"));

            assertThat(tries).hasValue(2);
            assertThat(handle.state()).isEqualTo(DemandState.GRANTED);
        }
    }

    @Test
    void endThatIsToldBeforeAnyStartIsTheEndOfAProcessThatRan() throws Exception {
        try (MesosNegotiator negotiator = open(Duration.ofMinutes(1))) {
            DemandHandle<GrantedTask> handle = negotiator.ask(worker(), TaskStarter.ofFlink(CONFIGURATION));
            connection.offer(offer("a"));
            connection.update(TaskStatus.newBuilder()
                    .setTaskId(MesosIds.task(handle.granted().orElseThrow().id()))
                    .setAgentId(MesosIds.agent("a"))
                    .setState(TaskState.TASK_FINISHED)
                    .build());

            assertThat(handle.state()).isEqualTo(DemandState.ENDED);
            assertThat(handle.whenEnded().get(1, TimeUnit.SECONDS).reason()).isEqualTo(ExitReason.COMPLETED);
        }
    }

    @Test
    void lossOfAnAgentAsksTheMasterAboutItsTasksAndEndsNothing() throws IOException {
        try (MesosNegotiator negotiator = open(Duration.ofMinutes(1))) {
            DemandHandle<GrantedTask> handle = negotiator.ask(worker(), TaskStarter.ofFlink(CONFIGURATION));
            connection.offer(offer("a"));
            String task = handle.granted().orElseThrow().id();
            connection.running(task, "1");
            int asked = connection.sent(Call.Type.RECONCILE).size();
            connection.agentLost("b");
            assertThat(connection.sent(Call.Type.RECONCILE)).hasSize(asked);
            connection.agentLost("a");

            assertThat(connection.sent(Call.Type.RECONCILE))
                    .hasSize(asked + 1)
                    .last()
                    .satisfies(call -> assertThat(
                                    call.getReconcile().getTasks(0).getTaskId().getValue())
                            .isEqualTo(task));
            assertThat(handle.state()).isEqualTo(DemandState.RUNNING);
        }
    }
}
