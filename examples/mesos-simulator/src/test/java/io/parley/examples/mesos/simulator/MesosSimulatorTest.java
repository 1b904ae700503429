package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MesosSimulatorTest {

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().faster(20));

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void runsACommandAndTellsItsStates(MessageFormat format) throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), format)) {
            scheduler.subscribe(RawScheduler.info("runs").build());
            Offer offer = scheduler.offer();
            assertThat(scheduler
                            .accept(offer, RawScheduler.task(offer, "t", "echo out; echo err >&2; exit 3", 0.1))
                            .statusCode())
                    .isEqualTo(202);

            scheduler.await("t", TaskState.TASK_STARTING);
            scheduler.await("t", TaskState.TASK_RUNNING);
            Path sandbox = simulator.sandbox("t").orElseThrow();
            TaskStatus failed = scheduler.await("t", TaskState.TASK_FAILED);

            assertThat(failed.getMessage()).isEqualTo("Command exited with status 3");
            assertThat(sandbox.resolve("stdout")).hasContent("out");
            assertThat(sandbox.resolve("stderr")).hasContent("err");
        }
    }

    @Test
    void offersWhatIsLeftAndAgainWhatIsFree() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("left").build());
            Offer offer = scheduler.offer();
            scheduler.accept(offer, RawScheduler.task(offer, "t", "sleep 0.2", 1.5));

            assertThat(cpus(scheduler.offer())).isEqualTo(2.5);
            scheduler.await("t", TaskState.TASK_FINISHED);
            assertThat(cpus(scheduler.offer())).isEqualTo(1.5);
        }
    }

    private static double cpus(Offer offer) {
        return offer.getResourcesList().stream()
                .filter(resource -> resource.getName().equals("cpus"))
                .mapToDouble(resource -> resource.getScalar().getValue())
                .sum();
    }

    @Test
    void killsWithEverythingThatTheTaskStarted() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.JSON)) {
            scheduler.subscribe(RawScheduler.info("kill").build());
            Offer offer = scheduler.offer();
            scheduler.accept(
                    offer, RawScheduler.task(offer, "t", "(sleep 1000 & echo $! > orphan); sleep 1000; exit 0", 0.1));
            scheduler.await("t", TaskState.TASK_RUNNING);
            Path orphan = simulator.sandbox("t").orElseThrow().resolve("orphan");
            while (!Files.exists(orphan) || Files.size(orphan) == 0) {
                Thread.sleep(5);
            }
            long pid = Long.parseLong(Files.readString(orphan).strip());
            assertThat(ProcessHandle.of(pid)).isPresent();

            scheduler.call(Call.newBuilder()
                    .setType(Call.Type.KILL)
                    .setKill(
                            Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("t"))));

            scheduler.await("t", TaskState.TASK_KILLING);
            assertThat(scheduler.await("t", TaskState.TASK_KILLED).getMessage())
                    .isEqualTo("Command terminated with signal Terminated");
            assertThat(RunningProcess.is(pid)).isFalse();
            assertThat(simulator.processes()).isEmpty();
        }
    }

    @Test
    void asksAlsoWhatTheTaskStartedToEnd() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.JSON)) {
            scheduler.subscribe(RawScheduler.info("ask").build());
            Offer offer = scheduler.offer();
            String child = "trap 'echo asked > asked; exit 0' TERM; echo ready > ready; while :; do sleep 0.05; done";
            scheduler.accept(offer, RawScheduler.task(offer, "t", "(" + child + ") & wait", 0.1));
            scheduler.await("t", TaskState.TASK_RUNNING);
            Path sandbox = simulator.sandbox("t").orElseThrow();
            while (!Files.exists(sandbox.resolve("ready"))) {
                Thread.sleep(5);
            }

            scheduler.call(Call.newBuilder()
                    .setType(Call.Type.KILL)
                    .setKill(
                            Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("t"))));

            scheduler.await("t", TaskState.TASK_KILLED);
            assertThat(sandbox.resolve("asked")).hasContent("asked");
        }
    }

    @Test
    void refusesATaskThatDoesNotFitWithoutAUuid() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("large").build());
            Offer offer = scheduler.offer();
            scheduler.accept(offer, RawScheduler.task(offer, "t", "true", 5));

            TaskStatus error = scheduler.await("t", TaskState.TASK_ERROR);

            assertThat(error.hasUuid()).isFalse();
            assertThat(error.getSource()).isEqualTo(TaskStatus.Source.SOURCE_MASTER);
            assertThat(error.getMessage())
                    .isEqualTo("Total resources cpus(allocated: test):5; mem(allocated: test):32 required by task and"
                            + " its executor is more than available ports(allocated: test):[31000-32000];"
                            + " cpus(allocated: test):4; mem(allocated: test):4096; disk(allocated: test):4096");
        }
    }

    @Test
    void dropsATaskOfAnOfferThatIsGone() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("stale").build());
            Offer offer = scheduler.offer();
            simulator.calls().rescindBeforeNextAccept();
            scheduler.accept(offer, RawScheduler.task(offer, "t", "true", 1));

            scheduler.await(event -> event.getType() == Event.Type.RESCIND);
            assertThat(scheduler.await("t", TaskState.TASK_DROPPED).getReason())
                    .isEqualTo(TaskStatus.Reason.REASON_INVALID_OFFERS);
        }
    }

    @Test
    void endsTheStreamAndTheTasksOnTeardown() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("teardown").build());
            Offer offer = scheduler.offer();
            scheduler.accept(offer, RawScheduler.task(offer, "t", "sleep 1000", 1));
            scheduler.await("t", TaskState.TASK_RUNNING);
            List<ProcessHandle> processes = simulator.processes();
            assertThat(processes).hasSize(1);

            assertThat(scheduler
                            .call(Call.newBuilder().setType(Call.Type.TEARDOWN))
                            .statusCode())
                    .isEqualTo(202);

            assertThat(scheduler.awaitEnd()).isTrue();
            assertThat(processes.get(0).onExit()).succeedsWithin(Duration.ofSeconds(20));
            assertThat(scheduler
                            .call(Call.newBuilder().setType(Call.Type.REVIVE))
                            .body())
                    .isEqualTo("Framework cannot be found");
        }
    }

    @Test
    void leavesNothingWhenClosed() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("closed").build());
            Offer offer = scheduler.offer();
            scheduler.accept(offer, RawScheduler.task(offer, "t", "trap '' TERM; sleep 1000; sleep 1000", 1));
            scheduler.await("t", TaskState.TASK_RUNNING);
            List<ProcessHandle> processes = simulator.processes();
            Path work = simulator.workDirectory();

            simulator.close();

            assertThat(processes).hasSize(1).noneMatch(ProcessHandle::isAlive);
            assertThat(work).doesNotExist();
            assertThat(ProcessHandle.current()
                            .descendants()
                            .filter(process ->
                                    process.info().commandLine().orElse("").contains(work.toString())))
                    .isEmpty();
        }
    }

    @Test
    void keepsAFrameworkThatComesBackInTime() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
                RawScheduler again = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("failover").build());
            Offer offer = scheduler.offer();
            scheduler.accept(offer, RawScheduler.task(offer, "t", "sleep 1000", 1));
            scheduler.await("t", TaskState.TASK_RUNNING);

            again.subscribe(RawScheduler.info("failover").setId(scheduler.id()).build());

            assertThat(scheduler
                            .await(event -> event.getType() == Event.Type.ERROR)
                            .getError()
                            .getMessage())
                    .isEqualTo("Framework failed over");
            assertThat(scheduler.awaitEnd()).isTrue();
            again.call(
                    Call.newBuilder().setType(Call.Type.RECONCILE).setReconcile(Call.Reconcile.getDefaultInstance()));
            assertThat(again.await("t", TaskState.TASK_RUNNING).getReason())
                    .isEqualTo(TaskStatus.Reason.REASON_RECONCILIATION);
        }
    }

    @Test
    void sendsAnUpdateAgainUntilItIsAcknowledged() throws IOException, InterruptedException {
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("again").build());
            Offer offer = scheduler.offer();
            scheduler.accept(offer, RawScheduler.task(offer, "t", "true", 1));
            TaskStatus first = scheduler
                    .await(event -> event.getType() == Event.Type.UPDATE)
                    .getUpdate()
                    .getStatus();
            TaskStatus second = scheduler
                    .await(event -> event.getType() == Event.Type.UPDATE)
                    .getUpdate()
                    .getStatus();

            assertThat(first).isEqualTo(second);
            assertThat(first.getState()).isEqualTo(TaskState.TASK_STARTING);
            // That of another update takes nothing away.
            scheduler.acknowledge(first.toBuilder()
                    .setUuid(ByteString.copyFromUtf8("sixteen bytes .."))
                    .build());
            assertThat(scheduler
                            .await(event -> event.getType() == Event.Type.UPDATE)
                            .getUpdate()
                            .getStatus())
                    .isEqualTo(first);
            scheduler.acknowledge(first);
            scheduler.await("t", TaskState.TASK_FINISHED);
            assertThat(scheduler.during(Duration.ofMillis(1500)))
                    .noneMatch(event -> event.getType() == Event.Type.UPDATE);
        }
    }
}
