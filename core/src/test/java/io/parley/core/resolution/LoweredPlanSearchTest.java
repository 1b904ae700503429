package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.oracle.FlinkJars;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoweredPlanSearchTest {

    private static final long SEED = Long.getLong("parley.seed", 20_261_123L);
    private static final int CONFIGURATIONS = 4_000;

    private static ProcessMemoryPlan resolve(ProcessKind process, FlinkConfiguration configuration, String version) {
        ResolutionRules rules = TestRules.of(version, LegacyHeapMeaning.TOTAL_FLINK);
        return switch (process) {
            case JOB_MANAGER -> new JobManagerResolution(configuration, rules, null).resolve();
            case TASK_MANAGER -> new TaskManagerResolution(configuration, rules, null).resolve();
        };
    }

    private static Optional<LoweredPlan> lowered(ProcessKind process, Map<String, String> entries, long mebibytes) {
        FlinkConfiguration configuration = FlinkConfiguration.of(entries);
        return new LoweredPlanSearch(
                        configuration,
                        TestRules.of("2.3.0", LegacyHeapMeaning.TOTAL_FLINK),
                        resolve(process, configuration, "2.3.0"))
                .largest(MemorySize.ofMebibytes(mebibytes));
    }

    /** With a variable of the old scripts beside, in an environment that takes it for the size of the container. */
    private static Optional<LoweredPlan> loweredBesideAVariable(
            String version, String variable, Map<String, String> entries, long mebibytes) {
        FlinkConfiguration configuration = FlinkConfiguration.of(entries).toBuilder()
                .environmentVariables(Map.of(variable, "9g"))
                .build();
        ResolutionRules rules = TestRules.of(version, LegacyHeapMeaning.TOTAL_PROCESS);
        ProcessMemoryPlan plan = variable.equals("FLINK_JM_HEAP")
                ? new JobManagerResolution(configuration, rules, null).resolve()
                : new TaskManagerResolution(configuration, rules, null).resolve();
        return new LoweredPlanSearch(configuration, rules, plan).largest(MemorySize.ofMebibytes(mebibytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "1.20.0"})
    void takesOutTheVariableThatIsATotalBesideComponents(String version) {
        // 9216 MiB of the variable = 8000 + 128 of off-heap + 256 of metaspace + 832 of overhead.
        Map<String, String> heap = Map.of("jobmanager.memory.heap.size", "8000m");
        assertThat(loweredBesideAVariable(version, "FLINK_JM_HEAP", heap, 2048))
                .map(LoweredPlan::cure)
                // Overhead is a tenth of the whole: 2048 - 256 - 204.8 = 1587.2 MiB, 128 of it off-heap.
                .contains("Set jobmanager.memory.heap.size to 1459m and take out FLINK_JM_HEAP.");
        Map<String, String> tasks = Map.of(
                "taskmanager.memory.task.heap.size", "6g",
                "taskmanager.memory.managed.size", "512m",
                "taskmanager.memory.network.max", "1g",
                "taskmanager.memory.jvm-overhead.max", "2g");
        assertThat(loweredBesideAVariable(version, "FLINK_TM_HEAP", tasks, 4096))
                .hasValueSatisfying(lowered -> {
                    assertThat(lowered.removed()).containsExactly("FLINK_TM_HEAP");
                    assertThat(lowered.plan().totalProcess())
                            .isBetween(MemorySize.ofMebibytes(4094), MemorySize.ofMebibytes(4096));
                });
    }

    @Test
    void takesOutWhatWouldCountInPlaceOfATotalThatIsTakenOut() {
        Map<String, String> entries = Map.of(
                "jobmanager.memory.flink.size", "8g",
                "jobmanager.memory.process.size", "9g",
                "jobmanager.heap.mb", "9000");
        assertThat(loweredBesideAVariable("1.20.0", "FLINK_JM_HEAP", entries, 2048))
                .map(LoweredPlan::cure)
                .contains("Set jobmanager.memory.flink.size to 1587m and take out jobmanager.memory.process.size and"
                        + " FLINK_JM_HEAP and jobmanager.heap.mb.");
        assertThat(loweredBesideAVariable("2.3.0", "FLINK_JM_HEAP", entries, 2048))
                .map(LoweredPlan::cure)
                .contains("Set jobmanager.memory.flink.size to 1587m and take out jobmanager.memory.process.size.");
    }

    @ParameterizedTest
    @EnumSource(ProcessKind.class)
    void whatItFindsFitsAndOneMebibyteMoreDoesNot(ProcessKind process) {
        System.out.println("Lowered plans of a " + process + ": seed " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        Supplier<Map<String, String>> configurations = process == ProcessKind.JOB_MANAGER
                ? new RandomJobManagers(random)::next
                : new RandomTaskManagers(random)::next;
        int found = 0;
        for (int i = 0; i < CONFIGURATIONS; i++) {
            String version = FlinkJars.VERSIONS.get(i % FlinkJars.VERSIONS.size());
            Map<String, String> entries = configurations.get();
            FlinkConfiguration configuration = FlinkConfiguration.of(entries);
            ProcessMemoryPlan plan = planOrNull(process, configuration, version);
            if (plan == null || plan.totalProcess().bytes() < 2) {
                continue;
            }
            MemorySize bound = MemorySize.ofBytes(plan.totalProcess().bytes() / 2
                    + random.nextLong(plan.totalProcess().bytes() / 2));
            Optional<LoweredPlan> lowered = new LoweredPlanSearch(
                            configuration, TestRules.of(version, LegacyHeapMeaning.TOTAL_FLINK), plan)
                    .largest(bound);
            if (lowered.isEmpty()) {
                continue;
            }
            found++;
            LoweredPlan result = lowered.get();
            String asFound = "Flink " + version + ", " + bound + ", " + entries + ": " + result.cure();
            assertThat(result.plan().totalProcess()).as(asFound).isLessThanOrEqualTo(bound);
            assertThat(withSize(process, configuration, result, 0, version))
                    .as(asFound)
                    .hasValueSatisfying(again -> assertThat(again.components())
                            .isEqualTo(result.plan().components()));
            assertThat(result.sizes().get(0).size()).as(asFound).isLessThanOrEqualTo(before(plan, result.key()));
            MemorySize more = result.sizes().get(0).size().plus(MemorySize.ofMebibytes(1));
            if (more.compareTo(before(plan, result.key())) > 0) {
                // It leads without the key that was taken out, and is not to be raised.
                continue;
            }
            assertThat(withSize(process, configuration, result, 1, version)
                            .filter(larger -> larger.totalProcess().compareTo(bound) <= 0))
                    .as(asFound)
                    .isEmpty();
        }
        System.out.println("found " + found);
        assertThat(found).isGreaterThan(CONFIGURATIONS / 10);
    }

    private static MemorySize before(ProcessMemoryPlan plan, String key) {
        MemoryPart part = switch (key.substring(key.indexOf(".memory.") + ".memory.".length())) {
            case "process.size" -> MemoryPart.TOTAL_PROCESS;
            case "flink.size" -> MemoryPart.TOTAL_FLINK;
            case "heap.size" -> MemoryPart.JVM_HEAP;
            case "task.heap.size" -> MemoryPart.TASK_HEAP;
            case "managed.size" -> MemoryPart.MANAGED;
            default -> throw new AssertionError(key);
        };
        return plan.size(part).orElseThrow();
    }

    /** Does what a cure says, with some mebibytes more of what matters most. */
    private static Optional<ProcessMemoryPlan> withSize(
            ProcessKind process, FlinkConfiguration configuration, LoweredPlan lowered, long more, String version) {
        FlinkConfiguration.Builder changed = configuration.toBuilder();
        lowered.removed().forEach(changed::remove);
        lowered.sizes().forEach(size -> changed.set(size.key(), (size.size().bytes() >> 20) + "m"));
        long mebibytes = (lowered.sizes().get(0).size().bytes() >> 20) + more;
        return Optional.ofNullable(
                planOrNull(process, changed.set(lowered.key(), mebibytes + "m").build(), version));
    }

    private static @Nullable ProcessMemoryPlan planOrNull(
            ProcessKind process, FlinkConfiguration configuration, String version) {
        try {
            return resolve(process, configuration, version);
        } catch (MemoryConfigurationException e) {
            return null;
        }
    }

    @Test
    void lowersTotalProcessMemoryToTheBound() {
        assertThat(lowered(ProcessKind.JOB_MANAGER, Map.of("jobmanager.memory.process.size", "9g"), 2048))
                .map(LoweredPlan::cure)
                .contains("Set jobmanager.memory.process.size to 2048m.");
    }

    @Test
    void lowersTotalFlinkMemoryAndTakesTheOtherTotalOut() {
        // Overhead is a tenth of the whole: 2048 - 256 - 204.8 = 1587.2 MiB.
        assertThat(lowered(
                        ProcessKind.JOB_MANAGER,
                        Map.of("jobmanager.memory.flink.size", "8g", "jobmanager.memory.process.size", "9g"),
                        2048))
                .map(LoweredPlan::cure)
                .contains("Set jobmanager.memory.flink.size to 1587m and take out jobmanager.memory.process.size.");
    }

    @Test
    void lowersTheTaskHeapWhereComponentsLead() {
        assertThat(lowered(
                        ProcessKind.TASK_MANAGER,
                        Map.of("taskmanager.memory.task.heap.size", "8g", "taskmanager.memory.managed.size", "512m"),
                        4096))
                .hasValueSatisfying(lowered -> {
                    assertThat(lowered.key()).isEqualTo("taskmanager.memory.task.heap.size");
                    assertThat(lowered.plan().totalProcess()).isLessThanOrEqualTo(MemorySize.ofMebibytes(4096));
                });
    }

    private static Map<String, String> components(String taskHeap, String managed) {
        return Map.of("taskmanager.memory.task.heap.size", taskHeap, "taskmanager.memory.managed.size", managed);
    }

    @Test
    void lowersManagedMemoryWhereItIsTheLargerComponent() {
        // 2048 = 1587.2 of Flink + 256 + 204.8; 1587.2 = 512 + 256 of the framework + managed + 158.7 of network.
        assertThat(lowered(ProcessKind.TASK_MANAGER, components("512m", "8g"), 2048))
                .hasValueSatisfying(lowered -> {
                    assertThat(lowered.cure()).isEqualTo("Set taskmanager.memory.managed.size to 660m.");
                    assertThat(lowered.plan().size(MemoryPart.TASK_HEAP)).contains(MemorySize.ofMebibytes(512));
                });
    }

    @Test
    void lowersBothComponentsWhereTheLargerDoesNotSuffice() {
        assertThat(lowered(ProcessKind.TASK_MANAGER, components("6g", "6g"), 4096))
                .hasValueSatisfying(lowered -> {
                    assertThat(lowered.sizes())
                            .extracting(LoweredPlan.LoweredSize::key)
                            .containsExactly("taskmanager.memory.task.heap.size", "taskmanager.memory.managed.size");
                    assertThat(lowered.sizes()
                                    .get(0)
                                    .size()
                                    .minus(lowered.sizes().get(1).size()))
                            .isLessThanOrEqualTo(MemorySize.ofMebibytes(1));
                    assertThat(lowered.plan().totalProcess())
                            .isBetween(MemorySize.ofMebibytes(4094), MemorySize.ofMebibytes(4096));
                });
    }

    @Test
    void neverLowersTheLargerComponentBelowTheOther() {
        // Nearly all of the bound is managed memory; a TaskManager without a heap would resolve, and die.
        assertThat(lowered(ProcessKind.TASK_MANAGER, components("6g", "5632m"), 8192))
                .hasValueSatisfying(lowered -> {
                    assertThat(lowered.sizes()).hasSize(2);
                    assertThat(lowered.plan().size(MemoryPart.TASK_HEAP))
                            .hasValueSatisfying(heap -> assertThat(heap).isGreaterThan(MemorySize.ofMebibytes(2560)));
                });
    }

    @Test
    void findsNoneWhereWhatStaysIsTooLarge() {
        assertThat(lowered(ProcessKind.JOB_MANAGER, Map.of("jobmanager.memory.process.size", "9g"), 300))
                .isEmpty();
    }
}
