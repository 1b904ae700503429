package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.DurationInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.Image;
import org.apache.mesos.v1.Protos.KillPolicy;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Volume;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task that cannot start or does not end is told of and leaves no process. */
@Timeout(60)
class TaskTroubleTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().faster(20));
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private Offer offer = Offer.getDefaultInstance();

    @BeforeEach
    void subscribe() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("trouble").build());
        offer = scheduler.offer();
    }

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private void launch(TaskInfo.Builder task) throws IOException, InterruptedException {
        scheduler.accept(offer, task.build());
    }

    private TaskInfo.Builder task(String line) {
        return RawScheduler.task(offer, "t", line, 0.1).toBuilder();
    }

    private void kill(Duration grace) throws IOException, InterruptedException {
        scheduler.call(Call.newBuilder()
                .setType(Call.Type.KILL)
                .setKill(Call.Kill.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue("t"))
                        .setKillPolicy(KillPolicy.newBuilder()
                                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(grace.toNanos())))));
    }

    private String stderr() throws IOException {
        return Files.readString(simulator.sandbox("t").orElseThrow().resolve("stderr"));
    }

    private static List<ProcessHandle> descendants(String word) {
        return ProcessHandle.current()
                .descendants()
                .filter(each -> each.info().commandLine().orElse("").contains(word))
                .toList();
    }

    private static void await(Predicate<List<ProcessHandle>> wanted, String word) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!wanted.test(descendants(word)) && System.nanoTime() - deadline < 0) {
            Thread.sleep(5);
        }
        assertThat(wanted.test(descendants(word))).as(word).isTrue();
    }

    @Test
    void endsAProcessThatNobodyWouldEndWithTheSimulator() throws IOException, InterruptedException {
        Path pids = simulator.workDirectory().resolve("pids");
        Files.delete(pids);
        launch(task("exec sleep 86399"));

        scheduler.await("t", TaskState.TASK_FAILED);

        await(List::isEmpty, "86399");
    }

    private TaskInfo.Builder fetching(LongArchive archive) {
        TaskInfo.Builder task = task("true");
        task.getCommandBuilder().addUris(archive.uri());
        return task;
    }

    @Test
    void stopsUnpackingWhenClosed(@TempDir Path folder) throws IOException, InterruptedException {
        LongArchive archive = LongArchive.in(folder);
        launch(fetching(archive));
        String word = archive.name();
        await(found -> !found.isEmpty(), word);

        simulator.close();

        assertThat(descendants(word)).isEmpty();
        assertThat(simulator.workDirectory()).doesNotExist();
    }

    @Test
    void stopsUnpackingForATaskThatIsKilled(@TempDir Path folder) throws IOException, InterruptedException {
        LongArchive archive = LongArchive.in(folder);
        launch(fetching(archive));
        String word = archive.name();
        await(found -> !found.isEmpty(), word);

        kill(Duration.ZERO);

        assertThat(scheduler.await("t", TaskState.TASK_KILLED).getReason())
                .isEqualTo(TaskStatus.Reason.REASON_TASK_KILLED_DURING_LAUNCH);
        await(List::isEmpty, word);
        assertThat(scheduler.during(Duration.ofMillis(300))).noneMatch(Event::hasUpdate);
    }

    @Test
    void stopsUnpackingForATaskOfAnAgentThatIsGone(@TempDir Path folder) throws IOException, InterruptedException {
        LongArchive archive = LongArchive.in(folder);
        launch(fetching(archive));
        await(found -> !found.isEmpty(), archive.name());

        simulator.agents().markGone("127.0.0.1");

        await(List::isEmpty, archive.name());
    }

    @Test
    void shortensTheGraceOfATaskThatIsKilledAgain() throws IOException, InterruptedException {
        launch(task("trap '' TERM; echo ready > ready; while :; do sleep 0.05; done"));
        scheduler.await("t", TaskState.TASK_RUNNING);
        Path ready = simulator.sandbox("t").orElseThrow().resolve("ready");
        while (!Files.exists(ready)) {
            Thread.sleep(5);
        }
        kill(Duration.ofHours(1));
        scheduler.await("t", TaskState.TASK_KILLING);

        kill(Duration.ofMillis(100));

        TaskStatus next = scheduler.await(Event::hasUpdate).getUpdate().getStatus();
        assertThat(next.getState()).as("told once that it is killed").isEqualTo(TaskState.TASK_KILLED);
        assertThat(next.getMessage()).isEqualTo("Command terminated with signal Killed");
    }

    @Test
    void doesNotLengthenTheGraceOfATaskThatIsKilledAgain() throws IOException, InterruptedException {
        launch(task("trap '' TERM; echo ready > ready; while :; do sleep 0.05; done"));
        scheduler.await("t", TaskState.TASK_RUNNING);
        Path ready = simulator.sandbox("t").orElseThrow().resolve("ready");
        while (!Files.exists(ready)) {
            Thread.sleep(5);
        }
        kill(Duration.ofSeconds(1));

        kill(Duration.ofHours(1));

        scheduler.await("t", TaskState.TASK_KILLED);
    }

    @Test
    void failsATaskThatFetchesWhatIsNoFile(@TempDir Path folder) throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        TaskInfo.Builder task = task("true");
        task.getCommandBuilder().addUris(CommandInfo.URI.newBuilder().setValue(pipe.toString()));
        launch(task);

        scheduler.await("t", TaskState.TASK_FAILED);
    }

    @Test
    void failsATaskWhoseFileCannotHaveItsName() throws IOException, InterruptedException {
        TaskInfo.Builder task = task("true");
        task.getCommandBuilder()
                .addUris(CommandInfo.URI.newBuilder().setValue("/etc/hosts").setOutputFile("a\0b"));
        launch(task);

        assertThat(scheduler.await("t", TaskState.TASK_FAILED).getReason())
                .isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
    }

    @Test
    void failsATaskWhoseVariableCannotHaveItsName() throws IOException, InterruptedException {
        TaskInfo.Builder task = task("true");
        task.getCommandBuilder()
                .getEnvironmentBuilder()
                .addVariables(Environment.Variable.newBuilder().setName("A=B").setValue("c"));
        launch(task);

        scheduler.await("t", TaskState.TASK_RUNNING);
        assertThat(stderr()).contains("A=B");
        scheduler.await("t", TaskState.TASK_FAILED);
    }

    @Test
    void saysInTheSandboxWhyACommandDoesNotStart() throws IOException, InterruptedException {
        TaskInfo.Builder task = task("/bin/echo");
        task.getCommandBuilder().setShell(false).addArguments("echo").addArguments("x".repeat(200 << 10));
        launch(task);

        scheduler.await("t", TaskState.TASK_RUNNING);
        assertThat(stderr()).contains("Argument list too long");
        scheduler.await("t", TaskState.TASK_FAILED);
    }

    @Test
    void failsATaskWithAnImageForItRunsNoContainers() throws IOException, InterruptedException {
        launch(task("true")
                .setContainer(ContainerInfo.newBuilder()
                        .setType(ContainerInfo.Type.MESOS)
                        .setMesos(ContainerInfo.MesosInfo.newBuilder()
                                .setImage(Image.newBuilder()
                                        .setType(Image.Type.DOCKER)
                                        .setDocker(Image.Docker.newBuilder().setName("flink:1.20"))))));

        failsForWantOf("the image flink:1.20");
    }

    @Test
    void failsATaskWithVolumesForItRunsNoContainers() throws IOException, InterruptedException {
        launch(task("true")
                .setContainer(ContainerInfo.newBuilder()
                        .setType(ContainerInfo.Type.MESOS)
                        .addVolumes(
                                Volume.newBuilder().setContainerPath("/data").setMode(Volume.Mode.RO))));

        failsForWantOf("the volume /data");
    }

    @Test
    void failsATaskOfDockerForItRunsNoContainers() throws IOException, InterruptedException {
        launch(task("true")
                .setContainer(ContainerInfo.newBuilder()
                        .setType(ContainerInfo.Type.DOCKER)
                        .setDocker(ContainerInfo.DockerInfo.newBuilder().setImage("flink:1.20"))));

        failsForWantOf("the image flink:1.20");
    }

    private void failsForWantOf(String what) throws IOException, InterruptedException {
        TaskStatus failed = scheduler.await("t", TaskState.TASK_FAILED);
        assertThat(failed.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
        assertThat(failed.getMessage())
                .isEqualTo(
                        "Failed to launch container: the simulator of Mesos runs no containers, and the task asks for "
                                + what);
    }

    @Test
    void runsATaskWhoseContainerAsksForNothing() throws IOException, InterruptedException {
        launch(task("true").setContainer(ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS)));

        scheduler.await("t", TaskState.TASK_FINISHED);
    }

    @Test
    void killsWhatWasToBeKilledWhileItsAgentWasAway() throws IOException, InterruptedException {
        launch(task("exec sleep 1000"));
        scheduler.await("t", TaskState.TASK_RUNNING);
        simulator.agents().crash("127.0.0.1");
        kill(Duration.ZERO);
        assertThat(simulator.processes()).hasSize(1);

        simulator.agents().comeBack("127.0.0.1");

        scheduler.await("t", TaskState.TASK_KILLED);
    }

    @Test
    void forgetsWhatWasToBeKilledWhenTheAgentWasGivenUp() throws IOException, InterruptedException {
        launch(task("exec sleep 1000"));
        scheduler.await("t", TaskState.TASK_RUNNING);
        simulator.agents().crash("127.0.0.1");
        kill(Duration.ZERO);
        simulator.agents().partition("127.0.0.1");

        simulator.agents().comeBack("127.0.0.1");

        scheduler.await("t", TaskState.TASK_RUNNING);
        assertThat(scheduler.during(Duration.ofMillis(300))).noneMatch(event -> event.hasUpdate());
        assertThat(simulator.processes()).hasSize(1);
    }

    @Test
    void failsATaskThatIsSaidToTakeTooMuchMemory() throws IOException, InterruptedException {
        launch(task("exec sleep 1000"));
        scheduler.await("t", TaskState.TASK_RUNNING);

        simulator.agents().exceedMemory("t");

        TaskStatus failed = scheduler.await("t", TaskState.TASK_FAILED);
        assertThat(failed.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY);
        assertThat(failed.getSource()).isEqualTo(TaskStatus.Source.SOURCE_AGENT);
        assertThat(failed.getMessage()).startsWith("Memory limit exceeded: Requested: 64MB");
        assertThat(failed.getLimitation().getResources(0).getScalar().getValue())
                .isEqualTo(64);
        assertThat(simulator.processes()).isEmpty();
    }

    @Test
    void knowsTasksThatRunOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> simulator.agents().exceedMemory("nothing"))
                .withMessageContaining("No task nothing runs");
    }
}
