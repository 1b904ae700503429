package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskGroupInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups of tasks share an executor, whose resources are held beside theirs. The agent has 4 cpus. */
@Timeout(60)
class TaskGroupTest {

    private static final Duration LONG_ENOUGH = Duration.ofMillis(300);
    private static final String SLEEP = "exec sleep 1000";
    private static final String UNTIL_TOLD = "while ! [ -e stop ]; do sleep 0.02; done";

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().faster(20));
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private final RawScheduler other = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private Offer offer = Offer.getDefaultInstance();

    @BeforeEach
    void subscribe() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("groups").build());
        offer = scheduler.offer();
    }

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        other.close();
        simulator.close();
    }

    private TaskInfo task(String id, String line, double cpus) {
        return RawScheduler.task(offer, id, line, cpus);
    }

    private static ExecutorInfo.Builder executor(String id, double cpus) {
        return ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.DEFAULT)
                .setExecutorId(ExecutorID.newBuilder().setValue(id))
                .addResources(AgentDescription.scalar("cpus", cpus));
    }

    private static Offer.Operation.Builder group(ExecutorInfo.Builder executor, TaskInfo... tasks) {
        return Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.LAUNCH_GROUP)
                .setLaunchGroup(Offer.Operation.LaunchGroup.newBuilder()
                        .setExecutor(executor)
                        .setTaskGroup(TaskGroupInfo.newBuilder().addAllTasks(List.of(tasks))));
    }

    private void accept(Offer.Operation.Builder... operations) throws IOException, InterruptedException {
        Call.Accept.Builder accept = Call.Accept.newBuilder()
                .addOfferIds(offer.getId())
                .setFilters(Filters.newBuilder().setRefuseSeconds(0));
        for (Offer.Operation.Builder operation : operations) {
            accept.addOperations(operation);
        }
        scheduler.call(Call.newBuilder().setType(Call.Type.ACCEPT).setAccept(accept));
    }

    private void launch(ExecutorInfo.Builder executor, TaskInfo... tasks) throws IOException, InterruptedException {
        accept(group(executor, tasks));
    }

    /** Runs a group and takes the offer of what is left. */
    private void run(ExecutorInfo.Builder executor, TaskInfo... tasks) throws IOException, InterruptedException {
        launch(executor, tasks);
        for (TaskInfo task : tasks) {
            scheduler.await(task.getTaskId().getValue(), TaskState.TASK_RUNNING);
        }
        offer = scheduler.offer();
    }

    private static double cpus(Offer of) {
        return of.getResourcesList().stream()
                .filter(resource -> resource.getName().equals("cpus"))
                .mapToDouble(resource -> resource.getScalar().getValue())
                .sum();
    }

    private void stop(String task) throws IOException {
        Files.createFile(simulator.sandbox(task).orElseThrow().resolve("stop"));
    }

    private void kill(String task) throws IOException, InterruptedException {
        scheduler.call(Call.newBuilder()
                .setType(Call.Type.KILL)
                .setKill(Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue(task))));
    }

    private void tellsNothing() throws InterruptedException {
        assertThat(scheduler.during(LONG_ENOUGH))
                .noneMatch(event -> event.hasUpdate() || event.getType() == Event.Type.FAILURE);
    }

    @Test
    void holdsWhatTheExecutorNeedsOnceForAllItsGroups() throws IOException, InterruptedException {
        run(executor("e", 1), task("a", SLEEP, 0.5), task("b", SLEEP, 0.5));
        assertThat(cpus(offer)).isEqualTo(2);
        assertThat(offer.getExecutorIdsList()).extracting(ExecutorID::getValue).containsExactly("e");

        // With its executor it would not fit.
        run(executor("e", 1), task("c", SLEEP, 1.5));

        assertThat(cpus(offer)).isEqualTo(0.5);
        assertThat(offer.getExecutorIdsList()).hasSize(1);
    }

    @Test
    void leavesWhatAGroupDoesNotHoldToTheNextOperation() throws IOException, InterruptedException {
        Offer.Operation.Builder next = Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.LAUNCH)
                .setLaunch(Offer.Operation.Launch.newBuilder()
                        .addTaskInfos(task("large", SLEEP, 1.5))
                        .addTaskInfos(task("small", SLEEP, 0.75))
                        .addTaskInfos(task("late", SLEEP, 0.75)));

        accept(group(executor("e", 1), task("a", SLEEP, 2)), next);

        for (String refused : List.of("large", "late")) {
            assertThat(scheduler.await(refused, TaskState.TASK_ERROR).getReason())
                    .isEqualTo(TaskStatus.Reason.REASON_TASK_INVALID);
        }
        scheduler.await("a", TaskState.TASK_RUNNING);
        scheduler.await("small", TaskState.TASK_RUNNING);
    }

    @Test
    void keepsTheExecutorUntilItsLastTaskHasEnded() throws IOException, InterruptedException {
        run(executor("e", 1), task("a", UNTIL_TOLD, 0.5), task("b", UNTIL_TOLD, 0.5));
        stop("a");
        scheduler.await("a", TaskState.TASK_FINISHED);
        assertThat(cpus(scheduler.offer())).isEqualTo(0.5);
        tellsNothing();

        stop("b");

        scheduler.await("b", TaskState.TASK_FINISHED);
        Event.Failure failure =
                scheduler.await(event -> event.getType() == Event.Type.FAILURE).getFailure();
        assertThat(failure.getExecutorId().getValue()).isEqualTo("e");
        assertThat(failure.getAgentId()).isEqualTo(offer.getAgentId());
        double free = cpus(offer) + 0.5;
        while (free < 4) {
            free += cpus(scheduler.offer());
        }
        assertThat(free).isEqualTo(4);
    }

    /** How one of a group ends so that the others do too. */
    enum End {
        FAILED,
        KILLED
    }

    @ParameterizedTest
    @EnumSource
    void endsTheOthersOfAGroupOfWhichOneHasFailedOrWasKilled(End end) throws IOException, InterruptedException {
        run(executor("e", 0.1), task("apart", SLEEP, 0.5));
        run(executor("e", 0.1), task("one", UNTIL_TOLD + "; exit 1", 0.5), task("other", SLEEP, 0.5));

        if (end == End.FAILED) {
            stop("one");
            scheduler.await("one", TaskState.TASK_FAILED);
        } else {
            kill("one");
            scheduler.await("one", TaskState.TASK_KILLED);
        }

        scheduler.await("other", TaskState.TASK_KILLING);
        assertThat(scheduler.await("other", TaskState.TASK_KILLED).getMessage())
                .isEqualTo("Command terminated with signal Terminated");
        tellsNothing();
        assertThat(simulator.processes()).hasSize(1);
    }

    @Test
    void shutsDownOneExecutorAtOnceWithItsTasks() throws IOException, InterruptedException {
        run(executor("e", 0.1), task("a", "trap '' TERM; " + UNTIL_TOLD, 0.5));
        run(executor("f", 0.1), task("b", SLEEP, 0.5));

        scheduler.call(Call.newBuilder()
                .setType(Call.Type.SHUTDOWN)
                .setShutdown(Call.Shutdown.newBuilder()
                        .setAgentId(offer.getAgentId())
                        .setExecutorId(ExecutorID.newBuilder().setValue("e"))));

        assertThat(scheduler.await("a", TaskState.TASK_KILLED).getMessage())
                .isEqualTo("Command terminated with signal Killed");
        assertThat(scheduler
                        .await(event -> event.getType() == Event.Type.FAILURE)
                        .getFailure()
                        .getExecutorId()
                        .getValue())
                .isEqualTo("e");
        tellsNothing();
        assertThat(simulator.processes()).hasSize(1);
    }

    @Test
    void tellsAFrameworkOfItsExecutorsOnly() throws IOException, InterruptedException {
        run(executor("e", 0.1), task("a", SLEEP, 0.5));
        other.subscribe(RawScheduler.info("other").build());

        scheduler.call(Call.newBuilder()
                .setType(Call.Type.DECLINE)
                .setDecline(Call.Decline.newBuilder()
                        .addOfferIds(offer.getId())
                        .setFilters(Filters.newBuilder().setRefuseSeconds(3600))));

        assertThat(other.offer().getExecutorIdsList()).isEmpty();
    }

    @Test
    void givesBackWhatTheExecutorsOfAFrameworkHeldThatIsTornDown() throws IOException, InterruptedException {
        run(executor("e", 1), task("a", SLEEP, 0.5));
        scheduler.call(Call.newBuilder().setType(Call.Type.TEARDOWN));

        other.subscribe(RawScheduler.info("other").build());

        assertThat(cpus(other.offer())).isEqualTo(4);
    }

    @Test
    void refusesAGroupWithATaskThatIsThereAlready() throws IOException, InterruptedException {
        run(executor("e", 0.1), task("a", SLEEP, 0.5));

        launch(executor("e", 0.1), task("b", SLEEP, 0.5), task("a", SLEEP, 0.5));

        TaskStatus error = scheduler.await("b", TaskState.TASK_ERROR);
        assertThat(error.getReason()).isEqualTo(TaskStatus.Reason.REASON_TASK_GROUP_INVALID);
        assertThat(error.getMessage()).isEqualTo("Task has duplicate ID: a");
        scheduler.await("a", TaskState.TASK_ERROR);
        assertThat(simulator.processes()).hasSize(1);
    }

    @Test
    void refusesAGroupOfAnExecutorThatIsNotMesosOwn() throws IOException, InterruptedException {
        launch(executor("e", 0.1).setType(ExecutorInfo.Type.CUSTOM), task("custom", SLEEP, 0.5));
        assertThat(scheduler.await("custom", TaskState.TASK_ERROR).getMessage())
                .isEqualTo("The simulator of Mesos runs no executors but Mesos' own");

        offer = scheduler.offer();
        launch(executor("e", 0.1).setCommand(CommandInfo.newBuilder().setValue("true")), task("commanded", SLEEP, 0.5));
        assertThat(scheduler.await("commanded", TaskState.TASK_ERROR).getMessage())
                .isEqualTo("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
        assertThat(simulator.processes()).isEmpty();
    }
}
