package io.parley.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.Placement;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.environment.ResourceLimit;
import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.ResourceTranslatorContract;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.ResourceNeed;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MesosResourceTranslatorTest extends ResourceTranslatorContract<OfferDemand> {

    private static final TaskManagerMemoryPlan ONE_CORE = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));

    private final MesosResourceTranslator translator = new MesosResourceTranslator();

    @Override
    protected ResourceTranslator<OfferDemand> translator() {
        return translator;
    }

    @Override
    protected Optional<EnvironmentLimits> limitsOf(MemorySize maximum) {
        return Optional.of(new EnvironmentLimits(
                Map.of(
                        "mem",
                        new ResourceLimit(
                                new Bound(0, "none"), 0, new Bound(maximum.mebibytesRoundedUp(), "the largest agent"))),
                Map.of(),
                Certainty.KNOWN));
    }

    private ProcessRequirements taskManager(Map<String, String> configuration) {
        return translator.requirements(ONE_CORE, FlinkConfiguration.of(configuration));
    }

    @Test
    void constraintThatIsMalformedIsRefusedBeforeAnythingIsAskedFor() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("parley.mesos.constraints", "rack:NEAR:x"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MesosResourceTranslator()
                        .requirements(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), configuration))
                .withMessageContaining("parley.mesos.constraints");
    }

    @Test
    void describesContainersOfWholeMebibytesAndWhatALegacyHeapMeans() {
        EnvironmentDescription mesos = translator.environment();
        assertThat(mesos.name()).isEqualTo("mesos");
        assertThat(mesos.sizedBy()).isEqualTo(MemoryPart.TOTAL_PROCESS);
        assertThat(mesos.memoryUnit()).isEqualTo(MemorySize.ofMebibytes(1));
        assertThat(mesos.legacyHeapOf(ProcessKind.JOB_MANAGER)).isEqualTo(LegacyHeapMeaning.JVM_HEAP);
        assertThat(mesos.legacyHeapOf(ProcessKind.TASK_MANAGER)).isEqualTo(LegacyHeapMeaning.TOTAL_PROCESS);
        assertThat(mesos.expressible())
                .doesNotContain(ResourceFeature.NAMED_RESOURCES)
                .hasSize(5);
        assertThat(mesos.honouredKeys()).contains("mesos.resourcemanager.tasks.cpus", "taskmanager.cpu.cores");
    }

    @Test
    void aJobManagerNeedsOneCpuAndTwoPortsWhateverIsSetForTasks() {
        ProcessRequirements requirements = translator.requirements(
                SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                FlinkConfiguration.of(Map.of("mesos.resourcemanager.tasks.cpus", "x", "rest.port", "8081")));
        assertThat(requirements.cpus()).isEqualTo(CpuAmount.ofCores(1));
        assertThat(requirements.ports())
                .containsExactly(PortRequirement.any("jobmanager.rpc.port"), PortRequirement.any("rest.port"));
        assertThat(requirements.gpus()).isZero();
        assertThat(requirements.disk()).isEqualTo(MemorySize.ZERO);
    }

    @ParameterizedTest
    @CsvSource({"0.0,1", "2.5,2.5", "0.1,0.1", "1.1,1.1", "1.0001,1.001"})
    void aTaskManagerNeedsTheCpusOfItsKeyOrOneForEachSlot(String text, BigDecimal cores) {
        assertThat(taskManager(Map.of()).cpus()).isEqualTo(CpuAmount.ofCores(1));
        assertThat(taskManager(Map.of("mesos.resourcemanager.tasks.cpus", text))
                        .cpus()
                        .cores())
                .isEqualByComparingTo(cores);
    }

    @Test
    void theCoresOfThePlanWinWhereTheirKeyIsSet() {
        assertThat(taskManager(Map.of("taskmanager.cpu.cores", "1", "mesos.resourcemanager.tasks.cpus", "7"))
                        .cpus())
                .isEqualTo(CpuAmount.ofCores(1));
    }

    @Test
    void aTaskManagerNeedsGpusDiskPortsAndAttributes() {
        ProcessRequirements requirements = taskManager(Map.of(
                "mesos.resourcemanager.tasks.gpus", "2",
                "mesos.resourcemanager.tasks.disk", "512",
                "mesos.resourcemanager.tasks.port-assignments", "metrics.port, taskmanager.rpc.port,",
                "mesos.constraints.hard.hostattribute", "rack:r1, zone:west,"));
        assertThat(requirements.gpus()).isEqualTo(2);
        assertThat(requirements.disk()).isEqualTo(MemorySize.ofMebibytes(512));
        assertThat(requirements.ports())
                .extracting(PortRequirement::name)
                .containsExactly("taskmanager.rpc.port", "taskmanager.data.port", "metrics.port");
        assertThat(requirements.placement().attributes())
                .containsExactly(Map.entry("rack", "r1"), Map.entry("zone", "west"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resourcemanager.tasks.cpus|two|): \"two\" is not a number of CPUs. Write one such as 1.5.",
                "resourcemanager.tasks.cpus|-1|): -1 CPUs cannot be asked for. Write 0 for one CPU a slot, or more.",
                "resourcemanager.tasks.cpus|NaN|): NaN CPUs cannot be asked for. Write 0 for one CPU a slot, or more.",
                "resourcemanager.tasks.cpus|1e300|): 1.0E+300 cores exceed the largest amount of CPU,"
                        + " 9223372036854775.807 cores. Lower it.",
                "resourcemanager.tasks.gpus|1.5|). Cannot read \"1.5\" as a whole number."
                        + " Write digits, for instance 4.",
                "resourcemanager.tasks.gpus|-1|): -1 GPUs cannot be asked for. Write 0 or more.",
                "resourcemanager.tasks.disk|-5|): -5 MiB of disk cannot be asked for. Write 0 or more.",
                "constraints.hard.hostattribute|rack|): item 1 of 1, \"rack\", is no attribute and value."
                        + " Write them as rack:r1,zone:west.",
                "constraints.hard.hostattribute|x:y, a:b:c ,|): item 2 of 2, \"a:b:c\", is no attribute and value."
                        + " Write them as rack:r1,zone:west.",
                "constraints.hard.hostattribute|x:y,,z:w|): item 2 of 3, \"\", is no attribute and value."
                        + " Write them as rack:r1,zone:west.",
                "constraints.hard.hostattribute|,|): item 1 of 1, \"\", is no attribute and value."
                        + " Write them as rack:r1,zone:west.",
                "constraints.hard.hostattribute|a:b,x:y,a:c|): item 3 of 3 wants another value of a, c, than the b of"
                        + " an earlier one, and no agent has two. Keep one of them."
            })
    void refusesMalformedValuesByKeyAndOrigin(String key, String value, String message) {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("mesos." + key, value, Origin.file("flink-conf.yaml", 3))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> translator.requirements(ONE_CORE, configuration))
                .withMessage("Cannot use mesos." + key + " (flink-conf.yaml line 3" + message);
    }

    @ParameterizedTest
    @CsvSource({"rest.port,99999", "rest.port,8081-70000", "jobmanager.rpc.port,-1", "jobmanager.rpc.port,x"})
    void refusesPortsOutOfRangeAlthoughTheyAreTakenFromOffers(String key, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> translator.requirements(
                        SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                        FlinkConfiguration.of(Map.of(key, value))))
                .withMessageContainingAll("Cannot use " + key, "\"" + value + "\"", "from 0 to 65535");
        assertThat(translator
                        .requirements(
                                SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                                FlinkConfiguration.of(Map.of("rest.port", "8081-8090,65535", key + ".x", value)))
                        .ports())
                .allSatisfy(port -> assertThat(port.number()).isEmpty());
    }

    @Test
    void attributesHoldForAJobManagerToo() {
        assertThat(translator
                        .requirements(
                                SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                                FlinkConfiguration.of(Map.of("mesos.constraints.hard.hostattribute", "rack:r1")))
                        .placement()
                        .attributes())
                .containsExactly(Map.entry("rack", "r1"));
    }

    @Test
    void takesWhatTheRequirementsAskForRoundedUpToMebibytes() {
        ProcessRequirements requirements = translator.requirements(
                SamplePlans.taskManager(MemorySize.ofMebibytes(1728).plus(MemorySize.ofBytes(1))),
                FlinkConfiguration.of(Map.of(
                        "mesos.resourcemanager.tasks.cpus", "1.5",
                        "mesos.resourcemanager.tasks.gpus", "2",
                        "mesos.resourcemanager.tasks.disk", "512",
                        "mesos.constraints.hard.hostattribute", "rack:r1")));

        OfferDemand demand = translator.translate(requirements, translator.assumedLimits());

        assertThat(demand.need()).isEqualTo(new ResourceNeed(new CpuAmount(1500), 1729, 512, 2, requirements.ports()));
        assertThat(demand.constraints()).containsExactly(Constraint.is("rack", "r1"));
        assertThat(translator.describe(demand).amounts().toString())
                .isEqualTo("{cpus=1.5, memMiB=1729, diskMiB=512, gpus=2, ports=2}");
        assertThat(translator
                        .describe(translator.predictGrant(requirements, translator.assumedLimits()))
                        .toString())
                .isEqualTo("{cpus=1.5, memMiB=1729, diskMiB=512, gpus=2, ports=2}");
    }

    @Test
    void requiredHostsBecomeAConstraint() {
        ProcessRequirements.Builder requirements = taskManager(Map.of()).toBuilder();

        assertThat(constraintsOf(requirements, List.of("h1"))).containsExactly(Constraint.is("@hostname", "h1"));
        assertThat(constraintsOf(requirements, List.of("h1.x", "h2")))
                .containsExactly(new Constraint("@hostname", Constraint.Operator.LIKE, "\\Qh1.x\\E|\\Qh2\\E"));
    }

    private List<Constraint> constraintsOf(ProcessRequirements.Builder requirements, List<String> hosts) {
        Placement placement = new Placement(hosts, List.of(), Optional.empty(), Map.of());
        return translator
                .translate(requirements.placement(placement).build(), EnvironmentLimits.NONE)
                .constraints();
    }

    @Test
    void refusesPlacesThatAnOfferCannotHaveByName() {
        ProcessRequirements.Builder requirements = taskManager(Map.of()).toBuilder();
        for (Placement placement : List.of(
                Placement.labelled("fast"),
                new Placement(List.of(), List.of("r1"), Optional.empty(), Map.of()),
                new Placement(List.of("h"), List.of(), Optional.empty(), Map.of()).preferred())) {
            assertThatThrownBy(() -> translator.translate(
                            requirements.placement(placement).build(), EnvironmentLimits.NONE))
                    .isInstanceOf(ResourceTranslationException.class)
                    .hasMessageContaining("placement");
        }
    }

    private static EnvironmentLimits limits(String resource, long most) {
        return new EnvironmentLimits(
                Map.of(resource, new ResourceLimit(new Bound(0, "none"), 0, new Bound(most, "the largest agent"))),
                Map.of(),
                Certainty.KNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpus|cpus|2.5|2|2.5 cpus|2 cpus|taskmanager.cpu.cores or mesos.resourcemanager.tasks.cpus",
                "disk|disk|513|512|513 MiB of disk|512 MiB of disk|mesos.resourcemanager.tasks.disk",
                "gpus|gpus|3|2|3 gpus|2 gpus|mesos.resourcemanager.tasks.gpus"
            })
    void refusesMoreThanAnyAgentHasWithBothAmountsAndTheKey(
            String resource, String key, String asked, long most, String ask, String maximum, String cure) {
        ProcessRequirements requirements = taskManager(Map.of("mesos.resourcemanager.tasks." + key, asked));

        assertThatThrownBy(() -> translator.translate(requirements, limits(resource, most)))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot take " + ask + " from an offer: no agent offers more than " + maximum
                        + " (the largest agent). Lower " + cure + ", or bring in a larger agent.");
        assertThat(translator
                        .translate(
                                taskManager(Map.of("mesos.resourcemanager.tasks." + key, Long.toString(most))),
                                limits(resource, most))
                        .need())
                .isNotNull();
    }

    @Test
    void cpuOfAJobManagerHasNoKeyToLower() {
        assertThatThrownBy(() -> translator.translate(
                        translator.requirements(
                                SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), FlinkConfiguration.of(Map.of())),
                        limits("cpus", 0)))
                .hasMessage("Cannot take 1 cpus from an offer: no agent offers more than 0 cpus (the largest agent)."
                        + " Bring in a larger agent.");
    }

    @ParameterizedTest
    @CsvSource({"true,jobmanager.memory.process.size", "false,taskmanager.memory.process.size"})
    void refusesMoreMemoryThanAnyAgentHasWithBothAmountsAndTheKey(boolean jobManager, String key) {
        MemorySize size = MemorySize.ofMebibytes(1728);
        ProcessRequirements requirements = translator.requirements(
                jobManager ? SamplePlans.jobManager(size) : SamplePlans.taskManager(size),
                FlinkConfiguration.of(Map.of()));

        assertThatThrownBy(() -> translator.translate(requirements, limits("mem", 1727)))
                .hasMessage("Cannot take Total Process Memory 1728 MiB from an offer: no agent offers more than"
                        + " 1727 MiB (the largest agent). Lower " + key + " or bring in a larger agent.");
    }

    @Test
    void refusesNamedResourcesAndRacksByNameWithWhatToDo() {
        ProcessRequirements.Builder requirements = taskManager(Map.of()).toBuilder();
        assertThatThrownBy(() -> translator.translate(
                        requirements.namedResource("fpga", 2).build(), EnvironmentLimits.NONE))
                .hasMessage("Cannot ask mesos for named resources ({fpga=2}): the environment cannot express it."
                        + " Ask for cpus, memory, disk, GPUs and ports only.");
        assertThatThrownBy(() -> translator.translate(
                        taskManager(Map.of()).toBuilder()
                                .placement(new Placement(List.of(), List.of("r1"), Optional.empty(), Map.of()))
                                .build(),
                        EnvironmentLimits.NONE))
                .hasMessageStartingWith("Cannot ask mesos for placement by racks or a label (")
                .hasMessageContaining("Give the agents an attribute and ask for it, for instance rack:r1 in"
                        + " mesos.constraints.hard.hostattribute.");
    }

    @Test
    void portThatIsFixedTwiceIsRefused() {
        ProcessRequirements requirements = translator.requirements(
                SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                FlinkConfiguration.of(Map.of("jobmanager.rpc.port", "31500", "rest.port", "31500")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> translator.translate(requirements, EnvironmentLimits.NONE))
                .withMessage("Port 31500 cannot be taken twice (for rest.port). Give each a port of its own.");
    }

    @Test
    void portsThatAUserFixesAreAmongWhatIsTaken() {
        assertThat(translator
                        .translate(
                                translator.requirements(
                                        SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                                        FlinkConfiguration.of(Map.of("rest.port", "31500"))),
                                EnvironmentLimits.NONE)
                        .need()
                        .ports())
                .containsExactly(
                        PortRequirement.any("jobmanager.rpc.port"),
                        new PortRequirement("rest.port", OptionalInt.of(31500)));
        assertThat(translator.environment().honouredKeys())
                .contains("rest.port", "jobmanager.rpc.port", "high-availability.jobmanager.port");
    }
}
