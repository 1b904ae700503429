package io.parley.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Quantity;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.Placement;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.environment.ResourceLimit;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.ResourceTranslatorContract;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.MemoryPlanResolver;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesResourceTranslatorTest extends ResourceTranslatorContract<KubernetesRequest> {

    private static final ProcessMemoryPlan JOB_MANAGER = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
    private static final ProcessMemoryPlan TASK_MANAGER = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));

    private final KubernetesResourceTranslator translator = new KubernetesResourceTranslator();

    @Override
    protected ResourceTranslator<KubernetesRequest> translator() {
        return translator;
    }

    @Override
    protected Optional<EnvironmentLimits> limitsOf(MemorySize maximum) {
        ResourceLimit memory = new ResourceLimit(
                ResourceLimit.NONE.minimum(),
                0,
                new ResourceLimit.Bound(maximum.mebibytesRoundedUp(), "spec.limits.max.memory of a LimitRange"));
        return Optional.of(new EnvironmentLimits(Map.of(PodResources.MEMORY, memory), Map.of(), Certainty.KNOWN));
    }

    private ProcessRequirements requirements(ProcessMemoryPlan plan, Map<String, String> configuration) {
        return translator.requirements(plan, FlinkConfiguration.of(configuration));
    }

    private KubernetesRequest request(ProcessRequirements requirements) {
        return translator.translate(requirements, translator.assumedLimits());
    }

    private static Map<String, String> quantities(Map<String, Quantity> amounts) {
        Map<String, String> texts = new java.util.TreeMap<>();
        amounts.forEach((name, amount) -> texts.put(name, amount.toString()));
        return texts;
    }

    @Test
    void describesPodsThatAreSizedByTotalProcessMemory() {
        EnvironmentDescription kubernetes = translator.environment();
        assertThat(kubernetes.name()).isEqualTo("kubernetes");
        assertThat(kubernetes.sizedBy()).isEqualTo(MemoryPart.TOTAL_PROCESS);
        assertThat(kubernetes.memoryUnit()).isEqualTo(MemorySize.ofMebibytes(1));
        assertThat(kubernetes.expressible()).containsExactlyInAnyOrder(ResourceFeature.values());
        for (ProcessKind process : ProcessKind.values()) {
            assertThat(kubernetes.legacyHeapOf(process)).isEqualTo(LegacyHeapMeaning.TOTAL_PROCESS);
        }
        assertThat(kubernetes.honouredKeys())
                .doesNotHaveDuplicates()
                .contains(
                        "kubernetes.jobmanager.cpu.amount",
                        "kubernetes.container.image",
                        "kubernetes.config.file",
                        "env.java.opts.jobmanager",
                        "containerized.master.env.<name>");
    }

    @Test
    void aLegacyHeapIsTheSizeOfThePod() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("jobmanager.heap.size", "1600m"));
        ProcessMemoryPlan plan = MemoryPlanResolver.of(FlinkVersion.parse("1.20.5"), translator.environment())
                .jobManager(configuration);
        assertThat(plan.totalProcess()).isEqualTo(MemorySize.ofMebibytes(1600));
        assertThat(quantities(request(translator.requirements(plan, configuration))
                        .container()
                        .getResources()
                        .getLimits()))
                .containsEntry("memory", "1600Mi");
    }

    @Test
    void limitsMemoryToWhatItRequestsRoundedUpToWholeMebibytes() {
        ProcessMemoryPlan odd =
                SamplePlans.jobManager(MemorySize.ofMebibytes(1600).plus(MemorySize.ofBytes(1)));
        KubernetesRequest request = request(requirements(odd, Map.of()));
        Map<String, String> expected = Map.of("memory", "1601Mi", "cpu", "1");
        assertThat(quantities(request.container().getResources().getRequests())).isEqualTo(expected);
        assertThat(quantities(request.container().getResources().getLimits())).isEqualTo(expected);
        Grant grant = translator.predictGrant(requirements(odd, Map.of()), translator.assumedLimits());
        assertThat(grant.memory()).isEqualTo(MemorySize.ofMebibytes(1601));
        assertThat(grant.certainty()).isEqualTo(Certainty.KNOWN);
        assertThat(grant.ports()).containsExactly(8081, 6123, 6124);
    }

    @ParameterizedTest
    @CsvSource({
        "kubernetes.jobmanager.cpu, 2, 2",
        "kubernetes.jobmanager.cpu, 0.5, 500m",
        "kubernetes.jobmanager.cpu.amount, 1.0001, 1001m",
        "kubernetes.jobmanager.cpu.amount, 0.1, 100m"
    })
    void asksForExactCpuRoundedUpToThousandths(String key, String value, String expected) {
        assertThat(quantities(request(requirements(JOB_MANAGER, Map.of(key, value)))
                        .container()
                        .getResources()
                        .getRequests()))
                .containsEntry("cpu", expected);
    }

    @Test
    void theCpuOfATaskManagerIsThatOfItsPlan() {
        FlinkConfiguration configuration = FlinkConfiguration.of(
                Map.of("taskmanager.memory.process.size", "1728m", "kubernetes.taskmanager.cpu.amount", "2.5"));
        ProcessMemoryPlan plan = MemoryPlanResolver.of(FlinkVersion.parse("2.3.0"), translator.environment())
                .taskManager(configuration);
        assertThat(translator.requirements(plan, configuration).cpus()).isEqualTo(new CpuAmount(2500));
    }

    @Test
    void leavesCpuThatIsNotAskedForToTheCluster() {
        ProcessRequirements requirements = ProcessRequirements.of(JOB_MANAGER).build();
        assertThat(quantities(request(requirements).container().getResources().getRequests()))
                .containsOnlyKeys("memory");
        assertThat(translator.describe(request(requirements)).amounts()).containsOnlyKeys("memoryMiB");
    }

    @Test
    void asksForExternalResourcesByTheNamesThatKubernetesHasForThem() {
        ProcessRequirements requirements = requirements(
                TASK_MANAGER,
                Map.of(
                        "external-resources", "gpu;fpga",
                        "external-resource.gpu.amount", "2",
                        "external-resource.gpu.kubernetes.config-key", "nvidia.com/gpu",
                        "external-resource.fpga.amount", "1",
                        "external-resource.fpga.kubernetes.config-key", "example.com/fpga",
                        "external-resource.off.amount", "7",
                        "external-resource.off.kubernetes.config-key", "example.com/off"));
        assertThat(requirements.gpus()).isEqualTo(2);
        assertThat(requirements.namedResources()).containsExactly(Map.entry("example.com/fpga", 1L));
        KubernetesRequest request = request(requirements);
        assertThat(quantities(request.container().getResources().getLimits()))
                .containsEntry("nvidia.com/gpu", "2")
                .containsEntry("example.com/fpga", "1");
        RequestDescription description = translator.describe(request);
        assertThat(description.amounts())
                .containsEntry("nvidia.com/gpu", BigDecimal.valueOf(2))
                .containsEntry("example.com/fpga", BigDecimal.ONE);
        assertThat(translator.describe(translator.predictGrant(requirements, EnvironmentLimits.NONE)))
                .isEqualTo(description.amounts());
    }

    @Test
    void twoExternalResourcesOfOneNameAreRefused() {
        assertThatThrownBy(() -> requirements(
                        TASK_MANAGER,
                        Map.of(
                                "external-resource.a.amount", "1",
                                "external-resource.a.kubernetes.config-key", "nvidia.com/gpu",
                                "external-resource.b.amount", "1",
                                "external-resource.b.kubernetes.config-key", "nvidia.com/gpu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use external-resource.b.kubernetes.config-key (set by the program):"
                        + " external-resource.a.kubernetes.config-key names nvidia.com/gpu already."
                        + " Give each a resource of its own.");
    }

    @Test
    void diskIsEphemeralStorage() {
        ProcessRequirements requirements = ProcessRequirements.of(JOB_MANAGER)
                .disk(MemorySize.ofMebibytes(10).plus(MemorySize.ofBytes(1)))
                .build();
        assertThat(quantities(request(requirements).container().getResources().getLimits()))
                .containsEntry("ephemeral-storage", "11Mi");
        Map<String, BigDecimal> amounts =
                translator.describe(request(requirements)).amounts();
        assertThat(amounts).containsEntry("diskMiB", BigDecimal.valueOf(11));
        assertThat(translator.describe(translator.predictGrant(requirements, EnvironmentLimits.NONE)))
                .isEqualTo(amounts);
    }

    @Test
    void theNodeSelectorIsFlinks() {
        ProcessRequirements requirements = requirements(
                JOB_MANAGER, Map.of("kubernetes.jobmanager.node-selector", "disk:ssd, \"zone\":x".replace("\"", "")));
        assertThat(request(requirements).pod().getNodeSelector()).isEqualTo(Map.of("disk", "ssd", "zone", "x"));
        assertThat(request(requirements(TASK_MANAGER, Map.of("kubernetes.taskmanager.node-selector.disk", "ssd")))
                        .pod()
                        .getNodeSelector())
                .isEqualTo(Map.of("disk", "ssd"));
    }

    @Test
    void hostsAndALabelBindToNodes() {
        ProcessRequirements requirements = ProcessRequirements.of(JOB_MANAGER)
                .placement(new Placement(List.of("n1", "n2"), List.of(), Optional.of("pool/flink"), Map.of()))
                .build();
        assertThat(translator.describe(request(requirements)).documents().get("yaml"))
                .contains("kubernetes.io/hostname", "In", "n1", "n2", "pool/flink", "Exists");
    }

    @Test
    void hostsThatAreOnlyPreferredAreAWishAndTheLabelStaysACondition() {
        Placement placement =
                new Placement(List.of("n1", "n2"), List.of(), Optional.of("pool/flink"), Map.of("disk", "ssd"));
        NodeAffinity nodes = nodes(placement.preferred());
        assertThat(nodes.getPreferredDuringSchedulingIgnoredDuringExecution())
                .singleElement()
                .satisfies(wish -> {
                    assertThat(wish.getWeight()).isEqualTo(100);
                    assertThat(wish.getPreference().getMatchExpressions())
                            .containsExactly(
                                    new NodeSelectorRequirement("kubernetes.io/hostname", "In", List.of("n1", "n2")));
                });
        assertThat(nodes.getRequiredDuringSchedulingIgnoredDuringExecution().getNodeSelectorTerms())
                .singleElement()
                .satisfies(term -> assertThat(term.getMatchExpressions())
                        .containsExactly(new NodeSelectorRequirement("pool/flink", "Exists", List.of())));
        NodeAffinity wishOnly = nodes(new Placement(List.of("n1"), List.of(), Optional.empty(), Map.of()).preferred());
        assertThat(wishOnly.getRequiredDuringSchedulingIgnoredDuringExecution()).isNull();
        NodeAffinity required = nodes(placement);
        assertThat(required.getPreferredDuringSchedulingIgnoredDuringExecution())
                .isEmpty();
        assertThat(required.getRequiredDuringSchedulingIgnoredDuringExecution().getNodeSelectorTerms())
                .singleElement()
                .satisfies(term -> assertThat(term.getMatchExpressions()).hasSize(2));
    }

    private NodeAffinity nodes(Placement placement) {
        return request(ProcessRequirements.of(JOB_MANAGER).placement(placement).build())
                .pod()
                .getAffinity()
                .getNodeAffinity();
    }

    @Test
    void racksAreRefusedByName() {
        ProcessRequirements requirements = ProcessRequirements.of(JOB_MANAGER)
                .placement(new Placement(List.of(), List.of("r1"), Optional.empty(), Map.of()))
                .build();
        assertThatThrownBy(() -> request(requirements))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot ask kubernetes for placement on racks [r1]: the environment cannot express it."
                        + " Label the nodes of a rack and choose them by kubernetes.jobmanager.node-selector or"
                        + " kubernetes.taskmanager.node-selector.");
    }

    @ParameterizedTest
    @CsvSource({
        "memory, the plan sizes memory",
        "cpu, The plan sizes memory; ask for CPU as cpus",
        "gpu, 'Name a resource of Kubernetes with its domain, for instance nvidia.com/gpu.'"
    })
    void refusesNamesThatKubernetesDoesNotTake(String name, String cure) {
        ProcessRequirements requirements =
                ProcessRequirements.of(JOB_MANAGER).namedResource(name, 3).build();
        assertThatThrownBy(() -> request(requirements))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessageContaining("Cannot ask kubernetes for the named resources " + name + " (3)")
                .hasMessageContaining(cure.replace("the plan", "The plan"));
    }

    @Test
    void portsHaveTheirUsualNumbersOrThoseOfTheConfiguration() {
        assertThat(requirements(JOB_MANAGER, Map.of("rest.port", "9000", "blob.server.port", "0"))
                        .ports())
                .extracting(PortRequirement::name, port -> port.number().orElse(0))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("rest", 9000),
                        org.assertj.core.groups.Tuple.tuple("rpc", 6123),
                        org.assertj.core.groups.Tuple.tuple("blob", 6124));
        assertThat(requirements(TASK_MANAGER, Map.of()).ports())
                .containsExactly(new PortRequirement("rpc", OptionalInt.of(6122)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jobmanager | kubernetes.jobmanager.cpu | 0 | 0.0 CPUs cannot be asked for. Write a number above 0.",
                "jobmanager | kubernetes.jobmanager.cpu | NaN | NaN CPUs cannot be asked for. Write a number above 0.",
                "jobmanager | kubernetes.jobmanager.cpu.amount | 1e300 | Lower it.",
                "jobmanager | kubernetes.jobmanager.node-selector | ssd | \"ssd\" is no pair. Write pairs as name:value,other:value",
                "jobmanager | rest.port | 70000 | port 70000 does not exist. Use 1 to 65535, or 0 for 8081.",
                "jobmanager | blob.server.port | 50100-50200 | \"50100-50200\" is no single port, and a Service of Kubernetes needs one. Write one, for instance 6124.",
                "taskmanager | external-resource.gpu.amount | -1 | \"-1\" is no amount. Write whole digits, for instance 1, or remove it."
            })
    void namesTheKeyOfWhatIsWrongByItself(String process, String key, String value, String why) {
        ProcessMemoryPlan plan = process.equals("jobmanager") ? JOB_MANAGER : TASK_MANAGER;
        assertThatThrownBy(() -> requirements(plan, Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot use " + key)
                .hasMessageContaining(why);
    }

    @Test
    void refusesPortsWithoutANumberOrWithAnotherName() {
        assertThatThrownBy(() -> request(ProcessRequirements.of(JOB_MANAGER)
                        .port(PortRequirement.any("metrics"))
                        .build()))
                .hasMessageContaining("ports without a number (metrics)");
        assertThatThrownBy(() -> request(ProcessRequirements.of(JOB_MANAGER)
                        .port(PortRequirement.any("jobmanager.rpc.port"))
                        .build()))
                .hasMessageContaining("Name a port with at most 15 lower-case letters, digits and single hyphens.");
    }
}
