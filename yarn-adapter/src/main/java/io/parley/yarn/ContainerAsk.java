package io.parley.yarn;

import io.parley.api.environment.Placement;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.size.MemorySize;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a process needs, in YARN's words and whole units. Immutable.
 *
 * @param amounts the amount of each resource by YARN's name, memory and vcores first
 * @param placement where, as YARN's client takes it
 */
record ContainerAsk(Map<String, Long> amounts, Placement placement) {

    static final String ENVIRONMENT = "yarn";
    static final String GPU = "yarn.io/gpu";

    ContainerAsk {
        amounts = Collections.unmodifiableMap(new LinkedHashMap<>(amounts));
    }

    /**
     * Expresses requirements; a need for processing power that is left open becomes one vcore.
     *
     * @throws ResourceTranslationException if YARN has no words for a requirement
     */
    static ContainerAsk of(ProcessRequirements requirements) {
        refusePorts(requirements.ports());
        refuseDisk(requirements.disk());
        refusePlacement(requirements.placement());
        Map<String, Long> amounts = new LinkedHashMap<>();
        amounts.put(SchedulerRules.MEMORY, requirements.plan().totalProcess().mebibytesRoundedUp());
        amounts.put(SchedulerRules.VCORES, vcores(requirements));
        requirements.namedResources().forEach((name, amount) -> {
            if (amounts.containsKey(name)) {
                throw ResourceTranslationException.inexpressible(
                        ENVIRONMENT,
                        "the named resource " + name + " (" + amount + ")",
                        "The plan sizes " + SchedulerRules.MEMORY + ", the processing power " + SchedulerRules.VCORES
                                + ".");
            }
            amounts.put(name, amount);
        });
        if (requirements.gpus() > 0) {
            amounts.merge(GPU, requirements.gpus(), Math::addExact);
        }
        return new ContainerAsk(amounts, requirements.placement());
    }

    private static long vcores(ProcessRequirements requirements) {
        long vcores = Math.max(1, requirements.cpus().coresRoundedUp());
        if (vcores > Integer.MAX_VALUE) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    vcores + " vcores",
                    "Lower the cpus to " + Integer.MAX_VALUE + ", the most that YARN counts, or less.");
        }
        return vcores;
    }

    private static void refusePorts(List<PortRequirement> ports) {
        if (!ports.isEmpty()) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    "ports of a host ("
                            + ports.stream().map(PortRequirement::name).collect(Collectors.joining(", ")) + ")",
                    "Leave them to the process, which takes free ones.");
        }
    }

    private static void refuseDisk(MemorySize disk) {
        if (disk.bytes() > 0) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT, disk + " of disk", "Leave the disk to the local directories of the NodeManager.");
        }
    }

    private static void refusePlacement(Placement placement) {
        if (!placement.attributes().isEmpty()) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    "placement by attributes of a host " + placement.attributes(),
                    "Use a node label, hosts or racks.");
        }
        String label = placement.label().orElse("");
        if (label.contains("&&") || label.contains("||")) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    "placement on more than one node label (" + label + ")",
                    "Name one label in " + ContainerOptions.APPLICATION_LABEL + ", "
                            + ContainerOptions.JOB_MANAGER_LABEL + " or " + ContainerOptions.TASK_MANAGER_LABEL + ".");
        }
        if (!label.isEmpty()
                && !(placement.hosts().isEmpty() && placement.racks().isEmpty())) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    "placement on a node label (" + label + ") together with hosts or racks",
                    "Choose either the label or the hosts and racks.");
        }
    }

    long of(String name) {
        return amounts.getOrDefault(name, 0L);
    }
}
