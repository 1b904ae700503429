package io.parley.examples.kubernetes;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.ExternalResources;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Placement;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.CpuAmount;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Flink's keys of what a pod needs beside memory.
 *
 * <p>Source: Flink's {@code KubernetesConfigOptions}. The amounts of CPU have had keys that end in {@code .amount}
 * since Flink 1.15; here every version knows both.
 */
final class KubernetesKeys {

    static final ConfigurationOption<Double> JOB_MANAGER_CPU = ConfigurationOption.decimal(
                    "kubernetes.jobmanager.cpu.amount")
            .withDeprecatedKeys("kubernetes.jobmanager.cpu")
            .withDefault(1.0);
    static final ConfigurationOption<Double> TASK_MANAGER_CPU = ConfigurationOption.decimal(
                    "kubernetes.taskmanager.cpu.amount")
            .withDeprecatedKeys("kubernetes.taskmanager.cpu")
            .withDefault(-1.0);
    static final String JOB_MANAGER_NODES = "kubernetes.jobmanager.node-selector";
    static final String TASK_MANAGER_NODES = "kubernetes.taskmanager.node-selector";
    static final ConfigurationOption<Integer> REST_PORT =
            ConfigurationOption.integer("rest.port").withDefault(8081);
    static final ConfigurationOption<Boolean> REST_OVER_TLS =
            ConfigurationOption.flag("security.ssl.rest.enabled").withDefault(false);
    static final ConfigurationOption<Integer> RPC_PORT =
            ConfigurationOption.integer("jobmanager.rpc.port").withDefault(6123);
    static final ConfigurationOption<Integer> BLOB_PORT =
            ConfigurationOption.integer("blob.server.port").withDefault(0);
    static final ConfigurationOption<Integer> TASK_MANAGER_PORT =
            ConfigurationOption.integer("taskmanager.rpc.port").withDefault(0);
    private static final String RESOURCE_NAME = ".kubernetes.config-key";

    /** Every key that is read here. */
    static final List<String> ALL = Stream.of(
                    List.of(
                            JOB_MANAGER_CPU.key(),
                            "kubernetes.jobmanager.cpu",
                            TASK_MANAGER_CPU.key(),
                            "kubernetes.taskmanager.cpu",
                            JOB_MANAGER_NODES,
                            TASK_MANAGER_NODES,
                            REST_PORT.key(),
                            RPC_PORT.key(),
                            BLOB_PORT.key(),
                            TASK_MANAGER_PORT.key(),
                            REST_OVER_TLS.key()),
                    ExternalResources.keys(RESOURCE_NAME))
            .flatMap(List::stream)
            .toList();

    /** What Flink itself takes on Kubernetes where the configuration leaves the port open. */
    private static final int FIXED_BLOB_PORT = 6124;

    private static final int FIXED_TASK_MANAGER_PORT = 6122;

    private KubernetesKeys() {}

    /** Adds to a plan what the keys ask for. */
    static ProcessRequirements read(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        ProcessRequirements.Builder requirements = ProcessRequirements.of(plan);
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            // The plan's cores are those of taskmanager.cpu.cores, of Kubernetes' own key, or the slots, in this order.
            requirements
                    .cpus(cpus("taskmanager.cpu.cores", configuration, taskManager.cpuCores()))
                    .placement(selected(TASK_MANAGER_NODES, configuration))
                    .port(port(PodPorts.RPC, TASK_MANAGER_PORT, FIXED_TASK_MANAGER_PORT, configuration));
            addExternalResources(requirements, configuration);
        } else if (plan instanceof JobManagerMemoryPlan) {
            requirements
                    .cpus(jobManagerCpus(configuration))
                    .placement(selected(JOB_MANAGER_NODES, configuration))
                    .port(port(
                            PodPorts.REST, REST_PORT, REST_PORT.defaultValue().orElseThrow(), configuration))
                    .port(port(PodPorts.RPC, RPC_PORT, RPC_PORT.defaultValue().orElseThrow(), configuration))
                    .port(port(PodPorts.BLOB, BLOB_PORT, FIXED_BLOB_PORT, configuration));
        }
        return requirements.build();
    }

    private static CpuAmount jobManagerCpus(FlinkConfiguration configuration) {
        double cpus = configuration.get(JOB_MANAGER_CPU);
        String key = configuration.keyOf(JOB_MANAGER_CPU).orElse(JOB_MANAGER_CPU.key());
        if (!(cpus > 0) || Double.isInfinite(cpus)) {
            throw unusable(key, configuration, cpus + " CPUs cannot be asked for. Write a number above 0.", null);
        }
        return cpus(key, configuration, BigDecimal.valueOf(cpus));
    }

    private static CpuAmount cpus(String key, FlinkConfiguration configuration, BigDecimal cores) {
        try {
            return CpuAmount.ofCoresRoundedUp(cores);
        } catch (ArithmeticException e) {
            throw unusable(key, configuration, e.getMessage() + " Lower it.", e);
        }
    }

    private static Placement selected(String key, FlinkConfiguration configuration) {
        Map<String, String> labels = PairList.read(key, configuration);
        return new Placement(List.of(), List.of(), Optional.empty(), labels);
    }

    /** A Service needs a number, so a port that is left open, 0, becomes the usual one. */
    private static PortRequirement port(
            String name, ConfigurationOption<Integer> option, int usual, FlinkConfiguration configuration) {
        int port;
        try {
            port = configuration.get(option);
        } catch (IllegalArgumentException e) {
            throw unusable(
                    option.key(),
                    configuration,
                    "\"" + configuration.value(option.key()).orElse("")
                            + "\" is no single port, and a Service of Kubernetes needs one. Write one, for instance "
                            + usual + ".",
                    e);
        }
        if (port < 0 || port > 65535) {
            throw unusable(
                    option.key(),
                    configuration,
                    "port " + port + " does not exist. Use 1 to 65535, or 0 for " + usual + ".",
                    null);
        }
        return new PortRequirement(name, OptionalInt.of(port == 0 ? usual : port));
    }

    private static void addExternalResources(
            ProcessRequirements.Builder requirements, FlinkConfiguration configuration) {
        ExternalResources.read(configuration, RESOURCE_NAME).forEach((resource, amount) -> {
            if (resource.equals(PodResources.GPU)) {
                requirements.gpus(amount);
            } else {
                requirements.namedResource(resource, amount);
            }
        });
    }

    static IllegalArgumentException unusable(
            String key, FlinkConfiguration configuration, String why, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "Cannot use " + key + " (" + configuration.origin(key) + "): " + why, cause);
    }
}
