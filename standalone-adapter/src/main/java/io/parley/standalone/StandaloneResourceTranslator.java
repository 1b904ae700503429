package io.parley.standalone;

import io.parley.api.configuration.FlinkConfiguration;
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
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Translates plans into the settings of a standalone host.
 *
 * <p>A host is told nothing but the memory of its processes: Total Flink Memory with its parts, from whichever size the
 * plan came. Stateless and thread-safe.
 */
public final class StandaloneResourceTranslator implements ResourceTranslator<StandaloneSettings> {

    static final String NAME = "standalone";

    private static final String MEMORY = "memoryBytes";
    private static final EnvironmentDescription ENVIRONMENT = new EnvironmentDescription(
            NAME,
            "A host on which Flink's own scripts start the processes.",
            MemoryPart.TOTAL_FLINK,
            Map.of(
                    ProcessKind.JOB_MANAGER, LegacyHeapMeaning.JVM_HEAP,
                    ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_FLINK),
            MemorySize.ofBytes(1),
            Set.of(),
            Stream.concat(
                            Stream.of(
                                    "env.java.home",
                                    "high-availability.type",
                                    "high-availability",
                                    "jobmanager.rpc.bind-port",
                                    "jobmanager.rpc.port",
                                    "jobmanager.rpc.address",
                                    "jobmanager.bind-host",
                                    "rest.bind-port",
                                    "rest.port",
                                    "web.port",
                                    "rest.bind-address",
                                    "rest.address",
                                    "security.ssl.rest.enabled",
                                    "taskmanager.host",
                                    "taskmanager.resource-id"),
                            Stream.of(ProcessKind.values())
                                    .map(JvmOptions::keys)
                                    .flatMap(List::stream)
                                    .distinct())
                    .toList());

    @Override
    public EnvironmentDescription environment() {
        return ENVIRONMENT;
    }

    /** Gives the plan and nothing else. */
    @Override
    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return ProcessRequirements.of(plan).build();
    }

    /** Gives no limits: a host gives what is asked. */
    @Override
    public EnvironmentLimits assumedLimits() {
        return EnvironmentLimits.NONE;
    }

    @Override
    public StandaloneSettings translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        refuse(ResourceFeature.CPU, requirements.cpus().millis() > 0, requirements.cpus());
        refuse(ResourceFeature.DISK, requirements.disk().bytes() > 0, requirements.disk());
        refuse(ResourceFeature.GPU, requirements.gpus() > 0, requirements.gpus());
        refuse(
                ResourceFeature.NAMED_RESOURCES,
                !requirements.namedResources().isEmpty(),
                requirements.namedResources());
        refuse(
                ResourceFeature.PORTS,
                !requirements.ports().isEmpty(),
                requirements.ports().stream().map(PortRequirement::name).collect(Collectors.joining(", ")));
        refuse(
                ResourceFeature.PLACEMENT,
                !requirements.placement().equals(Placement.ANYWHERE),
                requirements.placement());
        return StandaloneSettings.of(requirements.plan());
    }

    private static void refuse(ResourceFeature feature, boolean asked, Object amount) {
        if (asked) {
            throw ResourceTranslationException.inexpressible(
                    NAME,
                    feature + " (" + amount + ")",
                    "Leave them out: a process on a host takes what the host has.");
        }
    }

    /** Gives the ask, for certain: nobody rounds it. */
    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        return Grant.of(translate(requirements, limits).totalProcess(), requirements.cpus(), Certainty.KNOWN);
    }

    @Override
    public RequestDescription describe(StandaloneSettings request) {
        return new RequestDescription(
                request.totalProcess(),
                Map.of(MEMORY, BigDecimal.valueOf(request.totalProcess().bytes())),
                request.settings(),
                SettingsDocuments.of(request),
                request.superseded());
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        return Map.of(MEMORY, BigDecimal.valueOf(grant.memory().bytes()));
    }
}
