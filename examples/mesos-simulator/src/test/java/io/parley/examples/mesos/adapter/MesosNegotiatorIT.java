package io.parley.examples.mesos.adapter;

import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.SLEEP;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.awaitRunning;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.demand;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.options;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.soon;
import static io.parley.examples.mesos.adapter.NegotiatorUnderTest.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandRefusedException;
import io.parley.api.negotiation.DemandState;
import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.state.FileFrameworkStore;
import io.parley.mesos.state.FrameworkStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The negotiator of the adapter against masters, over real HTTP, with real processes. */
@ResourceLock(MasterUnderTest.PROPERTY)
@Timeout(180)
class MesosNegotiatorIT {

    @ParameterizedTest
    @CsvSource({"SIMULATED, PROTOBUF", "SIMULATED, JSON", "LIVE, PROTOBUF", "LIVE, JSON"})
    void runsADemandToItsEndAndAcknowledgesAll(MasterUnderTest.Kind kind, ContentEncoding encoding) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.open(kind);
                NegotiatorUnderTest tested = NegotiatorUnderTest.of(master, encoding)) {
            DemandHandle<GrantedTask> handle = tested.ask(demand("worker"), "sleep 0.3; exit 3 #");
            String task = awaitRunning(handle).id();

            ProcessExit exit = soon(handle.whenEnded());

            assertThat(exit.reason()).isEqualTo(ExitReason.FAILED);
            assertThat(exit.status()).hasValue(3);
            assertThat(tested.wire().updates(task))
                    .extracting(TaskStatus::getState)
                    .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FAILED);
            assertThat(tested.wire().calls(Call.Type.ACKNOWLEDGE))
                    .extracting(call -> call.getAcknowledge().getUuid())
                    .isEqualTo(tested.wire().updates(task).stream()
                            .map(TaskStatus::getUuid)
                            .toList());
            assertThat(tested.negotiator().figures().held()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void killsWithGrace(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.open(kind);
                NegotiatorUnderTest tested = NegotiatorUnderTest.of(master, ContentEncoding.PROTOBUF)) {
            DemandHandle<GrantedTask> willing = tested.ask(demand("willing"), SLEEP);
            DemandHandle<GrantedTask> stubborn =
                    tested.ask(demand("stubborn"), "trap '' TERM; while :; do sleep 0.1; done #");
            awaitRunning(willing);
            String task = awaitRunning(stubborn).id();
            // The shell has set its trap.
            Thread.sleep(500);

            long asked = System.nanoTime();
            tested.negotiator().end(willing, Duration.ofMinutes(2));
            tested.negotiator().end(stubborn, Duration.ofSeconds(2));
            assertThat(soon(willing.whenEnded()).reason()).isEqualTo(ExitReason.KILLED);
            assertThat(soon(stubborn.whenEnded()).reason()).isEqualTo(ExitReason.KILLED);

            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofSeconds(2));
            assertThat(tested.wire().told(task, TaskState.TASK_KILLING)).isEqualTo(1);
            master.awaitProcesses(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingEndsWhatRuns(MasterUnderTest.Kind kind, @TempDir Path directory) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.open(kind)) {
            Path state = directory.resolve("state");
            try (NegotiatorUnderTest tested = kept(master, state)) {
                tested.running(demand("worker"));
            }
            master.awaitProcesses(0);
            assertThat(stateOf(state).load().frameworkId()).as("kept").isEmpty();
        }
    }

    private static NegotiatorUnderTest kept(MasterUnderTest master, Path state) throws Exception {
        return new NegotiatorUnderTest(
                master.address().toString(), ContentEncoding.PROTOBUF, stateOf(state), options(Map.of()));
    }

    private static FrameworkStore stateOf(Path file) throws Exception {
        return FileFrameworkStore.open(file);
    }

    @ParameterizedTest
    @EnumSource
    void detachedTasksAreFoundAndEndedByALaterRun(MasterUnderTest.Kind kind, @TempDir Path directory) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.open(kind)) {
            Path state = directory.resolve("state");
            String framework;
            String task;
            String left;
            try (NegotiatorUnderTest first = kept(master, state)) {
                framework = soon(first.negotiator().whenSubscribed());
                task = first.running(demand("worker")).granted().orElseThrow().id();
                left = first.running(demand("other")).granted().orElseThrow().id();
                first.negotiator().detach();
            }
            master.awaitProcesses(2);
            try (NegotiatorUnderTest second = kept(master, state)) {
                assertThat(second.negotiator().recovered())
                        .extracting(known -> known.id())
                        .containsExactly(task, left);
                DemandHandle<GrantedTask> handle = second.negotiator().adopt(task, demand("worker"), starter(SLEEP));
                assertThat(soon(second.negotiator().whenSubscribed())).isEqualTo(framework);
                second.await(
                        "the answers of the master",
                        () -> second.wire().told(task, TaskState.TASK_RUNNING) > 0
                                && second.wire().told(left, TaskState.TASK_RUNNING) > 0);
                assertThat(handle.state()).isEqualTo(DemandState.RUNNING);

                second.negotiator().releaseRecovered();
                second.await(
                        "the end of what nobody wants",
                        () -> second.negotiator().figures().held() == 1);
                master.awaitProcesses(1);
                second.negotiator().end(handle, Duration.ofSeconds(5));
                assertThat(soon(handle.whenEnded()).reason()).isEqualTo(ExitReason.KILLED);
                assertThat(second.wire().launched()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondRunTakesTheFrameworkOverFromOneThatHangs(MasterUnderTest.Kind kind, @TempDir Path directory)
            throws Exception {
        try (MasterUnderTest master = MasterUnderTest.open(kind);
                NegotiatorUnderTest first = kept(master, directory.resolve("state"))) {
            DemandHandle<GrantedTask> before = first.running(demand("worker"));
            String task = before.granted().orElseThrow().id();
            Files.copy(directory.resolve("state"), directory.resolve("copy"));

            try (NegotiatorUnderTest second = kept(master, directory.resolve("copy"))) {
                DemandHandle<GrantedTask> handle = second.negotiator().adopt(task, demand("worker"), starter(SLEEP));
                second.await("the answer of the master", () -> second.wire().told(task, TaskState.TASK_RUNNING) > 0);

                first.await("the end of the first run", () -> before.state().isFinal());
                assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(() -> first.ask(demand("more"), SLEEP));
                first.negotiator().close();
                // Neither ends what is the other's.
                Thread.sleep(500);
                assertThat(handle.state()).isEqualTo(DemandState.RUNNING);
                master.awaitProcesses(1);
                assertThat(second.negotiator().figures().subscribed()).isTrue();
            }
            master.awaitProcesses(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void removedFrameworkIsADecision(MasterUnderTest.Kind kind, @TempDir Path directory) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.open(kind)) {
            String removed;
            try (NegotiatorUnderTest first = kept(master, directory.resolve("state"))) {
                removed = soon(first.negotiator().whenSubscribed());
                Files.copy(directory.resolve("state"), directory.resolve("end"));
                Files.copy(directory.resolve("state"), directory.resolve("anew"));
            }
            try (NegotiatorUnderTest ends = kept(master, directory.resolve("end"))) {
                DemandHandle<GrantedTask> refused = ends.ask(demand("worker"), SLEEP);
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> soon(refused.whenGranted()))
                        .withCauseInstanceOf(DemandRefusedException.class)
                        .withMessageContaining("Framework has been removed");
                Thread.sleep(500);
                assertThat(ends.wire().calls(Call.Type.SUBSCRIBE))
                        .as("subscriptions")
                        .hasSize(1);
            }
            try (NegotiatorUnderTest anew = new NegotiatorUnderTest(
                    master.address().toString(),
                    ContentEncoding.PROTOBUF,
                    stateOf(directory.resolve("anew")),
                    options(Map.of()).withWhenRemoved(MesosNegotiatorOptions.WhenRemoved.START_ANEW))) {
                anew.running(demand("worker"));
                assertThat(soon(anew.negotiator().whenSubscribed())).isNotEqualTo(removed);
            }
            master.awaitProcesses(0);
        }
    }

    /** With PARTITION_AWARE the task is dropped, without it is lost. */
    @ParameterizedTest
    @CsvSource({
        "SIMULATED, PROTOBUF, TASK_DROPPED",
        "SIMULATED, JSON, TASK_LOST",
        "LIVE, PROTOBUF, TASK_DROPPED",
        "LIVE, JSON, TASK_LOST"
    })
    void taskOfAnOfferThatIsGoneIsAskedForAgainAtOnce(
            MasterUnderTest.Kind kind, ContentEncoding encoding, TaskState told) throws Exception {
        MesosNegotiatorOptions options = options(Map.of());
        FrameworkInfo.Builder info = options.framework().toBuilder().clearCapabilities();
        options.framework().getCapabilitiesList().stream()
                .filter(each -> told == TaskState.TASK_DROPPED
                        || each.getType() != FrameworkInfo.Capability.Type.PARTITION_AWARE)
                .forEach(info::addCapabilities);
        try (MasterUnderTest master = MasterUnderTest.open(kind);
                NegotiatorUnderTest tested = new NegotiatorUnderTest(
                        master.address().toString(),
                        encoding,
                        FrameworkStore.inMemory(),
                        new MesosNegotiatorOptions(
                                info.build(),
                                options.rules(),
                                options.constraints(),
                                options.fitter(),
                                options.settings(),
                                options.whenRemoved(),
                                options.times(),
                                options.reviveBurst(),
                                options.nanoClock()))) {
            tested.wire().before((mesos, call) -> {
                if (call.getType() == Call.Type.ACCEPT
                        && tested.wire().launched().isEmpty()) {
                    mesos.send(call.toBuilder()
                            .setType(Call.Type.DECLINE)
                            .clearAccept()
                            .setDecline(Call.Decline.newBuilder()
                                    .addAllOfferIds(call.getAccept().getOfferIdsList()))
                            .build());
                }
            });
            DemandHandle<GrantedTask> handle = tested.ask(demand("worker"), SLEEP);
            String second = awaitRunning(handle).id();

            assertThat(tested.wire().launched()).hasSize(2);
            String first = tested.wire().launched().get(0).getTaskId().getValue();
            assertThat(second).isNotEqualTo(first);
            TaskStatus status = tested.wire().updates(first).get(0);
            assertThat(status.getState()).isEqualTo(told);
            assertThat(status.getReason()).isEqualTo(TaskStatus.Reason.REASON_INVALID_OFFERS);
            assertThat(status.hasUuid()).isFalse();
            assertThat(tested.exits()).hasSize(1);
            assertThat(tested.exits().get(0).askedAgainIn()).contains(Duration.ZERO);
            assertThat(tested.wire().calls(Call.Type.ACKNOWLEDGE))
                    .extracting(call -> call.getAcknowledge().getTaskId().getValue())
                    .doesNotContain(first);
            assertThat(tested.negotiator().figures().held()).isEqualTo(1);
            master.awaitProcesses(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void reservedIsTakenBeforeUnreserved(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.open(kind);
                Reservation reservation = Reservation.of(master.address(), 0.1, 100);
                NegotiatorUnderTest tested = NegotiatorUnderTest.of(master, ContentEncoding.PROTOBUF)) {
            GrantedTask task = tested.running(demand("worker")).granted().orElseThrow();

            reservation.assumeIsOn(task.place().agent());
            assertThat(task.place().resources())
                    .filteredOn(resource -> resource.getReservationsCount() > 0)
                    .extracting(resource ->
                            resource.getName() + ":" + resource.getScalar().getValue())
                    .containsExactlyInAnyOrder("cpus:0.1", "mem:100.0");
            assertThat(task.place().resources())
                    .filteredOn(resource -> resource.getReservationsCount() == 0)
                    .extracting(resource ->
                            resource.getName() + ":" + resource.getScalar().getValue())
                    .containsExactlyInAnyOrder("cpus:0.1", "mem:900.0");
        }
    }

    /** On a live master the agents may have no GPUs; what has them is not taken. */
    @ParameterizedTest
    @EnumSource
    void agentsWithGpusAreLeftAlone(MasterUnderTest.Kind kind) throws Exception {
        SimulatorSettings settings = SimulatorSettings.usual()
                .withAgents(
                        AgentDescription.of("with-gpus", 1, 1024, 1024).with(AgentDescription.scalar("gpus", 2)),
                        AgentDescription.of("without", 4, 4096, 4096))
                .faster(10);
        try (MasterUnderTest master = MasterUnderTest.open(kind, settings);
                NegotiatorUnderTest tested = new NegotiatorUnderTest(
                        master.address().toString(),
                        ContentEncoding.PROTOBUF,
                        FrameworkStore.inMemory(),
                        options(Map.of("mesos.resourcemanager.tasks.gpus", "1")))) {
            GrantedTask task = tested.running(demand("worker")).granted().orElseThrow();

            assertThat(tested.wire().offers())
                    .filteredOn(offer -> offer.getAgentId().equals(task.place().agent()))
                    .flatExtracting(offer -> offer.getResourcesList())
                    .extracting(resource -> resource.getName())
                    .contains("cpus")
                    .doesNotContain("gpus");
            if (kind == MasterUnderTest.Kind.SIMULATED) {
                assertThat(tested.wire().offers())
                        .extracting(Offer::getHostname)
                        .contains("with-gpus");
                Demand wanting = Demand.of(
                        "wanting",
                        demand("worker").requirements().toBuilder().gpus(1).build());
                assertThat(awaitRunning(tested.ask(wanting, SLEEP)).place().hostname())
                        .isEqualTo("with-gpus");
            }
        }
    }
}
