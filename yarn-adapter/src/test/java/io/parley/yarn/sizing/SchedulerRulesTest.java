package io.parley.yarn.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ResourceLimit;
import io.parley.api.environment.ResourceLimit.Bound;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulerRulesTest {

    private static final String GPU = "yarn.io/gpu";

    private static AllocationRule rule(long minimum, long step, long maximum) {
        Bound bound = new Bound(maximum, "maximum");
        return new AllocationRule(new Bound(minimum, "minimum"), new Bound(step, "step"), bound, bound);
    }

    private static SchedulerRules rules(SchedulerKind scheduler, CalculatorKind calculator, AllocationRule memory) {
        return new SchedulerRules(
                scheduler,
                calculator,
                Map.of(SchedulerRules.MEMORY, memory, SchedulerRules.VCORES, rule(1, 1, 4), GPU, rule(0, 0, 8)),
                Certainty.KNOWN);
    }

    private static long memory(SchedulerRules rules, long asked) {
        return rules.granted(new ContainerSize(asked, 0, Map.of())).memory();
    }

    @Test
    void roundsUpToTheMinimumThenToAMultipleOfTheStepThenDownToTheMaximum() {
        SchedulerRules rules = rules(SchedulerKind.FAIR, CalculatorKind.DOMINANT, rule(1000, 300, 2000));
        assertThat(memory(rules, 1)).isEqualTo(1200);
        assertThat(memory(rules, 1200)).isEqualTo(1200);
        assertThat(memory(rules, 1201)).isEqualTo(1500);
        assertThat(memory(rules, 1900)).isEqualTo(2000);
    }

    @Test
    void neverDividesByZero() {
        assertThat(memory(rules(SchedulerKind.FAIR, CalculatorKind.DOMINANT, rule(0, 0, 2000)), 1601))
                .isEqualTo(1601);
        assertThat(memory(rules(SchedulerKind.FIFO, CalculatorKind.DEFAULT, rule(0, 0, 2000)), 1601))
                .isZero();
        assertThat(memory(rules(SchedulerKind.CAPACITY, CalculatorKind.DOMINANT, rule(0, 0, 2000)), 1601))
                .isEqualTo(1601);
    }

    @Test
    void grantsOneVcoreAndNothingElseWhereOnlyMemoryCounts() {
        SchedulerRules rules = rules(SchedulerKind.CAPACITY, CalculatorKind.DEFAULT, rule(1024, 1024, 8192));
        assertThat(rules.granted(new ContainerSize(1600, 3, Map.of(GPU, 2L))))
                .isEqualTo(new ContainerSize(2048, 1, Map.of()));
    }

    @Test
    void roundsEveryResourceByItselfWhereAllCount() {
        SchedulerRules rules = rules(SchedulerKind.CAPACITY, CalculatorKind.DOMINANT, rule(1024, 1024, 8192));
        assertThat(rules.granted(new ContainerSize(1600, 3, Map.of(GPU, 2L))))
                .isEqualTo(new ContainerSize(2048, 3, Map.of(GPU, 2L)));
    }

    @Test
    void aQueuesMaximumEndsRoundingWithFairOnly() {
        Map<String, Bound> queue = Map.of(SchedulerRules.MEMORY, new Bound(8000, "queue"));
        AllocationRule memory = rule(1024, 1024, 8192);
        assertThat(memory(
                        rules(SchedulerKind.FAIR, CalculatorKind.DOMINANT, memory)
                                .withQueueMaximum(queue),
                        7500))
                .isEqualTo(8000);
        SchedulerRules capacity =
                rules(SchedulerKind.CAPACITY, CalculatorKind.DEFAULT, memory).withQueueMaximum(queue);
        assertThat(memory(capacity, 7500)).isEqualTo(8192);
        assertThat(capacity.of(SchedulerRules.MEMORY).maximum()).isEqualTo(new Bound(8000, "queue"));
        SchedulerRules fifo =
                rules(SchedulerKind.FIFO, CalculatorKind.DEFAULT, memory).withQueueMaximum(queue);
        assertThat(fifo.of(SchedulerRules.MEMORY)).isEqualTo(memory);
    }

    @Test
    void theLargestNodeEndsRoundingAlways() {
        SchedulerRules rules = rules(SchedulerKind.CAPACITY, CalculatorKind.DEFAULT, rule(1024, 1024, 8192))
                .withLargestNode(Map.of(SchedulerRules.MEMORY, 3000L, "unheard-of", 1L));
        assertThat(memory(rules, 2500)).isEqualTo(3000);
        assertThat(rules.of(SchedulerRules.MEMORY).maximum()).isEqualTo(new Bound(3000, SchedulerRules.LARGEST_NODE));
        assertThat(rules.of("unheard-of")).isEqualTo(AllocationRule.UNLIMITED);
    }

    @Test
    void aLargerQueueOrNodeChangesNothing() {
        SchedulerRules rules = rules(SchedulerKind.CAPACITY, CalculatorKind.DEFAULT, rule(1024, 1024, 8192));
        assertThat(rules.withLargestNode(Map.of(SchedulerRules.MEMORY, 8192L))).isEqualTo(rules);
        assertThat(rules.withQueueMaximum(Map.of(SchedulerRules.MEMORY, new Bound(9000, "queue"))))
                .isEqualTo(rules);
    }

    @Test
    void survivesTheWayThroughGenericLimits() {
        for (SchedulerKind scheduler : SchedulerKind.values()) {
            SchedulerRules rules = rules(
                            scheduler,
                            SchedulerRules.calculatorOf(scheduler, CalculatorKind.DOMINANT),
                            rule(512, 256, 8192))
                    .withQueueMaximum(Map.of(SchedulerRules.MEMORY, new Bound(8000, "queue a, of two words")));
            assertThat(SchedulerRules.of(rules.toLimits())).isEqualTo(rules);
            assertThat(SchedulerRules.nameEveryResource(rules.toLimits())).isTrue();
        }
    }

    @Test
    void readsLimitsThatSayLittle() {
        EnvironmentLimits limits = new EnvironmentLimits(
                Map.of(
                        SchedulerRules.MEMORY,
                        new ResourceLimit(new Bound(1000, "minimum"), 1000, new Bound(3000, "maximum"))),
                Map.of(),
                Certainty.KNOWN);
        SchedulerRules rules = SchedulerRules.of(limits);
        assertThat(rules.scheduler()).isEqualTo(SchedulerKind.CAPACITY);
        assertThat(rules.calculator()).isEqualTo(CalculatorKind.DEFAULT);
        assertThat(memory(rules, 1001)).isEqualTo(2000);
        assertThat(memory(SchedulerRules.of(EnvironmentLimits.NONE), 1001)).isEqualTo(1001);
        assertThat(SchedulerRules.nameEveryResource(limits)).isFalse();
    }

    @Test
    void refusesARoundingRuleThatIsNone() {
        EnvironmentLimits limits = new EnvironmentLimits(
                Map.of(SchedulerRules.MEMORY, ResourceLimit.NONE),
                Map.of("rounding-maximum.memory-mb", "a lot"),
                Certainty.KNOWN);
        assertThatThrownBy(() -> SchedulerRules.of(limits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use the rule rounding-maximum.memory-mb of YARN's limits: \"a lot\" is no amount"
                        + " with its key. Write for instance \"8192 yarn.scheduler.maximum-allocation-mb\".");
    }

    @Test
    void refusesACalculatorThatASchedulerNeverHas() {
        assertThatThrownBy(() -> rules(SchedulerKind.FAIR, CalculatorKind.DEFAULT, rule(1, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FairScheduler always has DominantResourceCalculator, never DefaultResourceCalculator.");
        assertThatThrownBy(() -> rules(SchedulerKind.FIFO, CalculatorKind.DOMINANT, rule(1, 1, 1)))
                .hasMessage("FifoScheduler always has DefaultResourceCalculator, never DominantResourceCalculator.");
    }

    @Test
    void refusesRulesWithoutMemoryOrVcores() {
        assertThatThrownBy(() -> new SchedulerRules(
                        SchedulerKind.FIFO,
                        CalculatorKind.DEFAULT,
                        Map.of(SchedulerRules.MEMORY, rule(1, 1, 1)),
                        Certainty.KNOWN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The rules of memory-mb and vcores are needed, found those of [memory-mb].");
    }

    @Test
    void refusesToRoundWhereYarnWrapsAround() {
        SchedulerRules rules =
                rules(SchedulerKind.CAPACITY, CalculatorKind.DOMINANT, rule(1L << 62, 1L << 62, Long.MAX_VALUE));
        assertThatThrownBy(() -> memory(rules, (1L << 62) + 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("YARN cannot round 4611686018427387906 up to a multiple of 4611686018427387904 (step).");
    }
}
