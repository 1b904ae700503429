package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Translates the requirements of a Flink process into objects of Kubernetes. Stateless and thread-safe.
 *
 * <p>The limit of a container is its request: Total Process Memory, rounded up to whole MiB. What names, images and
 * labels a configuration asks for is no requirement, so the objects have the defaults of those; a launcher follows the
 * configuration.
 */
public final class KubernetesResourceTranslator implements ResourceTranslator<KubernetesRequest> {

    static final String NAME = "kubernetes";
    static final String JOB_MANAGER_ID = "flink-jobmanager";

    private static final String TASK_MANAGER_ID = "flink-taskmanager";
    private static final String MEMORY_NAME = "memoryMiB";
    private static final String CPUS_NAME = "cpus";
    private static final String DISK_NAME = "diskMiB";
    private static final EnvironmentDescription ENVIRONMENT = new EnvironmentDescription(
            NAME,
            "Kubernetes: every process runs in a pod of its own.",
            MemoryPart.TOTAL_PROCESS,
            Map.of(
                    ProcessKind.JOB_MANAGER,
                    LegacyHeapMeaning.TOTAL_PROCESS,
                    ProcessKind.TASK_MANAGER,
                    LegacyHeapMeaning.TOTAL_PROCESS),
            MemorySize.ofMebibytes(1),
            EnumSet.allOf(ResourceFeature.class),
            Stream.of(
                            KubernetesKeys.ALL,
                            PodSettings.ALL,
                            JvmOptions.keys(ProcessKind.JOB_MANAGER),
                            KubernetesLauncher.KEYS)
                    .flatMap(List::stream)
                    .toList(),
            Optional.of(KubernetesKeys.TASK_MANAGER_CPU));

    /** Makes the translator; for ServiceLoader. */
    public KubernetesResourceTranslator() {}

    @Override
    public EnvironmentDescription environment() {
        return ENVIRONMENT;
    }

    /**
     * Adds CPU, ports, the node selector and, for a TaskManager, external resources.
     *
     * @throws IllegalArgumentException if a key's value is wrong by itself; the message names the key
     */
    @Override
    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return KubernetesKeys.read(plan, configuration);
    }

    /** Gives no limits: Kubernetes grants what is asked or does not start the pod. */
    @Override
    public EnvironmentLimits assumedLimits() {
        return EnvironmentLimits.NONE;
    }

    /** Makes a JobManager's ConfigMap, Service and Deployment, or a TaskManager's ConfigMap and Pod. */
    @Override
    public KubernetesRequest translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        String id = switch (requirements.plan().process()) {
            case JOB_MANAGER -> JOB_MANAGER_ID;
            case TASK_MANAGER -> TASK_MANAGER_ID;
        };
        return manifests(
                        PodSettings.defaults(id, requirements.plan().flinkVersion()),
                        requirements,
                        PodResources.of(requirements, limits))
                .of(FlinkProcess.of(requirements.plan()));
    }

    static Manifests manifests(PodSettings settings, ProcessRequirements requirements, PodResources resources) {
        return new Manifests(settings, resources, PodPorts.of(requirements.ports()), requirements.placement());
    }

    /** Predicts the memory and CPU that are asked for: Kubernetes rounds nothing. */
    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        KubernetesRequest request = translate(requirements, limits);
        PodResources resources = PodResources.of(requirements, limits);
        Map<String, Long> named = new TreeMap<>(resources.extended());
        if (resources.diskMebibytes() > 0) {
            named.put(PodResources.DISK, resources.diskMebibytes());
        }
        List<Integer> ports = new ArrayList<>();
        request.container().getPorts().forEach(port -> ports.add(port.getContainerPort()));
        return new Grant(resources.memory(), resources.cpus(), named, Optional.empty(), ports, limits.certainty());
    }

    /** Gives {@code memoryMiB}, {@code cpus}, {@code diskMiB}, and other resources by Kubernetes' names; and YAML. */
    @Override
    public RequestDescription describe(KubernetesRequest request) {
        Map<String, Quantity> asked =
                new TreeMap<>(request.container().getResources().getRequests());
        MemorySize memory = Optional.ofNullable(asked.remove(PodResources.MEMORY))
                .map(KubernetesResourceTranslator::memory)
                .orElse(MemorySize.ZERO);
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put(MEMORY_NAME, BigDecimal.valueOf(memory.mebibytesRoundedUp()));
        Optional.ofNullable(asked.remove(PodResources.CPU))
                .ifPresent(cpu -> amounts.put(CPUS_NAME, plain(Quantity.getAmountInBytes(cpu))));
        Optional.ofNullable(asked.remove(PodResources.DISK))
                .ifPresent(disk ->
                        amounts.put(DISK_NAME, BigDecimal.valueOf(memory(disk).mebibytesRoundedUp())));
        asked.forEach((name, amount) -> amounts.put(name, plain(Quantity.getAmountInBytes(amount))));
        return new RequestDescription(memory, amounts, Map.of(), Map.of("yaml", request.toYaml()));
    }

    /** Gives the bytes of an amount of memory in Kubernetes' grammar. */
    static MemorySize memory(Quantity quantity) {
        return MemorySize.ofBytes(Quantity.getAmountInBytes(quantity).longValueExact());
    }

    private static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put(MEMORY_NAME, BigDecimal.valueOf(grant.memory().mebibytesRoundedUp()));
        if (grant.cpus().compareTo(CpuAmount.ZERO) > 0) {
            amounts.put(CPUS_NAME, plain(grant.cpus().cores()));
        }
        Map<String, Long> named = new TreeMap<>(grant.namedResources());
        Optional.ofNullable(named.remove(PodResources.DISK))
                .ifPresent(disk -> amounts.put(DISK_NAME, BigDecimal.valueOf(disk)));
        named.forEach((name, amount) -> amounts.put(name, BigDecimal.valueOf(amount)));
        return amounts;
    }
}
