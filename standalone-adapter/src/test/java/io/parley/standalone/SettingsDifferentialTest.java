package io.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.TaskManagerResources;
import io.parley.api.plan.WorkerResources;
import io.parley.api.plan.WorkerResources.Pools;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.oracle.FlinkJars;
import io.parley.core.resolution.FlinkOracle;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.core.resolution.RandomJobManagers;
import io.parley.core.resolution.RandomTaskManagers;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Settings beside Flink's own code of every line: from them alone, and over the configuration that the plan came from
 * once the superseded keys are taken out, Flink makes the plan to the byte. {@code -Dparley.seed} sets the seed,
 * {@code -Dparley.settings} the number of configurations of a line.
 */
class SettingsDifferentialTest {

    private static final long SEED = Long.getLong("parley.seed", 20_201_104L);
    private static final int CONFIGURATIONS = Integer.getInteger("parley.settings", 2_000);
    private static final long MEBIBYTE = 1L << 20;
    private static final List<GrantPolicy> POLICIES = List.of(GrantPolicy.values());
    private static final EnvironmentDescription HOST = new StandaloneResourceTranslator().environment();

    private final Map<LeadingSize, Integer> led = new EnumMap<>(LeadingSize.class);

    static Stream<String> versions() {
        return FlinkJars.VERSIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void flinkMakesThePlanOfTheSettingsAgain(String version) {
        System.out.println("Settings against Flink " + version + ": seed " + SEED + " (-Dparley.seed), "
                + CONFIGURATIONS + " configurations (-Dparley.settings)");
        FlinkOracle flink = FlinkOracle.load(version);
        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse(version), HOST);
        SplittableRandom random = new SplittableRandom(SEED);
        RandomJobManagers jobManagers = new RandomJobManagers(random);
        RandomTaskManagers taskManagers = new RandomTaskManagers(random);
        int fitted = 0;
        int workers = 0;
        for (int i = 0; i < CONFIGURATIONS; i++) {
            ProcessKind process = i % 2 == 0 ? ProcessKind.JOB_MANAGER : ProcessKind.TASK_MANAGER;
            Map<String, String> entries = process == ProcessKind.JOB_MANAGER ? jobManagers.next() : taskManagers.next();
            FlinkConfiguration configuration = FlinkConfiguration.of(entries);
            String name = "Flink " + version + ", configuration " + i + " of seed " + SEED + ": " + entries;
            ProcessMemoryPlan plan = resolved(() -> resolver.resolve(process, configuration));
            if (plan != null) {
                led.merge(plan.leadingSize(), 1, Integer::sum);
                compare(flink, plan, entries, name);
                GrantPolicy policy = POLICIES.get(i / 2 % POLICIES.size());
                ProcessMemoryPlan grown = grown(policy, resolver, configuration, plan, random);
                if (grown != null) {
                    compare(flink, grown, entries, name + ", fitted by " + policy.id());
                    fitted += grown.equals(plan) ? 0 : 1;
                }
            }
            if (process == ProcessKind.TASK_MANAGER && i % 8 == 1) {
                ProcessMemoryPlan worker = resolved(() -> resolver.worker(configuration, worker(version, random)));
                if (worker != null) {
                    compare(flink, worker, entries, name + ", a worker");
                    workers++;
                }
            }
        }
        System.out.println("led by " + led + ", " + fitted + " fitted, " + workers + " workers");
        assertThat(led.keySet()).containsExactlyInAnyOrder(LeadingSize.values());
        assertThat(led.values()).allMatch(count -> count > CONFIGURATIONS / 50);
        assertThat(fitted).isGreaterThan(CONFIGURATIONS / 10);
        assertThat(workers).isGreaterThan(CONFIGURATIONS / 50);
    }

