package io.parley.yarn.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.ResourceLimit.Bound;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchedulerRulesReaderTest {

    private static final String FAIR = "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler";
    private static final String FIFO = "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler";
    private static final String QUEUES = "yarn.scheduler.capacity.root.";
    private static final String LIMIT = ".maximum-allocation-mb";

    private static Map<String, String> map(String... entries) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i], entries[i + 1]);
        }
        return map;
    }

    private static SchedulerRules read(String... entries) {
        return readQueue("default", entries);
    }

    private static SchedulerRules readQueue(String queue, String... entries) {
        return SchedulerRulesReader.read(SchedulerSettings.of(map(entries)), queue);
    }

    private static SchedulerRules readFair(String allocations, String queue, String... entries) {
        Map<String, String> settings = map(entries);
        settings.put(SchedulerRulesReader.SCHEDULER_CLASS, FAIR);
        return SchedulerRulesReader.read(
                new SchedulerSettings(settings, settings, Optional.of(allocations), Certainty.KNOWN), queue);
    }

    private static long maximum(SchedulerRules rules) {
        return rules.of(SchedulerRules.MEMORY).maximum().amount();
    }

    private static void assertRefused(String message, String... entries) {
        assertThatThrownBy(() -> read(entries))
                .isInstanceOf(MalformedSettingException.class)
                .hasMessage(message);
    }

    @Test
    void assumesYarnsDefaults() {
        SchedulerRules rules = SchedulerRulesReader.read(SchedulerSettings.DEFAULTS, "default");
        assertThat(rules.certainty()).isEqualTo(Certainty.ASSUMED);
        assertThat(rules.scheduler()).isEqualTo(SchedulerKind.CAPACITY);
        assertThat(rules.calculator()).isEqualTo(CalculatorKind.DEFAULT);
        assertThat(rules.of(SchedulerRules.MEMORY).minimum())
                .isEqualTo(new Bound(1024, "yarn.scheduler.minimum-allocation-mb"));
        assertThat(rules.of(SchedulerRules.MEMORY).maximum())
                .isEqualTo(new Bound(8192, "yarn.scheduler.maximum-allocation-mb"));
        assertThat(rules.of(SchedulerRules.VCORES).maximum())
                .isEqualTo(new Bound(4, "yarn.scheduler.maximum-allocation-vcores"));
    }

    @Test
    void theKeysOfResourceTypesWinUnlessTheyAreMinusOne() {
        String older = "yarn.scheduler.minimum-allocation-mb";
        String newer = "yarn.resource-types.memory-mb.minimum-allocation";
        assertThat(read(older, "512", newer, "256").of(SchedulerRules.MEMORY).minimum())
                .isEqualTo(new Bound(256, newer));
        assertThat(read(older, "512", newer, "-1").of(SchedulerRules.MEMORY).minimum())
                .isEqualTo(new Bound(512, older));
    }

    @Test
    void fairStepsByItsIncrementWithItsUnit() {
        String newer = "yarn.resource-types.memory-mb.increment-allocation";
        for (Map.Entry<String, Long> step :
                Map.of("256 Mi", 256L, "1Gi", 1024L, "100", 100L, "2048Ki", 2L).entrySet()) {
            assertThat(readFair("<allocations/>", "default", newer, step.getKey())
                            .of(SchedulerRules.MEMORY)
                            .step())
                    .isEqualTo(new Bound(step.getValue(), newer));
        }
        String older = "yarn.scheduler.increment-allocation-mb";
        assertThat(readFair("<allocations/>", "default", older, "64")
                        .of(SchedulerRules.MEMORY)
                        .step())
                .isEqualTo(new Bound(64, older));
        assertThat(readFair("<allocations/>", "default")
                        .of(SchedulerRules.MEMORY)
                        .step())
                .isEqualTo(new Bound(1024, older));
    }

    @Test
    void furtherResourcesMeanTheDominantCalculatorWhereNothingSaysOtherwise() {
        assertThat(read("yarn.resource-types", "yarn.io/gpu").calculator()).isEqualTo(CalculatorKind.DOMINANT);
        assertRefused(
                "Cannot use yarn.scheduler.capacity.resource-calculator: DefaultResourceCalculator counts memory only,"
                        + " but yarn.resource-types lists further resources; the ResourceManager does not start."
                        + " Choose DominantResourceCalculator.",
                "yarn.resource-types",
                "yarn.io/gpu",
                SchedulerRulesReader.CALCULATOR_CLASS,
                "org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator");
    }

    @Test
    void onlyAssumesHowAForeignCalculatorRounds() {
        SchedulerRules rules = read(SchedulerRulesReader.CALCULATOR_CLASS, "com.example.Abacus");
        assertThat(rules.certainty()).isEqualTo(Certainty.ASSUMED);
        assertThat(rules.calculator()).isEqualTo(CalculatorKind.DOMINANT);
    }

    @Test
    void volumesHaveNoPartInTheSizeOfAContainer() {
        assertThat(read(
                                "yarn.resource-types",
                                "volume,yarn.io/gpu",
                                "yarn.resource-types.volume.tags",
                                "a, system:csi-volume")
                        .resources())
                .containsOnlyKeys("memory-mb", "vcores", "yarn.io/gpu");
    }

    @Test
    void findsACapacityQueueByNameOrPathAndInheritsFromAbove() {
        String[] queues = {
            QUEUES + "queues", "a,b",
            QUEUES + "a.queues", "etl,twin",
            QUEUES + "b.queues", "twin",
            QUEUES + "a" + LIMIT, "5000",
            QUEUES + "a.etl" + LIMIT, "4000",
            QUEUES + "b" + LIMIT, "3000"
        };
        assertThat(maximum(readQueue("etl", queues))).isEqualTo(4000);
        assertThat(maximum(readQueue("root.a.etl", queues))).isEqualTo(4000);
        assertThat(maximum(readQueue("root.a.twin", queues))).isEqualTo(5000);
        assertThat(maximum(readQueue("root.b.twin", queues))).isEqualTo(3000);
        assertThat(maximum(readQueue("twin", queues)))
                .as("an ambiguous name has no queue's maximum")
                .isEqualTo(8192);
        assertThat(maximum(readQueue("other", queues))).isEqualTo(8192);
    }

    @Test
    void findsAFairQueueAndInheritsFromAbove() {
        String allocations = "<allocations><!-- a comment --><queue name='root'>"
                + "<queue name=' a '><maxContainerAllocation>5000 mb, 2 vcores</maxContainerAllocation>"
                + "<queue name='etl'><maxContainerAllocation>memory-mb=4000,vcores=3</maxContainerAllocation></queue>"
                + "<queue name='twin'/></queue><pool name='default'>"
                + "<maxContainerAllocation>100 mb, 1 vcores</maxContainerAllocation></pool></queue></allocations>";
        assertThat(maximum(readFair(allocations, "root.a.etl"))).isEqualTo(4000);
        assertThat(maximum(readFair(allocations, "a.twin"))).isEqualTo(5000);
        assertThat(readFair(allocations, "a.twin").of(SchedulerRules.MEMORY).roundingMaximum())
                .isEqualTo(new Bound(5000, "maxContainerAllocation of queue root.a"));
        assertThat(maximum(readFair(allocations, "other"))).isEqualTo(8192);
        assertThat(maximum(readFair(allocations, "default")))
                .as("a queue of the user's name takes the place of default")
                .isEqualTo(8192);
        assertThat(maximum(readFair(allocations, "default", "yarn.scheduler.fair.user-as-default-queue", "false")))
                .isEqualTo(100);
    }

    @Test
    void fifoHasNoQueues() {
        assertThat(maximum(read(SchedulerRulesReader.SCHEDULER_CLASS, FIFO, QUEUES + "default" + LIMIT, "100")))
                .isEqualTo(8192);
    }

    @Test
    void refusesNumbersThatAreNone() {
        assertRefused(
                "Cannot use yarn.scheduler.maximum-allocation-mb: \"8g\" is not a whole number in range. Write digits,"
                        + " for instance 1024.",
                "yarn.scheduler.maximum-allocation-mb",
                "8g");
        assertRefused(
                "Cannot use yarn.resource-types.vcores.maximum-allocation: -7 is negative. Write 0 or more.",
                "yarn.resource-types.vcores.maximum-allocation",
                "-7");
    }

    @Test
    void refusesAMinimumOfZeroWhereTheSchedulerDoesNotStart() {
        String key = "yarn.scheduler.minimum-allocation-mb";
        assertRefused(
                "Cannot use " + key + ": the ResourceManager does not start CapacityScheduler with 0. Write 1 or"
                        + " more.",
                key,
                "0");
        assertRefused(
                "Cannot use " + key + ": the ResourceManager does not start FifoScheduler with 0. Write 1 or more.",
                SchedulerRulesReader.SCHEDULER_CLASS,
                FIFO,
                key,
                "0");
        assertThat(readFair("<allocations/>", "default", key, "0")
                        .of(SchedulerRules.MEMORY)
                        .minimum()
                        .amount())
                .isZero();
    }

    @Test
    void refusesAMinimumAboveTheMaximum() {
        assertRefused(
                "Cannot use yarn.scheduler.minimum-allocation-vcores: the ResourceManager does not start with a minimum"
                        + " of 5 above the maximum of 4 (yarn.scheduler.maximum-allocation-vcores). Lower the one or"
                        + " raise the other.",
                "yarn.scheduler.minimum-allocation-vcores",
                "5");
    }

    @Test
    void refusesIncrementsThatAreNone() {
        String key = "yarn.resource-types.memory-mb.increment-allocation";
        assertRefused(
                "Cannot use " + key + ": \"256 Xi\" is not an amount in range. Write digits, at most one blank and a"
                        + " unit of YARN, for instance 256 Mi.",
                SchedulerRulesReader.SCHEDULER_CLASS,
                FAIR,
                key,
                "256 Xi");
        assertRefused(
                "Cannot use " + key + ": the ResourceManager does not start with an increment of 0. Write 1 or more.",
                SchedulerRulesReader.SCHEDULER_CLASS,
                FAIR,
                key,
                "0");
    }

    @Test
    void refusesResourceTypesThatCannotBe() {
        assertRefused(
                "Cannot use yarn.resource-types: it lists \"memory-mb\", which is empty, always there or listed twice."
                        + " Take it out.",
                "yarn.resource-types",
                "memory-mb");
        assertRefused(
                "Cannot use yarn.resource-types.x.units: \"Xi\" is no unit of YARN. Write for instance Mi, or nothing.",
                "yarn.resource-types",
                "x",
                "yarn.resource-types.x.units",
                "Xi");
        assertRefused(
                "Cannot use yarn.resource-types.x.type: \"COLOUR\" is no type of YARN. Write COUNTABLE.",
                "yarn.resource-types",
                "x",
                "yarn.resource-types.x.type",
                "COLOUR");
    }

    @Test
    void refusesAQueuesMaximumThatCannotBe() {
        String key = QUEUES + "default.maximum-allocation";
        assertRefused(
                "Cannot use " + key + "-mb: the ResourceManager does not start with a queue's maximum of 9000 memory-mb"
                        + " above the cluster's maximum of 8192 (yarn.scheduler.maximum-allocation-mb). Lower the one"
                        + " or raise the other.",
                key + "-mb",
                "9000");
        assertRefused("Cannot use " + key + "-vcores: -2 is negative. Write 0 or more.", key + "-vcores", "-2");
        assertRefused(
                "Cannot use " + key + ": the cluster has no resource \"yarn.io/gpu\". Add it to yarn.resource-types, or"
                        + " take it out.",
                key,
                "memory-mb=1024,gpu=1");
        assertRefused(
                "Cannot use " + key + ": \"memory-mb=1T\" is no resource with its amount. Write for instance"
                        + " memory-mb=8192,vcores=4; memory may have the unit M or G.",
                key,
                "memory-mb=1T");
    }

    @Test
    void refusesAllocationsThatAreNone() {
        assertThatThrownBy(() -> readFair("<allocations>", "default"))
                .isInstanceOf(MalformedSettingException.class)
                .hasMessageStartingWith(
                        "Cannot use the Fair scheduler's allocation file: it is not XML without a document type: ");
        assertThatThrownBy(() -> readFair("<!DOCTYPE allocations><allocations/>", "default"))
                .hasMessageStartingWith("Cannot use the Fair scheduler's allocation file: it is not XML");
        assertThatThrownBy(() -> readFair(
                        "<allocations><queue name='a'><maxContainerAllocation>50%</maxContainerAllocation></queue>"
                                + "</allocations>",
                        "b"))
                .hasMessage("Cannot use maxContainerAllocation of queue root.a: \"50%\" is no largest container. Write"
                        + " for instance 8192 mb, 4 vcores, or the resources of the cluster by name: memory-mb=8192,"
                        + " vcores=4.");
    }
}
