package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.Origin;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.SizeDerivation.Bound;
import io.parley.api.plan.SizeDerivation.Bound.Limit;
import io.parley.api.plan.SizeDerivation.Configured;
import io.parley.api.plan.SizeDerivation.Default;
import io.parley.api.plan.SizeDerivation.Fraction;
import io.parley.api.plan.SizeDerivation.Fraction.Relation;
import io.parley.api.plan.SizeDerivation.Given;
import io.parley.api.plan.SizeDerivation.Grown;
import io.parley.api.plan.SizeDerivation.LegacyHeap;
import io.parley.api.plan.SizeDerivation.NetworkBuffers;
import io.parley.api.plan.SizeDerivation.Rest;
import io.parley.api.plan.SizeDerivation.Sum;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SizeReasonTest {

    private static final Origin FILE = Origin.file("conf/config.yaml", 12);
    private static final Bound MAXIMUM = new Bound(Limit.MAXIMUM, "the.max");
    private static final Bound MINIMUM = new Bound(Limit.MINIMUM, "the.min");

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of(new Configured("the.key", "the.key", FILE), "the.key (conf/config.yaml line 12)"),
                Arguments.of(
                        new Configured("old.key", "the.key", FILE),
                        "deprecated old.key (conf/config.yaml line 12), today the.key"),
                Arguments.of(new Default("the.key"), "default of the.key"),
                Arguments.of(
                        new LegacyHeap("taskmanager.heap.size", "the.key", FILE),
                        "legacy taskmanager.heap.size (conf/config.yaml line 12), counts as the.key here"),
                Arguments.of(
                        new LegacyHeap("FLINK_TM_HEAP", "the.key", Origin.environmentVariable("FLINK_TM_HEAP")),
                        "legacy environment variable FLINK_TM_HEAP, counts as the.key here"),
                Arguments.of(
                        new NetworkBuffers("the.buffers", 4096, MemorySize.ofBytes(32768), "the.segment", FILE),
                        "4096 buffers of 32 KiB: legacy the.buffers (conf/config.yaml line 12) times the.segment"),
                Arguments.of(
                        new NetworkBuffers("the.buffers", 128, MemorySize.ofMebibytes(1), "the.segment", FILE),
                        "128 buffers of 1 MiB: legacy the.buffers (conf/config.yaml line 12) times the.segment"),
                Arguments.of(new Given(), "given for this worker"),
                Arguments.of(
                        fraction(0.1f, Relation.OF_WHOLE, Optional.empty(), MemoryPart.TOTAL_FLINK),
                        "10% of Total Flink Memory (the.fraction)"),
                Arguments.of(
                        fraction(0.125f, Relation.OF_WHOLE, Optional.of(MAXIMUM), MemoryPart.TOTAL_FLINK),
                        "12.5% of Total Flink Memory, cut from 1000 MiB to the maximum (the.max, 128 MiB)"),
                Arguments.of(
                        fraction(0.1f, Relation.OF_WHOLE, Optional.of(MINIMUM), MemoryPart.TOTAL_FLINK),
                        "10% of Total Flink Memory, raised from 1000 MiB to the minimum (the.min, 128 MiB)"),
                Arguments.of(
                        fraction(
                                0.1f,
                                Relation.OF_REST,
                                Optional.empty(),
                                MemoryPart.FRAMEWORK_HEAP,
                                MemoryPart.TASK_HEAP,
                                MemoryPart.FRAMEWORK_OFF_HEAP,
                                MemoryPart.TASK_OFF_HEAP,
                                MemoryPart.MANAGED),
                        "10% of Total Flink Memory, worked out from its other parts (the.fraction)"),
                Arguments.of(
                        fraction(0.5f, Relation.OF_REST, Optional.empty(), MemoryPart.MANAGED),
                        "50% of the sum with Managed (the.fraction)"),
                Arguments.of(
                        new Rest(MemoryPart.TOTAL_PROCESS, List.of(MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD)),
                        "what is left of Total Process Memory after JVM Metaspace and JVM Overhead"),
                Arguments.of(
                        new Rest(
                                MemoryPart.TOTAL_FLINK,
                                List.of(
                                        MemoryPart.FRAMEWORK_HEAP,
                                        MemoryPart.TASK_HEAP,
                                        MemoryPart.FRAMEWORK_OFF_HEAP,
                                        MemoryPart.TASK_OFF_HEAP,
                                        MemoryPart.MANAGED)),
                        "what is left of Total Flink Memory after its other parts"),
                Arguments.of(
                        new Sum(List.of(MemoryPart.FRAMEWORK_HEAP, MemoryPart.TASK_HEAP)),
                        "the sum of Framework Heap and Task Heap"),
                Arguments.of(new Sum(List.copyOf(TaskManagerPlans.USUAL.sizes().keySet())), "the sum of its parts"),
                Arguments.of(
                        new Grown(
                                "replan",
                                MemorySize.ofMebibytes(28),
                                fraction(0.1f, Relation.OF_WHOLE, Optional.of(MINIMUM), MemoryPart.TOTAL_FLINK)),
                        "10% of Total Flink Memory, raised from 1000 MiB to the minimum (the.min, 100 MiB),"
                                + " grown by 28 MiB from the grant (policy replan)"));
    }

    private static Fraction fraction(float value, Relation relation, Optional<Bound> bound, MemoryPart... of) {
        return new Fraction(List.of(of), relation, "the.fraction", value, MemorySize.ofMebibytes(1000), bound);
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void saysInAFewWords(SizeDerivation derivation, String reason) {
        ProcessMemoryPlan plan =
                TaskManagerPlans.USUAL.because(MemoryPart.NETWORK, derivation).plan();

        assertThat(SizeReason.of(plan, MemoryPart.NETWORK)).isEqualTo(reason);
    }

    @Test
    void hasWordsForEveryKindOfDerivation() {
        assertThat(reasons().map(reason -> (Object) reason.get()[0].getClass()))
                .contains((Object[]) SizeDerivation.class.getPermittedSubclasses());
    }

    @Test
    void admitsWhatAPlanDoesNotTell() {
        assertThat(SizeReason.of(TaskManagerPlans.USUAL.plan(), MemoryPart.NETWORK))
                .isEqualTo("not told");
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void isPartOfTheJson(SizeDerivation derivation, String reason) {
        ProcessMemoryPlan plan =
                TaskManagerPlans.USUAL.because(MemoryPart.NETWORK, derivation).plan();

        assertThat(JsonWriter.plan("yarn", plan, List.of(), JsonWriter.Detail.ORIGINS))
                .contains("\"leading\": [ \"totalProcess\" ]")
                .contains("\"network\": {\n      \"kind\": \""
                        + switch (derivation.getClass().getSimpleName()) {
                            case "Configured" -> "configured\"";
                            case "Default" -> "default\",\n      \"key\": \"the.key\"";
                            case "LegacyHeap" -> "legacyHeap\"";
                            case "NetworkBuffers" -> "networkBuffers\",\n      \"key\": \"the.buffers\"";
                            case "Given" -> "given\"";
                            case "Fraction" -> "fraction\",\n      \"key\": \"the.fraction\"";
                            case "Rest" -> "rest\"";
                            case "Sum" -> "sum\"";
                            default -> "grown\",\n      \"policy\": \"replan\",\n      \"added\": 29360128";
                        })
                .contains("\"text\": \"" + reason + "\"");
    }
}
