package io.parley.examples.mesos.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.AgentDescription;
import io.parley.examples.mesos.simulator.MesosSimulator;
import io.parley.examples.mesos.simulator.SimulatorSettings;
import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.client.Credentials;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.client.MesosHttpClient;
import io.parley.mesos.updates.AcknowledgingScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The client of the adapter against masters, over real HTTP. */
@ResourceLock(MasterUnderTest.PROPERTY)
@Timeout(120)
class MesosHttpClientIT {

    private static final SimulatorSettings USUAL = SimulatorSettings.usual().faster(10);

    /** Where a live master gives an agent up; in seconds. */
    private static final int LONGER = 600;

    private static final String TASK = "t-" + UUID.randomUUID();

    private static EventKeeper keeper() {
        return new EventKeeper("parley-client-it", Optional.empty());
    }

    private static MesosHttpClient connect(URI master, EventKeeper keeper) {
        return connect(master.toString(), MasterUnderTest.clientOptions(ContentEncoding.PROTOBUF, keeper), keeper);
    }

    private static MesosHttpClient connect(String masters, ClientOptions options, EventKeeper keeper) {
        return MesosHttpClient.connect(MasterAddress.parse(masters), options, new AcknowledgingScheduler(keeper));
    }

    private static void accept(MesosHttpClient client, OfferID offer, TaskInfo... tasks) {
        client.send(Call.newBuilder()
                .setType(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder()
                        .addOfferIds(offer)
                        .addOperations(Offer.Operation.newBuilder()
                                .setType(Offer.Operation.Type.LAUNCH)
                                .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(List.of(tasks))))
                        .setFilters(Filters.newBuilder().setRefuseSeconds(0)))
                .build());
    }

    private static TaskInfo task(Offer offer, String line) {
        return TaskInfo.newBuilder()
                .setName("parley-client-it")
                .setTaskId(TaskID.newBuilder().setValue(TASK))
                .setAgentId(offer.getAgentId())
                .setCommand(CommandInfo.newBuilder().setShell(true).setValue(line))
                .addResources(AgentDescription.scalar("cpus", 0.1))
                .addResources(AgentDescription.scalar("mem", 32))
                .build();
    }

    private static Offer launch(MesosHttpClient client, EventKeeper keeper, String line) throws InterruptedException {
        keeper.awaitSubscription();
        Offer offer = keeper.awaitOffer();
        accept(client, offer.getId(), task(offer, line));
        return offer;
    }

    private static void tearDown(MesosHttpClient client) {
        client.send(Call.newBuilder().setType(Call.Type.TEARDOWN).build());
    }

    private static Call reconcile() {
        return Call.newBuilder()
                .setType(Call.Type.RECONCILE)
                .setReconcile(Call.Reconcile.getDefaultInstance())
                .build();
    }

    @ParameterizedTest
    @CsvSource({"SIMULATED, PROTOBUF", "SIMULATED, JSON", "LIVE, PROTOBUF", "LIVE, JSON"})
    void runsATaskToItsEndAndAcknowledgesAll(MasterUnderTest.Kind kind, ContentEncoding encoding) throws Exception {
        EventKeeper keeper = keeper();
        try (MasterUnderTest master = MasterUnderTest.open(kind);
                MesosHttpClient client =
                        connect(master.address().toString(), MasterUnderTest.clientOptions(encoding, keeper), keeper)) {
            launch(client, keeper, "exit 3");

            keeper.awaitState(TASK, TaskState.TASK_STARTING);
            keeper.awaitState(TASK, TaskState.TASK_RUNNING);
            TaskStatus failed = keeper.awaitState(TASK, TaskState.TASK_FAILED);

            assertThat(failed.getMessage()).contains("exited with status 3");
            tearDown(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void killsATask(MasterUnderTest.Kind kind) throws Exception {
        EventKeeper keeper = keeper();
        try (MasterUnderTest master = MasterUnderTest.open(kind);
                MesosHttpClient client = connect(master.address(), keeper)) {
            launch(client, keeper, "sleep 1000");
            keeper.awaitState(TASK, TaskState.TASK_RUNNING);

            client.send(Call.newBuilder()
                    .setType(Call.Type.KILL)
                    .setKill(
                            Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue(TASK)))
                    .build());

            keeper.awaitState(TASK, TaskState.TASK_KILLING);
            keeper.awaitState(TASK, TaskState.TASK_KILLED);
            tearDown(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesUpAFrameworkAgainWithItsTasks(MasterUnderTest.Kind kind) throws Exception {
        EventKeeper first = keeper();
        try (MasterUnderTest master = MasterUnderTest.open(kind)) {
            try (MesosHttpClient client = connect(master.address(), first)) {
                launch(client, first, "sleep 1000");
                first.awaitState(TASK, TaskState.TASK_RUNNING);
            }
            EventKeeper second = new EventKeeper("parley-client-it", Optional.of(first.framework()));
            try (MesosHttpClient client = connect(master.address(), second)) {
                assertThat(second.awaitSubscription()).isEqualTo(first.framework());
                client.send(reconcile());
                TaskStatus running = second.awaitState(TASK, TaskState.TASK_RUNNING);
                assertThat(running.getReason()).isEqualTo(TaskStatus.Reason.REASON_RECONCILIATION);
                assertThat(running.hasUuid()).isFalse();
                tearDown(client);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hearsThatAFrameworkWasRemoved(MasterUnderTest.Kind kind) throws Exception {
        EventKeeper first = keeper();
        try (MasterUnderTest master = MasterUnderTest.open(kind)) {
            FrameworkID id;
            try (MesosHttpClient client = connect(master.address(), first)) {
                id = first.awaitSubscription();
                tearDown(client);
            }
            EventKeeper second = new EventKeeper("parley-client-it", Optional.of(id));
            try (MesosHttpClient client = connect(master.address(), second)) {
                assertThat(second.await(event -> event.getType() == Event.Type.ERROR)
                                .getError()
                                .getMessage())
                        .contains("Framework has been removed");
                client.reconnect();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void losesATaskOfAStaleOfferWithoutAUuid(MasterUnderTest.Kind kind) throws Exception {
        EventKeeper keeper = keeper();
        try (MasterUnderTest master = MasterUnderTest.open(kind);
                MesosHttpClient client = connect(master.address(), keeper)) {
            keeper.awaitSubscription();
            Offer offer = keeper.awaitOffer();
            accept(client, OfferID.newBuilder().setValue("gone").build(), task(offer, "true"));

            TaskStatus dropped = keeper.awaitState(TASK, TaskState.TASK_DROPPED);
            assertThat(dropped.getReason()).isEqualTo(TaskStatus.Reason.REASON_INVALID_OFFERS);
            assertThat(dropped.hasUuid()).isFalse();
            tearDown(client);
        }
    }

    /** Does something to a cluster on which a task runs, and waits for the same framework to be subscribed again. */
    private static void comesBackAfter(String masters, MasterUnderTest master, EventKeeper keeper, Runnable trouble)
            throws InterruptedException {
        try (MesosHttpClient client =
                connect(masters, MasterUnderTest.clientOptions(ContentEncoding.PROTOBUF, keeper), keeper)) {
            Offer offer = launch(client, keeper, "sleep 1000");
            keeper.awaitState(TASK, TaskState.TASK_RUNNING);
            FrameworkID before = keeper.framework();

            keeper.forget();
            trouble.run();

            assertThat(keeper.awaitSubscription()).isEqualTo(before);
            // Before the agent is back, a master that has restarted does not answer RECONCILE.
            keeper.awaitOfferOf(offer.getAgentId());
            client.send(reconcile());
            keeper.awaitState(TASK, TaskState.TASK_RUNNING);
            master.awaitProcesses(1);
            tearDown(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesBackAfterAStreamThatEndsInTheMiddleOfARecord(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "end a stream in the middle of a record")) {
            MesosSimulator simulator = master.script();
            comesBackAfter(
                    master.address().toString(),
                    master,
                    keeper(),
                    () -> simulator.events().cutInTheMiddleOfNext(Event.Type.HEARTBEAT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesBackAfterHeartbeatsThatDoNotCome(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "stop its heartbeats")) {
            MesosSimulator simulator = master.script();
            EventKeeper keeper = keeper();
            comesBackAfter(
                    master.address().toString(),
                    master,
                    keeper,
                    () -> simulator.events().mute(Event.Type.HEARTBEAT));
            assertThat(keeper.happened()).hasAtLeastOneElementOfType(ClientEvent.Disconnected.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(LONGER)
    void comesBackAfterTheMasterHasRestarted(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.operated(kind, USUAL)) {
            comesBackAfter(master.address().toString(), master, keeper(), () -> {
                master.operator().stopMaster();
                master.operator().startMaster();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void followsTheLeader(MasterUnderTest.Kind kind) throws Exception {
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "leave the lead to another")) {
            MesosSimulator simulator = master.script();
            URI standby = simulator.masters().addStandby();
            comesBackAfter(
                    standby + "," + master.address().getAuthority(), master, keeper(), simulator.masters()::failOver);
        }
    }

    @ParameterizedTest
    @EnumSource
    void deliversUpdatesOnceThatComeTwiceAndBeforeTheAnswer(MasterUnderTest.Kind kind) throws Exception {
        EventKeeper keeper = keeper();
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "send updates twice");
                MesosHttpClient client = connect(master.address(), keeper)) {
            master.script().calls().answerLate(Call.Type.ACCEPT, Duration.ofMillis(300));
            master.script().events().repeatNext(Event.Type.UPDATE, 3);
            launch(client, keeper, "exit 0");

            keeper.awaitState(TASK, TaskState.TASK_FINISHED);

            assertThat(keeper.rest())
                    .filteredOn(event -> EventKeeper.isUpdateOf(event, TASK))
                    .extracting(event -> event.getUpdate().getStatus().getState())
                    .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(LONGER)
    void tellsThatAnAgentCannotBeReachedAndIsBack(MasterUnderTest.Kind kind) throws Exception {
        EventKeeper keeper = keeper();
        try (MasterUnderTest master = MasterUnderTest.operated(kind, USUAL);
                MesosHttpClient client = connect(master.address(), keeper)) {
            Offer offer = launch(client, keeper, "sleep 1000");
            keeper.awaitState(TASK, TaskState.TASK_RUNNING);

            master.operator().stopAgent(offer.getHostname());
            keeper.awaitState(TASK, TaskState.TASK_UNREACHABLE);
            master.operator().startAgent(offer.getHostname());

            assertThat(keeper.awaitState(TASK, TaskState.TASK_RUNNING).getReason())
                    .isEqualTo(TaskStatus.Reason.REASON_AGENT_REREGISTERED);
            tearDown(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribesWithCredentialsAndIsToldWhenTheyAreWrong(MasterUnderTest.Kind kind) throws Exception {
        SimulatorSettings guarded = SimulatorSettings.usual().faster(10).withCredential("alice", "secret");
        EventKeeper refused = keeper();
        EventKeeper admitted = keeper();
        try (MasterUnderTest master = MasterUnderTest.scripted(kind, "demand credentials", guarded)) {
            String address = master.address().toString();
            ClientOptions wrong = MasterUnderTest.clientOptions(ContentEncoding.PROTOBUF, refused)
                    .withCredentials(Credentials.of("alice", "wrong"));
            try (MesosHttpClient client = connect(address, wrong, refused)) {
                assertThat(refused.await(event -> event.getType() == Event.Type.ERROR)
                                .getError()
                                .getMessage())
                        .contains("401")
                        .doesNotContain("wrong\"");
                client.reconnect();
            }
            ClientOptions right = MasterUnderTest.clientOptions(ContentEncoding.PROTOBUF, admitted)
                    .withCredentials(Credentials.of("alice", "secret"));
            try (MesosHttpClient client = connect(address, right, admitted)) {
                admitted.awaitSubscription();
                tearDown(client);
            }
        }
    }
}
