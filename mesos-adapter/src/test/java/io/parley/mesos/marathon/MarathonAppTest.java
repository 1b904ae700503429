package io.parley.mesos.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.ResourceNeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarathonAppTest {

    private static final ProcessMemoryPlan JOB_MANAGER = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
    private static final ProcessMemoryPlan TASK_MANAGER = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));
    private static final String TASKS = "mesos.resourcemanager.tasks.";
    private static final String HOSTILE = "$(touch owned) `id` ; rm -rf x && \"quoted\" 'single' * \\ \n $PORT0 end";

    private final MesosResourceTranslator translator = new MesosResourceTranslator();

    private static FlinkConfiguration configuration(String... keys) {
        Map<String, String> map = new TreeMap<>();
        map.put("parley.mesos.flink-home", "/opt/flink");
        for (int i = 0; i < keys.length; i += 2) {
            map.put(keys[i], keys[i + 1]);
        }
        return FlinkConfiguration.of(map);
    }

    private Map<String, Object> app(ProcessMemoryPlan plan, String... keys) throws IOException {
        FlinkConfiguration configuration = configuration(keys);
        ProcessRequirements requirements = translator.requirements(plan, configuration);
        Function<FlinkConfiguration, String> document =
                translator.documents(requirements, EnvironmentLimits.NONE).get("marathon");
        assertThat(document).isNotNull();
        return AppRules.checked(Objects.requireNonNull(document).apply(configuration));
    }

    private static List<String> arguments(Map<String, Object> app) {
        return AppRules.list(app.get("args")).stream().map(String::valueOf).toList();
    }

    private static OfferDemand demand(Constraint constraint, PortRequirement... ports) {
        return new OfferDemand(
                "w",
                new ResourceNeed(CpuAmount.ofCores(1), 1600, 0, 0, List.of(ports)),
                List.of(constraint),
                Optional.empty());
    }

    @Test
    void memoryCpusAndPortsAreThoseOfTheTakeAndTheArgumentsThoseOfThePlan() throws IOException {
        Map<String, Object> app = app(JOB_MANAGER);

        assertThat(app.get("id")).isEqualTo("/flink-jobmanager");
        assertThat(AppRules.number(app.get("mem")))
                .isEqualByComparingTo(String.valueOf(JOB_MANAGER.totalProcess().mebibytesRoundedUp()));
        assertThat(AppRules.number(app.get("cpus"))).isEqualByComparingTo("1");
        assertThat(AppRules.list(app.get("portDefinitions")))
                .extracting(port -> AppRules.map(port).get("name"))
                .containsExactly("jobmanager-rpc-port", "rest-port");
        assertThat(app.get("requirePorts")).isEqualTo(false);
        assertThat(arguments(app)).containsAll(JOB_MANAGER.jvmArguments());
        JOB_MANAGER
                .dynamicProperties()
                .forEach((key, value) -> assertThat(arguments(app)).contains(key + "=" + value));
        assertThat(app).doesNotContainKey("cmd");
    }

    @ParameterizedTest
    @CsvSource({
        "parley.mesos.marathon.app-id, ops/flink.a, /ops/flink.a",
        "parley.mesos.marathon.app-id, /x, /x",
        "high-availability.cluster-id, Cluster_One, /cluster-one/jobmanager",
        "high-availability.cluster-id, /a//B c/-/, /a/b-c/jobmanager",
        "high-availability.zookeeper.path.namespace, old, /old/jobmanager",
        "high-availability.cluster-id, /default, /flink-jobmanager",
        "high-availability.cluster-id, _, /flink-jobmanager"
    })
    void idIsThatOfItsKeyOrOfTheCluster(String key, String value, String id) throws IOException {
        assertThat(app(JOB_MANAGER, key, value).get("id")).isEqualTo(id);
    }

    @Test
    void idOfTheKeyWinsAndThatOfALongClusterIsShortened() throws IOException {
        assertThat(app(JOB_MANAGER, "parley.mesos.marathon.app-id", "/x", "high-availability.cluster-id", "c")
                        .get("id"))
                .isEqualTo("/x");
        assertThat(app(TASK_MANAGER, "high-availability.cluster-id", "c".repeat(500))
                        .get("id"))
                .isEqualTo("/" + "c".repeat(200) + "/taskmanager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "a//b", "Flink", "a/-b", "a/b-", "a/../b", "a b", "a/"})
    void refusesAnIdThatIsNone(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> app(JOB_MANAGER, "parley.mesos.marathon.app-id", id))
                .withMessageContainingAll("Cannot use parley.mesos.marathon.app-id (", "\"" + id + "\" is no id");
    }

    @Test
    void secretsAreLeftOutAndNamed() throws IOException {
        FlinkConfiguration configuration = configuration(
                "s3.secret-key",
                "hunter2",
                "mesos.resourcemanager.framework.secret",
                "hunter2",
                "parley.mesos.ssl.truststore-password",
                "hunter2",
                "containerized.master.env.AWS_SECRET_ACCESS_KEY",
                "hunter2",
                "containerized.master.env.TZ",
                "UTC");
        ProcessRequirements requirements = translator.requirements(JOB_MANAGER, configuration);
        String document = Objects.requireNonNull(translator
                        .documents(requirements, EnvironmentLimits.NONE)
                        .get("marathon"))
                .apply(configuration);

        assertThat(document).doesNotContain("hunter2");
        Map<String, Object> app = AppRules.checked(document);
        assertThat(app.get("labels")).isEqualTo(Map.of("PARLEY_WITHHELD", "s3.secret-key,AWS_SECRET_ACCESS_KEY"));
        assertThat(AppRules.map(app.get("env"))).containsEntry("TZ", "UTC").doesNotContainKey("AWS_SECRET_ACCESS_KEY");
        assertThat(app(JOB_MANAGER)).doesNotContainKey("labels");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                TASKS + "uris|/ok.tgz,https://me:hunter2x@repo/a.tgz|the address https://******@repo/a.tgz",
                TASKS + "uris|https://repo/a.tgz?X-Sig=hunter2x|the address https://repo/a.tgz?******",
                "env.java.opts|-Djavax.net.ssl.trustStorePassword=hunter2x|-Djavax.net.ssl.trustStorePassword=******",
                TASKS + "bootstrap-cmd|curl https://me:hunter2x@repo/c|curl https://******@repo/c"
            })
    void refusesSecretsThatCannotBeLeftOut(String key, String value, String what) {
        assertThatThrownBy(() -> app(JOB_MANAGER, key, value))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContainingAll("Cannot ask mesos with format marathon for the", what, "which may be a secret")
                .satisfies(e -> assertThat(e).message().doesNotContain("hunter2"));
    }

    @Test
    void refusesSecretsInWhatDockerIsTold() {
        assertThatThrownBy(() -> app(
                        JOB_MANAGER,
                        TASKS + "container.type",
                        "docker",
                        TASKS + "container.image.name",
                        "flink",
                        TASKS + "container.docker.parameters",
                        "env=TOKEN=hunter2"))
                .hasMessageContaining("the parameter env of docker, which may be a secret")
                .satisfies(e -> assertThat(e).message().doesNotContain("hunter2"));
    }

    @Test
    void addressesWithShortQueriesAreNoSecret() throws IOException {
        assertThat(app(JOB_MANAGER, TASKS + "uris", "https://repo/a.tgz?v=2.3.0")
                        .get("fetch"))
                .isEqualTo(List.of(Map.of("uri", "https://repo/a.tgz?v=2.3.0")));
    }

    @Test
    void refusesGpusInAContainerOfDocker() {
        assertThatThrownBy(() -> app(
                        TASK_MANAGER,
                        TASKS + "gpus",
                        "1",
                        TASKS + "container.type",
                        "docker",
                        TASKS + "container.image.name",
                        "flink"))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageEndingWith(" in a container of docker: the environment cannot express it. Write mesos into "
                        + TASKS + "container.type, which runs the same image.");
    }

    @Test
    void constraintsHoldForAJobManagerToo() throws IOException {
        assertThat(app(JOB_MANAGER, "mesos.constraints.hard.hostattribute", "rack:r1")
                        .get("constraints"))
                .isEqualTo(List.of(List.of("rack", "CLUSTER", "r1")));
    }

    @Test
    void memoryIsRoundedUpToMebibytesAndDiskAndGpusComeAlong() throws IOException {
        Map<String, Object> app = app(
                SamplePlans.taskManager(MemorySize.ofBytes(1728L * 1024 * 1024 + 1)),
                TASKS + "cpus",
                "2.5",
                TASKS + "disk",
                "100",
                TASKS + "gpus",
                "2");

        assertThat(AppRules.number(app.get("mem"))).isEqualByComparingTo("1729");
        assertThat(AppRules.number(app.get("cpus"))).isEqualByComparingTo("2.5");
        assertThat(AppRules.number(app.get("disk"))).isEqualByComparingTo("100");
        assertThat(AppRules.number(app.get("gpus"))).isEqualByComparingTo("2");
    }

    @Test
    void theScriptHoldsNothingThatUsersWroteAndSetsWhatIsKnownAtTheStart() throws IOException {
        String script = arguments(app(JOB_MANAGER, "user.text", HOSTILE, "rest.bind-port", "8081-8090"))
                .get(2);

        assertThat(script).doesNotContain("touch", "8081").startsWith("exec \"$@\" ");
        assertThat(script.substring("exec \"$@\" -D ".length()).split(" -D ", -1))
                .containsExactlyInAnyOrder(
                        "jobmanager.rpc.address=\"$HOST\"",
                        "rest.address=\"$HOST\"",
                        "jobmanager.resource-id=\"$MESOS_TASK_ID\"",
                        "jobmanager.rpc.port=\"$PORT0\"",
                        "rest.port=\"$PORT1\"",
                        "rest.bind-port=\"$PORT1\"");
        assertThat(arguments(app(TASK_MANAGER)).get(2))
                .contains("taskmanager.host=\"$HOST\"", "taskmanager.resource-id=\"$MESOS_TASK_ID\"");
    }

    @Test
    void aRealShellHandsOverTheUsersTextAsItIs(@TempDir Path folder) throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Map<String, Object> app = app(
                JOB_MANAGER,
                "user.text",
                HOSTILE,
                "env.java.home",
                folder.resolve("jdk").toString());
        ProcessBuilder builder = new ProcessBuilder(arguments(app)).directory(folder.toFile());
        builder.environment().putAll(Map.of("HOST", "agent one", "PORT0", "31001", "PORT1", "31002"));

        Process process = builder.start();
        List<String> words =
                List.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\0", -1));

        assertThat(process.waitFor()).isZero();
        assertThat(words)
                .contains(
                        "user.text=" + HOSTILE,
                        "jobmanager.rpc.address=agent one",
                        "jobmanager.rpc.port=31001",
                        "rest.port=31002");
        assertThat(words).filteredOn(word -> word.startsWith("rest.port=")).hasSize(1);
        assertThat(folder.resolve("owned")).doesNotExist();
    }

    @Test
    void variablesUrisContainersAndConstraintsComeAlong() throws IOException {
        Map<String, Object> app = app(
                TASK_MANAGER,
                "containerized.taskmanager.env.TZ",
                "Europe/Berlin",
                TASKS + "uris",
                "https://example.org/flink.tgz",
                TASKS + "container.type",
                "docker",
                TASKS + "container.image.name",
                "flink:1.11.6",
                TASKS + "container.volumes",
                "/data:/var/data:RO",
                TASKS + "container.docker.parameters",
                "ulimit=nofile:65536",
                TASKS + "container.docker.force-pull-image",
                "true",
                "mesos.constraints.hard.hostattribute",
                "rack:r1");

        assertThat(AppRules.map(app.get("env"))).containsEntry("TZ", "Europe/Berlin");
        assertThat(AppRules.map(app.get("env")).toString()).doesNotContain("parley-marathon-task");
        assertThat(app.get("fetch")).isEqualTo(List.of(Map.of("uri", "https://example.org/flink.tgz")));
        assertThat(app.get("constraints")).isEqualTo(List.of(List.of("rack", "CLUSTER", "r1")));
        assertThat(app.get("container"))
                .isEqualTo(Map.of(
                        "type",
                        "DOCKER",
                        "docker",
                        Map.of(
                                "image",
                                "flink:1.11.6",
                                "forcePullImage",
                                true,
                                "parameters",
                                List.of(Map.of("key", "ulimit", "value", "nofile:65536"))),
                        "volumes",
                        List.of(Map.of("containerPath", "/var/data", "hostPath", "/data", "mode", "RO"))));
    }

    @Test
    void anImageWithoutDockerIsOneOfMesosItself() throws IOException {
        assertThat(app(JOB_MANAGER, TASKS + "container.image.name", "flink:2.3.0")
                        .get("container"))
                .isEqualTo(Map.of("type", "MESOS", "docker", Map.of("image", "flink:2.3.0", "forcePullImage", false)));
    }

    @Test
    void refusesByNameWhatMarathonCannotExpress() {
        PortRequirement fixed = new PortRequirement("rest.port", OptionalInt.of(31500));
        Constraint rack = Constraint.is("rack", "r1");
        String name = "Name each port by another key of Flink's, of at most 63 letters, digits, dots and hyphens.";
        refuses(
                demand(rack, fixed, PortRequirement.any("jobmanager.rpc.port")),
                "ports, some by number [rest.port] and some not [jobmanager.rpc.port]",
                "Give each of them a number that is not Flink's default, or leave all of them out.");
        refuses(demand(rack, PortRequirement.any("a b")), "the port a b", name);
        refuses(demand(rack, PortRequirement.any("a.port"), PortRequirement.any("a-port")), "the port a-port", name);
        refuses(
                demand(Constraint.is(Constraint.AGENT_ID, "S1")),
                "a constraint on an agent's id",
                "Ask for its host name.");
        refuses(
                new OfferDemand(
                        "w", new ResourceNeed(new CpuAmount(0), 1600, 0, 0, List.of()), List.of(), Optional.empty()),
                "an app without CPUs",
                "Ask for 0.001 CPUs or more.");
    }

    private static void refuses(OfferDemand demand, String what, String cure) {
        assertThatThrownBy(() ->
                        MarathonApp.of(JOB_MANAGER, configuration(), demand).toJson())
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot ask mesos with format marathon for " + what
                        + ": the environment cannot express it. " + cure);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "containerized.taskmanager.env.A-B|x|the variable A-B|Name it with up to 1024 letters, digits"
                        + " and underscores only.",
                TASKS
                        + "container.volumes|/only/in/it|the volume /only/in/it without a path on the agent|Write it as"
                        + " /on/the/agent:/in/the/container in mesos.resourcemanager.tasks.container.volumes.",
                TASKS
                        + "hostname|w-_TASK_.x|taskmanager.host with the id of the task in it|Leave _TASK_ out of"
                        + " mesos.resourcemanager.tasks.hostname."
            })
    void refusesValuesOfKeysThatMarathonCannotExpress(String key, String value, String what, String cure) {
        assertThatThrownBy(() -> app(TASK_MANAGER, key, value))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot ask mesos with format marathon for " + what
                        + ": the environment cannot express it. " + cure);
    }

    /** Source: Marathon's rules, as {@link AppRules} has them. */
    @Test
    void addressesAndNamesOfVariablesHaveAtMost1024Characters() throws IOException {
        String address = "https://repo/" + "a".repeat(1024 - 13);
        String variable = "containerized.taskmanager.env." + "A".repeat(1024);
        Map<String, Object> app = app(TASK_MANAGER, TASKS + "uris", address, variable, "x");
        assertThat(app.get("fetch")).isEqualTo(List.of(Map.of("uri", address)));

        assertThatThrownBy(() -> app(TASK_MANAGER, TASKS + "uris", address + "a"))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot ask mesos with format marathon for the address https://repo/" + "a".repeat(47)
                        + "… of 1025 characters: the environment cannot express it. Name one of up to 1024 in "
                        + TASKS + "uris.");
        assertThatThrownBy(() -> app(TASK_MANAGER, variable + "A", "x"))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining("the variable " + "A".repeat(60) + "…: ");
    }
}
