package io.parley.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.size.MemorySize;
import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.resolution.MemoryPlanResolver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {

    private static final KubernetesResourceTranslator TRANSLATOR = new KubernetesResourceTranslator();
    private static final FlinkDistribution JARS =
            new FlinkDistribution(FlinkVersion.parse("2.3.0"), List.of(Path.of("flink.jar")));

    /** Gives a launch of a JobManager of 1600 MiB with further entries. */
    static LaunchRequest.Builder request(String version, Map<String, String> entries) {
        Map<String, String> all = new TreeMap<>(entries);
        all.putIfAbsent("jobmanager.memory.process.size", "1600m");
        FlinkConfiguration configuration = FlinkConfiguration.of(all);
        ProcessMemoryPlan plan = MemoryPlanResolver.of(FlinkVersion.parse(version), TRANSLATOR.environment())
                .jobManager(configuration);
        return LaunchRequest.of(TRANSLATOR.requirements(plan, configuration), configuration, JARS);
    }

    static JobManagerLaunch launch(Map<String, String> entries) {
        return JobManagerLaunch.of(request("2.3.0", entries).build(), "flink-a");
    }

    private static <T extends HasMetadata> T find(Class<T> type, KubernetesRequest request) {
        return request.objects().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "1.18.1", "1.19.0", "2.3.0"})
    void everyFieldIsOneThatKubernetesHasThere(String version) {
        LaunchRequest request = request(
                        version,
                        Map.of(
                                "kubernetes.jobmanager.labels", "team:a",
                                "kubernetes.jobmanager.annotations", "note:b",
                                "kubernetes.jobmanager.node-selector", "disk:ssd",
                                "kubernetes.container.image.pull-secrets", "one;two",
                                "s3.secret-key", "hidden"))
                .environmentVariable("NAME", "value")
                .build();
        KubernetesRequest objects = JobManagerLaunch.of(request, "flink-a").objects();

        List<HasMetadata> read = StrictManifests.read(objects.toYaml());

        assertThat(read)
                .extracting(HasMetadata::getKind)
                .containsExactly("ConfigMap", "Secret", "Service", "Deployment");
        assertThat(read.stream().map(Serialization::asYaml).toList())
                .isEqualTo(objects.objects().stream().map(Serialization::asYaml).toList());
        ProcessMemoryPlan taskManager = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));
        KubernetesRequest worker = TRANSLATOR.translate(
                TRANSLATOR.requirements(taskManager, FlinkConfiguration.of(Map.of())), TRANSLATOR.assumedLimits());
        assertThat(StrictManifests.read(worker.toYaml()))
                .extracting(HasMetadata::getKind)
                .containsExactly("ConfigMap", "Pod");
    }

    @Test
    void theCheckItselfCatchesMisplacedAndUnknownFields() {
        String yaml = launch(Map.of()).objects().toYaml();
        StrictManifests.read(yaml);

        String misplaced = yaml.replace("\n      containers:", "\n      imagePullPolicy: Always\n      containers:");
        assertThat(misplaced).isNotEqualTo(yaml);
        assertThatThrownBy(() -> StrictManifests.read(misplaced))
                .hasMessage("Unknown fields in Deployment.Spec.Template.Spec: [imagePullPolicy]");
        String unknown = yaml.replace("workingDir:", "workDir:");
        assertThat(unknown).isNotEqualTo(yaml);
        assertThatThrownBy(() -> StrictManifests.read(unknown))
                .hasMessage("Unknown fields in Deployment.Spec.Template.Spec.Containers[0]: [workDir]");
    }

    @Test
    void theServiceReachesThePodOfTheDeploymentAtEveryPort() {
        KubernetesRequest objects = launch(Map.of("rest.port", "9000")).objects();
        Deployment deployment = find(Deployment.class, objects);
        Service service = find(Service.class, objects);

        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(service.getSpec().getSelector())
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
        assertThat(service.getSpec().getPorts())
                .extracting(port -> port.getName() + " " + port.getPort() + " "
                        + port.getTargetPort().getStrVal())
                .containsExactly("rest 9000 rest", "rpc 6123 rpc", "blob 6124 blob");
        assertThat(objects.container().getPorts())
                .extracting(port -> port.getName() + " " + port.getContainerPort())
                .containsExactly("rest 9000", "rpc 6123", "blob 6124");
        assertThat(objects.container().getReadinessProbe().getHttpGet().getScheme())
                .isEqualTo("HTTP");
    }

    @Test
    void javaIsStartedWithThePlansArgumentsAndWithoutAShell() {
        LaunchRequest request = request("2.3.0", Map.of("env.java.opts.jobmanager", "-Da='x y' -Db=\"c \\\" d\""))
                .build();
        Container container = JobManagerLaunch.of(request, "flink-a").objects().container();

        assertThat(container.getCommand()).containsExactly("java");
        assertThat(launch(Map.of()).objects().pod().getSecurityContext().getRunAsUser())
                .isEqualTo(9999);
        assertThat(container.getArgs())
                .containsSequence(request.requirements().plan().jvmArguments())
                .containsSubsequence(
                        "-Da=x y",
                        "-Db=c \" d",
                        "-cp",
                        "/opt/flink/lib/*",
                        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                        "--configDir",
                        "/opt/flink/conf");
    }

    @Test
    void theOptionsThatFlinkShipsAreFollowedToo() {
        assertThat(launch(Map.of(
                                "env.java.default-opts.all", "-Da",
                                "env.java.default-opts.jobmanager", "-Db",
                                "env.java.opts", "-Dc",
                                "env.java.opts.jobmanager", "-Dd"))
                        .objects()
                        .container()
                        .getArgs())
                .containsSequence("-Da", "-Db", "-Dc", "-Dd");
    }

    @ParameterizedTest
    @CsvSource({"1.18.1, flink-conf.yaml, FLINK_CONF", "2.3.0, config.yaml, CONFIG_YAML"})
    void theConfigMapHoldsWhatFlinkReads(String version, String file, ConfigurationFormat format) {
        LaunchRequest request = request(version, Map.of("rest.port", "9000", "pipeline.name", "a \\ \"b\" $(HOME)"))
                .build();
        ConfigMap map =
                find(ConfigMap.class, JobManagerLaunch.of(request, "flink-a").objects());

        FlinkConfiguration read = format.parse(
                        Path.of(file), String.valueOf(map.getData().get(file)))
                .configuration();
        assertThat(read.toMap())
                .containsEntry("pipeline.name", "a \\ \"b\" $(HOME)")
                .containsEntry("jobmanager.rpc.address", "flink-a")
                .containsEntry("rest.bind-port", "9000")
                .containsEntry("blob.server.port", "6124")
                .containsEntry("jobmanager.memory.process.size", "1677721600b");
        assertThat(map.getData()).containsKey("log4j-console.properties");
    }

    @Test
    void aSecretKeyMovesTheFileIntoASecretAndNothingSecretIsShown() {
        LaunchRequest request = request(
                        "2.3.0",
                        Map.of(
                                "s3.secret-key", "hidden1",
                                "containerized.master.env.PASS", "hidden2",
                                "env.java.opts.all", "-Djavax.net.ssl.trustStorePassword=hidden3"))
                .environmentVariable("ANYTHING", "hidden4")
                .entryPoint(new EntryPoint("org.example.Main", List.of("--api-key=hidden5")))
                .build();
        JobManagerLaunch launch = JobManagerLaunch.of(request, "flink-a");

        ConfigMap open = find(ConfigMap.class, launch.objects());
        assertThat(open.getData()).containsOnlyKeys("log4j-console.properties");
        Secret secret = find(Secret.class, launch.objects());
        assertThat(secret.getStringData())
                .containsOnlyKeys("ANYTHING", "PASS", "PARLEY_SECRET_1", "PARLEY_SECRET_2", "config.yaml")
                .containsEntry("PASS", "hidden2")
                .containsEntry("PARLEY_SECRET_1", "hidden3")
                .containsEntry("PARLEY_SECRET_2", "hidden5");
        assertThat(launch.objects().container().getArgs())
                .contains("-Djavax.net.ssl.trustStorePassword=$(PARLEY_SECRET_1)", "--api-key=$(PARLEY_SECRET_2)");
        assertThat(launch.objects().objects().stream()
                        .filter(object -> !(object instanceof Secret))
                        .map(Serialization::asYaml))
                .noneMatch(yaml -> yaml.contains("hidden"));
        assertThat(secret.getStringData().get("config.yaml"))
                .contains("hidden1")
                .doesNotContain("hidden2");
        assertThat(launch.objects().container().getEnv())
                .extracting(EnvVar::getValue)
                .containsOnlyNulls();
        String shown = new KubernetesLauncher().preview(request);
        assertThat(shown).contains("******", "ANYTHING", "PASS").doesNotContain("hidden");
        assertThat(StrictManifests.read(shown.replaceAll("(?m)^#.*\n", "")))
                .extracting(HasMetadata::getKind)
                .containsExactly("ConfigMap", "Secret", "Service", "Deployment");
        assertThat(launch.toString()).doesNotContain("hidden");
    }

    @Test
    void namesImageAndLabelsAreThoseOfFlinksKeys() {
        JobManagerLaunch launch = launch(Map.ofEntries(
                Map.entry("kubernetes.cluster-id", "my-flink"),
                Map.entry("kubernetes.namespace", "jobs"),
                Map.entry("kubernetes.container.image", "example.com/flink:1"),
                Map.entry("kubernetes.container.image.pull-policy", "Always"),
                Map.entry("kubernetes.container.image.pull-secrets", "one;two"),
                Map.entry("kubernetes.service-account", "robot"),
                Map.entry("kubernetes.jobmanager.labels", "app:theirs,team:a"),
                Map.entry("kubernetes.jobmanager.annotations", "note:b"),
                Map.entry("kubernetes.jobmanager.cpu", "0.5"),
                Map.entry("kubernetes.jobmanager.cpu.limit-factor", "1.5"),
                Map.entry("kubernetes.jobmanager.memory.limit-factor", "2")));
        Deployment deployment = find(Deployment.class, launch.objects());

        assertThat(launch.objects().objects())
                .extracting(object -> object.getMetadata().getNamespace() + "/"
                        + object.getMetadata().getName())
                .containsOnly("jobs/my-flink");
        assertThat(launch.objects().container().getImage()).isEqualTo("example.com/flink:1");
        assertThat(launch.objects().container().getImagePullPolicy()).isEqualTo("Always");
        assertThat(launch.objects().pod().getImagePullSecrets())
                .extracting(secret -> secret.getName())
                .containsExactly("one", "two");
        assertThat(launch.objects().pod().getServiceAccountName()).isEqualTo("robot");
        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .isEqualTo(Map.of("app", "my-flink", "component", "jobmanager", "team", "a"));
        assertThat(deployment.getSpec().getTemplate().getMetadata().getAnnotations())
                .isEqualTo(Map.of("note", "b"));
        assertThat(launch.objects().container().getResources().getRequests())
                .containsEntry("cpu", new Quantity("500m"));
        assertThat(launch.objects().container().getResources().getLimits()).containsEntry("cpu", new Quantity("750m"));
        assertThat(launch.restAddress().orElseThrow()).hasToString("http://my-flink.jobs:8081");
        assertThat(launch.remarks())
                .extracting(Remark::message)
                .containsExactly(
                        "kubernetes.jobmanager.memory.limit-factor is not followed: the container's limit is Total"
                                + " Process Memory. Raise jobmanager.memory.process.size instead.",
                        "http://my-flink.jobs:8081 is known inside the cluster only. From outside, type: kubectl"
                                + " --namespace jobs port-forward service/my-flink 8081 and open"
                                + " http://localhost:8081.");
    }

    @Test
    void whatToTypeFromOutsideLeadsToTheSameCluster() {
        assertThat(launch(Map.of(
                                "kubernetes.config.file", "/home/a b/config",
                                "kubernetes.context", "test",
                                "rest.port", "9000",
                                "security.ssl.rest.enabled", "true"))
                        .remarks())
                .extracting(Remark::message)
                .containsExactly("https://flink-a.default:9000 is known inside the cluster only. From outside, type:"
                        + " kubectl --kubeconfig '/home/a b/config' --context test --namespace default port-forward"
                        + " service/flink-a 9000 and open https://localhost:9000.");
    }

    @Test
    void theImageIsThatOfTheFlinkVersionWhereNoneIsNamed() {
        assertThat(launch(Map.of()).objects().container().getImage()).isEqualTo("apache/flink:2.3.0-scala_2.12");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kubernetes.cluster-id | My_Flink | \"My_Flink\" (8 characters) cannot name objects of Kubernetes. Use at most 45",
                "kubernetes.namespace | My NS | \"My NS\" cannot be a namespace of Kubernetes. Use at most 63 lower-case",
                "kubernetes.container.image.ref | flink: | \"flink:\" is no image. Write its name and tag without blanks, for instance apache/flink:2.3.0.",
                "kubernetes.container.image | my flink | \"my flink\" is no image.",
                "kubernetes.container.image.pull-policy | Sometimes | \"Sometimes\" is no policy. Write IfNotPresent, Always or Never.",
                "kubernetes.jobmanager.cpu.limit-factor | 0.5 | a limit of 0.5 times the request is below it. Write 1.0 or more.",
                "kubernetes.jobmanager.labels | 'a:\"b' | a quote (\") is not closed. Write pairs as"
            })
    void namesTheKeyOfWhatIsWrongByItself(String key, String value, String why) {
        assertThatThrownBy(() -> launch(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot use " + key + " (")
                .hasMessageContaining(why);
    }

    @Test
    void namesTheKeyOfJavaOptionsThatCannotBeFollowed() {
        assertThatThrownBy(() -> launch(Map.of("env.java.default-opts.all", "-Xmx1g")))
                .hasMessageStartingWith("Cannot launch with -Xmx1g from env.java.default-opts.all: the plan sets -Xmx");
        assertThatThrownBy(() -> launch(Map.of("env.java.opts.all", "-Da=\"b")))
                .hasMessageStartingWith("Cannot split env.java.opts.all into words: a quote (\") is not closed.");
    }

    @Test
    void refusesWhatAPodCannotHave() {
        assertThatThrownBy(() -> JobManagerLaunch.of(
                        request("2.3.0", Map.of()).file(Path.of("job.jar")).build(), "flink-a"))
                .hasMessage("Cannot ship [job.jar] to Kubernetes: a pod has the files of its image."
                        + " Put them into an image and name it in kubernetes.container.image.ref.");
        assertThatThrownBy(() -> JobManagerLaunch.of(
                        request("2.3.0", Map.of())
                                .environmentVariable("A-B", "c")
                                .build(),
                        "flink-a"))
                .hasMessage("Cannot set an environment variable named \"A-B\" in a pod."
                        + " Use letters, digits and underscores, and start with no digit.");
        assertThatThrownBy(() -> JobManagerLaunch.of(
                        request("1.18.1", Map.of("pipeline.name", "a # b")).build(), "flink-a"))
                .hasMessageStartingWith("Cannot write pipeline.name into flink-conf.yaml: ")
                .hasMessageNotContaining("a # b");
        ProcessMemoryPlan worker = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));
        LaunchRequest taskManager = LaunchRequest.of(
                        ProcessRequirements.of(worker).build(), FlinkConfiguration.of(Map.of()), JARS)
                .build();
        assertThatThrownBy(() -> JobManagerLaunch.of(taskManager, "flink-a"))
                .hasMessage("Cannot launch a TaskManager on Kubernetes by itself: it needs a JobManager to register"
                        + " with. Launch a JobManager, or create what translate --process taskmanager --format yaml"
                        + " shows.");
    }

    @Test
    void readsPairsAsFlinkDoes() {
        assertThat(PairList.read("k", FlinkConfiguration.of(Map.of("k", "a:b, c : 'd:e' ,'f:\"g,h''\"'"))))
                .isEqualTo(Map.of("a", "b", "c", "d:e", "f", "g,h'"));
        assertThat(PairList.read("k", FlinkConfiguration.of(Map.of("k.a", "b,c", "kk", "d"))))
                .isEqualTo(Map.of("a", "b,c"));
    }
}
