package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.oracle.FlinkJars;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Plans beside Flink's own code of every line over random configurations. {@code -Dparley.seed} sets the seed,
 * {@code -Dparley.fuzz} the number of configurations, spread over the lines and both kinds of process.
 */
class FlinkDifferentialTest {

    private static final int CONFIGURATIONS = Integer.getInteger("parley.fuzz", 200_000);
    private static final long SEED = Long.getLong("parley.seed", 20_200_901L);

    private static final List<String> BOTH = List.of(
            "led by TOTAL_PROCESS",
            "led by TOTAL_FLINK",
            "led by COMPONENTS",
            "TOTAL_FLINK beside TOTAL_PROCESS",
            "COMPONENTS beside TOTAL_PROCESS",
            "COMPONENTS beside TOTAL_FLINK",
            "JVM Overhead OF_WHOLE",
            "JVM Overhead OF_WHOLE MINIMUM",
            "JVM Overhead OF_WHOLE MAXIMUM",
            "JVM Overhead OF_REST",
            "JVM Overhead OF_REST MINIMUM",
            "JVM Overhead OF_REST MAXIMUM",
            "JVM Overhead Rest",
            "remark FRACTION_NOT_MET",
            "remark WITHOUT_EFFECT",
            "remark DEPRECATED_KEY",
            "problem UNREADABLE_VALUE",
            "problem NO_TOTAL",
            "problem MINIMUM_ABOVE_MAXIMUM",
            "problem FRACTION_OUT_OF_RANGE",
            "problem TOTAL_TOO_SMALL",
            "problem REST_OUT_OF_RANGE",
            "problem SIZE_OVERFLOW",
            "several problems");

    private static final List<String> JOB_MANAGER = List.of(
            "Off-heap Configured",
            "Off-heap Default",
            "Off-heap Rest",
            "direct limit true",
            "direct limit false",
            "remark HEAP_UNDER_RECOMMENDED_MINIMUM",
            "remark DEFAULT_IGNORED",
            "problem PARTS_DO_NOT_ADD_UP",
            "legacy jobmanager.heap.size as jobmanager.memory.process.size",
            "legacy jobmanager.heap.size as jobmanager.memory.flink.size",
            "legacy jobmanager.heap.size as jobmanager.memory.heap.size",
            "legacy jobmanager.heap.mb as jobmanager.memory.process.size",
            "legacy jobmanager.heap.mb as jobmanager.memory.flink.size",
            "legacy jobmanager.heap.mb as jobmanager.memory.heap.size");

    private static final List<String> TASK_MANAGER = List.of(
            "Network OF_WHOLE",
            "Network OF_WHOLE MINIMUM",
            "Network OF_WHOLE MAXIMUM",
            "Network OF_REST",
            "Network OF_REST MINIMUM",
            "Network OF_REST MAXIMUM",
            "Network Rest",
            "Network NetworkBuffers",
            "Managed OF_WHOLE",
            "Managed Configured",
            "Task Heap Rest",
            "Task Heap Configured",
            "Task Off-heap Configured",
            "Task Off-heap Default",
            "Framework Heap Configured",
            "Framework Heap Default",
            "Framework Off-heap Configured",
            "deprecated taskmanager.memory.size",
            "external resources",
            "no task heap",
            "problem VALUE_OUT_OF_RANGE",
            "legacy taskmanager.heap.size as taskmanager.memory.process.size",
            "legacy taskmanager.heap.size as taskmanager.memory.flink.size",
            "legacy taskmanager.heap.mb as taskmanager.memory.process.size",
            "legacy taskmanager.heap.mb as taskmanager.memory.flink.size");

    private final Map<String, Integer> branches = new TreeMap<>();

    @Test
    void jobManagersGetTheSameBytesAndRefusalsAsFromEveryLineOfFlink() {
        compare(ProcessKind.JOB_MANAGER, List.of(LegacyHeapMeaning.values()), JOB_MANAGER);
    }

    @Test
    void taskManagersGetTheSameBytesAndRefusalsAsFromEveryLineOfFlink() {
        compare(
                ProcessKind.TASK_MANAGER,
                List.of(LegacyHeapMeaning.TOTAL_PROCESS, LegacyHeapMeaning.TOTAL_FLINK),
                TASK_MANAGER);
    }

