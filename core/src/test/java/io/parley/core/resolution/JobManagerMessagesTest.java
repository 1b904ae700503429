package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of the documentation, every refusal's words, every cure, every remark. */
class JobManagerMessagesTest {

    private static final String PROCESS = "jobmanager.memory.process.size";
    private static final String FLINK = "jobmanager.memory.flink.size";
    private static final String HEAP = "jobmanager.memory.heap.size";
    private static final String OFF_HEAP = "jobmanager.memory.off-heap.size";
    private static final String METASPACE = "jobmanager.memory.jvm-metaspace.size";
    private static final String OVERHEAD_MIN = "jobmanager.memory.jvm-overhead.min";
    private static final String OVERHEAD_MAX = "jobmanager.memory.jvm-overhead.max";
    private static final String FRACTION = "jobmanager.memory.jvm-overhead.fraction";

    private static JobManagerMemoryPlan resolve(Map<String, String> entries, String version) {
        return resolve(FlinkConfiguration.of(entries), version);
    }

    private static JobManagerMemoryPlan resolve(FlinkConfiguration configuration, String version) {
        return new JobManagerResolution(configuration, TestRules.of(version, LegacyHeapMeaning.TOTAL_PROCESS), null)
                .resolve();
    }

    private static List<ConfigurationProblem> problems(Map<String, String> entries) {
        return problems(FlinkConfiguration.of(entries));
    }

    private static List<ConfigurationProblem> problems(FlinkConfiguration configuration) {
        MemoryConfigurationException refusal =
                catchThrowableOfType(MemoryConfigurationException.class, () -> resolve(configuration, "2.3.0"));
        return refusal.problems();
    }

    private static String onlyProblem(Map<String, String> entries) {
        List<ConfigurationProblem> problems = problems(entries);
        assertThat(problems).hasSize(1);
        return problems.get(0).message();
    }

    /** Applies what the cure says and sees the configuration resolve. */
    private static void assertCured(Map<String, String> entries, String key, String value) {
        Map<String, String> cured = new HashMap<>(entries);
        cured.put(key, value);
        Assertions.assertThatNoException().isThrownBy(() -> resolve(cured, "2.3.0"));
    }

    @ParameterizedTest
    @CsvSource({
        "1024m, 469762048, 201326592",
        "1472m, 939524096, 201326592",
        "1600m, 1073741824, 201326592",
        "2048m, 1530082096, 214748368",
        "4096m, 3462817376, 429496736"
    })
    void givesTheDocumentedFigures(String process, long heap, long overhead) {
        JobManagerMemoryPlan plan = resolve(Map.of(PROCESS, process), "1.11.6");
        assertThat(plan.jvmHeap().bytes()).isEqualTo(heap);
        assertThat(plan.jvm().overhead().bytes()).isEqualTo(overhead);
        assertThat(plan.offHeap().bytes()).isEqualTo(128L << 20);
        assertThat(plan.jvm().metaspace().bytes()).isEqualTo(256L << 20);
    }

    @Test
    void nothingSetNamesTheThreeWays() {
        assertThat(onlyProblem(Map.of()))
                .isEqualTo(
                        "No size is set to derive the others from. Set one of jobmanager.memory.process.size (for containers),"
                                + " jobmanager.memory.flink.size (for hosts) or jobmanager.memory.heap.size, for instance"
                                + " jobmanager.memory.process.size: 1600m.");
    }

