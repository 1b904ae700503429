package io.parley.core.migration;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.Origin;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.ProcessKind;
import io.parley.core.resolution.MemoryPlanResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Rewrites configurations from before Flink 1.10 and 1.11 for one environment and one Flink version.
 *
 * <p>What an old key means is what Flink makes of it in that environment: the target version, or, since 2.0 reads these
 * keys no more, the last line that did. Pure: no I/O, no clock, no log. Immutable and thread-safe.
 */
public final class ConfigurationMigrator {

    private final FlinkVersion target;
    private final EnvironmentDescription environment;

    private ConfigurationMigrator(FlinkVersion target, EnvironmentDescription environment) {
        this.target = target;
        this.environment = environment;
    }

    /**
     * Gives the migrator for a version and an environment.
     *
     * @param target the Flink version that will read the new configuration
     * @param environment the environment, which decides what a legacy heap option means
     * @return the migrator
     * @throws IllegalArgumentException if the version is older than 1.11
     */
    public static ConfigurationMigrator of(FlinkVersion target, EnvironmentDescription environment) {
        // Refuses a version without rules.
        MemoryPlanResolver.of(target, environment);
        return new ConfigurationMigrator(target, environment);
    }

    /**
     * Gives the version whose rules say what an old configuration means.
     *
     * @return the target, or the last line that reads the legacy options
     */
    public FlinkVersion interpretedBy() {
        FlinkVersion newest = MemoryPlanResolver.NEWEST_WITH_LEGACY_OPTIONS;
        return target.isAtLeast(newest.major(), newest.minor() + 1) ? newest : target;
    }

    /**
     * Migrates a configuration. A configuration without old keys comes back without changes.
     *
     * @param configuration the old configuration; its environment variables count where Flink reads them
     * @return the changes, the new configuration and the proof that it means the same
     * @throws IllegalArgumentException if the new configuration would mean something else; the message says what
     */
    public Migration migrate(FlinkConfiguration configuration) {
        Objects.requireNonNull(configuration, "configuration");
        MigrationRules rules = new MigrationRules(configuration, environment, interpretedBy());
        rules.apply();
        FlinkConfiguration after = applied(configuration, rules.changes());
        PlanComparison comparison = new PlanComparison(
                MemoryPlanResolver.of(interpretedBy(), environment), MemoryPlanResolver.of(target, environment));
        List<MigrationProof> proofs = new ArrayList<>();
        for (ProcessKind process : ProcessKind.values()) {
            proofs.add(comparison.prove(process, configuration, after));
        }
        return new Migration(
                environment.name(),
                interpretedBy(),
                target,
                new Migration.Configurations(configuration, after),
                rules.changes(),
                rules.remarks(),
                proofs);
    }

    private static FlinkConfiguration applied(FlinkConfiguration before, List<MigrationChange> changes) {
        FlinkConfiguration.Builder after = before.toBuilder();
        for (MigrationChange change : changes) {
            after.remove(change.name());
        }
        for (MigrationChange change : changes) {
            change.edit().writeTo(after, before, origin(change, before));
        }
        return after.build();
    }

    private static Origin origin(MigrationChange change, FlinkConfiguration before) {
        return change instanceof MigrationChange.WrittenDown
                ? Origin.environmentVariable(change.name())
                : before.origin(change.name());
    }
}
