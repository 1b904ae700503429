package io.parley.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.migration.MigrationProof.NoPlan;
import io.parley.core.migration.MigrationProof.SamePlan;
import io.parley.core.migration.OldFiles.OldFile;
import io.parley.core.resolution.MemoryPlanResolver;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Migrates random old files; {@code -Dparley.seed} sets the seed. */
class MigrationPropertyTest {

    private static final int FILES = 2_000;
    private static final long SEED = Long.getLong("parley.seed", 20_191_122L);
    private static final List<FlinkVersion> VERSIONS =
            List.of(FlinkVersion.parse("1.11.6"), FlinkVersion.parse("1.20.5"), FlinkVersion.parse("2.3.0"));
    private static final Path FILE = Path.of("conf");
    private static final Pattern COMMENT = Pattern.compile("# comment \\d+\\.");

    private final Map<ProcessKind, Integer> proven = new EnumMap<>(ProcessKind.class);

    @Test
    void keepsPlansAndCommentsAndChangesNothingTwice() {
        System.out.println("Seed of the old files: " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        OldFiles files = new OldFiles(random);
        int migrated = 0;
        for (int i = 0; i < FILES; i++) {
            OldFile file = files.next();
            EnvironmentDescription environment = Environments.ALL.get(random.nextInt(Environments.ALL.size()));
            FlinkVersion version = VERSIONS.get(random.nextInt(VERSIONS.size()));
            try {
                migrated += check(file, environment, version) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        String.format(
                                "file %d of seed %d, %s, %s, %s:%n%s",
                                i, SEED, environment.name(), version, file.variables(), file.text()),
                        e);
            }
        }
        System.out.println("migrated " + migrated + ", proven " + proven);
        assertThat(migrated).as("files with changes").isGreaterThan(FILES / 2);
        assertThat(proven.values()).allMatch(count -> count > FILES / 4);
    }

    private boolean check(OldFile file, EnvironmentDescription environment, FlinkVersion version) {
        ConfigurationMigrator migrator = ConfigurationMigrator.of(version, environment);
        FlinkConfiguration before = read(file, file.text());

        Migration migration = migrator.migrate(before);
        String text = migration.rewrite(FILE, file.format(), file.text()).text();

        FlinkConfiguration after = read(file, text);
        for (MigrationProof proof : migration.proofs()) {
            checkProof(
                    proof,
                    () -> MemoryPlanResolver.of(migrator.interpretedBy(), environment)
                            .resolve(proof.process(), before),
                    () -> MemoryPlanResolver.of(version, environment).resolve(proof.process(), after));
        }
        assertThat(after.keys())
                .doesNotContainAnyElementsOf(OldKeys.RENAMED.keySet())
                .doesNotContainAnyElementsOf(OldKeys.REMOVED.keySet())
                .doesNotContain(
                        "jobmanager.heap.size",
                        "jobmanager.heap.mb",
                        "taskmanager.heap.size",
                        "taskmanager.heap.mb",
                        OldKeys.NETWORK_BUFFERS);
        assertThat(comments(text)).as(text).isEqualTo(comments(file.text()));
        Migration second = migrator.migrate(after);
        assertThat(second.changes()).isEmpty();
        assertThat(second.rewrite(FILE, file.format(), text).isChanged()).isFalse();
        return !migration.changes().isEmpty();
    }

    private static FlinkConfiguration read(OldFile file, String text) {
        return file.format().parse(FILE, text).configuration().toBuilder()
                .environmentVariables(file.variables())
                .build();
    }

    private void checkProof(
            MigrationProof proof, Supplier<ProcessMemoryPlan> before, Supplier<ProcessMemoryPlan> after) {
        if (proof instanceof SamePlan same) {
            proven.merge(proof.process(), 1, Integer::sum);
            assertThat(before.get()).isEqualTo(same.before());
            assertThat(after.get().components()).isEqualTo(same.before().components());
            assertThat(after.get().jvmArguments()).isEqualTo(same.before().jvmArguments());
        } else if (proof instanceof NoPlan none) {
            Set<Kind> kinds = kinds(before);
            assertThat(kinds).isNotEmpty().isEqualTo(kinds(none.before()));
            assertThat(kinds(after)).isEqualTo(kinds).isEqualTo(kinds(none.after()));
        }
    }

    private static Set<Kind> kinds(Supplier<ProcessMemoryPlan> plan) {
        try {
            return plan.get() == null ? Set.of(Kind.NO_TOTAL) : Set.of();
        } catch (MemoryConfigurationException e) {
            return kinds(e.problems());
        }
    }

    /** A number that is not allowed becomes a size that cannot be read: both are values that Flink cannot use. */
    private static Set<Kind> kinds(List<ConfigurationProblem> problems) {
        return problems.stream()
                .map(ConfigurationProblem::kind)
                .map(kind -> kind == Kind.VALUE_OUT_OF_RANGE ? Kind.UNREADABLE_VALUE : kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> comments(String text) {
        return COMMENT.matcher(text).results().map(MatchResult::group).sorted().toList();
    }
}