    private static void compare(
            FlinkOracle flink, ProcessMemoryPlan plan, Map<String, String> original, String configuration) {
        if (plan instanceof TaskManagerMemoryPlan taskManager
                && taskManager.cpuCores().signum() == 0) {
            // No settings mean that.
            return;
        }
        Optional<FlinkOracle.Spec> wanted = Optional.of(spec(plan));
        StandaloneSettings settings = StandaloneSettings.of(plan);
        Map<String, String> over = new HashMap<>(original);
        settings.superseded().keySet().forEach(over::remove);
        over.putAll(settings.settings());
        // What a legacy heap means must not matter once the settings are there; only few can be tried each time.
        LegacyHeapMeaning[] meanings = meanings(plan.process());
        LegacyHeapMeaning meaning = meanings[Math.floorMod(configuration.hashCode(), meanings.length)];
        check(flink.derive(plan.process(), settings.settings(), meaning), wanted, configuration, settings);
        check(flink.derive(plan.process(), over, meaning), wanted, configuration + ", over it", settings);
    }

    private static void check(
            Optional<FlinkOracle.Spec> found,
            Optional<FlinkOracle.Spec> wanted,
            String configuration,
            StandaloneSettings settings) {
        if (!found.equals(wanted)) {
            assertThat(found)
                    .as("%s; settings %s", configuration, settings.settings())
                    .isEqualTo(wanted);
        }
    }

    private static LegacyHeapMeaning[] meanings(ProcessKind process) {
        return switch (process) {
            case JOB_MANAGER -> LegacyHeapMeaning.values();
            case TASK_MANAGER ->
                new LegacyHeapMeaning[] {LegacyHeapMeaning.TOTAL_PROCESS, LegacyHeapMeaning.TOTAL_FLINK};
        };
    }

    private static FlinkOracle.Spec spec(ProcessMemoryPlan plan) {
        Stream<MemorySize> totals = Stream.of(plan.totalProcess(), plan.totalFlink());
        return new FlinkOracle.Spec(
                Stream.concat(totals, plan.components().values().stream())
                        .map(MemorySize::bytes)
                        .toList(),
                String.join(" ", plan.jvmArguments()),
                new TreeMap<>(plan.dynamicProperties()));
    }

    /** Makes a plan, or fails to. */
    private interface Resolution {
        ProcessMemoryPlan resolve();
    }

    private static @Nullable ProcessMemoryPlan resolved(Resolution resolution) {
        try {
            return resolution.resolve();
        } catch (MemoryConfigurationException e) {
            return null;
        }
    }

    private static @Nullable ProcessMemoryPlan grown(
            GrantPolicy policy,
            MemoryPlanResolver resolver,
            FlinkConfiguration configuration,
            ProcessMemoryPlan plan,
            SplittableRandom random) {
        long more = random.nextLong(1, 1024 * MEBIBYTE);
        if (plan.totalProcess().bytes() > Long.MAX_VALUE - more) {
            return null;
        }
        MemorySize granted = plan.totalProcess().plus(MemorySize.ofBytes(more));
        return policy.bind(resolver, configuration)
                .fit(plan, Grant.of(granted, CpuAmount.ZERO, Certainty.KNOWN))
                .plan();
    }

    private static WorkerResources worker(String version, SplittableRandom random) {
        boolean withSlots = FlinkVersion.parse(version).isAtLeast(1, 13);
        Map<String, Long> external = new LinkedHashMap<>();
        if (withSlots && random.nextInt(3) == 0) {
            external.put("gpu", random.nextLong(1, 9));
        }
        return new WorkerResources(
                size(random),
                size(random),
                new Pools(size(random), size(random)),
                new TaskManagerResources(
                        BigDecimal.valueOf(random.nextInt(1, 64) / 4.0),
                        withSlots ? OptionalInt.of(random.nextInt(1, 9)) : OptionalInt.empty(),
                        external));
    }

    private static MemorySize size(SplittableRandom random) {
        return MemorySize.ofBytes(random.nextLong(0, 4096 * MEBIBYTE));
    }
}