    @Test
    void aRefusalForWantOfASizeNamesEveryOldHeapOptionThatIsSet() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("jobmanager.heap.size", "1g")
                .set("jobmanager.heap.mb", "512")
                .environmentVariables(Map.of("FLINK_JM_HEAP", "512m"))
                .build();
        assertThat(problems(configuration))
                .extracting(ConfigurationProblem::statement)
                .containsExactly(
                        "No size is set to derive the others from; FLINK_JM_HEAP has no effect, for Flink reads it"
                                + " no more since 2.0; jobmanager.heap.size has no effect, for Flink reads it no more since 2.0;"
                                + " jobmanager.heap.mb has no effect, for Flink reads it no more since 2.0.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12xb | \"xb\" is not a unit",
                "-5m | a size has no sign",
                "1.5g | a size has no decimals",
                "9223372036854775808 | it exceeds the largest size",
                "m | it does not start with a digit"
            })
    void anUnreadableSizeNamesKeyOriginAndGrammar(String text, String why) {
        ConfigurationProblem problem = problems(Map.of(PROCESS, text)).get(0);
        assertThat(problem.keys()).containsExactly(PROCESS);
        assertThat(problem.statement())
                .startsWith(PROCESS + " (set by the program): Cannot read \"" + text + "\" as a memory size: " + why);
        assertThat(problem.cure())
                .isIn("Lower it.", "Write whole digits and a unit (b, k, m, g or t), for instance 1600m.");
    }

    @Test
    void tooSmallAProcessSaysTheLeastSizeThatHoldsTheRecommendedHeap() {
        Map<String, String> entries = Map.of(PROCESS, "300m");
        assertThat(onlyProblem(entries))
                .isEqualTo(
                        "Total Process Memory, 300 MiB (314572800 bytes), leaves no JVM Heap beside JVM Metaspace, 256 MiB"
                                + " (268435456 bytes), JVM Overhead, 192 MiB (201326592 bytes), and Off-heap, 128 MiB (134217728 bytes)."
                                + " Raise jobmanager.memory.process.size to at least 704m, which leaves room for the JVM Heap that"
                                + " Flink recommends, 128 MiB (Flink takes 577m too), or lower what is beside the heap"
                                + " (jobmanager.memory.jvm-metaspace.size, jobmanager.memory.off-heap.size,"
                                + " jobmanager.memory.jvm-overhead.min).");
        assertCured(entries, PROCESS, "704m");
        assertCured(entries, PROCESS, "577m");
        assertThat(problems(Map.of(PROCESS, "576m"))).hasSize(1);
        assertThat(resolve(Map.of(PROCESS, "704m"), "2.3.0").remarks()).isEmpty();
    }

    @Test
    void aProcessThatNoSizeCanHoldSaysSo() {
        assertThat(onlyProblem(Map.of(PROCESS, "1g", METASPACE, "9223372036854775807")))
                .contains(
                        "Lower jobmanager.memory.jvm-metaspace.size; no size of jobmanager.memory.process.size holds all parts.");
    }

    @Test
    void tooSmallFlinkMemorySaysTheLeastSize() {
        Map<String, String> entries = Map.of(FLINK, "128m");
        assertThat(onlyProblem(entries))
                .isEqualTo("Total Flink Memory, 128 MiB (134217728 bytes), leaves no JVM Heap beside Off-heap, 128 MiB"
                        + " (134217728 bytes). Raise jobmanager.memory.flink.size to at least 256m, which leaves room"
                        + " for the JVM Heap that Flink recommends, 128 MiB (Flink takes 129m too), or lower"
                        + " jobmanager.memory.off-heap.size.");
        assertCured(entries, FLINK, "256m");
    }

    @Test
    void partsThatDoNotAddUpShowAllAmounts() {
        assertThat(onlyProblem(Map.of(HEAP, "1g", OFF_HEAP, "128m", FLINK, "2g")))
                .isEqualTo(
                        "JVM Heap, 1024 MiB (1073741824 bytes), and Off-heap, 128 MiB (134217728 bytes), do not add up to Total"
                                + " Flink Memory, 2048 MiB (2147483648 bytes). Remove jobmanager.memory.flink.size, or remove"
                                + " jobmanager.memory.heap.size, or make them add up.");
    }

    @Test
    void aHeapAboveFlinkMemorySaysHowFarToLower() {
        Map<String, String> entries = Map.of(HEAP, "2g", FLINK, "1g");
        assertThat(onlyProblem(entries))
                .contains(
                        "JVM Heap, 2048 MiB (2147483648 bytes), is above Total Flink Memory, 1024 MiB (1073741824 bytes)")
                .endsWith("lower jobmanager.memory.heap.size to at most 1073741824b.");
        assertCured(entries, HEAP, "1073741824b");
    }

    @Test
    void aProcessBelowFlinkMemoryShowsBoth() {
        assertThat(onlyProblem(Map.of(PROCESS, "1g", FLINK, "2g")))
                .isEqualTo(
                        "Total Process Memory, 1024 MiB (1073741824 bytes), is less than Total Flink Memory, 2048 MiB"
                                + " (2147483648 bytes), and JVM Metaspace, 256 MiB (268435456 bytes), together. Raise"
                                + " jobmanager.memory.process.size to 2617245696b, or remove it, or lower"
                                + " jobmanager.memory.flink.size.");
    }

    @Test
    void anOverheadOutOfItsRangeSaysWhereToMoveWhat() {
        Map<String, String> small = Map.of(PROCESS, "1400m", FLINK, "1024m");
        assertThat(onlyProblem(small))
                .contains(
                        "leaves 120 MiB (125829120 bytes) for JVM Overhead",
                        "less than its minimum, 192 MiB (201326592 bytes)")
                .contains(
                        "Raise jobmanager.memory.process.size to 1543503872b, or set jobmanager.memory.jvm-overhead.min to"
                                + " 125829120b");
        assertCured(small, PROCESS, "1543503872b");
        assertCured(small, OVERHEAD_MIN, "125829120b");
        Map<String, String> large = Map.of(PROCESS, "4g", FLINK, "1g");
        assertThat(onlyProblem(large))
                .contains(
                        "more than its maximum, 1024 MiB (1073741824 bytes)",
                        "Lower jobmanager.memory.process.size to 2415919104b");
        assertCured(large, PROCESS, "2415919104b");
    }

    @Test
    void aRangeThatContradictsItselfSaysBothWaysOut() {
        Map<String, String> entries = Map.of(PROCESS, "2g", OVERHEAD_MIN, "2g");
        assertThat(onlyProblem(entries))
                .isEqualTo(
                        "The minimum of JVM Overhead, 2048 MiB (2147483648 bytes), is above its maximum, 1024 MiB (1073741824"
                                + " bytes). Lower jobmanager.memory.jvm-overhead.min to at most 1073741824b or raise"
                                + " jobmanager.memory.jvm-overhead.max to at least 2147483648b.");
        assertCured(Map.of(PROCESS, "2g", OVERHEAD_MIN, "2g"), OVERHEAD_MIN, "1073741824b");
    }

    @Test
    void aFractionOutOfItsRangeIsNamed() {
        Map<String, String> entries = Map.of(PROCESS, "2g", FRACTION, "1.0");
        assertThat(onlyProblem(entries))
                .isEqualTo("The fraction of JVM Overhead, 1.0, is not in the range from 0 to below 1. Set"
                        + " jobmanager.memory.jvm-overhead.fraction to a number such as 0.1.");
        assertCured(entries, FRACTION, "0.1");
    }

    @Test
    void sumsBeyondTheLargestSizeAreNamed() {
        assertThat(onlyProblem(Map.of(HEAP, "8388607t", OFF_HEAP, "8388607t")))
                .contains("together exceed the largest size, 9223372036854775807 bytes.");
        assertThat(onlyProblem(Map.of(FLINK, "8388600t", FRACTION, "0.9")))
                .contains("JVM Overhead as the fraction 0.9", "exceeds the largest size");
    }

    @Test
    void allProblemsComeAtOnce() {
        List<ConfigurationProblem> problems = problems(Map.of(
                PROCESS,
                "1g",
                FLINK,
                "2g",
                HEAP,
                "3g",
                OVERHEAD_MIN,
                "2g",
                FRACTION,
                "7",
                METASPACE,
                "many",
                "jobmanager.memory.enable-jvm-direct-memory-limit",
                "perhaps"));
        assertThat(problems.stream().map(ConfigurationProblem::kind))
                .containsExactlyInAnyOrder(
                        ConfigurationProblem.Kind.UNREADABLE_VALUE,
                        ConfigurationProblem.Kind.MINIMUM_ABOVE_MAXIMUM,
                        ConfigurationProblem.Kind.FRACTION_OUT_OF_RANGE,
                        ConfigurationProblem.Kind.UNREADABLE_VALUE,
                        ConfigurationProblem.Kind.TOTAL_TOO_SMALL);
        assertThat(problems).allSatisfy(problem -> assertThat(problem.keys()).isNotEmpty());
        assertThat(problems).allSatisfy(problem -> assertThat(problem.cure()).isNotBlank());
    }

    @Test
    void remarksComeAsData() {
        assertThat(resolve(Map.of(PROCESS, "600m"), "2.3.0").remarks())
                .extracting(Remark::kind)
                .containsExactly(Remark.Kind.HEAP_UNDER_RECOMMENDED_MINIMUM);
        assertThat(resolve(Map.of(HEAP, "1g", FLINK, "2g"), "2.3.0").remarks())
                .extracting(Remark::message)
                .containsExactly(
                        "Off-heap is 1024 MiB (1073741824 bytes), what jobmanager.memory.flink.size leaves beside the JVM"
                                + " Heap; its default, 128 MiB (134217728 bytes), is ignored.");
        assertThat(resolve(Map.of(PROCESS, "2g", FLINK, "1g", FRACTION, "0.2"), "2.3.0")
                        .remarks())
                .extracting(Remark::kind)
                .containsExactly(Remark.Kind.FRACTION_NOT_MET);
        assertThat(resolve(Map.of(PROCESS, "2g", "containerized.heap-cutoff-ratio", "0.25"), "2.3.0")
                        .remarks())
                .extracting(Remark::kind)
                .containsExactly(Remark.Kind.WITHOUT_EFFECT);
        assertThat(resolve(Map.of(PROCESS, "2g"), "3.0.1").remarks())
                .extracting(Remark::message)
                .containsExactly("Flink 3.0.1 is not known; it was treated like 2.3.");
    }

    @Test
    void aLegacyHeapThatLosesIsARemarkEvenIfItCannotBeRead() {
        JobManagerMemoryPlan plan = resolve(Map.of(PROCESS, "2g", "jobmanager.heap.size", "garbage"), "1.11.6");
        assertThat(plan.remarks())
                .extracting(Remark::kind)
                .containsExactly(Remark.Kind.WITHOUT_EFFECT, Remark.Kind.UNREADABLE_BUT_UNUSED);
    }

    @Test
    void everyPartTellsWhereItsSizeCameFrom() {
        JobManagerMemoryPlan plan = resolve(Map.of(PROCESS, "4g"), "2.3.0");
        assertThat(plan.derivations().keySet())
                .containsExactly(
                        MemoryPart.TOTAL_PROCESS,
                        MemoryPart.TOTAL_FLINK,
                        MemoryPart.JVM_HEAP,
                        MemoryPart.OFF_HEAP,
                        MemoryPart.JVM_METASPACE,
                        MemoryPart.JVM_OVERHEAD);
        assertThat(plan.derivations().get(MemoryPart.JVM_OVERHEAD))
                .isInstanceOf(SizeDerivation.Fraction.class)
                .extracting(SizeDerivation::describe)
                .isEqualTo("fraction 0.1 of Total Process Memory (jobmanager.memory.jvm-overhead.fraction)");
    }

    @Test
    void aVersionBeforeTheModelIsRefused() {
        Assertions.assertThatThrownBy(() -> resolve(Map.of(PROCESS, "2g"), "1.10.3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot plan for Flink 1.10.3: its JobManager has another memory model. Name a version from 1.11 on.");
    }

    @ParameterizedTest
    @CsvSource({
        "300m, 256m, 0.1, jvm-overhead.min",
        "1g, 512m, 0.5, jvm-overhead.fraction",
        "2g, 1g, 0.5, jvm-overhead.fraction",
        "2g, 1g, 0.6, jvm-overhead.max"
    })
    void tooSmallAProcessNamesTheKeyThatDecidesOnOverhead(
            String process, String metaspace, String fraction, String key) {
        Map<String, String> entries = Map.of(PROCESS, process, METASPACE, metaspace, FRACTION, fraction);
        ConfigurationProblem problem = problems(entries).get(0);
        assertThat(problem.keys()).containsExactly(PROCESS, METASPACE, OFF_HEAP, "jobmanager.memory." + key);
        assertThat(problem.cure()).endsWith("jobmanager.memory." + key + ").");
    }

    @Test
    void whereNoProcessHoldsTheOverheadTheKeyThatDecidesThereIsLowered() {
        ConfigurationProblem problem = problems(
                        Map.of(PROCESS, "300m", OVERHEAD_MAX, "8388607t", FRACTION, "0.999999", OFF_HEAP, "4000000t"))
                .get(0);
        assertThat(problem.cure())
                .isEqualTo("Lower jobmanager.memory.jvm-overhead.fraction; no size of"
                        + " jobmanager.memory.process.size holds all parts.");
        assertThat(problem.keys()).contains(FRACTION);
        assertThat(problems(Map.of(PROCESS, "300m", OVERHEAD_MAX, "5000000t", FRACTION, "0.9", OFF_HEAP, "4000000t"))
                        .get(0)
                        .cure())
                .startsWith("Lower jobmanager.memory.jvm-overhead.max;");
    }

    @Test
    void anUnreadableOffHeapHidesNotThatTheJvmsPartsDoNotFit() {
        List<ConfigurationProblem> problems = problems(Map.of(PROCESS, "300m", OFF_HEAP, "many"));
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).keys()).containsExactly(OFF_HEAP);
        assertThat(problems.get(1).message())
                .isEqualTo(
                        "Total Process Memory, 300 MiB (314572800 bytes), leaves no JVM Heap beside JVM Metaspace, 256 MiB"
                                + " (268435456 bytes), and JVM Overhead, 192 MiB (201326592 bytes). Raise"
                                + " jobmanager.memory.process.size to at least 576m and what Off-heap takes, or lower what is"
                                + " beside the heap (jobmanager.memory.jvm-metaspace.size,"
                                + " jobmanager.memory.jvm-overhead.min).");
        assertThat(problems.get(1).keys()).containsExactly(PROCESS, METASPACE, OVERHEAD_MIN);
        assertThat(problems(Map.of(PROCESS, "449m", OFF_HEAP, "many"))).hasSize(1);
    }

    @Test
    void aSumBeyondTheLargestSizeNamesTheKeyThatDecidesOnOverhead() {
        assertThat(onlyProblem(Map.of(FLINK, "9223372036540203007")))
                .isEqualTo(
                        "JVM Overhead, 1024 MiB (1073741824 bytes), and Total Flink Memory and JVM Metaspace, 8796093022164 MiB"
                                + " (9223372036808638463 bytes), together exceed the largest size, 9223372036854775807 bytes."
                                + " Lower jobmanager.memory.flink.size, jobmanager.memory.jvm-metaspace.size or"
                                + " jobmanager.memory.jvm-overhead.max.");
        assertThat(onlyProblem(Map.of(FLINK, "9223372036540203007", FRACTION, "0")))
                .startsWith("JVM Overhead, 192 MiB (201326592 bytes), and ")
                .endsWith(" or jobmanager.memory.jvm-overhead.min.");
    }
}
