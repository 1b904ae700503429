package io.parley.mesos.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.EntryPoint;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskLaunchTest {

    private static final ProcessMemoryPlan JOB_MANAGER = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
    private static final ProcessMemoryPlan TASK_MANAGER = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));
    private static final String TASKS = "mesos.resourcemanager.tasks.";
    private static final String HOSTILE = "$(touch owned) `id` ; rm -rf x && \"quoted\" 'single' * \\ \n end";

    private static TaskPlace place(String... ports) {
        Map<String, Integer> taken = new LinkedHashMap<>();
        for (int i = 0; i < ports.length; i++) {
            taken.put(ports[i], 31000 + i);
        }
        return new TaskPlace(
                TaskID.newBuilder().setValue("jm-1").build(),
                AgentID.newBuilder().setValue("S0").build(),
                "agent.example",
                List.of(),
                taken);
    }

    private static TaskLaunch.Builder jobManager(String... keys) {
        return TaskLaunch.of(
                JOB_MANAGER, configuration(keys), place("jobmanager.rpc.port", "rest.port", "blob.server.port"));
    }

    private static TaskLaunch.Builder taskManager(String... keys) {
        return TaskLaunch.of(TASK_MANAGER, configuration(keys), place("taskmanager.rpc.port", "taskmanager.data.port"));
    }

    private static FlinkConfiguration configuration(String... keys) {
        Map<String, String> map = new TreeMap<>();
        map.put("parley.mesos.flink-home", "/opt/flink-2.3.0/");
        for (int i = 0; i < keys.length; i += 2) {
            map.put(keys[i], keys[i + 1]);
        }
        return FlinkConfiguration.of(map);
    }

    private static Map<String, String> properties(List<String> words) {
        Map<String, String> properties = new TreeMap<>();
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).equals("-D")) {
                String[] parts = words.get(i).split("=", 2);
                assertThat(properties.put(parts[0], parts[1])).as(parts[0]).isNull();
            }
        }
        return properties;
    }

    @Test
    void jobManagerRunsJavaWithThePlansArgumentsAndWithoutAShell() {
        TaskInfo task = jobManager().build().toTaskInfo();

        CommandInfo command = task.getCommand();
        assertThat(command.getShell()).isFalse();
        assertThat(command.getValue()).isEqualTo("java");
        assertThat(command.getArgumentsList())
                .startsWith("java")
                .containsAll(JOB_MANAGER.jvmArguments())
                .containsSubsequence(
                        "-cp",
                        "/opt/flink-2.3.0/lib/*",
                        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                        "--configDir",
                        "/opt/flink-2.3.0/conf");
        assertThat(task.hasContainer()).isFalse();
    }

    @Test
    void takenPortsAndTheHostAreFlinksOptions() {
        assertThat(properties(
                        jobManager("rest.port", "8081", "rest.bind-port", "8081-8090", "jobmanager.rpc.address", "me")
                                .build()
                                .words()))
                .containsEntry("jobmanager.rpc.port", "31000")
                .containsEntry("rest.port", "31001")
                .containsEntry("rest.bind-port", "31001")
                .containsEntry("blob.server.port", "31002")
                .containsEntry("jobmanager.rpc.address", "agent.example")
                .containsEntry("rest.address", "agent.example")
                .containsEntry("rest.bind-address", "0.0.0.0");
        assertThat(properties(taskManager().build().words()))
                .containsEntry("taskmanager.rpc.port", "31000")
                .containsEntry("taskmanager.data.port", "31001")
                .containsEntry("taskmanager.host", "agent.example");
    }

    @Test
    void processListensWhereItsPortWasTakenWhateverItWasToldToBind() {
        assertThat(properties(taskManager("taskmanager.data.bind-port", "6125", "taskmanager.rpc.bind-port", "6126")
                        .build()
                        .words()))
                .containsEntry("taskmanager.rpc.bind-port", "31000")
                .containsEntry("taskmanager.data.bind-port", "31001");
        assertThat(properties(TaskLaunch.of(
                                JOB_MANAGER,
                                configuration("jobmanager.rpc.bind-port", "6127", "rest.port", "31500"),
                                place("high-availability.jobmanager.port", "rest.port"))
                        .build()
                        .words()))
                .containsEntry("high-availability.jobmanager.port", "31000")
                .containsEntry("jobmanager.rpc.port", "31000")
                .containsEntry("jobmanager.rpc.bind-port", "31000")
                .containsEntry("rest.bind-port", "31001");
    }

    @Test
    void plansSizesWinOverWhatIsConfigured() {
        Map<String, String> words =
                properties(jobManager("jobmanager.memory.jvm-overhead.max", "7gb", "parallelism.default", "3")
                        .build()
                        .words());

        assertThat(words)
                .containsAllEntriesOf(JOB_MANAGER.dynamicProperties())
                .containsEntry("parallelism.default", "3");
    }

    @Test
    void secretsAreNotAmongTheArguments() {
        TaskLaunch launch = jobManager("s3.secret-key", "hunter2", "mesos.resourcemanager.framework.secret", "hunter2")
                .build();

        assertThat(launch.toTaskInfo().toString()).doesNotContain("hunter2");
        assertThat(TaskLaunch.withheldKeys(
                        configuration("s3.secret-key", "x", "mesos.resourcemanager.framework.secret", "x")))
                .containsExactly("s3.secret-key");
    }

    @Test
    void previewMasksWhatUsersPutIntoCommandsAndOptions() {
        String preview = taskManager(
                        TASKS + "bootstrap-cmd",
                        "login --x password=hunter2",
                        "env.java.opts",
                        "-Dmy.password=hunter2",
                        "containerized.taskmanager.env.TOKEN",
                        "hunter2")
                .build()
                .preview();

        assertThat(preview)
                .doesNotContain("hunter2")
                .contains("TOKEN", "password=******")
                .doesNotContain(TASKS, "containerized.");
    }

    @Test
    void usersTextArrivesAsItIsBehindABootstrapCommandToo(@TempDir Path directory)
            throws IOException, InterruptedException {
        String classes = Path.of(ShowsArguments.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        String java = Path.of(System.getProperty("java.home")).toString();
        TaskLaunch launch = TaskLaunch.of(
                        JOB_MANAGER,
                        FlinkConfiguration.of(
                                Map.of(TASKS + "bootstrap-cmd", "echo first; true", "env.java.home", java)),
                        place())
                .flink(new FlinkPlace.SharedJars(List.of(classes), List.of()))
                .entryPoint(new EntryPoint(ShowsArguments.class.getName(), List.of(HOSTILE, "")))
                .build();

        Process process = new ProcessBuilder(launch.words())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).contains("first", "<" + HOSTILE.replace("\n", "\\n") + ">", "<>");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void commandOfTaskManagersGetsThePropertiesAsArgumentsAndTheSizesAsAVariable() {
        TaskInfo task = taskManager(
                        TASKS + "taskmanager-cmd", "bin/mesos-taskmanager.sh", TASKS + "bootstrap-cmd", "date")
                .build()
                .toTaskInfo();

        assertThat(task.getCommand().getArgumentsList())
                .startsWith("/bin/sh", "-c", "date && bin/mesos-taskmanager.sh \"$@\"", "sh", "-D")
                .doesNotContain("--configDir");
        assertThat(variables(task))
                .containsEntry("JVM_ARGS", String.join(" ", TASK_MANAGER.jvmArguments()))
                .containsEntry("_FLINK_CONTAINER_ID", "jm-1");
        assertThat(jobManager(TASKS + "taskmanager-cmd", "x").build().words()).startsWith("java");
    }

    private static Map<String, String> variables(TaskInfo task) {
        Map<String, String> variables = new TreeMap<>();
        for (Environment.Variable variable : task.getCommand().getEnvironment().getVariablesList()) {
            variables.put(variable.getName(), variable.getValue());
        }
        return variables;
    }

    @Test
    void variablesOfTheProcessReachIt() {
        TaskInfo task = jobManager("containerized.master.env.A", "of key", "containerized.taskmanager.env.B", "other")
                .environmentVariables(Map.of("A", HOSTILE))
                .build()
                .toTaskInfo();

        assertThat(variables(task))
                .containsEntry("A", HOSTILE)
                .doesNotContainKey("B")
                .containsEntry("FLINK_HOME", "/opt/flink-2.3.0");
    }

    @Test
    void imageOfMesosIsACachedDockerImageUnlessPullIsForced() {
        TaskInfo task = TaskLaunch.of(
                        JOB_MANAGER,
                        FlinkConfiguration.of(Map.of(TASKS + "container.image.name", "flink:2.3")),
                        place())
                .build()
                .toTaskInfo();

        assertThat(task.getContainer().getType()).isEqualTo(ContainerInfo.Type.MESOS);
        assertThat(task.getContainer().getMesos().getImage().getDocker().getName())
                .isEqualTo("flink:2.3");
        assertThat(task.getContainer().getMesos().getImage().getCached()).isTrue();
        assertThat(task.getCommand().getArgumentsList())
                .contains("/opt/flink/lib/*", "-Dlog.file=/mnt/mesos/sandbox/jobmanager.log");
    }

    @Test
    void dockerGetsItsParametersVolumesAndTheHostsNetworkAndNoProgramNameAmongArguments() {
        TaskInfo task = jobManager(
                        TASKS + "container.type", "docker",
                        TASKS + "container.image.name", "flink:2.3",
                        TASKS + "container.docker.parameters", "label=a=b, cap-add=SYS_PTRACE",
                        TASKS + "container.docker.force-pull-image", "true",
                        TASKS + "container.volumes", "/data:/mnt/data:RO,/scratch,/a:/b")
                .build()
                .toTaskInfo();

        ContainerInfo.DockerInfo docker = task.getContainer().getDocker();
        assertThat(docker.getNetwork()).isEqualTo(ContainerInfo.DockerInfo.Network.HOST);
        assertThat(docker.getForcePullImage()).isTrue();
        assertThat(docker.getParametersList())
                .extracting(p -> p.getKey() + "=" + p.getValue())
                .containsExactly("label=a=b", "cap-add=SYS_PTRACE");
        assertThat(task.getContainer().getVolumesList())
                .containsExactly(
                        Volume.newBuilder()
                                .setHostPath("/data")
                                .setContainerPath("/mnt/data")
                                .setMode(Volume.Mode.RO)
                                .build(),
                        Volume.newBuilder()
                                .setContainerPath("/scratch")
                                .setMode(Volume.Mode.RW)
                                .build(),
                        Volume.newBuilder()
                                .setHostPath("/a")
                                .setContainerPath("/b")
                                .setMode(Volume.Mode.RW)
                                .build());
        assertThat(task.getCommand().getValue()).isEqualTo("java");
        assertThat(task.getCommand().getArguments(0))
                .isEqualTo(JOB_MANAGER.jvmArguments().get(0));
    }

    @Test
    void fetchedHomeLiesInTheSandbox() {
        TaskInfo task = jobManager(
                        TASKS + "uris",
                        "http://repo/flink.tgz, http://repo/x.jar",
                        "parley.mesos.flink-home",
                        "flink-2.3.0")
                .fetched("/etc/hosts")
                .build()
                .toTaskInfo();

        assertThat(task.getCommand().getUrisList())
                .extracting(CommandInfo.URI::getValue)
                .containsExactly("http://repo/flink.tgz", "http://repo/x.jar", "/etc/hosts");
        assertThat(task.getCommand().getArgumentsList()).contains("flink-2.3.0/lib/*", "flink-2.3.0/conf");
    }

    @Test
    void hostnameOfATaskManagerMayHoldItsTask() {
        assertThat(properties(taskManager(TASKS + "hostname", "_TASK_.flink.mesos")
                        .build()
                        .words()))
                .containsEntry("taskmanager.host", "jm-1.flink.mesos");
    }

    @Test
    void killPolicyGivesTimeToEnd() {
        assertThat(jobManager()
                        .build()
                        .toTaskInfo()
                        .getKillPolicy()
                        .getGracePeriod()
                        .getNanoseconds())
                .isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(jobManager("parley.mesos.kill-grace", "3 s")
                        .build()
                        .toTaskInfo()
                        .getKillPolicy()
                        .getGracePeriod()
                        .getNanoseconds())
                .isEqualTo(Duration.ofSeconds(3).toNanos());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "container.type; lxc; \"lxc\" makes no containers",
                "container.type; docker; docker needs an image",
                "container.docker.parameters; a=b,=c; item 2 of 2 is no parameter and value. Write them as name=value,other=value; a value has no comma.",
                "container.volumes; /a:/b:XX; \"/a:/b:XX\" is no volume",
                "container.volumes; :RO; \":RO\" is no volume"
            })
    void malformedKeysAreRefusedByName(String key, String value, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobManager(TASKS + key, value).build())
                .withMessageContainingAll("Cannot use " + TASKS + key, why);
    }

    /** A value with a comma is split. */
    @Test
    void partOfASecretInAParameterOfDockerIsNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobManager(
                                TASKS + "container.type", "docker",
                                TASKS + "container.image.name", "flink:2.3",
                                TASKS + "container.docker.parameters", "env=TOKEN=ab,hunter2")
                        .build())
                .withMessageContaining("item 2 of 2")
                .satisfies(failure -> assertThat(failure).message().doesNotContain("hunter2"));
    }

    @Test
    void graceThatMesosCannotHoldIsRefusedAndTheLongestIsHeld() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> jobManager("parley.mesos.kill-grace", "400000 d").build())
                .withMessageContainingAll(
                        "Cannot use parley.mesos.kill-grace (", "can be given 400000 days", "Write 106751 d or less.");
        assertThat(jobManager("parley.mesos.kill-grace", "106751 d")
                        .build()
                        .toTaskInfo()
                        .getKillPolicy()
                        .getGracePeriod()
                        .getNanoseconds())
                .isEqualTo(Duration.ofDays(106_751).toNanos());
        assertThat(TaskLaunch.killPolicy(Duration.ofSeconds(Long.MAX_VALUE))
                        .getGracePeriod()
                        .getNanoseconds())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void negativeGraceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobManager("parley.mesos.kill-grace", "-1 s").build())
                .withMessageContainingAll(
                        "Cannot use parley.mesos.kill-grace (",
                        "Cannot read \"-1 s\" as a time span. Write digits and a unit");
    }

    @Test
    void noFlinkAnywhereIsRefusedWithTheKeysToSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskLaunch.of(JOB_MANAGER, FlinkConfiguration.of(Map.of()), place())
                        .build())
                .withMessageContainingAll("nothing tells where its agents have Flink", "parley.mesos.flink-home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "..", "a\\b", "a\0b"})
    void idsThatMesosRefusesAreRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskPlace(
                        TaskID.newBuilder().setValue(id).build(),
                        AgentID.getDefaultInstance(),
                        "h",
                        List.of(),
                        Map.of()))
                .withMessageContaining("cannot be the id of a Mesos task");
    }

    @Test
    void textWithANulIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        jobManager().environmentVariables(Map.of("A", "a\0b")).build())
                .withMessageContaining("NUL");
    }

    @Test
    void variableThatSetsASizeOfThePlanIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobManager()
                        .environmentVariables(Map.of("JAVA_TOOL_OPTIONS", "-Xmx9g"))
                        .build())
                .withMessageContaining("JAVA_TOOL_OPTIONS");
    }
}
