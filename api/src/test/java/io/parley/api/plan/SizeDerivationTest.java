package io.parley.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.Origin;
import io.parley.api.plan.SizeDerivation.Bound;
import io.parley.api.plan.SizeDerivation.Configured;
import io.parley.api.plan.SizeDerivation.Default;
import io.parley.api.plan.SizeDerivation.Fraction;
import io.parley.api.plan.SizeDerivation.Fraction.Relation;
import io.parley.api.plan.SizeDerivation.Grown;
import io.parley.api.plan.SizeDerivation.LegacyHeap;
import io.parley.api.plan.SizeDerivation.Rest;
import io.parley.api.plan.SizeDerivation.Sum;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SizeDerivationTest {

    private static final Origin LINE = Origin.file("flink-conf.yaml", 7);

    private static String describe(SizeDerivation derivation) {
        return derivation.describe();
    }

    private static Fraction fraction(Relation relation, List<MemoryPart> of, Optional<Bound> bound) {
        return new Fraction(of, relation, "overhead.fraction", 0.1f, MemorySize.ofMebibytes(160), bound);
    }

    @Test
    void namesTheKeyAndItsOrigin() {
        Configured configured = new Configured("new.size", "new.size", LINE);
        assertThat(configured.isDeprecated()).isFalse();
        assertThat(describe(configured)).isEqualTo("new.size (flink-conf.yaml line 7)");
    }

    @Test
    void tellsADeprecatedKeyFromTheCurrentOne() {
        Configured configured = new Configured("old.size", "new.size", Origin.COMMAND_LINE);
        assertThat(configured.isDeprecated()).isTrue();
        assertThat(describe(configured)).isEqualTo("old.size, a deprecated key of new.size (-D on the command line)");
    }

    @Test
    void namesTheKeyOfADefault() {
        assertThat(describe(new Default("off-heap.size"))).isEqualTo("default of off-heap.size");
    }

    @Test
    void tellsWhatALegacyHeapCountsAs() {
        assertThat(describe(new LegacyHeap(
                        "FLINK_JM_HEAP",
                        "jobmanager.memory.process.size",
                        Origin.environmentVariable("FLINK_JM_HEAP"))))
                .isEqualTo("legacy FLINK_JM_HEAP, which counts as jobmanager.memory.process.size here"
                        + " (environment variable FLINK_JM_HEAP)");
    }

    @Test
    void showsAFractionAsItWasWritten() {
        assertThat(describe(fraction(Relation.OF_WHOLE, List.of(MemoryPart.TOTAL_PROCESS), Optional.empty())))
                .isEqualTo("fraction 0.1 of Total Process Memory (overhead.fraction)");
        assertThat(describe(fraction(
                        Relation.OF_REST, List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE), Optional.empty())))
                .isEqualTo("fraction 0.1 of the whole, derived from Total Flink Memory + JVM Metaspace"
                        + " (overhead.fraction)");
    }

    @Test
    void tellsWhichBoundAFractionRanInto() {
        assertThat(describe(fraction(
                        Relation.OF_WHOLE,
                        List.of(MemoryPart.TOTAL_PROCESS),
                        Optional.of(new Bound(Bound.Limit.MINIMUM, "overhead.min")))))
                .endsWith("(overhead.fraction), raised from 160 MiB to the minimum (overhead.min)");
        assertThat(describe(fraction(
                        Relation.OF_WHOLE,
                        List.of(MemoryPart.TOTAL_PROCESS),
                        Optional.of(new Bound(Bound.Limit.MAXIMUM, "overhead.max")))))
                .endsWith("(overhead.fraction), cut from 160 MiB to the maximum (overhead.max)");
    }

    @Test
    void namesTheWholeAndThePartsOfARest() {
        assertThat(describe(
                        new Rest(MemoryPart.TOTAL_PROCESS, List.of(MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD))))
                .isEqualTo("rest of Total Process Memory without JVM Metaspace and JVM Overhead");
    }

    @Test
    void namesThePartsOfASum() {
        assertThat(describe(new Sum(List.of(MemoryPart.JVM_HEAP, MemoryPart.OFF_HEAP))))
                .isEqualTo("sum of JVM Heap and Off-heap");
    }

    @Test
    void tellsHowAGrantMadeItGrow() {
        assertThat(describe(new Grown("heap", MemorySize.ofMebibytes(448), new Default("heap.size"))))
                .isEqualTo("default of heap.size, grown by 448 MiB from the grant (policy heap)");
    }
}
