package io.parley.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.resolution.MemoryPlanResolver;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fraction without quotes in config.yaml is a number, which Flink reads differently from a text at the bounds. */
class MigratedDecimalsTest {

    private static final Path FILE = Path.of("config.yaml");
    private static final FlinkVersion VERSION = FlinkVersion.parse("2.3.0");
    private static final String FRACTION = "taskmanager.network.memory.fraction: ";
    private static final String CURRENT = "taskmanager.memory.network.fraction: ";
    private static final String SIZE = "taskmanager.memory.process.size: 2g\n";

    private static FlinkConfiguration read(String text) {
        return ConfigurationFormat.CONFIG_YAML.parse(FILE, text).configuration();
    }

    private static Migration migrate(String text) {
        return ConfigurationMigrator.of(VERSION, Environments.YARN).migrate(read(text));
    }

    private static String migrated(String text) {
        return migrate(text)
                .rewrite(FILE, ConfigurationFormat.CONFIG_YAML, text)
                .text();
    }

    private static ProcessMemoryPlan plan(String text) {
        return MemoryPlanResolver.of(VERSION, Environments.YARN).resolve(ProcessKind.TASK_MANAGER, read(text));
    }

    @Test
    void keepsATextThatAsANumberWouldBeRefused() {
        String migrated = migrated(SIZE + FRACTION + "'1.0E-50'\n");

        assertThat(migrated).isEqualTo(SIZE + CURRENT + "\"1.0E-50\"\n");
        assertThat(plan(migrated)).isEqualTo(plan(SIZE + CURRENT + "'1.0E-50'\n"));
    }

    @Test
    void keepsANumberThatAsATextWouldBeAccepted() {
        assertThat(migrated(SIZE + FRACTION + "1e-50\n")).isEqualTo(SIZE + CURRENT + "1.0E-50\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1",
                "'0.1'",
                "\"0.10\"",
                "1e-50",
                "'1.0E-50'",
                "1e40",
                "-0.5",
                "'-0.5'",
                ".inf",
                "'.inf'",
                ".nan"
            })
    void readsBackAsTheConfigurationThatWasProven(String value) {
        String text = SIZE + FRACTION + value + "\n";
        Migration migration = migrate(text);

        assertThat(read(migrated(text)))
                .isEqualTo(migration.configurations().after())
                .isEqualTo(read(SIZE + CURRENT + value + "\n"));
    }

    @Test
    void refusesATextThatHoldsANumberWhereATextWasMigrated() {
        Migration migration = migrate(SIZE + FRACTION + "'0.1'\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> migration.rewrite(FILE, ConfigurationFormat.CONFIG_YAML, SIZE + FRACTION + "0.1\n"))
                .withMessageEndingWith("it does not hold the configuration that was migrated. Read it again.");
    }
}
