package io.parley.examples.mesos.adapter;

import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.SLEEP;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.awaitRunning;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.demand;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.options;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.launch.ExitReason;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandState;
import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.state.FrameworkStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The negotiator while things go wrong in the cluster: nothing is lost and nothing runs twice. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class NegotiatorFaultsIT {

    private static final String ONE = "one";
    private static final String OTHER = "other";

    private static MasterUnderTest twoAgents(MasterUnderTest.Kind kind, String what) {
        return MasterUnderTest.scripted(
                kind,
                what,
                SimulatorSettings.usual()
                        .withAgents(AgentDescription.of(ONE, 4, 4096, 4096), AgentDescription.of(OTHER, 4, 4096, 4096))
                        .faster(10));
    }

    private static NegotiatorUnderTest open(MasterUnderTest master) throws Exception {
        return NegotiatorUnderTest.of(master, ContentEncoding.PROTOBUF);
    }

    @ParameterizedTest
    @CsvSource({"SIMULATED, PROTOBUF", "SIMULATED, JSON", "LIVE, PROTOBUF"})
    void offerRescindedBeforeItsAcceptIsTakenCostsNothing(MasterUnderTest.Kind kind, ContentEncoding encoding)
            throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "rescind an offer that is just being accepted");
                NegotiatorUnderTest tested = NegotiatorUnderTest.of(master, encoding)) {
            master.script().calls().rescindBeforeNextAccept();
            DemandHandle<GrantedTask> handle = tested.ask(demand("worker"), SLEEP);
            String second = awaitRunning(handle).id();

            String first = tested.wire().launched().get(0).getTaskId().getValue();
            assertThat(tested.wire().updates(first))
                    .extracting(TaskStatus::getState, TaskStatus::getReason, TaskStatus::hasUuid)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(
                            TaskState.TASK_DROPPED, TaskStatus.Reason.REASON_INVALID_OFFERS, false));
            assertThat(tested.wire().launched())
                    .extracting(task -> task.getTaskId().getValue())
                    .containsExactly(first, second);
            assertThat(tested.exits())
                    .extracting(NegotiatorUnderTest.Exit::askedAgainIn)
                    .containsExactly(Optional.of(Duration.ZERO));
            assertThat(tested.negotiator().figures().rescinded()).isEqualTo(1);
            assertThat(tested.negotiator().figures().held()).isEqualTo(1);
            master.awaitProcesses(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void updatesThatComeTwiceInAnotherOrderAndBeforeTheAnswerCountOnce(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "send updates twice and in another order");
                NegotiatorUnderTest tested = open(master)) {
            master.script().calls().answerLate(Call.Type.ACCEPT, Duration.ofMillis(400));
            master.script().events().swapNext(Event.Type.UPDATE);
            master.script().events().repeatNext(Event.Type.UPDATE, 3);
            DemandHandle<GrantedTask> one = tested.ask(demand("one"), SLEEP);
            DemandHandle<GrantedTask> other = tested.ask(demand("other"), "exit 0 #");
            awaitRunning(one);
            assertThat(soon(other.whenEnded()).reason()).isEqualTo(ExitReason.COMPLETED);

            // The listener is told after the handle.
            tested.await("the end", () -> !tested.exits().isEmpty());
            assertThat(tested.wire().launched()).hasSize(2);
            assertThat(tested.negotiator().figures().duplicates()).isPositive();
            assertThat(tested.exits()).hasSize(1);
            assertThat(one.state()).isEqualTo(DemandState.RUNNING);
            master.awaitProcesses(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void updatesThatComeAgainAfterTheKillAreAcknowledgedAndCauseNothing(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "send updates again");
                NegotiatorUnderTest tested = open(master)) {
            DemandHandle<GrantedTask> handle = tested.running(demand("worker"));
            String task = handle.granted().orElseThrow().id();
            master.script().calls().answerLate(Call.Type.KILL, Duration.ofMillis(500));
            tested.wire().before((mesos, call) -> {
                if (call.getType() == Call.Type.ACKNOWLEDGE && tested.wire().told(task, TaskState.TASK_KILLING) == 1) {
                    // Whatever comes next, KILLED for instance.
                    master.script().events().repeatNext(Event.Type.UPDATE, 4);
                }
            });

            tested.negotiator().end(handle, Duration.ofSeconds(5));
            assertThat(soon(handle.whenEnded()).reason()).isEqualTo(ExitReason.KILLED);
            tested.await("the last update again", () -> tested.wire().told(task, TaskState.TASK_KILLED) >= 4);
            Thread.sleep(300);

            assertThat(tested.wire().calls(Call.Type.KILL)).hasSize(1);
            assertThat(tested.exits()).hasSize(1);
            assertThat(tested.negotiator().figures().held()).isZero();
            assertThat(tested.negotiator().figures().duplicates()).isGreaterThanOrEqualTo(3);
            master.awaitProcesses(0);
        }
    }

    /** Does something to a cluster on which a task runs: the same process runs on, and its end is told then. */
    static void outlives(MasterUnderTest master, NegotiatorUnderTest tested, Path directory, Trouble trouble)
            throws Exception {
        Path stop = directory.resolve("stop");
        DemandHandle<GrantedTask> handle = tested.running(demand("worker"));
        DemandHandle<GrantedTask> short_ =
                tested.ask(demand("short"), "while ! [ -e " + stop + " ]; do sleep 0.05; done; exit 0 #");
        awaitRunning(short_);
        String task = handle.granted().orElseThrow().id();
        List<Long> before = master.processes();

        trouble.cause(() -> {
            // It ends while nobody hears.
            Files.createFile(stop);
            master.awaitProcesses(1);
        });
        tested.awaitSubscriptions(2);

        assertThat(soon(short_.whenEnded()).reason()).isEqualTo(ExitReason.COMPLETED);
        assertThat(handle.state()).isEqualTo(DemandState.RUNNING);
        assertThat(handle.granted().orElseThrow().id()).isEqualTo(task);
        assertThat(tested.wire().launched()).hasSize(2);
        assertThat(before).containsAll(master.processes());
        assertThat(tested.wire().calls(Call.Type.RECONCILE))
                .as("asked after it was subscribed again")
                .anyMatch(call -> call.getReconcile().getTasksList().stream()
                        .anyMatch(asked -> asked.getTaskId().getValue().equals(task)));
        // What is wanted later is served still.
        DemandHandle<GrantedTask> later = tested.running(demand("later"));
        tested.negotiator().end(handle, Duration.ofSeconds(5));
        assertThat(soon(handle.whenEnded()).reason()).isEqualTo(ExitReason.KILLED);
        assertThat(later.state()).isEqualTo(DemandState.RUNNING);
        master.awaitProcesses(1);
    }

    interface Happening {
        void happen() throws Exception;
    }

    interface Trouble {
        /** Causes it, and lets something happen meanwhile. */
        void cause(Happening meanwhile) throws Exception;
    }

    @ParameterizedTest
    @CsvSource({"SIMULATED, PROTOBUF", "SIMULATED, JSON", "LIVE, PROTOBUF"})
    void tasksOutliveAStreamThatEndsInTheMiddleOfARecord(
            MasterUnderTest.Kind kind, ContentEncoding encoding, @TempDir Path directory) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "end a stream in the middle of a record");
                NegotiatorUnderTest tested = NegotiatorUnderTest.of(master, encoding)) {
            outlives(master, tested, directory, meanwhile -> {
                // The record of the end itself.
                master.script().events().cutInTheMiddleOfNext(Event.Type.UPDATE);
                meanwhile.happen();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void tasksOutliveAChangeOfTheLeader(MasterUnderTest.Kind kind, @TempDir Path directory) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "leave the lead to another")) {
            URI standby = master.script().masters().addStandby();
            try (NegotiatorUnderTest tested = new NegotiatorUnderTest(
                    standby + "," + master.address().getAuthority(),
                    ContentEncoding.PROTOBUF,
                    FrameworkStore.inMemory(),
                    options(Map.of()))) {
                outlives(master, tested, directory, meanwhile -> {
                    master.script().masters().failOver();
                    meanwhile.happen();
                });
                assertThat(master.script().address()).isEqualTo(standby);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tasksOutliveHeartbeatsThatDoNotCome(MasterUnderTest.Kind kind, @TempDir Path directory) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "stop its heartbeats");
                NegotiatorUnderTest tested = open(master)) {
            outlives(master, tested, directory, meanwhile -> {
                master.script().events().mute(Event.Type.HEARTBEAT);
                master.script().events().mute(Event.Type.UPDATE);
                meanwhile.happen();
                tested.await(
                        "the end of the silent stream",
                        () -> tested.happened().stream().anyMatch(ClientEvent.Disconnected.class::isInstance));
                master.script().events().unmute(Event.Type.HEARTBEAT);
                master.script().events().unmute(Event.Type.UPDATE);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void agentThatIsGoneForGoodIsReplacedAtOnce(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = twoAgents(kind, "give an agent up for good");
                NegotiatorUnderTest tested = open(master)) {
            DemandHandle<GrantedTask> handle = tested.running(demand("worker").replacedWhenLost());
            GrantedTask lost = handle.granted().orElseThrow();
            master.script().agents().markGone(lost.place().hostname());

            GrantedTask other = tested.awaitOther(handle, lost);
            assertThat(other.place().hostname()).isNotEqualTo(lost.place().hostname());
            assertThat(tested.exits()).extracting(exit -> exit.exit().reason()).containsExactly(ExitReason.HOST_LOST);
            master.awaitProcesses(1);
        }
    }

    /** TASK_LOST comes even to the partition-aware then. */
    @ParameterizedTest
    @EnumSource
    void agentThatIsShutDownIsReplacedSoon(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = twoAgents(kind, "shut an agent down");
                NegotiatorUnderTest tested = open(master)) {
            DemandHandle<GrantedTask> handle = tested.running(demand("worker").replacedWhenLost());
            GrantedTask lost = handle.granted().orElseThrow();
            master.script().agents().shutDown(lost.place().hostname());

            GrantedTask other = tested.awaitOther(handle, lost);
            assertThat(tested.wire().told(lost.id(), TaskState.TASK_LOST)).isPositive();
            assertThat(other.place().hostname()).isNotEqualTo(lost.place().hostname());
            master.awaitProcesses(1);
        }
    }
}
