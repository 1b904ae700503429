package io.parley.yarn;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.ExternalResources;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.CpuAmount;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Flink's keys that say what a container needs beside memory.
 *
 * <p>Source: {@code YarnConfigOptions}, {@code YarnWorkerResourceSpecFactory} of Flink 1.11.6 and 2.3.0.
 */
final class ContainerOptions {

    static final ConfigurationOption<Integer> JOB_MANAGER_VCORES =
            ConfigurationOption.integer("yarn.appmaster.vcores").withDefault(1);
    static final ConfigurationOption<Integer> TASK_MANAGER_VCORES =
            ConfigurationOption.integer("yarn.containers.vcores").withDefault(-1);
    static final ConfigurationOption<String> CPU_CORES = ConfigurationOption.text("taskmanager.cpu.cores");
    static final ConfigurationOption<Integer> TASK_SLOTS = ConfigurationOption.integer("taskmanager.numberOfTaskSlots");
    static final ConfigurationOption<String> APPLICATION_LABEL =
            ConfigurationOption.text("yarn.application.node-label");
    /** Parley's own: the label of the JobManager alone, which TaskManagers do not take over. */
    static final ConfigurationOption<String> JOB_MANAGER_LABEL =
            ConfigurationOption.text("parley.yarn.appmaster.node-label").withDeprecatedKeys(APPLICATION_LABEL.key());

    static final ConfigurationOption<String> TASK_MANAGER_LABEL =
            ConfigurationOption.text("yarn.taskmanager.node-label").withDeprecatedKeys(APPLICATION_LABEL.key());
    static final ConfigurationOption<List<String>> EXTERNAL_RESOURCES =
            ConfigurationOption.textList("external-resources");
    static final String EXTERNAL_RESOURCE = "external-resource.";
    static final String AMOUNT = ".amount";
    static final String YARN_NAME = ".yarn.config-key";

    private ContainerOptions() {}

    /** Adds to a plan what the keys ask for. */
    static ProcessRequirements read(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        ProcessRequirements.Builder requirements = ProcessRequirements.of(plan);
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            label(configuration, TASK_MANAGER_LABEL).ifPresent(requirements::placement);
            requirements.cpus(taskManagerCpus(taskManager, configuration));
            addExternalResources(requirements, configuration);
        } else if (plan instanceof JobManagerMemoryPlan) {
            label(configuration, JOB_MANAGER_LABEL).ifPresent(requirements::placement);
            requirements.cpus(jobManagerCpus(configuration));
        }
        return requirements.build();
    }

    private static Optional<Placement> label(FlinkConfiguration configuration, ConfigurationOption<String> option) {
        return configuration
                .find(option)
                .filter(label -> !label.isBlank())
                .map(label -> Placement.labelled(label.strip()));
    }

    private static CpuAmount jobManagerCpus(FlinkConfiguration configuration) {
        int vcores = configuration.get(JOB_MANAGER_VCORES);
        if (vcores < 0) {
            throw new IllegalArgumentException("Cannot use " + JOB_MANAGER_VCORES + ": " + vcores
                    + " vcores are fewer than none. Set it to 1 or more, or remove it.");
        }
        return CpuAmount.ofCores(vcores);
    }

    /** The cores of Flink win over the vcores of YARN, and those over the slots. */
    private static CpuAmount taskManagerCpus(TaskManagerMemoryPlan plan, FlinkConfiguration configuration) {
        int vcores = configuration.get(TASK_MANAGER_VCORES);
        if (configuration.contains(CPU_CORES.key())) {
            return wholeCores(plan.cpuCores());
        }
        if (vcores > 0) {
            return CpuAmount.ofCores(vcores);
        }
        Optional<Integer> slots = configuration.find(TASK_SLOTS);
        if (slots.isPresent() && slots.get() < 1) {
            throw new IllegalArgumentException("Cannot use " + TASK_SLOTS + ": " + slots.get()
                    + " slots are too few. Set it to 1 or more, or remove it.");
        }
        return slots.map(CpuAmount::ofCores).orElseGet(() -> wholeCores(plan.cpuCores()));
    }

    private static CpuAmount wholeCores(BigDecimal cores) {
        return CpuAmount.ofCores(CpuAmount.ofCoresRoundedUp(cores).coresRoundedUp());
    }

    private static void addExternalResources(
            ProcessRequirements.Builder requirements, FlinkConfiguration configuration) {
        ExternalResources.read(configuration, YARN_NAME).forEach((yarnName, amount) -> {
            if (yarnName.equals(ContainerAsk.GPU)) {
                requirements.gpus(amount);
            } else {
                requirements.namedResource(yarnName, amount);
            }
        });
    }
}
