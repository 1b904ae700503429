package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.ExecutorInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a command: what runs it, what it is given, and how its end is told. */
@Timeout(60)
class TaskStartTest {

    private final MesosSimulator simulator =
            MesosSimulator.start(SimulatorSettings.usual().faster(20));
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
    private Offer offer = Offer.getDefaultInstance();

    @BeforeEach
    void subscribe() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("start").build());
        offer = scheduler.offer();
    }

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private TaskInfo.Builder task(String line) {
        return RawScheduler.task(offer, "t", line, 0.1).toBuilder();
    }

    private void launch(TaskInfo.Builder task) throws IOException, InterruptedException {
        scheduler.accept(offer, task.build());
    }

    private Path finished() throws IOException, InterruptedException {
        scheduler.await("t", TaskState.TASK_RUNNING);
        Path sandbox = simulator.sandbox("t").orElseThrow();
        scheduler.await("t", TaskState.TASK_FINISHED);
        return sandbox;
    }

    @Test
    void givesAProgramItsArgumentsAfterItsName() throws IOException, InterruptedException {
        TaskInfo.Builder task = task("/bin/echo");
        task.getCommandBuilder()
                .setShell(false)
                .addArguments("its name")
                .addArguments("a  b")
                .addArguments("$HOME");
        launch(task);

        assertThat(finished().resolve("stdout")).hasContent("a  b $HOME");
    }

    @Test
    void givesATaskItsVariablesAndThoseOfMesos() throws IOException, InterruptedException {
        TaskInfo.Builder task = task(
                "printf '%s\\n' \"$MESOS_TASK_ID\" \"$MESOS_EXECUTOR_ID\" \"$MESOS_FRAMEWORK_ID\""
                        + " \"$MESOS_SLAVE_ID\" \"$MESOS_SANDBOX\" \"$MESOS_DIRECTORY\" \"$PWD\" \"$OWN\" \"$MESOS_CONTAINER_IP\"");
        task.getCommandBuilder()
                .getEnvironmentBuilder()
                .addVariables(Environment.Variable.newBuilder().setName("OWN").setValue("a = b"))
                .addVariables(Environment.Variable.newBuilder()
                        .setName("MESOS_CONTAINER_IP")
                        .setValue("of the task"));
        launch(task);

        Path sandbox = finished();
        String folder = sandbox.toString();
        assertThat(Files.readAllLines(sandbox.resolve("stdout")))
                .containsExactly(
                        "t",
                        "t",
                        scheduler.id().getValue(),
                        offer.getAgentId().getValue(),
                        folder,
                        folder,
                        folder,
                        "a = b",
                        "of the task");
    }

    @Test
    void givesATaskAnInputThatIsEmpty() throws IOException, InterruptedException {
        launch(task("cat; echo read"));

        assertThat(finished().resolve("stdout")).hasContent("read");
    }

    /** As a real executor does, which starts and then cannot run it. */
    @ParameterizedTest
    @ValueSource(strings = {"no-such-program-anywhere", "/no/such/program", "./folder", "etc"})
    void failsACommandThatIsNoProgramHoweverItIsNamed(String program) throws IOException, InterruptedException {
        TaskInfo.Builder task = task(program);
        task.getCommandBuilder().setShell(false).addArguments(program);
        task.getCommandBuilder()
                .getEnvironmentBuilder()
                .addVariablesBuilder()
                .setName("PATH")
                .setValue("/:/bin");
        task.getCommandBuilder()
                .addUris(CommandInfo.URI.newBuilder().setValue("/etc/hosts").setOutputFile("folder/hosts"));
        launch(task);

        scheduler.await("t", TaskState.TASK_RUNNING);
        Path sandbox = simulator.sandbox("t").orElseThrow();
        assertThat(scheduler.await("t", TaskState.TASK_FAILED).getMessage()).isEqualTo("Command exited with status 1");
        assertThat(sandbox.resolve("stderr"))
                .content()
                .contains("Failed to execute '" + program + "': No such file or directory");
    }

    @Test
    void findsAProgramOnThePathOfTheTask(@TempDir Path folder) throws IOException, InterruptedException {
        Path program = Files.writeString(folder.resolve("program-of-a-test"), "#!/bin/sh\nexit 5\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        TaskInfo.Builder task = task("program-of-a-test");
        task.getCommandBuilder().setShell(false).addArguments("program-of-a-test");
        task.getCommandBuilder()
                .getEnvironmentBuilder()
                .addVariablesBuilder()
                .setName("PATH")
                .setValue("/bin:" + folder);
        launch(task);

        assertThat(scheduler.await("t", TaskState.TASK_FAILED).getMessage()).isEqualTo("Command exited with status 5");
    }

    @Test
    void refusesATaskOfAnExecutorForItRunsNone() throws IOException, InterruptedException {
        launch(task("true")
                .clearCommand()
                .setExecutor(ExecutorInfo.newBuilder()
                        .setExecutorId(ExecutorID.newBuilder().setValue("own"))
                        .setCommand(CommandInfo.newBuilder().setValue("true"))));

        TaskStatus error = scheduler.await("t", TaskState.TASK_ERROR);
        assertThat(error.getReason()).isEqualTo(TaskStatus.Reason.REASON_TASK_INVALID);
        assertThat(error.getMessage()).isEqualTo("The simulator of Mesos runs no executors but Mesos' own");
        assertThat(scheduler.offer().getResourcesList()).isEqualTo(offer.getResourcesList());
    }

    private TaskInfo.Builder fetching(Path file, boolean extract) throws IOException {
        TaskInfo.Builder task = task("cat " + file.getFileName());
        task.getCommandBuilder()
                .addUris(CommandInfo.URI
                        .newBuilder()
                        .setValue(Files.writeString(file, "packed").toString())
                        .setExtract(extract));
        return task;
    }

    @ParameterizedTest
    @ValueSource(strings = {"archive.zip", "file.gz"})
    void failsATaskWithAnArchiveThatItWouldNotUnpack(String name, @TempDir Path folder)
            throws IOException, InterruptedException {
        launch(fetching(folder.resolve(name), true));

        assertThat(scheduler.await("t", TaskState.TASK_FAILED).getReason())
                .isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
    }

    @ParameterizedTest
    @CsvSource({"archive.zip, false", "file.jar, true"})
    void fetchesWhatIsNotToBeUnpacked(String name, boolean extract, @TempDir Path folder)
            throws IOException, InterruptedException {
        launch(fetching(folder.resolve(name), extract));

        scheduler.await("t", TaskState.TASK_RUNNING);
        Path sandbox = simulator.sandbox("t").orElseThrow();
        scheduler.await("t", TaskState.TASK_FINISHED);
        assertThat(sandbox.resolve("stdout")).hasContent("packed");
    }

    /** But those that some shells let their background jobs ignore. */
    @ParameterizedTest
    @CsvSource({
        "ILL, Illegal instruction",
        "TRAP, Trace/breakpoint trap",
        "ABRT, Aborted",
        "BUS, Bus error",
        "FPE, Floating point exception",
        "KILL, Killed",
        "USR1, User defined signal 1",
        "SEGV, Segmentation fault",
        "USR2, User defined signal 2",
        "ALRM, Alarm clock",
        "TERM, Terminated"
    })
    void namesTheSignalThatEndsACommand(String signal, String text) throws IOException, InterruptedException {
        launch(task("ulimit -c 0; kill -" + signal + " $$"));

        assertThat(scheduler.await("t", TaskState.TASK_FAILED).getMessage())
                .isEqualTo("Command terminated with signal " + text);
    }
}
