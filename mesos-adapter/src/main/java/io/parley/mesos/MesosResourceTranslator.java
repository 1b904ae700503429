package io.parley.mesos;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.Resource;

/**
 * Describes Apache Mesos and what a Flink process needs there; translating fails by name in this version.
 *
 * <p>The native request is the list of resources to take from an offer. Stateless and thread-safe.
 */
public final class MesosResourceTranslator implements ResourceTranslator<List<Resource>> {

    private static final EnvironmentDescription ENVIRONMENT = new EnvironmentDescription(
            "mesos",
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
     * <p>A JobManager, which Flink itself never places, needs one CPU and a port each for RPC and REST.
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

    @Override
    public List<Resource> translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        throw notYet("translate requirements");
    }

    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        throw notYet("predict a grant");
    }

    @Override
    public RequestDescription describe(List<Resource> request) {
        throw notYet("describe a request");
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        throw notYet("describe a grant");
    }

    private static ResourceTranslationException notYet(String what) {
        return new ResourceTranslationException(
                "Cannot " + what + " for the environment mesos",
                new Verdict(
                        Verdict.Outcome.NEVER,
                        "this version of the Mesos adapter describes the environment and its requirements but does"
                                + " not translate yet.",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("Use the plan as it is, or choose another environment."),
                        List.of()));
    }
}
