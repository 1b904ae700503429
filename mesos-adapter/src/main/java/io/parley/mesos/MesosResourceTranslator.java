package io.parley.mesos;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.Locality;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.environment.ResourceLimit;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.marathon.MarathonApp;
import io.parley.mesos.matching.AgentConstraints;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.ResourceNeed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Translates the requirements of a Flink process into what it takes of the offers of an Apache Mesos agent.
 *
 * <p>The native request is what an {@link io.parley.mesos.matching.OfferMatcher} looks for. Mesos grants just what is
 * taken, so nothing is rounded but bytes to MiB, upwards. Limits are named {@code cpus}, {@code mem}, {@code disk} and
 * {@code gpus}, in whole CPUs, MiB and GPUs, and only their maxima count. Stateless and thread-safe.
 */
public final class MesosResourceTranslator implements ResourceTranslator<OfferDemand> {

    private static final String NAME = "mesos";
    private static final String CPUS = "cpus";
    private static final String MEM = "memMiB";
    private static final String DISK = "diskMiB";
    private static final String GPUS = "gpus";
    private static final String PORTS = "ports";
    private static final String MARATHON = "marathon";

    private static final EnvironmentDescription ENVIRONMENT = new EnvironmentDescription(
            NAME,
            "An Apache Mesos cluster, from whose offers resources are taken.",
            MemoryPart.TOTAL_PROCESS,
            Map.of(
                    ProcessKind.JOB_MANAGER, LegacyHeapMeaning.JVM_HEAP,
                    ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS),
            MemorySize.ofMebibytes(1),
            EnumSet.of(
                    ResourceFeature.CPU,
                    ResourceFeature.DISK,
                    ResourceFeature.GPU,
                    ResourceFeature.PORTS,
                    ResourceFeature.PLACEMENT),
            MesosTaskKeys.ALL,
            Optional.of(MesosTaskKeys.TASK_MANAGER_CPUS));

    @Override
    public EnvironmentDescription environment() {
        return ENVIRONMENT;
    }

