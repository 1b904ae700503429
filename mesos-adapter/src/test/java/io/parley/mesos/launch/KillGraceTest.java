package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.negotiation.ConnectionListener;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosConnector;
import io.parley.mesos.negotiation.MesosNegotiator;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.negotiation.TaskStarter;
import io.parley.mesos.recorded.Recorded;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.task.TaskLaunch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a launched process may take to end; the policy of a KILL wins over that of the task. */
@Timeout(60)
class KillGraceTest {

    private final Master master = new Master();

    /** Offers one agent, runs what is launched, and ends it when it is told to. */
    private static final class Master implements Mesos, MesosConnector {

        private final List<Duration> graces = new CopyOnWriteArrayList<>();
        private @Nullable Scheduler scheduler;

        @Override
        public Mesos connect(Scheduler connected, ConnectionListener listener) {
            scheduler = connected;
            return this;
        }

        private void tell(Event.Builder event) {
            if (scheduler == null) {
                throw new AssertionError("Nobody has connected.");
            }
            scheduler.received(this, event.build());
        }

        void subscribe() {
            if (scheduler == null) {
                throw new AssertionError("Nobody has connected.");
            }
            scheduler.connected(this);
            tell(Event.newBuilder()
                    .setType(Event.Type.SUBSCRIBED)
                    .setSubscribed(Event.Subscribed.newBuilder()
                            .setFrameworkId(FrameworkID.newBuilder().setValue("f-1"))));
        }

        void offer() {
            tell(Event.newBuilder()
                    .setType(Event.Type.OFFERS)
                    .setOffers(Event.Offers.newBuilder()
                            .addOffers(Recorded.offers().get(0))));
        }

        private void update(TaskID task, TaskState state) {
            tell(Event.newBuilder()
                    .setType(Event.Type.UPDATE)
                    .setUpdate(Event.Update.newBuilder()
                            .setStatus(TaskStatus.newBuilder()
                                    .setTaskId(task)
                                    .setAgentId(Recorded.offers().get(0).getAgentId())
                                    .setState(state)
                                    .setUuid(ByteString.copyFromUtf8(state.name())))));
        }

        @Override
        public void send(Call call) {
            if (call.getType() == Call.Type.ACCEPT) {
                update(
                        call.getAccept()
                                .getOperations(0)
                                .getLaunch()
                                .getTaskInfos(0)
                                .getTaskId(),
                        TaskState.TASK_RUNNING);
            } else if (call.getType() == Call.Type.KILL) {
                graces.add(Duration.ofNanos(
                        call.getKill().getKillPolicy().getGracePeriod().getNanoseconds()));
                update(call.getKill().getTaskId(), TaskState.TASK_KILLED);
            } else if (call.getType() == Call.Type.TEARDOWN && scheduler != null) {
                scheduler.disconnected(this);
            }
        }

        @Override
        public void reconnect() {}
    }

    private MesosProcess process(String... keys) throws Exception {
        Map<String, String> map = new TreeMap<>(
                Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));
        for (int i = 0; i < keys.length; i += 2) {
            map.put(keys[i], keys[i + 1]);
        }
        FlinkConfiguration configuration = FlinkConfiguration.of(map);
        LaunchRequest request = LaunchRequest.of(
                        new MesosResourceTranslator()
                                .requirements(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), configuration),
                        configuration,
                        new FlinkDistribution(FlinkVersion.line(2, 3), List.of(Path.of("/jars/flink.jar"))))
                .build();
        MesosNegotiator negotiator = MesosNegotiator.open(
                master,
                FrameworkStore.inMemory(),
                MesosNegotiatorOptions.of(configuration),
                new NegotiationListener<GrantedTask>() {});
        master.subscribe();
        DemandHandle<GrantedTask> demand =
                negotiator.ask(Demand.of("JobManager", request.requirements()), TaskStarter.ofFlink(configuration));
        master.offer();
        return new MesosProcess(
                negotiator,
                demand,
                demand.whenRunning().get(10, TimeUnit.SECONDS),
                LaunchListener.NONE,
                new MesosProcess.Found(
                        List.of(),
                        Optional.empty(),
                        new Sandbox(request, negotiator, null),
                        FrameworkKeeping.of(configuration),
                        TaskLaunch.killGrace(configuration)));
    }

    @Test
    void processIsClosedWithTheGraceOfItsKey() throws Exception {
        process("parley.mesos.kill-grace", "2 min").close();

        assertThat(master.graces).containsExactly(Duration.ofMinutes(2));
    }

    @Test
    void processIsStoppedWithTheGraceOfItsKeyWhereNobodySaysOtherwise() throws Exception {
        try (MesosProcess process = process("parley.mesos.kill-grace", "3 s")) {
            assertThat(process.stop().reason()).isEqualTo(ExitReason.KILLED);
        }
        assertThat(master.graces).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void graceIsTenSecondsByDefault() throws Exception {
        process().close();

        assertThat(master.graces).containsExactly(Duration.ofSeconds(10));
    }

    @Test
    void whoStopsAProcessMaySayHowLongItMayTakeAndForEverIsTheLongestThatMesosHolds() throws Exception {
        try (MesosProcess process = process("parley.mesos.kill-grace", "3 s")) {
            process.stop(Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(process.awaitExit(Duration.ofSeconds(Long.MAX_VALUE)).reason())
                    .isEqualTo(ExitReason.KILLED);
        }
        assertThat(master.graces).containsExactly(Duration.ofNanos(Long.MAX_VALUE));
    }
}
