package io.parley.yarn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.yarn.sizing.AllocationRule;
import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How the maximum that a ResourceManager tells goes together with the rules of files. */
class LiveRulesTest {

    private static final String GPU = Clusters.GPU;
    private static final String QUEUE = "yarn.scheduler.capacity.root.etl.maximum-allocation-mb";
    private static final String MEBIBYTES = "yarn.scheduler.maximum-allocation-mb";
    private static final AllocationRule VCORES = rule(4, "yarn.scheduler.maximum-allocation-vcores");

    private static AllocationRule rule(long maximum, String key) {
        return new AllocationRule(
                new Bound(2, "minimum"), new Bound(3, "step"), new Bound(maximum, key), new Bound(maximum, key));
    }

    private static SchedulerRules files(AllocationRule memory) {
        return new SchedulerRules(
                SchedulerKind.FAIR,
                CalculatorKind.DOMINANT,
                Map.of(SchedulerRules.MEMORY, memory, SchedulerRules.VCORES, VCORES, GPU, rule(7, "files")),
                Certainty.KNOWN);
    }

    private static ResourceManagerAnswers answers(Set<String> types, Map<String, Long> maximum, long... nodes) {
        return new ResourceManagerAnswers(
                Optional.of(SchedulerKind.FAIR),
                maximum,
                types,
                List.of(),
                Set.of(),
                List.of(),
                List.of(),
                Sight.EVERYTHING,
                Map.of(),
                Arrays.stream(nodes)
                        .mapToObj(mebibytes ->
                                new ClusterNode("n:1", "", Clusters.sizes(mebibytes, 8), Clusters.sizes(0, 0)))
                        .toList());
    }

    private static AllocationRule memory(AllocationRule file, long told, long... nodes) {
        return LiveRules.of(
                        files(file), answers(Set.of(SchedulerRules.MEMORY), Map.of(SchedulerRules.MEMORY, told), nodes))
                .of(SchedulerRules.MEMORY);
    }

    @Test
    void whatIsToldReplacesTheMaximumAndNothingElse() {
        SchedulerRules rules = LiveRules.of(
                files(rule(8192, MEBIBYTES)),
                answers(Set.of(SchedulerRules.MEMORY), Map.of(SchedulerRules.MEMORY, 4096L), 16384));
        assertThat(rules.scheduler()).isEqualTo(SchedulerKind.FAIR);
        assertThat(rules.calculator()).isEqualTo(CalculatorKind.DOMINANT);
        assertThat(rules.certainty()).isEqualTo(Certainty.KNOWN);
        assertThat(rules.of(SchedulerRules.MEMORY))
                .isEqualTo(new AllocationRule(
                        new Bound(2, "minimum"),
                        new Bound(3, "step"),
                        new Bound(4096, MEBIBYTES),
                        new Bound(4096, MEBIBYTES)));
    }

    @Test
    void theCalculatorOfTheFilesStays() {
        for (CalculatorKind calculator : CalculatorKind.values()) {
            SchedulerRules files = files(rule(8192, MEBIBYTES));
            SchedulerRules counted =
                    new SchedulerRules(SchedulerKind.CAPACITY, calculator, files.resources(), Certainty.ASSUMED);
            for (SchedulerRules rules : List.of(
                    LiveRules.of(counted, answers(Set.of(), Map.of(), 16384)),
                    LiveRules.told(counted, answers(Set.of(), Map.of(), 16384)))) {
                assertThat(rules.calculator()).isEqualTo(calculator);
                assertThat(rules.scheduler()).isEqualTo(SchedulerKind.CAPACITY);
                assertThat(rules.certainty()).isEqualTo(Certainty.ASSUMED);
            }
        }
    }

    @Test
    void whatIsToldAloneKnowsNoQueueOfFiles() {
        AllocationRule queue = new AllocationRule(
                new Bound(2, "minimum"), new Bound(3, "step"), new Bound(2048, QUEUE), new Bound(2048, QUEUE));
        assertThat(LiveRules.told(files(queue), answers(Set.of(), Map.of(SchedulerRules.MEMORY, 4096L), 16384))
                        .of(SchedulerRules.MEMORY)
                        .maximum())
                .isEqualTo(new Bound(4096, MEBIBYTES));
    }

    @Test
    void memoryAndVcoresAreThereEvenIfNobodyNamesThem() {
        SchedulerRules rules = LiveRules.of(
                files(rule(8192, MEBIBYTES)),
                answers(Set.of(), Map.of(SchedulerRules.MEMORY, 4096L, SchedulerRules.VCORES, 2L), 16384));
        assertThat(rules.of(SchedulerRules.MEMORY).maximum().amount()).isEqualTo(4096);
        assertThat(rules.of(SchedulerRules.VCORES).maximum())
                .isEqualTo(new Bound(2, "yarn.scheduler.maximum-allocation-vcores"));
        assertThat(rules.resources()).doesNotContainKey(GPU);
    }

    @Test
    void aResourceWhoseMaximumIsNotToldKeepsThatOfFiles() {
        SchedulerRules rules =
                LiveRules.of(files(rule(8192, MEBIBYTES)), answers(Set.of(GPU), new TreeMap<>(Map.of()), 16384));
        assertThat(rules.of(GPU).maximum()).isEqualTo(new Bound(7, "files"));
    }

    @Test
    void aResourceOfTheClusterHasItsKey() {
        SchedulerRules rules = LiveRules.of(files(rule(8192, MEBIBYTES)), answers(Set.of(GPU), Map.of(GPU, 3L), 16384));
        assertThat(rules.of(GPU).maximum())
                .isEqualTo(new Bound(3, "yarn.resource-types." + GPU + ".maximum-allocation"));
    }

    @Test
    void theSmallerOneOfAQueueAndTheClusterCounts() {
        AllocationRule queue = new AllocationRule(
                new Bound(2, "minimum"), new Bound(3, "step"), new Bound(2048, QUEUE), new Bound(2048, QUEUE));
        assertThat(memory(queue, 4096, 16384).maximum()).isEqualTo(new Bound(2048, QUEUE));
        assertThat(memory(queue, 4096, 16384).roundingMaximum()).isEqualTo(new Bound(2048, QUEUE));
        assertThat(memory(queue, 1024, 16384).maximum()).isEqualTo(new Bound(1024, MEBIBYTES));
        assertThat(memory(queue, 1024, 16384).roundingMaximum()).isEqualTo(new Bound(1024, MEBIBYTES));
        assertThat(memory(queue, 2048, 16384).maximum())
                .as("as small as the cluster's")
                .isEqualTo(new Bound(2048, MEBIBYTES));
    }

    @Test
    void aMaximumOfFilesThatIsSmallerThanTheClustersIsOutOfDate() {
        assertThat(memory(rule(2048, "some.key"), 4096, 16384).maximum()).isEqualTo(new Bound(4096, MEBIBYTES));
    }

    @Test
    void theLargestNodeIsNamedWhereItDecidesAndTheFileDoesNot() {
        assertThat(memory(rule(8192, MEBIBYTES), 4096, 2048, 4096, 1024).maximum())
                .isEqualTo(new Bound(4096, SchedulerRules.LARGEST_NODE));
        assertThat(memory(rule(4096, "some.key"), 4096, 2048, 4096).maximum()).isEqualTo(new Bound(4096, "some.key"));
        assertThat(memory(rule(8192, MEBIBYTES), 4096).maximum()).isEqualTo(new Bound(4096, MEBIBYTES));
    }
}
