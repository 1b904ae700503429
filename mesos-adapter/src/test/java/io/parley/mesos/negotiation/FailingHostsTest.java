package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.negotiation.BackOff;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.FailureRate;
import io.parley.api.negotiation.HostAvoidance;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.matching.MatchRules;
import io.parley.mesos.matching.PackingPolicy;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Back-off, the limit of failures and the avoidance of hosts reach Mesos. */
@Timeout(30)
class FailingHostsTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));
    private static final HostAvoidance AFTER_ONE_FAILURE =
            new HostAvoidance(1, Duration.ofHours(1), Duration.ofHours(1), 50);

    private final ScriptedConnection connection = new ScriptedConnection(true);
    private int offers;
    private List<MesosNegotiator> open = List.of();

    @AfterEach
    void close() {
        connection.onTeardown = () -> connection.listener().tornDown();
        open.forEach(MesosNegotiator::close);
    }

    private MesosNegotiator negotiator(BackOff backOff, int mostFailures) throws IOException {
        MesosNegotiatorOptions options = MesosNegotiatorOptions.of(CONFIGURATION)
                .withRules(MatchRules.of("test").withPolicy(PackingPolicy.FIRST))
                .withSettings(new NegotiationSettings(
                        backOff,
                        new FailureRate(
                                mostFailures, Duration.ofMinutes(1), NegotiationSettings.MAX_FAILURE_RATE.key()),
                        AFTER_ONE_FAILURE,
                        Duration.ofMinutes(1)));
        MesosNegotiator negotiator =
                MesosNegotiator.open(connection, FrameworkStore.inMemory(), options, new NegotiationListener<>() {});
        open = List.of(negotiator);
        connection.subscribe();
        return negotiator;
    }

    private static DemandHandle<GrantedTask> ask(MesosNegotiator negotiator, String name) {
        ProcessRequirements worker = ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)))
                .cpus(CpuAmount.ofCores(1))
                .build();
        return negotiator.ask(Demand.of(name, worker).replacedWhenLost(), TaskStarter.ofFlink(CONFIGURATION));
    }

    private Offer offerOf(String host) {
        return ScriptedConnection.OFFER.toBuilder()
                .setId(OfferID.newBuilder().setValue("offer-" + ++offers))
                .setAgentId(AgentID.newBuilder().setValue("agent-" + host))
                .setHostname(host)
                .build();
    }

    private TaskInfo launched(int number) {
        return connection
                .sent(Call.Type.ACCEPT)
                .get(number)
                .getAccept()
                .getOperations(0)
                .getLaunch()
                .getTaskInfos(0);
    }

    private void fail(TaskInfo task) {
        connection.update(TaskStatus.newBuilder()
                .setTaskId(task.getTaskId())
                .setAgentId(task.getAgentId())
                .setState(TaskState.TASK_FAILED)
                .setMessage("Command exited with status 1")
                .build());
    }

    @Test
    void nothingIsTakenOfAHostOnWhichAProcessFailed() throws Exception {
        MesosNegotiator negotiator = negotiator(new BackOff(Duration.ZERO, Duration.ZERO), 100);
        DemandHandle<GrantedTask> worker = ask(negotiator, "worker");
        connection.offer(offerOf("a"), offerOf("b"));
        assertThat(launched(0).getAgentId().getValue()).isEqualTo("agent-a");
        fail(launched(0));
        Offer again = offerOf("a");
        waitUntilAskedAgain(worker);
        connection.offer(again);

        assertThat(connection.sent(Call.Type.ACCEPT)).hasSize(1);
        Call.Decline decline = connection.sent(Call.Type.DECLINE).stream()
                .map(Call::getDecline)
                .filter(call -> call.getOfferIdsList().contains(again.getId()))
                .findFirst()
                .orElseThrow();
        assertThat(decline.getFilters().getRefuseSeconds()).isEqualTo(5);
        assertThat(negotiator.explain(worker).explain())
                .contains("Processes have failed on a, so what it offers is left alone for a time.");

        connection.offer(offerOf("a"), offerOf("b"));
        assertThat(launched(1).getAgentId().getValue()).isEqualTo("agent-b");
    }

    /** Until the clock of the negotiator has looked. */
    private static void waitUntilAskedAgain(DemandHandle<GrantedTask> worker) throws InterruptedException {
        for (int i = 0; i < 1000 && worker.state() != DemandState.PENDING; i++) {
            Thread.sleep(10);
        }
        assertThat(worker.state()).isEqualTo(DemandState.PENDING);
    }

    @Test
    void nothingIsTakenBeforeTheBackOffHasPassed() throws IOException {
        MesosNegotiator negotiator = negotiator(new BackOff(Duration.ofHours(1), Duration.ofHours(1)), 100);
        ask(negotiator, "worker");
        connection.offer(offerOf("a"));
        fail(launched(0));

        connection.offer(offerOf("b"));

        assertThat(connection.sent(Call.Type.ACCEPT)).hasSize(1);
        assertThat(connection.sent(Call.Type.DECLINE)).isNotEmpty();
    }

    @Test
    void tooManyFailuresRefuseWhatWaitsAndNameTheKey() throws IOException {
        MesosNegotiator negotiator = negotiator(new BackOff(Duration.ofHours(1), Duration.ofHours(1)), 1);
        DemandHandle<GrantedTask> first = ask(negotiator, "first");
        DemandHandle<GrantedTask> second = ask(negotiator, "second");
        connection.offer(offerOf("a"), offerOf("b"));
        fail(launched(0));
        fail(connection.sent(Call.Type.ACCEPT).size() > 1 ? launched(1) : secondOfFirst());

        assertThat(List.of(first, second))
                .anySatisfy(handle -> assertThat(handle.whenEnded())
                        .failsWithin(Duration.ZERO)
                        .withThrowableOfType(ExecutionException.class)
                        .withMessageContaining(NegotiationSettings.MAX_FAILURE_RATE.key()));
    }

    private TaskInfo secondOfFirst() {
        return connection
                .sent(Call.Type.ACCEPT)
                .get(0)
                .getAccept()
                .getOperations(0)
                .getLaunch()
                .getTaskInfos(1);
    }
}
