package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.negotiation.Demand;
import io.parley.api.negotiation.DemandHandle;
import io.parley.api.negotiation.DemandRefusedException;
import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.NegotiationListener;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.recorded.Recorded;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MesosNegotiatorTest {

    private static final FlinkConfiguration CONFIGURATION = FlinkConfiguration.of(
            Map.of("parley.mesos.flink-home", "/opt/flink", "mesos.resourcemanager.framework.role", "test"));
    private static final Offer OFFER = Recorded.offers().get(0);

    private final FrameworkStore store = FrameworkStore.inMemory();
    private final Wire wire = new Wire();
    private final List<Verdict> troubles = new CopyOnWriteArrayList<>();
    private final List<MesosNegotiator> open = new ArrayList<>();

    /** Mesos' interface, with what was sent; the test plays the master. */
    private static final class Wire implements Mesos, AutoCloseable {

        private final List<Call> sent = new CopyOnWriteArrayList<>();
        private Scheduler scheduler = new NoScheduler();
        private int reconnected;
        private boolean closed;

        @Override
        public void send(Call call) {
            sent.add(call);
            if (call.getType() == Call.Type.TEARDOWN) {
                scheduler.disconnected(this);
            }
        }

        @Override
        public void reconnect() {
            reconnected++;
        }

        @Override
        public void close() {
            closed = true;
        }

        void tell(Event.Builder event) {
            scheduler.received(this, event.build());
        }

        List<Call> sent(Call.Type type) {
            return sent.stream().filter(call -> call.getType() == type).toList();
        }

        void subscribe(String framework) {
            scheduler.connected(this);
            tell(Event.newBuilder()
                    .setType(Event.Type.SUBSCRIBED)
                    .setSubscribed(Event.Subscribed.newBuilder()
                            .setFrameworkId(FrameworkID.newBuilder().setValue(framework))));
        }

        void offer(Offer offer) {
            tell(Event.newBuilder()
                    .setType(Event.Type.OFFERS)
                    .setOffers(Event.Offers.newBuilder().addOffers(offer)));
        }

        void error(String message) {
            tell(Event.newBuilder()
                    .setType(Event.Type.ERROR)
                    .setError(Event.Error.newBuilder().setMessage(message)));
        }

        TaskInfo launched(int number) {
            return sent(Call.Type.ACCEPT)
                    .get(number)
                    .getAccept()
                    .getOperations(0)
                    .getLaunch()
                    .getTaskInfos(0);
        }

        void update(String task, TaskState state, String uuid) {
            TaskStatus.Builder status = TaskStatus.newBuilder()
                    .setTaskId(MesosIds.task(task))
                    .setAgentId(OFFER.getAgentId())
                    .setState(state)
                    .setMessage("said by the test");
            if (!uuid.isEmpty()) {
                status.setUuid(ByteString.copyFromUtf8(uuid));
            }
            tell(Event.newBuilder()
                    .setType(Event.Type.UPDATE)
                    .setUpdate(Event.Update.newBuilder().setStatus(status)));
        }
    }

    private static final class NoScheduler implements Scheduler {
        @Override
        public void connected(Mesos mesos) {}

        @Override
        public void disconnected(Mesos mesos) {}

        @Override
        public void received(Mesos mesos, Event event) {}
    }

    private MesosNegotiator negotiator(MesosNegotiatorOptions options, FrameworkStore kept) throws IOException {
        MesosNegotiator negotiator = MesosNegotiator.open(
                (scheduler, trouble) -> {
                    wire.scheduler = scheduler;
                    return wire;
                },
                kept,
                options,
                new NegotiationListener<>() {
                    @Override
                    public void onTrouble(Verdict verdict) {
                        troubles.add(verdict);
                    }
                });
        open.add(negotiator);
        return negotiator;
    }

    private MesosNegotiator negotiator() throws IOException {
        return negotiator(MesosNegotiatorOptions.of(CONFIGURATION), store);
    }

    private static Demand worker(long mebibytes) {
        return Demand.of(
                "worker",
                ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(mebibytes)))
                        .cpus(CpuAmount.ofCores(1))
                        .build());
    }

    private static DemandHandle<GrantedTask> ask(MesosNegotiator negotiator, Demand demand) {
        return negotiator.ask(demand, TaskStarter.ofFlink(CONFIGURATION));
    }

    @AfterEach
    void close() {
        open.forEach(MesosNegotiator::close);
    }

    @Test
    void lifeOfATaskIsToldAndAcknowledged() throws Exception {
        MesosNegotiator negotiator = negotiator();
        wire.subscribe("f-1");
        DemandHandle<GrantedTask> handle = ask(negotiator, worker(1728));
        wire.offer(OFFER);
        String id = wire.launched(0).getTaskId().getValue();
        assertThat(handle.whenGranted().get(1, TimeUnit.SECONDS).id()).isEqualTo(id);

        wire.update(id, TaskState.TASK_STARTING, "1");
        assertThat(handle.state()).isEqualTo(DemandState.GRANTED);
        wire.update(id, TaskState.TASK_RUNNING, "2");
        wire.update(id, TaskState.TASK_RUNNING, "2");
        wire.update(id, TaskState.TASK_RUNNING, "");
        assertThat(handle.whenRunning().get(1, TimeUnit.SECONDS).grant().memory())
                .isEqualTo(MemorySize.ofMebibytes(1728));
        wire.update(id, TaskState.TASK_FAILED, "3");

        assertThat(handle.whenEnded().get(1, TimeUnit.SECONDS).reason()).isEqualTo(ExitReason.FAILED);
        assertThat(wire.sent(Call.Type.ACKNOWLEDGE))
                .extracting(call -> call.getAcknowledge().getUuid().toStringUtf8())
                .containsExactly("1", "2", "2", "3");
        assertThat(negotiator.figures().duplicates()).isEqualTo(1);
        assertThat(store.load().tasks()).isEmpty();
    }

    @Test
    void nothingIsOfferedWhileNothingWaitsAndRevivedWhenDemandComes() throws IOException {
        MesosNegotiator negotiator = negotiator();
        wire.subscribe("f-1");
        assertThat(wire.sent(Call.Type.SUBSCRIBE).get(0).getSubscribe().getSuppressedRolesList())
                .containsExactly("test");

        ask(negotiator, worker(1728));
        assertThat(wire.sent(Call.Type.REVIVE)).hasSize(1);
        wire.offer(OFFER);

        assertThat(wire.sent(Call.Type.SUPPRESS)).hasSize(1);
        assertThat(wire.sent(Call.Type.ACCEPT).get(0).getAccept().getFilters().getRefuseSeconds())
                .isEqualTo(3600);
    }

    @Test
    void revivalsAreRare() throws IOException {
        MesosNegotiator negotiator = negotiator();
        wire.subscribe("f-1");
        for (int i = 0; i < 20; i++) {
            ask(negotiator, worker(1728)).cancel();
        }
        assertThat(wire.sent(Call.Type.REVIVE)).hasSizeBetween(1, 3);
    }

    @Test
    void staleOfferIsAskedForAgainAtOnceAndCountsForNothing() throws IOException {
        MesosNegotiator negotiator = negotiator();
        wire.subscribe("f-1");
        DemandHandle<GrantedTask> handle = ask(negotiator, worker(1728));
        wire.offer(OFFER);
        TaskStatus dropped = TaskStatus.newBuilder()
                .setTaskId(wire.launched(0).getTaskId())
                .setState(TaskState.TASK_DROPPED)
                .setReason(TaskStatus.Reason.REASON_INVALID_OFFERS)
                .build();
        wire.tell(Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(dropped)));

        assertThat(handle.state()).isEqualTo(DemandState.PENDING);
        assertThat(wire.sent(Call.Type.ACKNOWLEDGE)).isEmpty();
        wire.offer(OFFER);
        assertThat(wire.launched(1).getTaskId()).isNotEqualTo(wire.launched(0).getTaskId());
    }

    @Test
    void resubscribesWithTheKnownIdAndAsksAboutItsTasksUntilAnswered() throws Exception {
        MesosNegotiator negotiator = negotiator();
        wire.subscribe("f-1");
        ask(negotiator, worker(1728));
        wire.offer(OFFER);
        String id = wire.launched(0).getTaskId().getValue();
        wire.scheduler.disconnected(wire);
        wire.subscribe("f-1");

        Call again = wire.sent(Call.Type.SUBSCRIBE).get(1);
        assertThat(again.getFrameworkId().getValue()).isEqualTo("f-1");
        assertThat(again.getSubscribe().getFrameworkInfo().getId().getValue()).isEqualTo("f-1");
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (asked(id) < 2 && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(asked(id)).isGreaterThanOrEqualTo(2);
        wire.update(id, TaskState.TASK_RUNNING, "");
        assertThat(negotiator.figures().reconciled()).isTrue();
    }

    /** How often the master was asked about a task, beside all. */
    private long asked(String id) {
        return wire.sent(Call.Type.RECONCILE).stream()
                .flatMap(call -> call.getReconcile().getTasksList().stream())
                .filter(task -> task.getTaskId().getValue().equals(id))
                .count();
    }

    @Test
    void laterRunFindsIdAndTasksAndAdoptsThem() throws Exception {
        FrameworkStore kept = FrameworkStore.inMemory();
        MesosNegotiator first = negotiator(MesosNegotiatorOptions.of(CONFIGURATION), kept);
        wire.subscribe("f-1");
        ask(first, worker(1728));
        wire.offer(OFFER);
        String id = wire.launched(0).getTaskId().getValue();
        wire.update(id, TaskState.TASK_RUNNING, "1");
        first.detach();
        first.close();
        assertThat(wire.sent(Call.Type.TEARDOWN)).isEmpty();
        assertThat(wire.sent(Call.Type.KILL)).isEmpty();

        MesosNegotiator second = negotiator(MesosNegotiatorOptions.of(CONFIGURATION), kept);
        assertThat(second.recovered()).extracting(task -> task.id()).containsExactly(id);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> second.adopt(id, worker(4096), TaskStarter.ofFlink(CONFIGURATION)))
                .withMessageContainingAll("1728 MiB", "4096 MiB");
        DemandHandle<GrantedTask> handle = second.adopt(id, worker(1728), TaskStarter.ofFlink(CONFIGURATION));
        wire.subscribe("f-1");
        assertThat(wire.sent(Call.Type.SUBSCRIBE).get(1).getFrameworkId().getValue())
                .isEqualTo("f-1");
        assertThat(handle.state()).isEqualTo(DemandState.RUNNING);
        wire.update(id, TaskState.TASK_FINISHED, "2");
        assertThat(handle.whenEnded().get(1, TimeUnit.SECONDS).reason()).isEqualTo(ExitReason.COMPLETED);
    }

    @Test
    void unreachableIsNotDeathUntilTheLimitAndWhatComesBackLaterIsKilled() throws Exception {
        MesosNegotiator negotiator = negotiator(
                MesosNegotiatorOptions.of(CONFIGURATION)
                        .withTimes(new MesosNegotiatorOptions.Times(
                                Duration.ofMillis(600),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(20))),
                store);
        wire.subscribe("f-1");
        DemandHandle<GrantedTask> handle = ask(negotiator, worker(1728));
        wire.offer(OFFER);
        String id = wire.launched(0).getTaskId().getValue();
        wire.update(id, TaskState.TASK_RUNNING, "1");
        wire.update(id, TaskState.TASK_UNREACHABLE, "");
        assertThat(handle.state()).isEqualTo(DemandState.RUNNING);
        wire.update(id, TaskState.TASK_RUNNING, "");
        Thread.sleep(800);
        assertThat(handle.state()).as("it came back").isEqualTo(DemandState.RUNNING);

        wire.update(id, TaskState.TASK_UNREACHABLE, "");
        ProcessExit exit = handle.whenEnded().get(5, TimeUnit.SECONDS);
        assertThat(exit.reason()).isEqualTo(ExitReason.HOST_LOST);
        assertThat(exit.diagnostics()).contains("TASK_UNREACHABLE");
        assertThat(store.load().tasks()).as("it may come back").containsKey(id);
        wire.tell(Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder()
                        .setStatus(TaskStatus.newBuilder()
                                .setTaskId(MesosIds.task(id))
                                .setAgentId(OFFER.getAgentId())
                                .setState(TaskState.TASK_RUNNING)
                                .setReason(TaskStatus.Reason.REASON_AGENT_REREGISTERED))));
        assertThat(wire.sent(Call.Type.KILL))
                .extracting(call -> call.getKill().getTaskId().getValue())
                .containsExactly(id, id);
        wire.update(id, TaskState.TASK_KILLED, "2");
        assertThat(store.load().tasks()).isEmpty();
    }

    @Test
    void endGivesTimeAndIsToldByTheHandle() throws Exception {
        MesosNegotiator negotiator = negotiator();
        wire.subscribe("f-1");
        DemandHandle<GrantedTask> handle = ask(negotiator, worker(1728));
        wire.offer(OFFER);
        String id = wire.launched(0).getTaskId().getValue();
        wire.update(id, TaskState.TASK_RUNNING, "1");
        negotiator.end(handle, Duration.ofSeconds(2));

        Call.Kill kill = wire.sent(Call.Type.KILL).get(0).getKill();
        assertThat(kill.getKillPolicy().getGracePeriod().getNanoseconds()).isEqualTo(2_000_000_000L);
        assertThat(kill.getAgentId()).isEqualTo(OFFER.getAgentId());
        wire.update(id, TaskState.TASK_KILLING, "2");
        assertThat(handle.whenEnded()).isNotDone();
        wire.update(id, TaskState.TASK_KILLED, "3");
        assertThat(handle.whenEnded().get(1, TimeUnit.SECONDS).reason()).isEqualTo(ExitReason.KILLED);
    }

    @Test
    void removedFrameworkEndsEverythingAndIsNotTriedAgain() throws IOException {
        MesosNegotiator negotiator = negotiator();
        DemandHandle<GrantedTask> handle = ask(negotiator, worker(1728));
        wire.scheduler.connected(wire);
        wire.error("Framework has been removed");

        assertThat(handle.state()).isEqualTo(DemandState.REFUSED);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> handle.whenGranted().get(1, TimeUnit.SECONDS))
                .withCauseInstanceOf(DemandRefusedException.class)
                .withMessageContainingAll("Framework has been removed", "start anew");
        assertThat(wire.reconnected).isZero();
        assertThatIllegalStateException().isThrownBy(() -> ask(negotiator, worker(1728)));
        wire.scheduler.connected(wire);
        assertThat(wire.sent(Call.Type.SUBSCRIBE)).hasSize(1);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> negotiator.whenSubscribed().get(1, TimeUnit.SECONDS));
    }

    @Test
    void removedFrameworkStartsAnewWhereThatWasDecided() throws Exception {
        MesosNegotiator negotiator = negotiator(
                MesosNegotiatorOptions.of(CONFIGURATION).withWhenRemoved(MesosNegotiatorOptions.WhenRemoved.START_ANEW),
                store);
        wire.subscribe("f-1");
        DemandHandle<GrantedTask> kept = ask(negotiator, worker(1728).replacedWhenLost());
        wire.offer(OFFER);
        wire.update(wire.launched(0).getTaskId().getValue(), TaskState.TASK_RUNNING, "1");
        wire.error("Framework has been removed");

        assertThat(wire.reconnected).isEqualTo(1);
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
        assertThat(kept.state()).isEqualTo(DemandState.DELAYED);
        wire.subscribe("f-2");
        assertThat(wire.sent(Call.Type.SUBSCRIBE).get(1).hasFrameworkId()).isFalse();
        assertThat(store.load().frameworkId()).contains("f-2");
    }

    @Test
    void frameworkThatFailedOverIsLeftToTheOther() throws IOException {
        negotiator();
        wire.subscribe("f-1");
        wire.error("Framework failed over");

        assertThat(troubles)
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NEVER));
        assertThat(troubles.get(0).cure().orElse("")).contains("Another scheduler took the framework over");
        assertThat(wire.reconnected).isZero();
    }

    @Test
    void closeTearsDownAndForgets() throws IOException {
        MesosNegotiator negotiator = negotiator();
        wire.subscribe("f-1");
        DemandHandle<GrantedTask> handle = ask(negotiator, worker(1728));
        negotiator.close();
        negotiator.close();

        assertThat(wire.sent(Call.Type.TEARDOWN)).hasSize(1);
        assertThat(wire.closed).isTrue();
        assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
        assertThat(handle.state()).isEqualTo(DemandState.CANCELLED);
    }

    @Test
    void nothingIsSentThatCannotBeKept() throws IOException {
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
        MesosNegotiator negotiator = negotiator(MesosNegotiatorOptions.of(CONFIGURATION), full);
        wire.subscribe("f-1");
        DemandHandle<GrantedTask> handle = ask(negotiator, worker(1728));
        wire.offer(OFFER);

        assertThat(wire.sent(Call.Type.ACCEPT)).isEmpty();
        assertThat(handle.state().isFinal()).isTrue();
        assertThat(troubles)
                .anySatisfy(verdict -> assertThat(verdict.statement()).contains("No space left"));
    }

    @Test
    void starterThatFailsCostsItsOwnTaskOnlyAndHoldsNoOffer() throws IOException {
        MesosNegotiator negotiator = negotiator();
        wire.subscribe("f-1");
        DemandHandle<GrantedTask> handle = negotiator.ask(worker(1728), granted -> {
            throw new IllegalStateException("no idea");
        });
        wire.offer(OFFER);

        assertThat(wire.sent(Call.Type.ACCEPT)).isEmpty();
        assertThat(wire.sent(Call.Type.DECLINE))
                .singleElement()
                .satisfies(
                        call -> assertThat(call.getDecline().getOfferIdsList()).containsExactly(OFFER.getId()));
        assertThat(handle.state()).isEqualTo(DemandState.DELAYED);
        assertThat(handle.granted()).isEqualTo(Optional.empty());
        assertThat(store.load().tasks()).isEmpty();
    }
}
