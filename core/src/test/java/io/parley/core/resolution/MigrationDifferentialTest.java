package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.ProcessKind;
import io.parley.core.migration.ConfigurationMigrator;
import io.parley.core.migration.Environments;
import io.parley.core.migration.OldFiles;
import io.parley.core.migration.OldFiles.OldFile;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Old files before and after their migration, both read by Flink's own code: the same bytes, the same refusals.
 * {@code -Dparley.seed} sets the seed.
 */
class MigrationDifferentialTest {

    private static final int FILES = 1_500;
    private static final long SEED = Long.getLong("parley.seed", 20_191_123L);
    private static final Path FILE = Path.of("conf");

    @ParameterizedTest
    @CsvSource({"1.11.6, 1.11.6", "1.20.5, 1.20.5", "1.20.5, 2.3.0"})
    void flinkMakesTheSameOfTheNewFileAsOfTheOldOne(String oldVersion, String newVersion) {
        System.out.println("Old files for Flink " + newVersion + ": seed " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        OldFiles files = new OldFiles(random);
        FlinkOracle old = FlinkOracle.load(oldVersion);
        FlinkOracle current = FlinkOracle.load(newVersion);
        Map<ProcessKind, Integer> accepted = new EnumMap<>(ProcessKind.class);
        for (int i = 0; i < FILES; i++) {
            OldFile file = files.next();
            EnvironmentDescription environment = Environments.ALL.get(random.nextInt(Environments.ALL.size()));
            FlinkConfiguration before = file.format().parse(FILE, file.text()).configuration();
            FlinkConfiguration after = ConfigurationMigrator.of(FlinkVersion.parse(newVersion), environment)
                    .migrate(before)
                    .configurations()
                    .after();
            for (ProcessKind process : ProcessKind.values()) {
                Optional<List<Object>> expected = old.derive(process, before.toMap(), environment.legacyHeapOf(process))
                        .map(MigrationDifferentialTest::compared);
                assertThat(current.derive(process, after.toMap(), environment.legacyHeapOf(process))
                                .map(MigrationDifferentialTest::compared))
                        .as("%s, file %d of seed %d, %s:%n%s", process, i, SEED, environment.name(), file.text())
                        .isEqualTo(expected);
                accepted.merge(process, expected.isPresent() ? 1 : 0, Integer::sum);
            }
        }
        System.out.println("accepted " + accepted + " of " + FILES);
        assertThat(accepted.values()).hasSize(2).allMatch(count -> count > FILES / 4);
    }

    private static List<Object> compared(FlinkOracle.Spec spec) {
        return List.of(spec.sizes(), spec.jvmArguments());
    }
}
