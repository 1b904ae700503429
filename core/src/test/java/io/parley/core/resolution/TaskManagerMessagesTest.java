package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.TaskManagerMemoryPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal's words, every remark, and where sizes come from. That every cure works is {@link CuresTest}'s. */
class TaskManagerMessagesTest {

    private static final String MEMORY = "taskmanager.memory.";

    private static TaskManagerMemoryPlan resolve(String version, String... keysAndValues) {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            String key = keysAndValues[i];
            entries.put(
                    key.startsWith("taskmanager.") || key.startsWith("external") ? key : MEMORY + key,
                    keysAndValues[i + 1]);
        }
        return new TaskManagerResolution(
                        FlinkConfiguration.of(entries), TestRules.of(version, LegacyHeapMeaning.TOTAL_PROCESS), null)
                .resolve();
    }

    private static void assertRefused(String message, String... keysAndValues) {
        assertThatExceptionOfType(MemoryConfigurationException.class)
                .isThrownBy(() -> resolve("1.20", keysAndValues))
                .withMessage("Cannot plan the memory of the TaskManager: " + message);
    }

    private static List<String> remarks(String version, Remark.Kind kind, String... keysAndValues) {
        return resolve(version, keysAndValues).remarks().stream()
                .filter(remark -> remark.kind() == kind)
                .map(Remark::message)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "1728m, 402653174, 536870920, 134217730, 201326592",
        "4096m, 1530082070, 1438814063, 359703515, 429496736"
    })
    void splitsTheTotalsOfTheDocumentation(String process, long taskHeap, long managed, long network, long overhead) {
        TaskManagerMemoryPlan plan = resolve("1.11.6", "process.size", process);
        assertThat(plan.flinkMemory().heap().task().bytes()).isEqualTo(taskHeap);
        assertThat(plan.flinkMemory().managed().bytes()).isEqualTo(managed);
        assertThat(plan.flinkMemory().network().bytes()).isEqualTo(network);
        assertThat(plan.jvm().overhead().bytes()).isEqualTo(overhead);
    }

    @Test
    void nothingSetNamesTheThreeWays() {
        assertRefused("No size is set to derive the others from. Set one of taskmanager.memory.process.size (for"
                + " containers), taskmanager.memory.flink.size (for hosts) or taskmanager.memory.task.heap.size with"
                + " taskmanager.memory.managed.size, for instance taskmanager.memory.process.size: 1728m.");
    }

    @Test
    void aProcessThatDoesNotHoldItsPartsListsThemAll() {
        assertRefused(
                "Total Process Memory, 500 MiB (524288000 bytes), gives Total Flink Memory, 52 MiB (54525952 bytes),"
                        + " which does not hold Framework Heap, 128 MiB (134217728 bytes), Framework Off-heap, 128 MiB"
                        + " (134217728 bytes), Managed, 20.8 MiB (21810381 bytes), and Network, 64 MiB (67108864 bytes),"
                        + " together. Raise taskmanager.memory.process.size to at least 1217m, which leaves room for a"
                        + " Task Heap of 128 MiB, or lower a part.",
                "process.size",
                "500m");
        assertThat(resolve("1.20", "process.size", "1217m")
                        .flinkMemory()
                        .heap()
                        .task()
                        .mebibytesRoundedUp())
                .isEqualTo(129);
    }

    @Test
    void aProcessBelowTheJvmsPartsSaysSo() {
        assertRefused(
                "Total Process Memory, 300 MiB (314572800 bytes), does not hold JVM Metaspace, 256 MiB (268435456"
                        + " bytes), and JVM Overhead, 192 MiB (201326592 bytes), together. Raise"
                        + " taskmanager.memory.process.size to at least 1217m, which leaves room for a Task Heap of 128"
                        + " MiB, or lower a part.",
                "process.size",
                "300m");
    }

    @Test
    void aTotalThatWouldContradictTheOtherOneSaysWhichToRemove() {
        assertRefused(
                "Total Flink Memory, 400 MiB (419430400 bytes), does not hold Framework Heap, 128 MiB (134217728"
                        + " bytes), Framework Off-heap, 128 MiB (134217728 bytes), Managed, 160 MiB (167772162 bytes),"
                        + " and Network, 64 MiB (67108864 bytes), together. Raise taskmanager.memory.flink.size to at"
                        + " least 769m and remove taskmanager.memory.process.size, which leaves room for a Task Heap of"
                        + " 128 MiB, or lower a part.",
                "flink.size",
                "400m",
                "process.size",
                "1g");
    }

    @Test
    void noTotalHoldsAPartThatIsTooLargeForAny() {
        assertRefused(
                "Total Process Memory, 1024 MiB (1073741824 bytes), gives Total Flink Memory, 576 MiB (603979776"
                        + " bytes), which does not hold Framework Heap, 128 MiB (134217728 bytes), Framework Off-heap,"
                        + " 128 MiB (134217728 bytes), Managed, 8796093022208 MiB (9223372036854775807 bytes), and"
                        + " Network, 64 MiB (67108864 bytes), together. Lower taskmanager.memory.managed.size; no size"
                        + " of taskmanager.memory.process.size holds all parts.",
                "process.size",
                "1g",
                "managed.size",
                "9223372036854775807");
    }

    @Test
    void aTaskHeapThatLeavesNetworkTooMuchOrTooLittleSaysWhatFits() {
        assertRefused(
                "Total Flink Memory, 8192 MiB (8589934592 bytes), leaves 4559.2 MiB (4780667648 bytes) for Network"
                        + " beside its other parts, more than its maximum, 1024 MiB (1073741824 bytes). Set"
                        + " taskmanager.memory.task.heap.size to 3811783424b, or remove it.",
                "flink.size",
                "8g",
                "task.heap.size",
                "100m",
                "network.max",
                "1g");
        assertRefused(
                "Total Flink Memory, 1024 MiB (1073741824 bytes), leaves 8.4 MiB (8808032 bytes) for Network"
                        + " beside its other parts, less than its minimum, 64 MiB (67108864 bytes). Set"
                        + " taskmanager.memory.task.heap.size to 308700768b, or remove it.",
                "flink.size",
                "1g",
                "task.heap.size",
                "350m");
        assertRefused(
                "Total Flink Memory, 2048 MiB (2147483648 bytes), leaves 572.8 MiB (600624320 bytes) for Network"
                        + " beside its other parts, not the 64 MiB (67108864 bytes) of"
                        + " taskmanager.network.numberOfBuffers. Set taskmanager.memory.task.heap.size to 952945856b,"
                        + " or remove it.",
                "flink.size",
                "2g",
                "task.heap.size",
                "400m",
                "taskmanager.network.numberOfBuffers",
                "2048");
    }

    @Test
    void aTaskHeapAboveTheTotalSaysTheTotalOrTheHeapThatFits() {
        assertRefused(
                "Total Process Memory, 900 MiB (943718400 bytes), gives Total Flink Memory, 452 MiB (473956352 bytes),"
                        + " which does not hold Framework Heap, 128 MiB (134217728 bytes), Task Heap, 1024 MiB"
                        + " (1073741824 bytes), Framework Off-heap, 128 MiB (134217728 bytes), and Managed, 180.8 MiB"
                        + " (189582543 bytes), together. Raise taskmanager.memory.process.size to at least 2774m, or"
                        + " lower a part.",
                "process.size",
                "900m",
                "task.heap.size",
                "1g");
    }

    @Test
    void componentsBeyondTheLargestSizeNameTheLargest() {
        assertRefused(
                "taskmanager.memory.framework.heap.size, 128 MiB (134217728 bytes),"
                        + " taskmanager.memory.framework.off-heap.size, 128 MiB (134217728 bytes),"
                        + " taskmanager.memory.task.heap.size, 8796093022208 MiB (9223372036854775807 bytes),"
                        + " taskmanager.memory.task.off-heap.size, 0 bytes, and taskmanager.memory.managed.size, 1024"
                        + " MiB (1073741824 bytes), together exceed the largest size, 9223372036854775807 bytes. Lower"
                        + " taskmanager.memory.task.heap.size.",
                "task.heap.size",
                "9223372036854775807",
                "managed.size",
                "1g");
        assertRefused(
                "Network as the fraction 0.9 beside Framework Heap and Framework Off-heap and Task Heap and Task"
                        + " Off-heap and Managed, 4398046512640 MiB (4611686020038000640 bytes), exceeds the largest"
                        + " size, 9223372036854775807 bytes. Lower taskmanager.memory.task.heap.size,"
                        + " taskmanager.memory.managed.size or taskmanager.memory.network.fraction.",
                "task.heap.size",
                "4194304t",
                "managed.size",
                "1280m",
                "network.fraction",
                "0.9");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertRefused(
                "4 problems.\n"
                        + "1. taskmanager.cpu.cores (set by the program): a TaskManager cannot have 0.0 CPU cores. Set"
                        + " taskmanager.cpu.cores to a number above 0 such as 1.0.\n"
                        + "2. The fraction of Managed, 1.2, is not in the range from 0 to below 1. Set"
                        + " taskmanager.memory.managed.fraction to a number such as 0.4.\n"
                        + "3. taskmanager.network.numberOfBuffers (set by the program): there cannot be -2 buffers. Set"
                        + " taskmanager.network.numberOfBuffers to a number such as 2048.\n"
                        + "4. A memory segment of 33792 bytes is not possible: its bytes must be a power of two from"
                        + " 4096 to 1073741824. Set taskmanager.memory.segment-size to a size such as 32k.",
                "process.size",
                "2g",
                "taskmanager.cpu.cores",
                "0",
                "managed.fraction",
                "1.2",
                "taskmanager.network.numberOfBuffers",
                "-2",
                "segment-size",
                "33k");
    }

    @Test
    void slotsStandForCoresWhereNoneAreSet() {
        assertThat(resolve("2.3.0", "process.size", "2g", "taskmanager.numberOfTaskSlots", "4")
                        .cpuCores())
                .isEqualByComparingTo("4");
        assertRefused(
                "taskmanager.numberOfTaskSlots (set by the program): a TaskManager cannot have -1 slots, each of which"
                        + " stands for a CPU core. Set taskmanager.numberOfTaskSlots to a number above 0 such as 1.",
                "process.size",
                "2g",
                "taskmanager.numberOfTaskSlots",
                "-1");
    }

    @Test
    void aValueThatFlinkDoesNotReadIsNoProblem() {
        assertThat(remarks(
                        "2.3.0",
                        Remark.Kind.WITHOUT_EFFECT,
                        "process.size",
                        "2g",
                        "managed.size",
                        "1g",
                        "managed.fraction",
                        "garbage"))
                .containsExactly("taskmanager.memory.managed.fraction has no effect: taskmanager.memory.managed.size is"
                        + " set and wins. Remove it.");
        assertThat(resolve(
                                "1.12",
                                "process.size",
                                "2g",
                                "taskmanager.cpu.cores",
                                "1",
                                "taskmanager.numberOfTaskSlots",
                                "x")
                        .resources()
                        .numberOfTaskSlots())
                .isEmpty();
    }

    @Test
    void theNumberOfBuffersCountsOnlyWithoutTheKeysOfTheRange() {
        String buffers = "taskmanager.network.numberOfBuffers";
        assertThat(resolve("1.20", "process.size", "2g", buffers, "1000", "segment-size", "64k")
                        .derivations()
                        .get(MemoryPart.NETWORK))
                .isInstanceOfSatisfying(
                        SizeDerivation.NetworkBuffers.class,
                        derivation -> assertThat(derivation.describe())
                                .isEqualTo(
                                        "1000 buffers (legacy taskmanager.network.numberOfBuffers, set by the program) of"
                                                + " 0.06 MiB (taskmanager.memory.segment-size)"));
        assertThat(remarks("1.20", Remark.Kind.DEPRECATED_KEY, "process.size", "2g", buffers, "1000"))
                .containsExactly(buffers + " is a legacy option. Set taskmanager.memory.network.min and"
                        + " taskmanager.memory.network.max instead.");
        assertThat(remarks(
                        "1.20",
                        Remark.Kind.WITHOUT_EFFECT,
                        "process.size",
                        "2g",
                        buffers,
                        "1000",
                        "taskmanager.network.memory.fraction",
                        "0.2"))
                .containsExactly(
                        buffers + " has no effect: taskmanager.network.memory.fraction is set and wins. Remove it.");
        assertThat(remarks("2.0", Remark.Kind.WITHOUT_EFFECT, "process.size", "2g", buffers, "x"))
                .containsExactly(buffers + " has no effect: Flink reads it no more since 2.0. Remove it.");
    }

    @Test
    void deprecatedAndRemovedKeysAreRemarked() {
        assertThat(remarks("2.3.0", Remark.Kind.DEPRECATED_KEY, "process.size", "2g", "taskmanager.memory.size", "1g"))
                .containsExactly("taskmanager.memory.size is a deprecated key of taskmanager.memory.managed.size. Set"
                        + " taskmanager.memory.managed.size instead.");
        assertThat(remarks(
                        "1.11",
                        Remark.Kind.WITHOUT_EFFECT,
                        "process.size",
                        "2g",
                        "taskmanager.memory.preallocate",
                        "true"))
                .containsExactly(
                        "taskmanager.memory.preallocate has no effect: Flink reads it no more since 1.11, Total"
                                + " Process Memory, Managed Memory and their fractions took its place. Remove it.");
    }

    @Test
    void aFractionThatTheRestDoesNotMeetIsRemarked() {
        assertThat(remarks(
                        "2.3.0",
                        Remark.Kind.FRACTION_NOT_MET,
                        "flink.size",
                        "2g",
                        "task.heap.size",
                        "700m",
                        "network.fraction",
                        "0.1"))
                .containsExactly("Network is 272.8 MiB (286051520 bytes), what is left of Total Flink Memory beside all"
                        + " other parts; the fraction 0.1 is not met.");
    }

    @Test
    void externalResourcesCountFrom113On() {
        String[] entries = {
            "process.size", "2g", "external-resources", "gpu;fpga;npu",
            "external-resource.gpu.amount", "2", "external-resource.npu.amount", "0"
        };
        assertThat(resolve("1.12", entries).resources().externalResources()).isEmpty();
        assertThat(resolve("1.13", entries).resources().externalResources()).containsExactly(Map.entry("gpu", 2L));
        assertThat(remarks("1.13", Remark.Kind.WITHOUT_EFFECT, entries))
                .containsExactlyInAnyOrder(
                        "The external resource fpga has no effect: external-resource.fpga.amount is not set. Set it to"
                                + " 1 or more.",
                        "The external resource npu has no effect: external-resource.npu.amount is not above 0. Set it"
                                + " to 1 or more.");
    }

    @Test
    void theEnvironmentsOwnCoresCountBetweenFlinksAndTheSlots() {
        ConfigurationOption<Integer> vcores =
                ConfigurationOption.integer("yarn.containers.vcores").withDefault(-1);
        ResolutionRules base = TestRules.of("2.3.0", LegacyHeapMeaning.TOTAL_PROCESS);
        ResolutionRules rules = new ResolutionRules(
                base.version(), base.line(), base.legacyHeapOfJobManager(), base.legacyHeapOfTaskManager(), vcores);
        Map<String, String> entries =
                new HashMap<>(Map.of("taskmanager.memory.process.size", "2g", "taskmanager.numberOfTaskSlots", "4"));
        assertThat(cores(entries, rules)).isEqualTo("4.0");
        entries.put("yarn.containers.vcores", "0");
        assertThat(cores(entries, rules)).isEqualTo("4.0");
        entries.put("yarn.containers.vcores", "3");
        assertThat(cores(entries, rules)).isEqualTo("3.0");
        entries.put("taskmanager.cpu.cores", "1.5");
        assertThat(cores(entries, rules)).isEqualTo("1.5");
        entries.put("yarn.containers.vcores", "many");
        assertThatExceptionOfType(MemoryConfigurationException.class)
                .isThrownBy(() -> cores(entries, rules))
                .withMessageContaining("yarn.containers.vcores");
    }

    private static String cores(Map<String, String> entries, ResolutionRules rules) {
        return new TaskManagerResolution(FlinkConfiguration.of(entries), rules, null)
                .resolve()
                .dynamicProperties()
                .getOrDefault("taskmanager.cpu.cores", "none");
    }

    @Test
    void legacyHeapLeadsAsTotalProcess() {
        TaskManagerMemoryPlan plan = resolve("1.11", "taskmanager.heap.size", "2g");
        assertThat(plan.leadingSize()).isEqualTo(LeadingSize.TOTAL_PROCESS);
        assertThat(plan.totalProcess().bytes()).isEqualTo(2L << 30);
    }

    private static List<ConfigurationProblem> problems(String... keysAndValues) {
        return catchThrowableOfType(MemoryConfigurationException.class, () -> resolve("1.20", keysAndValues))
                .problems();
    }

    @ParameterizedTest
    @CsvSource({
        "300m, 256m, 0.1, jvm-overhead.min",
        "1g, 512m, 0.9, jvm-overhead.fraction",
        "1100m, 256m, 0.99, jvm-overhead.max"
    })
    void aProcessBelowTheJvmsPartsNamesTheKeyThatDecidesOnOverhead(
            String process, String metaspace, String fraction, String key) {
        List<ConfigurationProblem> problems =
                problems("process.size", process, "jvm-metaspace.size", metaspace, "jvm-overhead.fraction", fraction);
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).keys())
                .containsExactly(MEMORY + "process.size", MEMORY + "jvm-metaspace.size", MEMORY + key);
    }

    @ParameterizedTest
    @CsvSource({"400m, 0.1, 1g, network.min", "500m, 0.5, 1g, network.fraction", "500m, 0.5, 100m, network.max"})
    void aTotalThatDoesNotHoldItsPartsNamesTheKeyThatDecidesOnNetwork(
            String flink, String fraction, String maximum, String key) {
        List<ConfigurationProblem> problems =
                problems("flink.size", flink, "network.fraction", fraction, "network.max", maximum);
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).keys()).endsWith(MEMORY + key);
    }

    @Test
    void aSumBeyondTheLargestSizeNamesTheKeyThatDecidesOnNetwork() {
        List<ConfigurationProblem> problems = problems(
                "task.heap.size", "8388607t", "managed.size", "1048000m", "network.max", "1g", "network.min", "64m");
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).keys())
                .containsExactly(MEMORY + "task.heap.size", MEMORY + "managed.size", MEMORY + "network.max");
        assertThat(problems.get(0).statement())
                .startsWith("Network, 1024 MiB (1073741824 bytes), and Framework Heap and ");
    }

    @Test
    void anUnreadablePartHidesNotThatTheJvmsPartsDoNotFit() {
        List<ConfigurationProblem> problems = problems("process.size", "300m", "managed.fraction", "much");
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).keys()).containsExactly(MEMORY + "managed.fraction");
        assertThat(problems.get(1).message())
                .isEqualTo("Total Process Memory, 300 MiB (314572800 bytes), does not hold JVM Metaspace, 256 MiB"
                        + " (268435456 bytes), and JVM Overhead, 192 MiB (201326592 bytes), together. Raise"
                        + " taskmanager.memory.process.size to at least 448m and what Total Flink Memory takes, or"
                        + " lower a part.");
        assertThat(problems.get(1).keys())
                .containsExactly(MEMORY + "process.size", MEMORY + "jvm-metaspace.size", MEMORY + "jvm-overhead.min");
        assertThat(problems("process.size", "448m", "managed.fraction", "much")).hasSize(1);
        assertThat(problems(
                                "process.size",
                                "1g",
                                "managed.fraction",
                                "much",
                                "jvm-metaspace.size",
                                "9223372036854775807")
                        .get(1)
                        .cure())
                .isEqualTo("Lower taskmanager.memory.jvm-metaspace.size; no size of taskmanager.memory.process.size"
                        + " holds all parts.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, -5})
    void slotsBesideSetCoresArePassedOnAsFlinkPassesThem(int slots) {
        TaskManagerMemoryPlan plan = resolve(
                "1.20",
                "process.size",
                "2g",
                "taskmanager.numberOfTaskSlots",
                "" + slots,
                "taskmanager.cpu.cores",
                "2.0");

        assertThat(plan.resources().numberOfTaskSlots()).hasValue(slots);
        assertThat(plan.dynamicProperties()).containsEntry("taskmanager.numberOfTaskSlots", "" + slots);
    }
}
