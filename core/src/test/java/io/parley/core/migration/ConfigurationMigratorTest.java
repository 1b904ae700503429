package io.parley.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.Origin;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.migration.MigrationChange.Removed;
import io.parley.core.migration.MigrationChange.Replaced;
import io.parley.core.migration.MigrationChange.WrittenDown;
import io.parley.core.migration.MigrationProof.NoPlan;
import io.parley.core.migration.MigrationProof.SamePlan;
import io.parley.core.resolution.MemoryPlanResolver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationMigratorTest {

    private static Migration migrate(EnvironmentDescription environment, String version, String... keysAndValues) {
        return ConfigurationMigrator.of(FlinkVersion.parse(version), environment)
                .migrate(configuration(keysAndValues).build());
    }

    private static FlinkConfiguration.Builder configuration(String... keysAndValues) {
        FlinkConfiguration.Builder builder = FlinkConfiguration.builder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.set(keysAndValues[i], keysAndValues[i + 1]);
        }
        return builder;
    }

    private static Map<String, String> after(Migration migration) {
        return migration.configurations().after().toMap();
    }

    private static EnvironmentDescription environment(String name) {
        return Environments.ALL.stream()
                .filter(environment -> environment.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "yarn, jobmanager, jobmanager.memory.process.size",
        "mesos, jobmanager, jobmanager.memory.heap.size",
        "standalone, jobmanager, jobmanager.memory.heap.size",
        "custom, jobmanager, jobmanager.memory.flink.size",
        "yarn, taskmanager, taskmanager.memory.process.size",
        "mesos, taskmanager, taskmanager.memory.process.size",
        "standalone, taskmanager, taskmanager.memory.flink.size"
    })
    void givesAHeapTheMeaningItHasInTheEnvironment(String environment, String process, String target) {
        for (String version : List.of("1.11.6", "1.20.5", "2.3.0")) {
            assertThat(after(migrate(environment(environment), version, process + ".heap.size", "2 g")))
                    .isEqualTo(Map.of(target, "2 g"));
            assertThat(after(migrate(environment(environment), version, process + ".heap.mb", "2048")))
                    .isEqualTo(Map.of(target, "2048m"));
        }
    }

    @Test
    void prefersTheSizeOverTheNumber() {
        Migration migration =
                migrate(Environments.YARN, "2.3.0", "jobmanager.heap.size", "1g", "jobmanager.heap.mb", "4096");

        assertThat(migration.changes())
                .containsExactly(
                        new Replaced(
                                "jobmanager.heap.size",
                                Map.of("jobmanager.memory.process.size", "1g"),
                                "It stands for Total Process Memory on yarn."),
                        new Removed("jobmanager.heap.mb", "No effect: jobmanager.heap.size is set and wins."));
        assertThat(migration.changes().get(0).describe())
                .isEqualTo("jobmanager.heap.size -> jobmanager.memory.process.size: 1g. It stands for Total Process"
                        + " Memory on yarn.");
        assertThat(migration.changes().get(1).describe())
                .isEqualTo("jobmanager.heap.mb is commented out. No effect: jobmanager.heap.size is set and wins.");
    }

    @Test
    void leavesTheCurrentKeyAloneWhereBothAreSet() {
        Migration migration = migrate(
                Environments.YARN, "1.11.6", "jobmanager.heap.size", "1g", "jobmanager.memory.process.size", "2g");

        assertThat(migration.changes())
                .containsExactly(new Removed(
                        "jobmanager.heap.size", "No effect: jobmanager.memory.process.size is set and wins."));
        assertThat(after(migration)).isEqualTo(Map.of("jobmanager.memory.process.size", "2g"));
    }

    @Test
    void keepsAHeapBesideASizeOfAnotherKind() {
        Migration migration = migrate(
                Environments.STANDALONE, "2.3.0", "jobmanager.heap.size", "1g", "jobmanager.memory.process.size", "2g");

        assertThat(after(migration))
                .isEqualTo(Map.of("jobmanager.memory.heap.size", "1g", "jobmanager.memory.process.size", "2g"));
        assertThat(migration.proofs()).first().isInstanceOf(SamePlan.class);
    }

    @Test
    void writesTheVariableDownThatWins() {
        FlinkConfiguration old = configuration("jobmanager.heap.size", "1g", "jobmanager.heap.mb", "512")
                .environmentVariables(Map.of("FLINK_JM_HEAP", " 3g\n"))
                .build();
        ConfigurationMigrator migrator = ConfigurationMigrator.of(FlinkVersion.parse("2.3.0"), Environments.STANDALONE);

        Migration migration = migrator.migrate(old);

        assertThat(migration.changes())
                .containsExactly(
                        new Removed(
                                "jobmanager.heap.size",
                                "No effect: the environment variable FLINK_JM_HEAP was set and won."),
                        new Removed(
                                "jobmanager.heap.mb",
                                "No effect: the environment variable FLINK_JM_HEAP was set and won."),
                        new WrittenDown(
                                "FLINK_JM_HEAP",
                                Map.of("jobmanager.memory.heap.size", "3g"),
                                Optional.of("jobmanager.heap.size"),
                                "From the environment variable FLINK_JM_HEAP, which won over jobmanager.heap.size."));
        assertThat(migration.remarks())
                .extracting(Remark::message)
                .containsExactly("The environment variable FLINK_JM_HEAP has no effect any more: its value is written"
                        + " down as jobmanager.memory.heap.size. Remove it from the environment of Flink.");
        assertThat(migration.proofs()).first().isInstanceOf(SamePlan.class);
        assertThat(migration.configurations().after().origin("jobmanager.memory.heap.size"))
                .isEqualTo(Origin.environmentVariable("FLINK_JM_HEAP"));
        Migration again = migrator.migrate(migration.configurations().after());
        assertThat(again.changes()).isEmpty();
        assertThat(again.remarks())
                .extracting(Remark::message)
                .containsExactly("The environment variable FLINK_JM_HEAP has no effect any more:"
                        + " jobmanager.memory.heap.size is set and wins. Remove it from the environment of Flink.");
    }

    @Test
    void renamesDeprecatedKeysAndKeepsTheTextOfTheirValues() {
        Migration migration = migrate(
                Environments.YARN,
                "2.3.0",
                "taskmanager.memory.size",
                "512 mb",
                "taskmanager.network.memory.min",
                "64mb",
                "taskmanager.network.memory.max",
                "1GB",
                "taskmanager.network.memory.fraction",
                "0.20");

        assertThat(after(migration))
                .isEqualTo(Map.of(
                        "taskmanager.memory.managed.size", "512 mb",
                        "taskmanager.memory.network.min", "64mb",
                        "taskmanager.memory.network.max", "1GB",
                        "taskmanager.memory.network.fraction", "0.20"));
    }

    @Test
    void dropsADeprecatedKeyBesideItsCurrentName() {
        Migration migration = migrate(
                Environments.YARN, "2.3.0", "taskmanager.memory.size", "1g", "taskmanager.memory.managed.size", "2g");

        assertThat(migration.changes())
                .containsExactly(new Removed(
                        "taskmanager.memory.size", "No effect: taskmanager.memory.managed.size is set and wins."));
    }

    @ParameterizedTest
    @CsvSource({"2048, 32k, 64m", "2048, '', 64m", "1000, 32kb, 32768000b", "3, 64 k, 196608b", "0, 4096, 0m"})
    void turnsANumberOfBuffersIntoASize(String buffers, String segment, String size) {
        FlinkConfiguration.Builder old = configuration("taskmanager.network.numberOfBuffers", buffers);
        if (!segment.isEmpty()) {
            old.set("taskmanager.memory.segment-size", segment);
        }

        Migration migration = ConfigurationMigrator.of(FlinkVersion.parse("1.20.5"), Environments.YARN)
                .migrate(old.build());

        assertThat(after(migration))
                .containsEntry("taskmanager.memory.network.min", size)
                .containsEntry("taskmanager.memory.network.max", size)
                .doesNotContainKey("taskmanager.network.numberOfBuffers");
    }

    @ParameterizedTest
    @CsvSource({
        "taskmanager.memory.network.min",
        "taskmanager.memory.network.fraction",
        "taskmanager.network.memory.max",
    })
    void dropsANumberOfBuffersBesideAnyOtherNetworkKey(String key) {
        Migration migration =
                migrate(Environments.YARN, "2.3.0", "taskmanager.network.numberOfBuffers", "2048", key, "0.2");

        assertThat(migration.changes())
                .contains(
                        new Removed("taskmanager.network.numberOfBuffers", "No effect: " + key + " is set and wins."));
    }

    @Test
    void carriesWhatFlinkRefusesOverSoThatItStillRefuses() {
        String version = "1.20.5";

        assertThat(after(migrate(Environments.YARN, version, "jobmanager.heap.mb", "1024m")))
                .isEqualTo(Map.of("jobmanager.memory.process.size", "1024m MiB"));
        assertThat(after(migrate(Environments.YARN, version, "jobmanager.heap.size", "a lot")))
                .isEqualTo(Map.of("jobmanager.memory.process.size", "a lot"));
        assertThat(after(migrate(Environments.YARN, version, "taskmanager.network.numberOfBuffers", "2k")))
                .containsEntry("taskmanager.memory.network.min", "2k buffers");
        assertThat(after(migrate(
                        Environments.YARN,
                        version,
                        "taskmanager.network.numberOfBuffers",
                        "8",
                        "taskmanager.memory.segment-size",
                        "5k")))
                .containsEntry("taskmanager.memory.network.min", "8 buffers");
        Migration negative = migrate(Environments.YARN, version, "jobmanager.heap.mb", "-1");
        assertThat(negative.proofs()).first().isInstanceOfSatisfying(NoPlan.class, proof -> {
            assertThat(proof.before().get(0).kind())
                    .isEqualTo(proof.after().get(0).kind());
            assertThat(proof.process()).isEqualTo(ProcessKind.JOB_MANAGER);
        });
    }

    @Test
    void dropsWhatNothingReadsAnyMore() {
        for (Map.Entry<String, String> removed : OldKeys.REMOVED.entrySet()) {
            Migration migration = migrate(
                    Environments.MESOS, "1.11.6", removed.getKey(), "1", "jobmanager.memory.process.size", "1g");

            assertThat(migration.changes()).containsExactly(new Removed(removed.getKey(), removed.getValue()));
            assertThat(removed.getValue())
                    .startsWith("No effect since Flink 1.1")
                    .endsWith(".");
        }
    }

    @Test
    void remarksTheContainerSizeThatNothingTakesOver() {
        assertThat(migrate(Environments.MESOS, "1.11.6", "mesos.resourcemanager.tasks.mem", "2048")
                        .remarks())
                .extracting(Remark::message)
                .containsExactly("Nothing gives a TaskManager's container the size that mesos.resourcemanager.tasks.mem"
                        + " gave it. Set taskmanager.memory.process.size to as many MiB.");
        assertThat(migrate(
                                Environments.MESOS,
                                "1.11.6",
                                "mesos.resourcemanager.tasks.mem",
                                "2048",
                                "taskmanager.heap.size",
                                "2g")
                        .remarks())
                .isEmpty();
    }

    @Test
    void remarksASizeWithoutAUnit() {
        assertThat(migrate(Environments.YARN, "2.3.0", "taskmanager.memory.size", "512")
                        .remarks())
                .extracting(Remark::message)
                .containsExactly("taskmanager.memory.size: 512 has no unit and counts as 512 bytes in Flink 1.20. If"
                        + " another unit was meant, write it.");
    }

    @Test
    void readsOldKeysAsTheLastFlinkThatReadThem() {
        assertThat(migrate(Environments.YARN, "2.3.0").interpretedBy()).isEqualTo(FlinkVersion.parse("1.20"));
        assertThat(migrate(Environments.YARN, "1.11.6").interpretedBy()).isEqualTo(FlinkVersion.parse("1.11.6"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> migrate(Environments.YARN, "1.10"))
                .withMessageContaining("Flink 1.10");
    }

    @Test
    void refusesToCallDifferentPlansTheSame() {
        PlanComparison comparison = new PlanComparison(
                MemoryPlanResolver.of(FlinkVersion.parse("1.20"), Environments.YARN),
                MemoryPlanResolver.of(FlinkVersion.parse("2.3"), Environments.YARN));
        FlinkConfiguration small =
                configuration("jobmanager.memory.process.size", "1g").build();
        FlinkConfiguration large = configuration(
                        "jobmanager.memory.process.size",
                        "1g",
                        "jobmanager.memory.enable-jvm-direct-memory-limit",
                        "true",
                        "jobmanager.memory.off-heap.size",
                        "64m")
                .build();
        FlinkConfiguration none = configuration().build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> comparison.prove(ProcessKind.JOB_MANAGER, small, large))
                .withMessageStartingWith("Cannot migrate: the JobManager would not stay as it is: JVM Heap 448 MiB"
                        + " (469762048 bytes) before and 512 MiB (536870912 bytes) after, Off-heap 128 MiB")
                .withMessageContaining("JVM arguments -Xmx469762048")
                .withMessageEndingWith("Rewrite the older keys by hand, or migrate for another Flink version.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> comparison.prove(ProcessKind.JOB_MANAGER, small, none))
                .withMessageContaining("Flink starts it before and would refuse it after. No size is set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> comparison.prove(ProcessKind.JOB_MANAGER, none, small))
                .withMessageContaining("Flink refuses it before and would start it after. No size is set");
    }

    @Test
    void writesCpuCoresWithoutAnExponent() {
        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse("2.3"), Environments.YARN);
        FlinkConfiguration few = configuration(
                        "taskmanager.memory.process.size", "2g", "taskmanager.cpu.cores", "1.0E-7")
                .build();
        FlinkConfiguration many =
                few.toBuilder().set("taskmanager.cpu.cores", "2.0E10").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlanComparison(resolver, resolver).prove(ProcessKind.TASK_MANAGER, few, many))
                .withMessageContaining("CPU cores 0.0000001 before and 20000000000 after.");
    }

    @Test
    void rewritesTheTextThatWasMigratedAndNoOther() {
        Migration migration = migrate(Environments.YARN, "2.3.0", "jobmanager.heap.mb", "1024");
        Path file = Path.of("flink-conf.yaml");

        assertThat(migration
                        .rewrite(file, ConfigurationFormat.FLINK_CONF, "# old\njobmanager.heap.mb: 1024\n")
                        .text())
                .isEqualTo("# old\njobmanager.memory.process.size: 1024m\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> migration.rewrite(file, ConfigurationFormat.FLINK_CONF, "jobmanager.heap.mb: 2048\n"))
                .withMessage(
                        "Cannot migrate flink-conf.yaml: it does not hold the configuration that was migrated. Read"
                                + " it again.");
    }
}
