package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.TaskManagerResources;
import io.parley.api.plan.WorkerResources;
import io.parley.api.plan.WorkerResources.Pools;
import io.parley.api.size.MemorySize;
import io.parley.core.oracle.FlinkJars;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of workers of given resources beside Flink's own code. {@code -Dparley.seed} sets the seed. */
class WorkerDifferentialTest {

    private static final long SEED = Long.getLong("parley.seed", 20_200_903L);
    private static final int CONFIGURATIONS = 2_000;
    private static final long MEBIBYTE = 1L << 20;

    static Stream<String> versions() {
        return FlinkJars.VERSIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aWorkerGetsTheBytesThatFlinkGivesIt(String version) {
        System.out.println("Workers against Flink " + version + ": seed " + SEED + " (-Dparley.seed)");
        FlinkOracle flink = FlinkOracle.load(version);
        SplittableRandom random = new SplittableRandom(SEED);
        ResolutionRules rules = TestRules.of(version, LegacyHeapMeaning.TOTAL_PROCESS);
        int accepted = 0;
        int besideProcess = 0;
        for (int i = 0; i < CONFIGURATIONS; i++) {
            WorkerResources worker = worker(random, rules);
            Map<String, String> entries = new RandomTaskManagers(random).next();
            if (random.nextInt(10) > 0) {
                entries.remove("taskmanager.memory.process.size");
                entries.remove("taskmanager.heap.size");
                entries.remove("taskmanager.heap.mb");
            } else {
                entries.put("taskmanager.memory.process.size", processFor(worker, random) + "b");
            }
            Optional<FlinkOracle.Spec> expected = flink.deriveWorker(entries, worker);
            Optional<FlinkOracle.Spec> actual = resolve(entries, worker, rules);
            assertThat(actual)
                    .as("Flink %s, worker %d of seed %d: %s, %s", version, i, SEED, worker, entries)
                    .isEqualTo(expected);
            accepted += actual.isPresent() ? 1 : 0;
            besideProcess += actual.isPresent() && entries.containsKey("taskmanager.memory.process.size") ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(CONFIGURATIONS / 2);
        assertThat(besideProcess).isGreaterThan(CONFIGURATIONS / 100);
    }

    @Test
    void aWorkerNeedsSlotsWhereFlinkPassesThemOn() {
        WorkerResources worker = new WorkerResources(
                MemorySize.ofMebibytes(256),
                MemorySize.ZERO,
                new Pools(MemorySize.ofMebibytes(64), MemorySize.ZERO),
                TaskManagerResources.ofCores(BigDecimal.ONE));
        ResolutionRules rules = TestRules.of("1.13", LegacyHeapMeaning.TOTAL_PROCESS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkerResolution(FlinkConfiguration.of(Map.of()), rules, worker).resolve())
                .withMessage("Cannot plan a worker without a number of slots: Flink 1.13 passes it to the process."
                        + " Give one, for instance 1.");
    }

    @Test
    void whatAWorkerIsGivenHasNoKey() {
        WorkerResources worker = new WorkerResources(
                MemorySize.MAX,
                MemorySize.ZERO,
                new Pools(MemorySize.ofMebibytes(64), MemorySize.ZERO),
                TaskManagerResources.ofCores(BigDecimal.ONE));
        ResolutionRules rules = TestRules.of("1.12", LegacyHeapMeaning.TOTAL_PROCESS);
        MemoryConfigurationException refusal = catchThrowableOfType(
                MemoryConfigurationException.class,
                () -> new WorkerResolution(FlinkConfiguration.of(Map.of()), rules, worker).resolve());
        assertThat(refusal.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.keys())
                    .containsExactly(
                            "taskmanager.memory.framework.heap.size", "taskmanager.memory.framework.off-heap.size");
            assertThat(problem.message())
                    .contains("the managed memory of the worker, 0 bytes, together exceed the largest size")
                    .endsWith("Lower the task heap of the worker.");
        });
    }

    private static long processFor(WorkerResources worker, SplittableRandom random) {
        return worker.heap().bytes()
                + worker.offHeap().bytes()
                + worker.pools().network().bytes()
                + worker.pools().managed().bytes()
                + (512 + random.nextLong(180, 1100)) * MEBIBYTE;
    }

    private static WorkerResources worker(SplittableRandom random, ResolutionRules rules) {
        boolean passResources = rules.line().taskManagerProperties().passResources();
        Map<String, Long> external = new LinkedHashMap<>();
        if (passResources && random.nextInt(3) == 0) {
            external.put("gpu", random.nextLong(1, 9));
        }
        return new WorkerResources(
                size(random),
                size(random),
                new Pools(size(random), size(random)),
                new TaskManagerResources(
                        BigDecimal.valueOf(random.nextInt(0, 64) / 4.0),
                        passResources ? OptionalInt.of(random.nextInt(1, 9)) : OptionalInt.empty(),
                        external));
    }

    private static MemorySize size(SplittableRandom random) {
        return MemorySize.ofBytes(
                switch (random.nextInt(20)) {
                    case 0 -> 0;
                    case 1 -> Long.MAX_VALUE >> random.nextInt(1, 8);
                    default -> random.nextLong(0, 4096 * MEBIBYTE);
                });
    }

    private static Optional<FlinkOracle.Spec> resolve(
            Map<String, String> entries, WorkerResources worker, ResolutionRules rules) {
        try {
            TaskManagerMemoryPlan plan = new WorkerResolution(FlinkConfiguration.of(entries), rules, worker).resolve();
            return Optional.of(new FlinkOracle.Spec(
                    Stream.concat(
                                    Stream.of(plan.totalProcess(), plan.totalFlink()),
                                    plan.components().values().stream())
                            .map(MemorySize::bytes)
                            .toList(),
                    String.join(" ", plan.jvmArguments()),
                    new TreeMap<>(plan.dynamicProperties())));
        } catch (MemoryConfigurationException e) {
            assertThat(e.problems())
                    .allSatisfy(problem -> assertThat(problem.keys())
                            .as(problem.message())
                            .allMatch(key -> key.startsWith("taskmanager.")));
            return Optional.empty();
        }
    }
}