    private void compare(ProcessKind process, List<LegacyHeapMeaning> meanings, List<String> ownBranches) {
        int each = CONFIGURATIONS / 2 / FlinkJars.VERSIONS.size();
        System.out.println(process + "s against " + FlinkJars.VERSIONS.size() + " lines of Flink: seed " + SEED + ", "
                + each + " configurations each (-Dparley.seed, -Dparley.fuzz)");
        SplittableRandom random = new SplittableRandom(SEED);
        Supplier<Map<String, String>> configurations = process == ProcessKind.JOB_MANAGER
                ? new RandomJobManagers(random)::next
                : new RandomTaskManagers(random)::next;
        Map<String, Integer> accepted = new TreeMap<>();
        for (String version : FlinkJars.VERSIONS) {
            FlinkOracle flink = FlinkOracle.load(version);
            for (int i = 0; i < each; i++) {
                Map<String, String> entries = configurations.get();
                LegacyHeapMeaning meaning = meanings.get(random.nextInt(meanings.size()));
                Optional<FlinkOracle.Spec> expected = flink.derive(process, entries, meaning);
                Optional<FlinkOracle.Spec> actual = resolve(process, entries, TestRules.of(version, meaning));
                if (!actual.equals(expected)) {
                    assertThat(actual)
                            .as(
                                    "Flink %s, configuration %d of seed %d: %s, legacy heap %s",
                                    version, i, SEED, entries, meaning)
                            .isEqualTo(expected);
                }
                accepted.merge(version, actual.isPresent() ? 1 : 0, Integer::sum);
            }
        }
        System.out.println("accepted " + accepted + ", branches " + branches);
        accepted.forEach((version, count) ->
                assertThat(count).as("accepted by " + version).isGreaterThanOrEqualTo((int) (each * 0.4)));
        int least = Math.max(1, CONFIGURATIONS / 2000);
        assertThat(Stream.concat(BOTH.stream(), ownBranches.stream()))
                .allSatisfy(branch ->
                        assertThat(branches.getOrDefault(branch, 0)).as(branch).isGreaterThanOrEqualTo(least));
    }

    private Optional<FlinkOracle.Spec> resolve(
            ProcessKind process, Map<String, String> entries, ResolutionRules rules) {
        FlinkConfiguration configuration = FlinkConfiguration.of(entries);
        try {
            ProcessMemoryPlan plan = process == ProcessKind.JOB_MANAGER
                    ? new JobManagerResolution(configuration, rules, null).resolve()
                    : new TaskManagerResolution(configuration, rules, null).resolve();
            count(plan, rules);
            Stream<MemorySize> totals = Stream.of(plan.totalProcess(), plan.totalFlink());
            return Optional.of(new FlinkOracle.Spec(
                    Stream.concat(totals, plan.components().values().stream())
                            .map(MemorySize::bytes)
                            .toList(),
                    String.join(" ", plan.jvmArguments()),
                    new TreeMap<>(plan.dynamicProperties())));
        } catch (MemoryConfigurationException e) {
            e.problems().stream().map(ConfigurationProblem::kind).distinct().forEach(kind -> hit("problem " + kind));
            if (e.problems().size() > 1) {
                hit("several problems");
            }
            return Optional.empty();
        }
    }

    private void hit(String branch) {
        branches.merge(branch, 1, Integer::sum);
    }

    private void count(ProcessMemoryPlan plan, ResolutionRules rules) {
        LeadingSize leading = plan.leadingSize();
        hit("led by " + leading.name());
        if (leading != LeadingSize.TOTAL_PROCESS
                && !(plan.derivations().get(MemoryPart.TOTAL_PROCESS) instanceof SizeDerivation.Sum)) {
            hit(leading.name() + " beside TOTAL_PROCESS");
        }
        if (leading == LeadingSize.COMPONENTS
                && !(plan.derivations().get(MemoryPart.TOTAL_FLINK) instanceof SizeDerivation.Sum)) {
            hit("COMPONENTS beside TOTAL_FLINK");
        }
        plan.derivations().forEach((part, derivation) -> {
            if (derivation instanceof SizeDerivation.Fraction fraction) {
                hit(part + " " + fraction.relation()
                        + fraction.bound().map(bound -> " " + bound.limit()).orElse(""));
            } else {
                hit(part + " " + derivation.getClass().getSimpleName());
            }
            if (derivation instanceof SizeDerivation.LegacyHeap legacy) {
                hit("legacy " + legacy.name() + " as " + legacy.currentKey());
                assertThat(rules.line().legacyOptions()).isEqualTo(FlinkLine.LegacyOptions.READ);
            }
            if (derivation instanceof SizeDerivation.Configured configured && configured.isDeprecated()) {
                hit("deprecated " + configured.key());
            }
        });
        if (plan instanceof JobManagerMemoryPlan) {
            hit("direct limit " + plan.jvmDirectLimit().isPresent());
        } else if (plan instanceof TaskManagerMemoryPlan taskManager) {
            if (!taskManager.resources().externalResources().isEmpty()) {
                hit("external resources");
            }
            if (taskManager.flinkMemory().heap().task().bytes() == 0) {
                hit("no task heap");
            }
        }
        plan.remarks().stream().map(Remark::kind).distinct().forEach(kind -> hit("remark " + kind));
    }
}
