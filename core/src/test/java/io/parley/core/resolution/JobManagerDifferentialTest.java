package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.DirectMemoryLimit;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * JobManager plans beside Flink's own code over random configurations. {@code -Dparley.seed} sets the seed,
 * {@code -Dparley.fuzz} the number of configurations.
 */
class JobManagerDifferentialTest {

    private static final int CONFIGURATIONS = Integer.getInteger("parley.fuzz", 200_000);
    private static final long SEED = Long.getLong("parley.seed", 20_200_901L);

    private static final List<LegacyHeapMeaning> MEANINGS = List.of(LegacyHeapMeaning.values());

    /** Every branch of the model that a run has to reach, for both versions. */
    private static final List<String> BRANCHES = List.of(
            "led by TOTAL_PROCESS",
            "led by TOTAL_FLINK",
            "led by COMPONENTS",
            "TOTAL_FLINK beside TOTAL_PROCESS",
            "COMPONENTS beside TOTAL_PROCESS",
            "COMPONENTS beside TOTAL_FLINK",
            "overhead OF_WHOLE",
            "overhead OF_WHOLE MINIMUM",
            "overhead OF_WHOLE MAXIMUM",
            "overhead OF_REST",
            "overhead OF_REST MINIMUM",
            "overhead OF_REST MAXIMUM",
            "overhead rest",
            "off-heap Configured",
            "off-heap Default",
            "off-heap Rest",
            "direct limit SET",
            "direct limit UNSET",
            "remark HEAP_UNDER_RECOMMENDED_MINIMUM",
            "remark DEFAULT_IGNORED",
            "remark FRACTION_NOT_MET",
            "remark WITHOUT_EFFECT",
            "problem UNREADABLE_VALUE",
            "problem NO_TOTAL",
            "problem MINIMUM_ABOVE_MAXIMUM",
            "problem FRACTION_OUT_OF_RANGE",
            "problem TOTAL_TOO_SMALL",
            "problem PARTS_DO_NOT_ADD_UP",
            "problem REST_OUT_OF_RANGE",
            "problem SIZE_OVERFLOW",
            "several problems");

    private static final List<String> LEGACY_BRANCHES = List.of(
            "legacy jobmanager.heap.size as process.size",
            "legacy jobmanager.heap.size as flink.size",
            "legacy jobmanager.heap.size as heap.size",
            "legacy jobmanager.heap.mb as process.size",
            "legacy jobmanager.heap.mb as flink.size",
            "legacy jobmanager.heap.mb as heap.size");

    private final Map<String, Integer> branches = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void givesTheSameBytesAndRefusesExactlyWhereFlinkRefuses(String version) {
        System.out.println("JobManager against Flink " + version + ": seed " + SEED + ", " + CONFIGURATIONS
                + " configurations (-Dparley.seed, -Dparley.fuzz)");
        FlinkOracle flink = FlinkOracle.load(version);
        SplittableRandom random = new SplittableRandom(SEED);
        RandomConfigurations configurations = new RandomConfigurations(random);
        int accepted = 0;
        for (int i = 0; i < CONFIGURATIONS; i++) {
            Map<String, String> entries = configurations.next();
            LegacyHeapMeaning meaning = MEANINGS.get(random.nextInt(MEANINGS.size()));
            Optional<FlinkOracle.Spec> expected = flink.derive(entries, meaning);
            Optional<FlinkOracle.Spec> actual = resolve(entries, version, meaning);
            if (!actual.equals(expected)) {
                assertThat(actual)
                        .as("configuration %d of seed %d: %s, legacy heap %s", i, SEED, entries, meaning)
                        .isEqualTo(expected);
            }
            accepted += actual.isPresent() ? 1 : 0;
        }
        System.out.println("accepted " + accepted + " of " + CONFIGURATIONS + ", branches " + branches);
        assertThat(accepted).as("accepted").isGreaterThanOrEqualTo((int) (CONFIGURATIONS * 0.4));
        int least = CONFIGURATIONS / 200;
        for (String branch : BRANCHES) {
            assertThat(branches.getOrDefault(branch, 0)).as(branch).isGreaterThanOrEqualTo(least);
        }
        for (String branch : LEGACY_BRANCHES) {
            if (version.startsWith("1.")) {
                assertThat(branches.getOrDefault(branch, 0)).as(branch).isGreaterThanOrEqualTo(least);
            } else {
                assertThat(branches).doesNotContainKey(branch);
            }
        }
    }

    private Optional<FlinkOracle.Spec> resolve(Map<String, String> entries, String version, LegacyHeapMeaning meaning) {
        try {
            JobManagerMemoryPlan plan = new JobManagerResolution(
                            FlinkConfiguration.of(entries), FlinkVersion.parse(version), meaning)
                    .resolve(null);
            count(plan);
            return Optional.of(new FlinkOracle.Spec(
                    List.of(
                            plan.totalProcess().bytes(),
                            plan.totalFlink().bytes(),
                            plan.jvmHeap().bytes(),
                            plan.offHeap().bytes(),
                            plan.jvm().metaspace().bytes(),
                            plan.jvm().overhead().bytes()),
                    String.join(" ", plan.jvmArguments()),
                    new TreeMap<>(plan.dynamicProperties())));
        } catch (MemoryConfigurationException e) {
            Set<String> kinds = new HashSet<>();
            for (ConfigurationProblem problem : e.problems()) {
                kinds.add("problem " + problem.kind());
            }
            kinds.forEach(this::hit);
            if (e.problems().size() > 1) {
                hit("several problems");
            }
            return Optional.empty();
        }
    }

    private void hit(String branch) {
        branches.merge(branch, 1, Integer::sum);
    }

    private void count(JobManagerMemoryPlan plan) {
        LeadingSize leading = plan.leadingSize();
        hit("led by " + leading.name());
        SizeDerivation process = plan.derivations().get(MemoryPart.TOTAL_PROCESS);
        if (leading != LeadingSize.TOTAL_PROCESS && !(process instanceof SizeDerivation.Sum)) {
            hit(leading.name() + " beside TOTAL_PROCESS");
        }
        if (leading == LeadingSize.COMPONENTS
                && !(plan.derivations().get(MemoryPart.TOTAL_FLINK) instanceof SizeDerivation.Sum)) {
            hit("COMPONENTS beside TOTAL_FLINK");
        }
        SizeDerivation overhead = plan.derivations().get(MemoryPart.JVM_OVERHEAD);
        if (overhead instanceof SizeDerivation.Fraction fraction) {
            hit("overhead " + fraction.relation()
                    + fraction.bound().map(bound -> " " + bound.limit()).orElse(""));
        } else {
            hit("overhead rest");
        }
        hit("off-heap "
                + String.valueOf(plan.derivations().get(MemoryPart.OFF_HEAP)).split("\\[", 2)[0]);
        hit("direct limit " + (plan.directMemoryLimit() == DirectMemoryLimit.SET ? "SET" : "UNSET"));
        for (SizeDerivation derivation : plan.derivations().values()) {
            if (derivation instanceof SizeDerivation.LegacyHeap legacy) {
                hit("legacy " + legacy.name() + " as " + legacy.currentKey().substring("jobmanager.memory.".length()));
            }
        }
        for (Remark remark : plan.remarks()) {
            hit("remark " + remark.kind());
        }
    }
}
