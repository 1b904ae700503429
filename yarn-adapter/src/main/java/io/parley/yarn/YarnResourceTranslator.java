package io.parley.yarn;

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
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import io.parley.yarn.sizing.SchedulerSettings;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceInformation;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Translates the requirements of a Flink process into a YARN container request. Stateless and thread-safe.
 *
 * <p>Limits are those of {@link SchedulerRules#toLimits()}: resources by YARN's names, memory in MiB. A resource beside
 * memory and vcores must be known to Hadoop's classes in this JVM, which read it from resource-types.xml.
 */
public final class YarnResourceTranslator implements ResourceTranslator<ContainerRequest> {

    /** The queue that applications go to unless a key says otherwise. */
    static final String DEFAULT_QUEUE = "default";

    // Numbers, no records of Hadoop: discovering this adapter must not start Hadoop's configuration.
    private static final int JOB_MANAGER_PRIORITY = 0;
    private static final int TASK_MANAGER_PRIORITY = 1;
    private static final MemorySize MEBIBYTE = MemorySize.ofMebibytes(1);
    private static final String MEMORY_NAME = "memoryMiB";
    private static final String VCORES_NAME = "vcores";
    private static final EnvironmentDescription DESCRIPTION = new EnvironmentDescription(
            ContainerAsk.ENVIRONMENT,
            "Apache Hadoop YARN: every process runs in a container of its own.",
            MemoryPart.TOTAL_PROCESS,
            Map.of(
                    ProcessKind.JOB_MANAGER,
                    LegacyHeapMeaning.TOTAL_PROCESS,
                    ProcessKind.TASK_MANAGER,
                    LegacyHeapMeaning.TOTAL_PROCESS),
            MEBIBYTE,
            Set.of(
                    ResourceFeature.CPU,
                    ResourceFeature.GPU,
                    ResourceFeature.NAMED_RESOURCES,
                    ResourceFeature.PLACEMENT),
            Stream.concat(
                            Stream.of(
                                    ContainerOptions.JOB_MANAGER_VCORES.key(),
                                    ContainerOptions.TASK_MANAGER_VCORES.key(),
                                    ContainerOptions.CPU_CORES.key(),
                                    ContainerOptions.TASK_SLOTS.key(),
                                    ContainerOptions.APPLICATION_LABEL.key(),
                                    ContainerOptions.JOB_MANAGER_LABEL.key(),
                                    ContainerOptions.TASK_MANAGER_LABEL.key(),
                                    ContainerOptions.EXTERNAL_RESOURCES.key(),
                                    ContainerOptions.EXTERNAL_RESOURCE + "<name>" + ContainerOptions.AMOUNT,
                                    ContainerOptions.EXTERNAL_RESOURCE + "<name>" + ContainerOptions.YARN_NAME,
                                    YarnLimitsSource.QUEUE.key(),
                                    "yarn.application.name",
                                    "yarn.application.type",
                                    "yarn.application.priority",
                                    "yarn.application-attempts",
                                    "yarn.application-attempt-failures-validity-interval",
                                    "yarn.tags",
                                    "yarn.view.acls",
                                    "yarn.modify.acls",
                                    "yarn.rolled-logs.include-pattern",
                                    "yarn.rolled-logs.exclude-pattern",
                                    "yarn.staging-directory",
                                    "yarn.file-replication",
                                    "yarn.provided.lib.dirs",
                                    "yarn.provided.usrlib.dir",
                                    "yarn.flink-dist-jar",
                                    "yarn.ship-files",
                                    "yarn.ship-archives",
                                    "yarn.classpath.include-user-jar",
                                    "yarn.container-start-command-template",
                                    "yarn.security.kerberos.ship-local-keytab",
                                    "yarn.security.kerberos.localized-keytab-path",
                                    "security.kerberos.login.keytab",
                                    "security.kerberos.login.principal",
                                    "security.kerberos.login.use-ticket-cache",
                                    "security.kerberos.krb5-conf.path",
                                    "security.kerberos.access.hadoopFileSystems",
                                    "security.delegation.tokens.enabled",
                                    "parley.yarn.malloc-arena-max.enabled",
                                    "parley.yarn.pre-flight.enabled",
                                    "execution.target",
                                    "pipeline.jars",
                                    "$internal.application.main",
                                    "$internal.application.program-args",
                                    "high-availability.type",
                                    "flink.hadoop.<name>",
                                    "flink.yarn.<name>",
                                    "containerized.master.env.<name>",
                                    "containerized.taskmanager.env.<name>",
                                    "env.java.home"),
                            Stream.of(ProcessKind.values())
                                    .map(JvmOptions::keys)
                                    .flatMap(List::stream)
                                    .distinct())
                    .toList(),
            Optional.of(ContainerOptions.TASK_MANAGER_VCORES));

    /** Makes the translator; for ServiceLoader. */
    public YarnResourceTranslator() {}

    @Override
    public EnvironmentDescription environment() {
        return DESCRIPTION;
    }

    /**
     * Adds vcores, the node label and, for a TaskManager, external resources.
     *
     * <p>Vcores: {@code yarn.appmaster.vcores} for a JobManager; for a TaskManager {@code taskmanager.cpu.cores} where
     * it is set, rounded up, else {@code yarn.containers.vcores} above zero, else the slots. External resources are
     * those that {@code external-resources} switches on, or all that have an amount where it is not set.
     */
    @Override
    public ProcessRequirements requirements(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return ContainerOptions.read(plan, configuration);
    }

    /** Gives the limits of a Capacity scheduler whose files say nothing. */
    @Override
    public EnvironmentLimits assumedLimits() {
        return SchedulerRulesReader.read(SchedulerSettings.DEFAULTS, DEFAULT_QUEUE)
                .toLimits();
    }

    /**
     * Makes the container request: memory rounded up to MiB, processing power to whole vcores, at least one.
     *
     * <p>The priority is 0 for a JobManager and 1 for a TaskManager; whoever asks for containers of different sizes
     * gives each size a priority of its own. Hosts and racks are binding unless they are only preferred.
     */
    @Override
    public ContainerRequest translate(ProcessRequirements requirements, EnvironmentLimits limits) {
        return translate(requirements, limits, PlanLowering.BY_PLAN);
    }

    @Override
    public ContainerRequest translate(
            ProcessRequirements requirements, EnvironmentLimits limits, PlanLowering lowering) {
        ContainerAsk ask = ContainerAdmission.of(requirements, limits, lowering).ask();
        Placement placement = ask.placement();
        return ContainerRequest.newBuilder()
                .capability(resource(ask))
                .nodes(namesOrNull(placement.hosts()))
                .racks(namesOrNull(placement.racks()))
                .priority(Priority.newInstance(
                        switch (requirements.plan().process()) {
                            case JOB_MANAGER -> JOB_MANAGER_PRIORITY;
                            case TASK_MANAGER -> TASK_MANAGER_PRIORITY;
                        }))
                .relaxLocality(placement.locality() == Locality.PREFERRED
                        || (placement.hosts().isEmpty() && placement.racks().isEmpty()))
                .nodeLabelsExpression(placement.label().orElse(null))
                .build();
    }

    private static String @Nullable [] namesOrNull(List<String> names) {
        return names.isEmpty() ? null : names.toArray(String[]::new);
    }

    /**
     * Makes what an application is submitted with: the size of its ApplicationMaster, not yet rounded as YARN would.
     *
     * @param requirements what the JobManager needs
     * @param limits what YARN grants
     * @param lowering finds what to lower where the plan is too large
     * @return the size, never less than the plan; a new instance that may be changed
     * @throws ResourceTranslationException if YARN cannot hold or express the requirements
     */
    public Resource applicationMasterResource(
            ProcessRequirements requirements, EnvironmentLimits limits, PlanLowering lowering) {
        return resource(ContainerAdmission.of(requirements, limits, lowering).ask());
    }

    private static Resource resource(ContainerAsk ask) {
        Resource resource =
                Resource.newInstance(ask.of(SchedulerRules.MEMORY), Math.toIntExact(ask.of(SchedulerRules.VCORES)));
        ask.amounts().forEach((name, amount) -> {
            if (!name.equals(SchedulerRules.MEMORY) && !name.equals(SchedulerRules.VCORES)) {
                resource.setResourceValue(name, amount);
            }
        });
        return resource;
    }

    /**
     * Predicts what YARN will grant.
     *
     * <p>The memory is never above the largest amount that may be asked for, so that it can be asked for itself. Where
     * a queue of the Capacity scheduler admits less than the cluster, YARN may round beyond that amount; the prediction
     * does not count on it.
     */
    @Override
    public Grant predictGrant(ProcessRequirements requirements, EnvironmentLimits limits) {
        return ContainerAdmission.of(requirements, limits, PlanLowering.BY_PLAN).grant();
    }

    /** Gives {@code memoryMiB}, {@code vcores}, and other resources above zero by YARN's names. */
    @Override
    public RequestDescription describe(ContainerRequest request) {
        Resource capability = request.getCapability();
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put(MEMORY_NAME, BigDecimal.valueOf(capability.getMemorySize()));
        amounts.put(VCORES_NAME, BigDecimal.valueOf(capability.getVirtualCores()));
        for (ResourceInformation resource : capability.getResources()) {
            String name = resource.getName();
            if (resource.getValue() > 0 && !name.equals(SchedulerRules.MEMORY) && !name.equals(SchedulerRules.VCORES)) {
                amounts.put(name, BigDecimal.valueOf(resource.getValue()));
            }
        }
        return RequestDescription.ofAmounts(MemorySize.ofMebibytes(capability.getMemorySize()), amounts);
    }

    @Override
    public Map<String, BigDecimal> describe(Grant grant) {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put(MEMORY_NAME, mebibytes(grant.memory()));
        amounts.put(
                VCORES_NAME,
                grant.cpus().isWhole()
                        ? BigDecimal.valueOf(grant.cpus().coresRoundedUp())
                        : grant.cpus().cores());
        grant.namedResources().forEach((name, amount) -> amounts.put(name, BigDecimal.valueOf(amount)));
        return amounts;
    }

    private static BigDecimal mebibytes(MemorySize memory) {
        return memory.isWholeMultipleOf(MEBIBYTE)
                ? BigDecimal.valueOf(memory.mebibytesRoundedUp())
                : BigDecimal.valueOf(memory.bytes()).divide(BigDecimal.valueOf(MEBIBYTE.bytes()));
    }
}
