package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.LoweringCure;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.oracle.FlinkJars;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cure that names a size is done as it says, and has to give a plan that fits. */
class LoweringCuresTest {

    private static final long SEED = Long.getLong("parley.seed", 20_261_124L);
    private static final int CONFIGURATIONS = 4_000;

    private static ProcessMemoryPlan resolve(
            ProcessKind process, FlinkConfiguration configuration, ResolutionRules rules) {
        return switch (process) {
            case JOB_MANAGER -> new JobManagerResolution(configuration, rules, null).resolve();
            case TASK_MANAGER -> new TaskManagerResolution(configuration, rules, null).resolve();
        };
    }

    private static @Nullable ProcessMemoryPlan planOrNull(
            ProcessKind process, FlinkConfiguration configuration, ResolutionRules rules) {
        try {
            return resolve(process, configuration, rules);
        } catch (MemoryConfigurationException e) {
            return null;
        }
    }

    private static PlanLowering bySearch(FlinkConfiguration configuration, ResolutionRules rules) {
        return (plan, maximum) -> new LoweredPlanSearch(configuration, rules, plan)
                .largest(maximum)
                .map(LoweredPlan::asLowering);
    }

    /** Reads what a cure says as the configurations that each way of following it gives. */
    private static List<FlinkConfiguration> followed(LoweringCure cure, FlinkConfiguration configuration) {
        List<FlinkConfiguration> ways = new ArrayList<>();
        String[] halves = cure.text().split(" and take out ", 2);
        for (String way : halves[0].substring("Lower ".length()).split(" or ", -1)) {
            FlinkConfiguration.Builder changed = configuration.toBuilder();
            for (String size : way.split(" and ", -1)) {
                String[] keyAndSize = size.split(" to ", 2);
                if (keyAndSize[0].startsWith("FLINK_")) {
                    changed.environmentVariables(Map.of(keyAndSize[0], keyAndSize[1]));
                } else {
                    changed.set(keyAndSize[0], keyAndSize[1]);
                }
            }
            if (halves.length == 2) {
                Stream.of(halves[1].split(" and ", -1))
                        .forEach(name -> changed.remove(name).removeEnvironmentVariable(name));
            }
            ways.add(changed.build());
        }
        return ways;
    }

    /** Sometimes the variable of the old scripts. */
    private static Map<String, String> variables(ProcessKind process, SplittableRandom random) {
        return random.nextInt(4) > 0
                ? Map.of()
                : Map.of(
                        process == ProcessKind.JOB_MANAGER ? "FLINK_JM_HEAP" : "FLINK_TM_HEAP",
                        random.nextInt(600, 6_000) + "m");
    }

    private static Stream<Arguments> kinds() {
        return Stream.of(ProcessKind.values())
                .flatMap(process -> Stream.of("the plan alone", "search").map(by -> Arguments.of(process, by)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("kinds")
    void everySizeThatACureNamesGivesAPlanThatFits(ProcessKind process, String by) {
        System.out.println("Cures of a " + process + " by " + by + ": seed " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        Supplier<Map<String, String>> configurations = process == ProcessKind.JOB_MANAGER
                ? new RandomJobManagers(random)::next
                : new RandomTaskManagers(random)::next;
        LegacyHeapMeaning[] meanings = {LegacyHeapMeaning.TOTAL_PROCESS, LegacyHeapMeaning.TOTAL_FLINK};
        int sized = 0;
        for (int i = 0; i < CONFIGURATIONS; i++) {
            String version = FlinkJars.VERSIONS.get(i % FlinkJars.VERSIONS.size());
            ResolutionRules rules = TestRules.of(
                    version,
                    process == ProcessKind.JOB_MANAGER && i % 3 == 0
                            ? LegacyHeapMeaning.JVM_HEAP
                            : meanings[i % meanings.length]);
            FlinkConfiguration configuration = FlinkConfiguration.of(configurations.get()).toBuilder()
                    .environmentVariables(variables(process, random))
                    .build();
            ProcessMemoryPlan plan = planOrNull(process, configuration, rules);
            if (plan == null || plan.totalProcess().bytes() < 2) {
                continue;
            }
            MemorySize bound =
                    MemorySize.ofBytes(random.nextLong(1, plan.totalProcess().bytes()));
            PlanLowering lowering = by.equals("search") ? bySearch(configuration, rules) : PlanLowering.BY_PLAN;
            Optional<LoweringCure> cure = lowering.within(plan, bound);
            if (cure.isEmpty() || !cure.get().text().contains(" to ")) {
                continue;
            }
            sized++;
            for (FlinkConfiguration followed : followed(cure.get(), configuration)) {
                assertThat(resolve(process, followed, rules).totalProcess())
                        .as(
                                "Flink %s, %s, %s: %s",
                                version,
                                bound,
                                configuration.toMap(),
                                cure.get().text())
                        .isLessThanOrEqualTo(bound);
            }
        }
        System.out.println("with a size " + sized);
        assertThat(sized).isGreaterThan(CONFIGURATIONS / 20);
    }

    private static Optional<String> cure(Map<String, String> entries, long mebibytes) {
        FlinkConfiguration configuration = FlinkConfiguration.of(entries);
        ProcessKind process = entries.keySet().iterator().next().startsWith("jobmanager")
                ? ProcessKind.JOB_MANAGER
                : ProcessKind.TASK_MANAGER;
        ResolutionRules rules = TestRules.of("1.20.0", LegacyHeapMeaning.TOTAL_PROCESS);
        return bySearch(configuration, rules)
                .within(resolve(process, configuration, rules), MemorySize.ofMebibytes(mebibytes))
                .map(LoweringCure::text);
    }

    @Test
    void namesWhatIsWritten() {
        assertThat(cure(Map.of("jobmanager.heap.size", "9g"), 2048)).contains("Lower jobmanager.heap.size to 2048m");
        assertThat(cure(Map.of("jobmanager.heap.mb", "9216"), 2048)).contains("Lower jobmanager.heap.mb to 2048");
        assertThat(cure(Map.of("taskmanager.memory.size", "9g", "taskmanager.memory.task.heap.size", "1g"), 4096))
                .hasValueSatisfying(text -> assertThat(text).startsWith("Lower taskmanager.memory.size to "));
    }

    @Test
    void namesNothingWhereNoSizeDoes() {
        assertThat(cure(Map.of("jobmanager.memory.process.size", "9g"), 500)).isEmpty();
    }
}