    /**
     * Adds processors, disk, GPUs, ports and the agents' attributes to a plan, as Flink 1.11 asks Mesos for them.
     *
     * <p>A JobManager, which Flink itself never places, needs one CPU, a port each for RPC and REST, and the same
     * attributes.
     *
     * @throws IllegalArgumentException if the value of a key of Mesos is wrong by itself; the message names the key
     */
    @Override
    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return MesosTaskKeys.requirements(plan, configuration);
    }

    /** Gives no limits: what there is comes with the offers. */
    @Override
    public EnvironmentLimits assumedLimits() {
        return EnvironmentLimits.NONE;
    }

    /**
     * Makes what to take: memory and disk rounded up to MiB, processing power to thousandths of a CPU.
     *
     * <p>Hosts and attributes of the placement become constraints.
     */
    @Override
    public OfferDemand translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        refuseNamedResources(requirements.namedResources());
        ProcessMemoryPlan plan = requirements.plan();
        ResourceNeed need = new ResourceNeed(
                requirements.cpus(),
                plan.totalProcess().mebibytesRoundedUp(),
                requirements.disk().mebibytesRoundedUp(),
                requirements.gpus(),
                requirements.ports());
        refuseAbove(plan, limits.of("mem"));
        if (need.cpus().coresRoundedUp() > limits.of("cpus").maximum().amount()) {
            throw aboveMaximum(
                    "cpus", need.cpus().toString(), limits.of("cpus"), MesosTaskKeys.cpuKeys(plan.process()));
        }
        refuseAbove("MiB of disk", need.diskMebibytes(), limits.of("disk"), MesosTaskKeys.DISK.key());
        refuseAbove("gpus", need.gpus(), limits.of("gpus"), MesosTaskKeys.GPUS.key());
        return new OfferDemand(
                plan.process().toString(), need, constraints(requirements.placement()), Optional.empty());
    }

    private static void refuseNamedResources(Map<String, Long> resources) {
        if (!resources.isEmpty()) {
            throw ResourceTranslationException.inexpressible(
                    NAME,
                    ResourceFeature.NAMED_RESOURCES + " (" + resources + ")",
                    "Ask for cpus, memory, disk, GPUs and ports only.");
        }
    }

    private static void refuseAbove(ProcessMemoryPlan plan, ResourceLimit limit) {
        MemorySize maximum = MemorySize.ofMebibytes(Math.min(
                limit.maximum().amount(),
                MemorySize.MAX.bytes() / MemorySize.ofMebibytes(1).bytes()));
        if (plan.totalProcess().compareTo(maximum) > 0) {
            throw refusal(
                    "Cannot take Total Process Memory " + plan.totalProcess().toShortString() + " from an offer",
                    "no agent offers more than " + maximum.toShortString() + " ("
                            + limit.maximum().key() + ").",
                    limit.maximum().key(),
                    "Lower " + (plan.process() == ProcessKind.JOB_MANAGER ? "jobmanager" : "taskmanager")
                            + ".memory.process.size or bring in a larger agent.");
        }
    }

    private static void refuseAbove(String unit, long amount, ResourceLimit limit, String key) {
        if (amount > limit.maximum().amount()) {
            throw aboveMaximum(unit, Long.toString(amount), limit, key);
        }
    }

    private static ResourceTranslationException aboveMaximum(
            String unit, String amount, ResourceLimit limit, String keys) {
        return refusal(
                "Cannot take " + amount + " " + unit + " from an offer",
                "no agent offers more than " + limit.maximum().amount() + " " + unit + " ("
                        + limit.maximum().key() + ").",
                limit.maximum().key(),
                keys.isEmpty() ? "Bring in a larger agent." : "Lower " + keys + ", or bring in a larger agent.");
    }

    private static ResourceTranslationException refusal(String intent, String statement, String key, String cure) {
        return new ResourceTranslationException(
                intent, Verdict.of(Verdict.Outcome.NEVER, statement).curedBy(key, cure));
    }

    private static List<Constraint> constraints(Placement placement) {
        if (!placement.racks().isEmpty() || placement.label().isPresent()) {
            throw ResourceTranslationException.inexpressible(
                    NAME,
                    ResourceFeature.PLACEMENT + " by racks or a label (" + placement + ")",
                    "Give the agents an attribute and ask for it, for instance rack:r1 in"
                            + " mesos.constraints.hard.hostattribute.");
        }
        if (placement.locality() == Locality.PREFERRED && !placement.hosts().isEmpty()) {
            throw ResourceTranslationException.inexpressible(
                    NAME,
                    ResourceFeature.PLACEMENT + " on preferred hosts " + placement.hosts(),
                    "Require them, or leave them out: an offer either suits or it does not.");
        }
        List<Constraint> constraints = new ArrayList<>();
        if (placement.hosts().size() == 1) {
            constraints.add(Constraint.is(Constraint.HOSTNAME, placement.hosts().get(0)));
        } else if (!placement.hosts().isEmpty()) {
            constraints.add(new Constraint(
                    Constraint.HOSTNAME,
                    Constraint.Operator.LIKE,
                    placement.hosts().stream().map(Pattern::quote).collect(Collectors.joining("|"))));
        }
        placement.attributes().forEach((name, value) -> constraints.add(Constraint.is(name, value)));
        return constraints;
    }

    /**
     * Gives the ask: what is taken is granted.
     *
     * <p>Disk, GPUs and the number of ports are among its named resources; host and ports themselves are known with the
     * matched offer only.
     */
    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        ResourceNeed need = translate(requirements, limits).need();
        Map<String, Long> others = Map.of(DISK, need.diskMebibytes(), GPUS, need.gpus(), PORTS, (long)
                need.ports().size());
        return new Grant(
                MemorySize.ofMebibytes(need.memMebibytes()),
                need.cpus(),
                others,
                Optional.empty(),
                List.of(),
                limits.certainty());
    }

    /** Gives {@code cpus}, {@code memMiB}, {@code diskMiB}, {@code gpus} and the number of {@code ports}. */
    @Override
    public RequestDescription describe(OfferDemand request) {
        ResourceNeed need = request.need();
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put(CPUS, cores(need.cpus()));
        amounts.put(MEM, BigDecimal.valueOf(need.memMebibytes()));
        amounts.put(DISK, BigDecimal.valueOf(need.diskMebibytes()));
        amounts.put(GPUS, BigDecimal.valueOf(need.gpus()));
        amounts.put(PORTS, BigDecimal.valueOf(need.ports().size()));
        return RequestDescription.ofAmounts(MemorySize.ofMebibytes(need.memMebibytes()), amounts);
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put(CPUS, cores(grant.cpus()));
        amounts.put(MEM, BigDecimal.valueOf(grant.memory().mebibytesRoundedUp()));
        for (String name : List.of(DISK, GPUS)) {
            amounts.put(name, BigDecimal.valueOf(grant.namedResources().getOrDefault(name, 0L)));
        }
        long ports = grant.ports().isEmpty()
                ? grant.namedResources().getOrDefault(PORTS, 0L)
                : grant.ports().size();
        amounts.put(PORTS, BigDecimal.valueOf(ports));
        return amounts;
    }

    /** Gives {@code marathon}: an app definition of the same plan. */
    @Override
    public Map<String, Function<FlinkConfiguration, String>> documents(
            ProcessRequirements requirements, EnvironmentLimits limits) {
        return Map.of(
                MARATHON,
                configuration -> MarathonApp.of(
                                requirements.plan(),
                                configuration,
                                constrained(translate(requirements, limits), AgentConstraints.of(configuration)))
                        .toJson());
    }

    private static OfferDemand constrained(OfferDemand demand, AgentConstraints agents) {
        List<Constraint> all = new ArrayList<>(demand.constraints());
        all.addAll(agents.constraints());
        return new OfferDemand(
                demand.name(), demand.need(), all, agents.spread().map(spread -> spread.of(demand.name())));
    }

    /** Gives CPUs as Mesos writes them, with one decimal at least. */
    private static BigDecimal cores(CpuAmount cpus) {
        BigDecimal cores = cpus.cores().stripTrailingZeros();
        return cores.scale() < 1 ? cores.setScale(1) : cores;
    }
}
