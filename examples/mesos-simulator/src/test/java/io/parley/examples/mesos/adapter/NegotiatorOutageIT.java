package io.parley.examples.mesos.adapter;

import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.demand;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.options;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.state.FrameworkStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The negotiator while a master or an agent is away, on the simulator and on a live cluster of which the tester names
 * an {@linkplain ClusterOperator operator}.
 */
@ResourceLock(MasterUnderTest.PROPERTY)
@Timeout(600)
class NegotiatorOutageIT {

    private static final SimulatorSettings USUAL = SimulatorSettings.usual().faster(10);
    private static final SimulatorSettings TWO_AGENTS =
            USUAL.withAgents(AgentDescription.of("one", 4, 4096, 4096), AgentDescription.of("other", 4, 4096, 4096));

    /** A live agent may be long in coming back. */
    private static NegotiatorUnderTest open(MasterUnderTest master, ContentEncoding encoding) throws Exception {
        return doubtingFor(master, encoding, Duration.ofMinutes(10));
    }

    private static NegotiatorUnderTest doubtingFor(MasterUnderTest master, ContentEncoding encoding, Duration limit)
            throws Exception {
        MesosNegotiatorOptions options = options(Map.of()).withTimes(NegotiatorUnderTest.times(limit));
        return new NegotiatorUnderTest(master.address().toString(), encoding, FrameworkStore.inMemory(), options);
    }

    @ParameterizedTest
    @CsvSource({"SIMULATED, PROTOBUF", "SIMULATED, JSON", "LIVE, PROTOBUF", "LIVE, JSON"})
    void tasksOutliveARestartOfTheMaster(MasterUnderTest.Kind kind, ContentEncoding encoding, @TempDir Path directory)
            throws Exception {
        try (MasterUnderTest master = MasterUnderTest.operated(kind, USUAL);
                NegotiatorUnderTest tested = open(master, encoding)) {
            NegotiatorFaultsIT.outlives(master, tested, directory, meanwhile -> {
                master.operator().stopMaster();
                meanwhile.happen();
                master.operator().startMaster();
            });
            assertThat(tested.wire().calls(Call.Type.RECONCILE).stream()
                            .filter(call -> call.getReconcile().getTasksCount() > 0)
                            .count())
                    .as("asked until the agent was back")
                    .isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void demandTakenBackWhileTheMasterIsAwayIsEndedThen(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.operated(kind, USUAL);
                NegotiatorUnderTest tested = open(master, ContentEncoding.PROTOBUF)) {
            DemandHandle<GrantedTask> handle = tested.running(demand("worker"));
            master.operator().stopMaster();
            tested.await(
                    "the end of the stream",
                    () -> !tested.negotiator().figures().subscribed());
            handle.cancel();
            master.operator().startMaster();

            tested.awaitSubscriptions(2);
            master.awaitProcesses(0);
            tested.await("the end", () -> tested.negotiator().figures().held() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void agentThatCannotBeReachedForAWhileIsWaitedFor(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.operated(kind, USUAL);
                NegotiatorUnderTest tested = open(master, ContentEncoding.PROTOBUF)) {
            DemandHandle<GrantedTask> handle = tested.running(demand("worker").replacedWhenLost());
            GrantedTask task = handle.granted().orElseThrow();
            master.operator().stopAgent(task.place().hostname());
            tested.await("the doubt", () -> tested.wire().told(task.id(), TaskState.TASK_UNREACHABLE) > 0);
            assertThat(handle.state()).isEqualTo(DemandState.RUNNING);

            master.operator().startAgent(task.place().hostname());
            tested.await(
                    "the agent",
                    () -> tested.wire().updates(task.id()).stream()
                            .anyMatch(status -> status.getReason() == TaskStatus.Reason.REASON_AGENT_REREGISTERED));
            Thread.sleep(300);

            assertThat(handle.state()).isEqualTo(DemandState.RUNNING);
            assertThat(handle.granted()).contains(task);
            assertThat(tested.exits()).isEmpty();
            assertThat(tested.wire().launched()).hasSize(1);
            master.awaitProcesses(1);
        }
    }

    private static void assumeAnotherAgent(MasterUnderTest.Kind kind, NegotiatorUnderTest tested) {
        Assumptions.assumeTrue(
                kind == MasterUnderTest.Kind.SIMULATED
                        || tested.wire().offers().stream()
                                        .map(Offer::getAgentId)
                                        .distinct()
                                        .count()
                                > 1,
                () -> "Skipped: the live master offers one agent only, and none that could take its place.");
    }

    @ParameterizedTest
    @EnumSource
    void agentThatCannotBeReachedForTooLongIsReplacedAndWhatComesBackIsEnded(MasterUnderTest.Kind kind)
            throws Exception {
        try (MasterUnderTest master = MasterUnderTest.operated(kind, TWO_AGENTS);
                NegotiatorUnderTest tested = doubtingFor(master, ContentEncoding.PROTOBUF, Duration.ofSeconds(2))) {
            DemandHandle<GrantedTask> handle = tested.running(demand("worker").replacedWhenLost());
            GrantedTask lost = handle.granted().orElseThrow();
            assumeAnotherAgent(kind, tested);
            master.operator().stopAgent(lost.place().hostname());

            GrantedTask other = tested.awaitOther(handle, lost);
            assertThat(other.place().hostname()).isNotEqualTo(lost.place().hostname());
            assertThat(tested.exits()).extracting(exit -> exit.exit().reason()).containsExactly(ExitReason.HOST_LOST);
            master.awaitProcesses(2);

            master.operator().startAgent(lost.place().hostname());
            master.awaitProcesses(1);
            tested.await("the end", () -> tested.negotiator().figures().held() == 1);
            assertThat(handle.granted()).contains(other);
        }
    }

    @ParameterizedTest
    @EnumSource
    void frameworkThatAnOperatorRemovesIsOverWithItsTasks(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.operated(kind, USUAL);
                NegotiatorUnderTest tested = open(master, ContentEncoding.PROTOBUF)) {
            DemandHandle<GrantedTask> handle = tested.running(demand("worker"));
            master.operator().removeFramework(soon(tested.negotiator().whenSubscribed()));

            tested.await("the end", () -> handle.state().isFinal());
            Thread.sleep(500);
            assertThat(tested.wire().calls(Call.Type.SUBSCRIBE)).hasSizeLessThanOrEqualTo(2);
            assertThat(tested.troubles())
                    .anyMatch(verdict -> verdict.toString().contains("Framework has been removed"));
            master.awaitProcesses(0);
        }
    }
}
