package io.parley.yarn;

import static io.parley.yarn.YarnSamples.granted;
import static io.parley.yarn.YarnSamples.jobManager;
import static io.parley.yarn.YarnSamples.knowingGpus;
import static io.parley.yarn.YarnSamples.known;
import static io.parley.yarn.YarnSamples.limitsOfQueue;
import static io.parley.yarn.YarnSamples.taskManager;
import static io.parley.yarn.YarnSamples.withGpus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.PlanLowering;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What YARN cannot hold or express is refused, whatever is asked of the translator. */
class YarnRefusalsTest {

    private final YarnResourceTranslator translator = new YarnResourceTranslator();

    @AfterEach
    void forgetGpus() {
        YarnSamples.plainResources();
    }

    private void assertRefused(ProcessRequirements requirements, EnvironmentLimits limits, String message) {
        assertThatThrownBy(() -> translator.translate(requirements, limits))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> translator.predictGrant(requirements, limits)).hasMessage(message);
        assertThatThrownBy(() -> translator.applicationMasterResource(requirements, limits, PlanLowering.BY_PLAN))
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
                            + "): the environment cannot express it. Name one label in yarn.application.node-label,"
                            + " parley.yarn.appmaster.node-label or yarn.taskmanager.node-label.");
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
