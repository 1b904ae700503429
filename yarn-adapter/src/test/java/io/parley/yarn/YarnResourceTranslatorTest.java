package io.parley.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceLimit;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.ResourceTranslatorContract;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import io.parley.yarn.sizing.SchedulerSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class YarnResourceTranslatorTest extends ResourceTranslatorContract<ContainerRequest> {

    private final YarnResourceTranslator translator = new YarnResourceTranslator();

    @Override
    protected ResourceTranslator<ContainerRequest> translator() {
        return translator;
    }

    @Override
    protected MemorySize largest() {
        return MemorySize.ofMebibytes(8192);
    }

    @Override
    protected Optional<EnvironmentLimits> limitsOf(MemorySize maximum) {
        EnvironmentLimits assumed = translator.assumedLimits();
        Map<String, ResourceLimit> resources = new TreeMap<>(assumed.resources());
        ResourceLimit memory = assumed.of(SchedulerRules.MEMORY);
        ResourceLimit.Bound bound = new ResourceLimit.Bound(
                maximum.mebibytesRoundedUp(), memory.maximum().key());
        resources.put(SchedulerRules.MEMORY, new ResourceLimit(memory.minimum(), memory.step(), bound));
        return Optional.of(new EnvironmentLimits(resources, assumed.rules(), assumed.certainty()));
    }

    @AfterEach
    void plainResources() {
        ResourceUtils.resetResourceTypes(new YarnConfiguration());
    }

    private static void knowingGpus() {
        YarnConfiguration configuration = new YarnConfiguration();
        configuration.set("yarn.resource-types", ContainerAsk.GPU);
        ResourceUtils.resetResourceTypes(configuration);
    }

    private static EnvironmentLimits known(String... settings) {
        return limitsOfQueue("default", settings);
    }

    private static EnvironmentLimits limitsOfQueue(String queue, String... settings) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return SchedulerRulesReader.read(SchedulerSettings.of(map), queue).toLimits();
    }

    private static EnvironmentLimits withGpus(String maximum) {
        return known(
                "yarn.resource-types",
                ContainerAsk.GPU,
                "yarn.resource-types." + ContainerAsk.GPU + ".maximum-allocation",
                maximum);
    }

    private static ProcessRequirements jobManager(long mebibytes) {
        return ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(mebibytes)))
                .cpus(CpuAmount.ofCores(1))
                .build();
    }

    private static ProcessRequirements taskManager(long mebibytes) {
        return ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(mebibytes)))
                .cpus(CpuAmount.ofCores(1))
                .build();
    }

    private static FlinkConfiguration configuration(String... entries) {
        FlinkConfiguration.Builder builder = FlinkConfiguration.builder();
        for (int i = 0; i < entries.length; i += 2) {
            builder.set(entries[i], entries[i + 1]);
        }
        return builder.build();
    }

    private static long granted(long asked, EnvironmentLimits limits) {
        return new YarnResourceTranslator()
                .predictGrant(jobManager(asked), limits)
                .memory()
                .mebibytesRoundedUp();
    }

    @Test
    void isNamedYarnAndSizedByTotalProcessMemory() {
        assertThat(translator.environment().name()).isEqualTo("yarn");
        assertThat(translator.environment().sizedBy()).isEqualTo(MemoryPart.TOTAL_PROCESS);
        assertThat(translator.environment().memoryUnit()).isEqualTo(MemorySize.ofMebibytes(1));
        for (ProcessKind process : ProcessKind.values()) {
            assertThat(translator.environment().legacyHeapOf(process)).isEqualTo(LegacyHeapMeaning.TOTAL_PROCESS);
        }
    }

    @Test
    void asksForMemoryRoundedUpToMebibytes() {
        ProcessRequirements odd = ProcessRequirements.of(
                        SamplePlans.jobManager(MemorySize.ofMebibytes(1600).plus(MemorySize.ofBytes(1))))
                .build();
        assertThat(translator.translate(odd, known()).getCapability().getMemorySize())
                .isEqualTo(1601);
        assertThat(translator.applicationMasterResource(odd, known()).getMemorySize())
                .isEqualTo(1601);
    }

    @Test
    void roundsProcessingPowerUpToWholeVcores() {
        ProcessRequirements fraction =
                taskManager(2048).toBuilder().cpus(new CpuAmount(1001)).build();
        assertThat(translator.translate(fraction, known()).getCapability().getVirtualCores())
                .isEqualTo(2);
    }

    @Test
    void asksForOneVcoreWhereTheRequirementsLeaveItOpen() {
        ProcessRequirements open = ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)))
                .build();
        assertThat(translator.applicationMasterResource(open, known())).isEqualTo(Resource.newInstance(1600, 1));
    }

    @Test
    void predictsTheFiguresThatWereMeasuredOnClusters() {
        assertThat(granted(1728, known())).isEqualTo(2048);
        assertThat(granted(1728, known("yarn.scheduler.minimum-allocation-mb", "512")))
                .isEqualTo(2048);
        assertThat(granted(1728, known("yarn.scheduler.minimum-allocation-mb", "64")))
                .isEqualTo(1728);
        String fair = "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler";
        assertThat(granted(
                        1728,
                        known(
                                SchedulerRulesReader.SCHEDULER_CLASS,
                                fair,
                                "yarn.scheduler.minimum-allocation-mb",
                                "512",
                                "yarn.scheduler.increment-allocation-mb",
                                "64")))
                .isEqualTo(1728);
        assertThat(granted(1728, known(SchedulerRulesReader.SCHEDULER_CLASS, fair)))
                .isEqualTo(2048);
        assertThat(granted(1600, known())).isEqualTo(2048);
        assertThat(granted(7500, known("yarn.scheduler.maximum-allocation-mb", "8000")))
                .isEqualTo(8000);
    }

    @Test
    void neverPredictsMoreThanAQueueLetsOneAskFor() {
        EnvironmentLimits limits = known("yarn.scheduler.capacity.root.default.maximum-allocation-mb", "8000");
        assertThat(granted(7500, limits)).isEqualTo(8000);
        assertThat(SchedulerRules.of(limits).granted(Map.of(SchedulerRules.MEMORY, 7500L)))
                .containsEntry(SchedulerRules.MEMORY, 8192L);
    }

    @Test
    void predictsOneVcoreWhereOnlyMemoryCounts() {
        ProcessRequirements three =
                taskManager(2048).toBuilder().cpus(CpuAmount.ofCores(3)).build();
        assertThat(translator.predictGrant(three, known()).cpus()).isEqualTo(CpuAmount.ofCores(1));
        EnvironmentLimits dominant = known(
                SchedulerRulesReader.CALCULATOR_CLASS,
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator",
                "yarn.scheduler.minimum-allocation-vcores",
                "2");
        assertThat(translator.predictGrant(three, dominant).cpus()).isEqualTo(CpuAmount.ofCores(4));
    }

    @Test
    void knowsWhatFilesSayAndAssumesTheRest() {
        assertThat(translator.predictGrant(jobManager(1600), known()).certainty())
                .isEqualTo(Certainty.KNOWN);
        assertThat(translator
                        .predictGrant(jobManager(1600), translator.assumedLimits())
                        .certainty())
                .isEqualTo(Certainty.ASSUMED);
    }

    @Test
    void grantsWhatIsAskedWhereNothingIsLimited() {
        assertThat(granted(9217, EnvironmentLimits.NONE)).isEqualTo(9217);
    }

    @Test
    void translatesGpusAndNamedResources() {
        knowingGpus();
        ProcessRequirements requirements = taskManager(2048).toBuilder().gpus(2).build();
        ContainerRequest request = translator.translate(requirements, withGpus("4"));
        assertThat(request.getCapability().getResourceValue(ContainerAsk.GPU)).isEqualTo(2);
        assertThat(translator.describe(request).amounts())
                .isEqualTo(Map.of(
                        "memoryMiB",
                        BigDecimal.valueOf(2048),
                        "vcores",
                        BigDecimal.ONE,
                        ContainerAsk.GPU,
                        BigDecimal.valueOf(2)));
        Grant grant = translator.predictGrant(requirements, withGpus("4"));
        assertThat(translator.describe(grant))
                .isEqualTo(translator.describe(request).amounts());
        ProcessRequirements named =
                taskManager(2048).toBuilder().namedResource(ContainerAsk.GPU, 2).build();
        assertThat(translator.translate(named, withGpus("4")).getCapability()).isEqualTo(request.getCapability());
    }

    @Test
    void describesMemoryAndVcoresInOrder() {
        ContainerRequest request = translator.translate(jobManager(1600), known());
        assertThat(translator.describe(request).amounts().keySet()).containsExactly("memoryMiB", "vcores");
        assertThat(translator.describe(request).memory()).isEqualTo(MemorySize.ofMebibytes(1600));
    }

    @Test
    void describesAGrantThatIsNoWholeNumber() {
        Grant grant = Grant.of(MemorySize.ofBytes((1 << 20) + (1 << 19)), new CpuAmount(1500), Certainty.KNOWN);
        assertThat(translator.describe(grant))
                .containsEntry("memoryMiB", new BigDecimal("1.5"))
                .containsEntry("vcores", new BigDecimal("1.500"));
    }

    @Test
    void keepsHostsAndRacksBinding() {
        Placement placement = new Placement(List.of("node1", "node2"), List.of("/rack1"), Optional.empty(), Map.of());
        ContainerRequest request = translator.translate(
                taskManager(2048).toBuilder().placement(placement).build(), known());
        assertThat(request.getNodes()).containsExactly("node1", "node2");
        assertThat(request.getRacks()).containsExactly("/rack1");
        assertThat(request.getRelaxLocality()).isFalse();
        ContainerRequest anywhere = translator.translate(taskManager(2048), known());
        assertThat(anywhere.getRelaxLocality()).isTrue();
        assertThat(anywhere.getNodes()).isNull();
        assertThat(anywhere.getNodeLabelExpression()).isNull();
    }

    @Test
    void givesEachKindOfProcessItsPriority() {
        assertThat(translator.translate(jobManager(2048), known()).getPriority().getPriority())
                .isZero();
        assertThat(translator
                        .translate(taskManager(2048), known())
                        .getPriority()
                        .getPriority())
                .isOne();
    }

    @Test
    void translatesTheNodeLabel() {
        ProcessRequirements requirements =
                translator.requirements(jobManager(1600).plan(), configuration("yarn.application.node-label", "fast"));
        assertThat(translator.translate(requirements, known()).getNodeLabelExpression())
                .isEqualTo("fast");
    }

    private void assertRefused(ProcessRequirements requirements, EnvironmentLimits limits, String message) {
        assertThatThrownBy(() -> translator.translate(requirements, limits))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> translator.predictGrant(requirements, limits)).hasMessage(message);
        assertThatThrownBy(() -> translator.applicationMasterResource(requirements, limits))
                .hasMessage(message);
    }

    @Test
    void refusesMemoryAboveTheMaximum() {
        assertRefused(
                jobManager(9216),
                known(),
                "Cannot fit Total Process Memory 9216 MiB into a YARN container: the maximum allocation is 8192 MiB"
                        + " (yarn.scheduler.maximum-allocation-mb). Lower jobmanager.memory.process.size to 8192m or"
                        + " raise the maximum.");
        assertRefused(
                taskManager(9216),
                known("yarn.resource-types.memory-mb.maximum-allocation", "4096"),
                "Cannot fit Total Process Memory 9216 MiB into a YARN container: the maximum allocation is 4096 MiB"
                        + " (yarn.resource-types.memory-mb.maximum-allocation). Lower taskmanager.memory.process.size"
                        + " to 4096m or raise the maximum.");
    }

    @Test
    void saysWhenTheMaximumIsOnlyAssumed() {
        assertRefused(
                jobManager(9216),
                translator.assumedLimits(),
                "Cannot fit Total Process Memory 9216 MiB into a YARN container: the maximum allocation is 8192 MiB"
                        + " (yarn.scheduler.maximum-allocation-mb). Lower jobmanager.memory.process.size to 8192m or"
                        + " raise the maximum. These limits are only assumed: set HADOOP_CONF_DIR to the directory of"
                        + " the cluster's yarn-site.xml to use its own.");
    }

    @Test
    void showsEveryByteOfMemoryThatIsHardlyTooLarge() {
        assertRefused(
                ProcessRequirements.of(SamplePlans.jobManager(
                                MemorySize.ofMebibytes(8192).plus(MemorySize.ofBytes(1))))
                        .build(),
                known(),
                "Cannot fit Total Process Memory 8192 MiB (8589934593 bytes) into a YARN container: the maximum"
                        + " allocation is 8192 MiB (yarn.scheduler.maximum-allocation-mb). Lower"
                        + " jobmanager.memory.process.size to 8192m or raise the maximum.");
    }

    @Test
    void namesTheQueueThatDecides() {
        assertRefused(
                jobManager(6000),
                limitsOfQueue(
                        "etl",
                        "yarn.scheduler.capacity.root.queues",
                        "default,etl",
                        "yarn.scheduler.capacity.root.etl.maximum-allocation-mb",
                        "5000"),
                "Cannot fit Total Process Memory 6000 MiB into a YARN container: the maximum allocation is 5000 MiB"
                        + " (yarn.scheduler.capacity.root.etl.maximum-allocation-mb). Lower"
                        + " jobmanager.memory.process.size to 5000m or raise the maximum.");
    }

    @Test
    void namesTheLargestNodeWhereThatDecides() {
        EnvironmentLimits limits = SchedulerRules.of(known())
                .withLargestNode(Map.of(SchedulerRules.MEMORY, 4000L, SchedulerRules.VCORES, 64L))
                .toLimits();
        assertRefused(
                jobManager(4096),
                limits,
                "Cannot fit Total Process Memory 4096 MiB into a YARN container: the largest node has 4000 MiB. Lower"
                        + " jobmanager.memory.process.size to 4000m or add a larger node.");
        assertThat(granted(3500, limits)).isEqualTo(4000);
    }

    @Test
    void refusesVcoresAboveTheMaximumEvenWhereTheyDoNotCount() {
        assertRefused(
                jobManager(1600).toBuilder().cpus(CpuAmount.ofCores(5)).build(),
                known(),
                "Cannot fit 5 vcores into a YARN container: the maximum allocation is 4 vcores"
                        + " (yarn.scheduler.maximum-allocation-vcores). Lower yarn.appmaster.vcores to 4 or raise the"
                        + " maximum.");
        assertRefused(
                taskManager(1600).toBuilder().cpus(CpuAmount.ofCores(5)).build(),
                known(),
                "Cannot fit 5 vcores into a YARN container: the maximum allocation is 4 vcores"
                        + " (yarn.scheduler.maximum-allocation-vcores). Lower yarn.containers.vcores (or"
                        + " taskmanager.cpu.cores, which wins over it) to 4 or raise the maximum.");
    }

    @Test
    void refusesMoreVcoresThanYarnCounts() {
        assertRefused(
                jobManager(1600).toBuilder()
                        .cpus(CpuAmount.ofCores(3_000_000_000L))
                        .build(),
                EnvironmentLimits.NONE,
                "Cannot ask yarn for 3000000000 vcores: the environment cannot express it. Lower the cpus to"
                        + " 2147483647, the most that YARN counts, or less.");
    }

    @Test
    void refusesAQueueThatAdmitsNothing() {
        assertRefused(
                jobManager(1600),
                known("yarn.scheduler.capacity.root.default.maximum-allocation", "memory-mb=4096"),
                "Cannot fit 1 vcore into a YARN container: the maximum allocation is 0 vcores"
                        + " (yarn.scheduler.capacity.root.default.maximum-allocation). Choose another queue, or raise"
                        + " the maximum.");
    }

    @Test
    void refusesAMinimumOfZeroThatWouldGrantNothing() {
        assertRefused(
                jobManager(1600),
                known("yarn.resource-types.memory-mb.minimum-allocation", "0"),
                "Cannot fit Total Process Memory 1600 MiB into a YARN container: YARN would grant 0 MiB, for"
                        + " DefaultResourceCalculator grants multiples of the minimum allocation, which is 0 MiB"
                        + " (yarn.resource-types.memory-mb.minimum-allocation). Raise"
                        + " yarn.resource-types.memory-mb.minimum-allocation above 0.");
    }

    @Test
    void refusesLimitsAtWhichYarnWrapsAround() {
        String huge = Long.toString(Long.MAX_VALUE - 5);
        assertRefused(
                jobManager(1600),
                known(
                        "yarn.resource-types.memory-mb.minimum-allocation",
                        huge,
                        "yarn.resource-types.memory-mb.maximum-allocation",
                        huge),
                "Cannot fit Total Process Memory 1600 MiB into a YARN container: YARN cannot round 9223372036854775802"
                        + " up to a multiple of 9223372036854775802 (yarn.resource-types.memory-mb.minimum-allocation)."
                        + " Lower that setting.");
    }

    @Test
    void refusesAMinimumThatNoProcessCanCount() {
        assertRefused(
                jobManager(1600),
                known(
                        "yarn.resource-types.memory-mb.minimum-allocation",
                        "9000000000000",
                        "yarn.resource-types.memory-mb.maximum-allocation",
                        "9000000000000"),
                "Cannot fit Total Process Memory 1600 MiB into a YARN container: YARN would grant 9000000000000 MiB"
                        + " (yarn.resource-types.memory-mb.minimum-allocation), more than a process can count. Lower"
                        + " that setting.");
    }

    @Test
    void refusesMoreOfANamedResourceThanTheMaximum() {
        knowingGpus();
        assertRefused(
                taskManager(2048).toBuilder().gpus(5).build(),
                withGpus("4"),
                "Cannot fit 5 yarn.io/gpu into a YARN container: the maximum allocation is 4 yarn.io/gpu"
                        + " (yarn.resource-types.yarn.io/gpu.maximum-allocation). Lower"
                        + " external-resource.<name>.amount to 4 or raise the maximum.");
    }

    @Test
    void refusesAResourceThatTheClusterDoesNotHave() {
        assertRefused(
                taskManager(2048).toBuilder().gpus(1).build(),
                known(),
                "Cannot ask a YARN container for 1 yarn.io/gpu: the cluster has no such resource"
                        + " (yarn.resource-types). Add it to yarn.resource-types, or do not ask for it.");
    }

    @Test
    void refusesAResourceThatHadoopsClassesDoNotKnowHere() {
        assertRefused(
                taskManager(2048).toBuilder().gpus(1).build(),
                withGpus("4"),
                "Cannot ask a YARN container for 1 yarn.io/gpu: Hadoop's classes do not know the resource in this JVM"
                        + " (yarn.resource-types). Put the cluster's resource-types.xml on the class path.");
    }

    @Test
    void refusesANamedResourceThatTheSchedulerDoesNotCount() {
        knowingGpus();
        assertRefused(
                taskManager(2048).toBuilder().gpus(1).build(),
                known(
                        SchedulerRulesReader.SCHEDULER_CLASS,
                        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler",
                        "yarn.resource-types",
                        ContainerAsk.GPU),
                "Cannot ask a YARN container for 1 yarn.io/gpu: FifoScheduler counts memory only, so it would grant 0,"
                        + " for it has DefaultResourceCalculator (yarn.scheduler.capacity.resource-calculator). Let"
                        + " CapacityScheduler use DominantResourceCalculator, or do not ask for it.");
    }

    @Test
    void refusesANamedResourceThatThePlanSizesAlready() {
        assertRefused(
                taskManager(2048).toBuilder().namedResource("memory-mb", 5).build(),
                known(),
                "Cannot ask yarn for the named resource memory-mb (5): the environment cannot express it. The plan"
                        + " sizes memory-mb, the processing power vcores.");
    }

    @Test
    void refusesMoreThanOneNodeLabel() {
        for (String label : List.of("a && b", "a||b")) {
            assertRefused(
                    taskManager(2048).toBuilder()
                            .placement(Placement.labelled(label))
                            .build(),
                    known(),
                    "Cannot ask yarn for placement on more than one node label (" + label
                            + "): the environment cannot express it. Name one label in yarn.application.node-label or"
                            + " yarn.taskmanager.node-label.");
        }
    }

    @Test
    void refusesALabelTogetherWithHosts() {
        assertRefused(
                taskManager(2048).toBuilder()
                        .placement(new Placement(List.of("node1"), List.of(), Optional.of("fast"), Map.of()))
                        .build(),
                known(),
                "Cannot ask yarn for placement on a node label (fast) together with hosts or racks: the environment"
                        + " cannot express it. Choose either the label or the hosts and racks.");
    }

    @Test
    void refusesPlacementByAttributes() {
        assertRefused(
                taskManager(2048).toBuilder()
                        .placement(new Placement(List.of(), List.of(), Optional.empty(), Map.of("zone", "a")))
                        .build(),
                known(),
                "Cannot ask yarn for placement by attributes of a host {zone=a}: the environment cannot express it. Use"
                        + " a node label, hosts or racks.");
    }

    @Test
    void refusesLimitsWithARuleThatIsNoneOfYarn() {
        EnvironmentLimits odd = new EnvironmentLimits(Map.of(), Map.of("scheduler", "Lottery"), Certainty.KNOWN);
        assertThatThrownBy(() -> translator.translate(jobManager(1600), odd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use the rule scheduler of YARN's limits: \"Lottery\" is unknown. Name one of"
                        + " [CapacityScheduler, FairScheduler, FifoScheduler].");
    }
}
