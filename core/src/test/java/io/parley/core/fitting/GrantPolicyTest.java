package io.parley.core.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.MemoryPlanResolver;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantPolicyTest {

    private static final long SEED = Long.getLong("parley.seed", 116L);
    private static final long MEBIBYTE = 1L << 20;
    private static final EnvironmentDescription CONTAINERS = new EnvironmentDescription(
            "containers",
            "Containers.",
            MemoryPart.TOTAL_PROCESS,
            Map.of(
                    ProcessKind.JOB_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS,
                    ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS),
            MemorySize.ofMebibytes(1),
            Set.of(),
            List.of());

    private static MemoryPlanResolver resolver(String version) {
        return MemoryPlanResolver.of(FlinkVersion.parse(version), CONTAINERS);
    }

    private static Grant grant(MemorySize memory) {
        return Grant.of(memory, CpuAmount.ofCores(1), Certainty.KNOWN);
    }

    private static PlanFit fit(GrantPolicy policy, Map<String, String> entries, long grantedMebibytes) {
        FlinkConfiguration configuration = FlinkConfiguration.of(entries);
        MemoryPlanResolver resolver = resolver("2.3.0");
        return policy.bind(resolver, configuration)
                .fit(resolver.jobManager(configuration), grant(MemorySize.ofMebibytes(grantedMebibytes)));
    }

    @Test
    void replanGivesThePlanOfTheGrantedSizeWhereTotalProcessLed() {
        PlanFit fit = fit(GrantPolicy.REPLAN, Map.of("jobmanager.memory.process.size", "1600m"), 2048);
        assertThat(fit.plan().jvmHeap().bytes()).isEqualTo(1530082096L);
        assertThat(fit.plan().totalProcess()).isEqualTo(MemorySize.ofMebibytes(2048));
        assertThat(fit.unused()).isEqualTo(MemorySize.ZERO);
        assertThat(fit.plan().dynamicProperties()).containsEntry("jobmanager.memory.heap.size", "1530082096b");
        assertThat(fit.plan().derivations().get(MemoryPart.TOTAL_PROCESS)).isInstanceOf(SizeDerivation.Grown.class);
    }

    @Test
    void replanOfALegacyHeapThatStandsForTotalProcessGrowsToo() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("jobmanager.heap.size", "1600m"));
        MemoryPlanResolver resolver = resolver("1.11.6");
        PlanFit fit = GrantPolicy.REPLAN
                .bind(resolver, configuration)
                .fit(resolver.jobManager(configuration), grant(MemorySize.ofMebibytes(2048)));
        assertThat(fit.plan().jvmHeap().bytes()).isEqualTo(1530082096L);
    }

    @Test
    void replanKeepsExplicitSizesAndGrowsOverheadWhereTotalFlinkLed() {
        PlanFit fit = fit(GrantPolicy.REPLAN, Map.of("jobmanager.memory.flink.size", "1024m"), 2048);
        assertThat(fit.plan().totalFlink()).isEqualTo(MemorySize.ofMebibytes(1024));
        assertThat(fit.plan().jvm().overhead()).isEqualTo(MemorySize.ofMebibytes(2048 - 1024 - 256));
        assertThat(fit.unused()).isEqualTo(MemorySize.ZERO);
    }

    @Test
    void overheadGrowsToItsMaximumAndTheRestIsReportedUnused() {
        PlanFit fit = fit(GrantPolicy.OVERHEAD, Map.of("jobmanager.memory.process.size", "1600m"), 4096);
        assertThat(fit.plan().jvm().overhead()).isEqualTo(MemorySize.ofMebibytes(1024));
        assertThat(fit.unused()).isEqualTo(MemorySize.ofMebibytes(4096 - 1600 - (1024 - 192)));
    }

    @Test
    void heapAndOffHeapTakeEverything() {
        Map<String, String> entries = Map.of("jobmanager.memory.process.size", "1600m");
        assertThat(fit(GrantPolicy.HEAP, entries, 2048).plan().jvmHeap()).isEqualTo(MemorySize.ofMebibytes(1024 + 448));
        assertThat(((JobManagerMemoryPlan)
                                fit(GrantPolicy.OFF_HEAP, entries, 2048).plan())
                        .offHeap())
                .isEqualTo(MemorySize.ofMebibytes(128 + 448));
    }

    @Test
    void heapAndOffHeapMeanTheTaskPartsOnATaskManager() {
        TaskManagerMemoryPlan plan = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));
        FlinkConfiguration none = FlinkConfiguration.of(Map.of());
        MemorySize surplus = MemorySize.ofMebibytes(320);
        TaskManagerMemoryPlan heap = (TaskManagerMemoryPlan) GrantPolicy.HEAP
                .bind(resolver("2.3.0"), none)
                .fit(plan, grant(MemorySize.ofMebibytes(2048)))
                .plan();
        assertThat(heap.flinkMemory().heap().task())
                .isEqualTo(plan.flinkMemory().heap().task().plus(surplus));
        TaskManagerMemoryPlan offHeap = (TaskManagerMemoryPlan) GrantPolicy.OFF_HEAP
                .bind(resolver("2.3.0"), none)
                .fit(plan, grant(MemorySize.ofMebibytes(2048)))
                .plan();
        assertThat(offHeap.flinkMemory().offHeap().task()).isEqualTo(surplus);
    }

    @Test
    void replanOfAPlanOfAnotherConfigurationShrinksNothing() {
        JobManagerMemoryPlan stranger = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
        PlanFit fit = GrantPolicy.REPLAN
                .bind(resolver("2.3.0"), FlinkConfiguration.of(Map.of("jobmanager.memory.off-heap.size", "1g")))
                .fit(stranger, grant(MemorySize.ofMebibytes(2048)));
        assertNothingShrank(stranger, fit.plan());
    }

    @Test
    void aNameThatIsNoneIsRefusedWithAllNames() {
        assertThatThrownBy(() -> GrantPolicy.of("waste"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "No grant policy is named \"waste\". Choose one of replan, heap, off-heap, overhead, unused.");
        assertThat(GrantPolicy.of("off-heap")).isEqualTo(GrantPolicy.OFF_HEAP);
    }

    @ParameterizedTest
    @EnumSource(GrantPolicy.class)
    void neverRefusesAndNeverShrinks(GrantPolicy policy) {
        System.out.println("Grant policy " + policy.id() + ": seed " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        Map<LeadingSize, Integer> led = new EnumMap<>(LeadingSize.class);
        for (int i = 0; i < 20_000; i++) {
            Map<String, String> entries = randomEntries(random);
            FlinkConfiguration configuration = FlinkConfiguration.of(entries);
            MemoryPlanResolver resolver = resolver(random.nextBoolean() ? "2.3.0" : "1.11.6");
            JobManagerMemoryPlan plan;
            try {
                plan = resolver.jobManager(configuration);
            } catch (MemoryConfigurationException e) {
                continue;
            }
            led.merge(plan.leadingSize(), 1, Integer::sum);
            MemorySize granted = plan.totalProcess().plus(MemorySize.ofBytes(surplus(random)));
            PlanFit fit = policy.bind(resolver, configuration).fit(plan, grant(granted));
            assertThat(fit.plan().totalProcess().plus(fit.unused()))
                    .as("%s in %s", entries, granted)
                    .isEqualTo(granted);
            assertNothingShrank(plan, fit.plan());
            assertThat(policy.bind(resolver, configuration).fit(plan, grant(MemorySize.ZERO)))
                    .isEqualTo(new PlanFit(plan, MemorySize.ZERO));
        }
        assertThat(led)
                .allSatisfy(
                        (leading, count) -> assertThat(count).as(leading.name()).isGreaterThan(1000));
        assertThat(led).hasSize(LeadingSize.values().length);
    }

    private static long surplus(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(3);
            case 1 -> random.nextLong(MEBIBYTE);
            case 2 -> random.nextLong(1024 * MEBIBYTE);
            default -> random.nextLong(1L << 50);
        };
    }

    private static Map<String, String> randomEntries(SplittableRandom random) {
        Map<String, String> entries = new HashMap<>();
        String leading = List.of("process.size", "flink.size", "heap.size").get(random.nextInt(3));
        entries.put("jobmanager.memory." + leading, random.nextLong(400 * MEBIBYTE, 1L << 40) + "b");
        if (random.nextInt(3) == 0) {
            entries.put("jobmanager.memory.jvm-overhead.max", random.nextLong(100 * MEBIBYTE, 1L << 34) + "b");
        }
        if (random.nextInt(3) == 0) {
            entries.put("jobmanager.memory.jvm-overhead.fraction", Float.toString(random.nextInt(100) / 100f));
        }
        if (random.nextInt(3) == 0) {
            entries.put("jobmanager.memory.off-heap.size", random.nextLong(400 * MEBIBYTE) + "b");
        }
        return entries;
    }

    private static void assertNothingShrank(ProcessMemoryPlan before, ProcessMemoryPlan after) {
        before.components()
                .forEach((part, size) -> assertThat(after.components().get(part))
                        .as(part.toString())
                        .isGreaterThanOrEqualTo(size));
    }
}
