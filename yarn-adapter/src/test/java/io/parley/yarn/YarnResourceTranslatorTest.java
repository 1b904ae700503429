package io.parley.yarn;

import static io.parley.yarn.YarnSamples.granted;
import static io.parley.yarn.YarnSamples.jobManager;
import static io.parley.yarn.YarnSamples.knowingGpus;
import static io.parley.yarn.YarnSamples.known;
import static io.parley.yarn.YarnSamples.taskManager;
import static io.parley.yarn.YarnSamples.withGpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceLimit;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.ResourceTranslatorContract;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.yarn.sizing.ContainerSize;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
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
    void forgetGpus() {
        YarnSamples.plainResources();
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
        assertThat(translator
                        .applicationMasterResource(odd, known(), PlanLowering.BY_PLAN)
                        .getMemorySize())
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
        assertThat(translator.applicationMasterResource(open, known(), PlanLowering.BY_PLAN))
                .isEqualTo(Resource.newInstance(1600, 1));
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
        assertThat(SchedulerRules.of(limits)
                        .granted(new ContainerSize(7500, 0, Map.of()))
                        .memory())
                .isEqualTo(8192);
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
        ProcessRequirements requirements = translator.requirements(
                jobManager(1600).plan(), FlinkConfiguration.of(Map.of("yarn.application.node-label", "fast")));
        assertThat(translator.translate(requirements, known()).getNodeLabelExpression())
                .isEqualTo("fast");
    }
}
