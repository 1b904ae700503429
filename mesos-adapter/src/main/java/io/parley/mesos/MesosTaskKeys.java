package io.parley.mesos;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.launch.JvmOptions;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.marathon.MarathonApp;
import io.parley.mesos.matching.AgentConstraints;
import io.parley.mesos.task.FlinkPorts;
import io.parley.mesos.task.TaskLaunch;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Flink's keys of what a process needs beside memory on Mesos. Source: the Mesos options of Flink 1.11. */
final class MesosTaskKeys {

    private static final String CPU_CORES = "taskmanager.cpu.cores";
    private static final String CPUS = "mesos.resourcemanager.tasks.cpus";

    /** Read by Flink where the cores of Flink are not set; what is not above zero counts as not set. */
    static final ConfigurationOption<Double> TASK_MANAGER_CPUS =
            ConfigurationOption.decimal(CPUS).withDefault(0.0);

    static final ConfigurationOption<Integer> GPUS =
            ConfigurationOption.integer("mesos.resourcemanager.tasks.gpus").withDefault(0);
    static final ConfigurationOption<Integer> DISK =
            ConfigurationOption.integer("mesos.resourcemanager.tasks.disk").withDefault(0);
    private static final String ATTRIBUTES = "mesos.constraints.hard.hostattribute";

    /** The keys of the negotiation and the launch, which know this package and are not known here. */
    private static final List<String> OF_THE_FRAMEWORK = List.of(
            "mesos.master",
            "mesos.failover-timeout",
            "mesos.resourcemanager.framework.name",
            "mesos.resourcemanager.framework.role",
            "mesos.resourcemanager.framework.user",
            "mesos.resourcemanager.framework.principal",
            "mesos.resourcemanager.framework.secret",
            "mesos.resourcemanager.declined-offer-refuse-duration",
            "parley.mesos.state-file",
            "parley.mesos.master-timeout",
            "parley.mesos.event-memory",
            "parley.mesos.ssl.truststore",
            "parley.mesos.ssl.truststore-password",
            AgentConstraints.KEY,
            NegotiationSettings.MAX_FAILURE_RATE.key(),
            NegotiationSettings.RETRY_INTERVAL.key());

    private static final List<String> VARIABLES =
            List.of("containerized.master.env.<name>", "containerized.taskmanager.env.<name>");

    /** Every key that is followed on Mesos: those that are read here, of the inside of a task, and of the framework. */
    static final List<String> ALL = Stream.of(
                    List.of(CPU_CORES, CPUS, GPUS.key(), DISK.key(), ATTRIBUTES),
                    FlinkPorts.KEYS,
                    TaskLaunch.KEYS,
                    MarathonApp.KEYS,
                    OF_THE_FRAMEWORK,
                    VARIABLES,
                    JvmOptions.keys(ProcessKind.JOB_MANAGER),
                    JvmOptions.keys(ProcessKind.TASK_MANAGER))
            .flatMap(List::stream)
            .distinct()
            .toList();

    private MesosTaskKeys() {}

    static ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        ProcessRequirements.Builder requirements = ProcessRequirements.of(plan);
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            requirements
                    .cpus(cpus(taskManager, configuration))
                    .gpus(count(GPUS, "GPUs", configuration))
                    .disk(MemorySize.ofMebibytes(count(DISK, "MiB of disk", configuration)));
        } else {
            requirements.cpus(CpuAmount.ofCores(1));
        }
        FlinkPorts.of(plan.process(), configuration).forEach(requirements::port);
        // A negotiator adds them; what is malformed is refused here already.
        AgentConstraints unused = AgentConstraints.of(configuration);
        return requirements
                .placement(new Placement(List.of(), List.of(), Optional.empty(), attributes(configuration)))
                .build();
    }

    /** The plan's cores are those of taskmanager.cpu.cores, which wins, or one for each slot. */
    private static CpuAmount cpus(TaskManagerMemoryPlan plan, FlinkConfiguration configuration) {
        String text = configuration.valueOrNull(CPUS);
        if (text == null || configuration.contains(CPU_CORES)) {
            return amount(CPU_CORES, configuration, plan.cpuCores());
        }
        double cpus;
        try {
            cpus = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw unusable(CPUS, configuration, "\"" + text + "\" is not a number of CPUs. Write one such as 1.5.", e);
        }
        if (!(cpus >= 0) || Double.isInfinite(cpus)) {
            throw unusable(
                    CPUS,
                    configuration,
                    text + " CPUs cannot be asked for. Write 0 for one CPU a slot, or more.",
                    null);
        }
        return amount(CPUS, configuration, cpus == 0 ? plan.cpuCores() : BigDecimal.valueOf(cpus));
    }

    /** Gives the keys of a process' CPUs for people; empty where none are read. */
    static String cpuKeys(ProcessKind process) {
        return switch (process) {
            case JOB_MANAGER -> "";
            case TASK_MANAGER -> CPU_CORES + " or " + CPUS;
        };
    }

    private static CpuAmount amount(String key, FlinkConfiguration configuration, BigDecimal cores) {
        try {
            return CpuAmount.ofCoresRoundedUp(cores);
        } catch (ArithmeticException e) {
            throw unusable(key, configuration, e.getMessage() + " Lower it.", e);
        }
    }

    private static int count(ConfigurationOption<Integer> option, String unit, FlinkConfiguration configuration) {
        int count = configuration.get(option);
        if (count < 0) {
            throw unusable(
                    option.key(), configuration, count + " " + unit + " cannot be asked for. Write 0 or more.", null);
        }
        return count;
    }

    /** Every item counts: a constraint that is passed over would place a process where it must not be. */
    private static Map<String, String> attributes(FlinkConfiguration configuration) {
        Map<String, String> attributes = new TreeMap<>();
        String text = configuration.value(ATTRIBUTES).orElse("");
        if (text.isBlank()) {
            return attributes;
        }
        String[] items = text.split(",", -1);
        // One at the end separates nothing.
        int count = items.length > 1 && items[items.length - 1].isBlank() ? items.length - 1 : items.length;
        for (int i = 0; i < count; i++) {
            String item = items[i].strip();
            String[] parts = item.split(":", -1);
            if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
                throw unusable(
                        ATTRIBUTES,
                        configuration,
                        "item " + (i + 1) + " of " + count + ", \"" + item
                                + "\", is no attribute and value. Write them as rack:r1,zone:west.",
                        null);
            }
            String other = attributes.put(parts[0].strip(), parts[1].strip());
            if (other != null && !other.equals(parts[1].strip())) {
                throw unusable(
                        ATTRIBUTES,
                        configuration,
                        "item " + (i + 1) + " of " + count + " wants another value of " + parts[0].strip() + ", "
                                + parts[1].strip() + ", than the " + other
                                + " of an earlier one, and no agent has two. Keep one of them.",
                        null);
            }
        }
        return attributes;
    }

    private static IllegalArgumentException unusable(
            String key, FlinkConfiguration configuration, String why, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "Cannot use " + key + " (" + configuration.origin(key) + "): " + why, cause);
    }
}
