package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When tasks are ended, and that nothing is left or told of them then. */
@Timeout(60)
class TaskEndTest {

    private static final String AGENT = "127.0.0.1";
    private static final Duration LONG_ENOUGH = Duration.ofMillis(300);
    private static final String STUBBORN = "trap '' TERM; echo ready > ready; while :; do sleep 0.05; done";

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().faster(20));
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private Offer offer = Offer.getDefaultInstance();

    @BeforeEach
    void subscribe() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("end").build());
        offer = scheduler.offer();
    }

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private TaskInfo task(String id, String line) {
        return RawScheduler.task(offer, id, line, 0.1);
    }

    private static KillPolicy within(Duration grace) {
        return KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(grace.toNanos()))
                .build();
    }

    private static void kill(RawScheduler scheduler, String task, @Nullable Duration grace)
            throws IOException, InterruptedException {
        Call.Kill.Builder kill =
                Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue(task));
        if (grace != null) {
            kill.setKillPolicy(within(grace));
        }
        scheduler.call(Call.newBuilder().setType(Call.Type.KILL).setKill(kill));
    }

    /** Runs tasks that do not end when they are asked to. */
    private void runStubborn(TaskInfo... tasks) throws IOException, InterruptedException {
        scheduler.accept(offer, tasks);
        for (TaskInfo task : tasks) {
            scheduler.await(task.getName(), TaskState.TASK_RUNNING);
            Path ready = simulator.sandbox(task.getName()).orElseThrow().resolve("ready");
            while (!Files.exists(ready)) {
                Thread.sleep(5);
            }
        }
    }

    /** Gives the tasks in the order in which they are told to be killed. */
    private List<String> nextTwoKilled() throws IOException, InterruptedException {
        return List.of(nextKilled(), nextKilled());
    }

    private String nextKilled() throws IOException, InterruptedException {
        TaskStatus killed = scheduler
                .await(event -> event.getUpdate().getStatus().getState() == TaskState.TASK_KILLED)
                .getUpdate()
                .getStatus();
        scheduler.acknowledge(killed);
        return killed.getTaskId().getValue();
    }

    @Test
    void countsAShorterGraceFromWhenItWasAskedFirst() throws IOException, InterruptedException {
        runStubborn(task("twice", STUBBORN), task("once", STUBBORN));
        kill(scheduler, "twice", Duration.ofHours(1));
        scheduler.await("twice", TaskState.TASK_KILLING);
        Thread.sleep(1000);

        kill(scheduler, "once", Duration.ofMillis(1500));
        scheduler.await("once", TaskState.TASK_KILLING);
        Thread.sleep(250);
        kill(scheduler, "twice", Duration.ofMillis(1500));

        assertThat(nextTwoKilled()).containsExactly("twice", "once");
    }

    @Test
    void givesTheGraceOfTheCallOrElseThatOfTheTask() throws IOException, InterruptedException {
        TaskInfo own = task("own", STUBBORN).toBuilder()
                .setKillPolicy(within(Duration.ofMillis(100)))
                .build();
        TaskInfo called = task("called", STUBBORN).toBuilder()
                .setKillPolicy(within(Duration.ofHours(1)))
                .build();
        runStubborn(own, called);

        kill(scheduler, "called", Duration.ofMillis(1500));
        scheduler.await("called", TaskState.TASK_KILLING);
        kill(scheduler, "own", null);
        scheduler.await("own", TaskState.TASK_KILLING);

        assertThat(nextTwoKilled()).containsExactly("own", "called");
    }

    @Test
    void givesThreeSecondsWhereNobodySaysOtherwise() throws IOException, InterruptedException {
        runStubborn(task("t", STUBBORN));
        long start = System.nanoTime();

        kill(scheduler, "t", null);

        assertThat(scheduler.await("t", TaskState.TASK_KILLED).getMessage())
                .isEqualTo("Command terminated with signal Killed");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void endsWhatATaskLeavesBehind() throws IOException, InterruptedException {
        scheduler.accept(offer, task("t", "(trap '' HUP TERM; exec sleep 1000) & echo $! > left; exit 0"));
        scheduler.await("t", TaskState.TASK_RUNNING);
        Path left = simulator.sandbox("t").orElseThrow().resolve("left");

        scheduler.await("t", TaskState.TASK_FINISHED);

        long pid = Long.parseLong(Files.readString(left).strip());
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (RunningProcess.is(pid) && System.nanoTime() - deadline < 0) {
            Thread.sleep(5);
        }
        assertThat(RunningProcess.is(pid)).isFalse();
    }

    /** They may be those of others later. */
    @Test
    void keepsNoNumberOfAProcessThatHasEnded() throws IOException, InterruptedException {
        Path numbers = simulator.workDirectory().resolve("pids");
        scheduler.accept(offer, task("t", "while ! [ -e stop ]; do sleep 0.02; done"));
        scheduler.await("t", TaskState.TASK_RUNNING);
        assertThat(numbers.resolve(Long.toString(simulator.processes().get(0).pid())))
                .exists();

        Files.createFile(simulator.sandbox("t").orElseThrow().resolve("stop"));

        scheduler.await("t", TaskState.TASK_FINISHED);
        assertThat(numbers).isEmptyDirectory();
    }

    @Test
    void tellsNothingMoreOfATaskWhoseAgentIsGone() throws IOException, InterruptedException {
        scheduler.accept(offer, task("t", "exec sleep 1000"));
        // It waits to be acknowledged.
        scheduler.await(Event::hasUpdate);

        simulator.agents().markGone(AGENT);

        scheduler.await("t", TaskState.TASK_GONE_BY_OPERATOR);
        scheduler.during(Duration.ZERO);
        assertThat(scheduler.during(Duration.ofMillis(1200))).noneMatch(Event::hasUpdate);
    }

    /** How a task is ended before its executor has started. */
    enum EarlyEnd {
        KILLED(TaskState.TASK_KILLED),
        GONE(TaskState.TASK_GONE_BY_OPERATOR);

        private final TaskState state;

        EarlyEnd(TaskState state) {
            this.state = state;
        }
    }

    /** Time of the cluster passes here as told. */
    @ParameterizedTest
    @EnumSource
    void tellsNothingMoreOfATaskThatIsEndedBeforeItStarts(EarlyEnd end) throws IOException, InterruptedException {
        ScriptedTime time = new ScriptedTime();
        MasterLoop loop = new MasterLoop(time);
        try (MesosSimulator slow = MesosSimulator.start(SimulatorSettings.usual(), loop);
                RawScheduler own = new RawScheduler(slow.address(), MessageFormat.PROTOBUF)) {
            own.subscribe(RawScheduler.info("early").build());
            ContainerInfo.Builder refused = ContainerInfo.newBuilder().setType(ContainerInfo.Type.DOCKER);
            refused.getDockerBuilder().setImage("any");
            Offer offered = own.offer();
            own.accept(
                    offered,
                    RawScheduler.task(offered, "t", "true", 1).toBuilder()
                            .setContainer(refused)
                            .build());

            if (end == EarlyEnd.KILLED) {
                kill(own, "t", null);
            } else {
                slow.agents().markGone(AGENT);
            }
            TaskStatus told = own.await("t", end.state);
            loop.perform(() -> time.advanceTo(Duration.ofSeconds(1)));

            assertThat(own.during(LONG_ENOUGH)).as("after %s", told.getState()).noneMatch(Event::hasUpdate);
        }
    }
}
