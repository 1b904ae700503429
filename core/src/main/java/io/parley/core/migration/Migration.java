package io.parley.core.migration;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.Remark;
import io.parley.core.configuration.ConfigurationFormat;
import io.parley.core.editing.ConfigurationEditor;
import io.parley.core.editing.EditedText;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration before and after its migration, and the proof that both mean the same. Immutable.
 *
 * @param environment the name of the environment that decides what the old keys mean
 * @param interpretedBy the Flink version whose rules say what the old configuration means
 * @param target the Flink version that will read the new configuration
 * @param configurations the configuration before and after
 * @param changes what was changed
 * @param remarks what is worth knowing
 * @param proofs what was found out about each kind of process
 */
public record Migration(
        String environment,
        FlinkVersion interpretedBy,
        FlinkVersion target,
        Configurations configurations,
        List<MigrationChange> changes,
        List<Remark> remarks,
        List<MigrationProof> proofs) {

    /** Copies the lists. */
    public Migration {
        changes = List.copyOf(changes);
        remarks = List.copyOf(remarks);
        proofs = List.copyOf(proofs);
    }

    /**
     * A configuration before and after.
     *
     * @param before the old configuration
     * @param after the new configuration, with the environment variables of the old one
     */
    public record Configurations(FlinkConfiguration before, FlinkConfiguration after) {}

    /**
     * Makes the changes in the text that the old configuration was read from. Pure.
     *
     * @param file the file that the text stands for, to name in messages
     * @param format its format
     * @param text the whole text
     * @return the text before and after, which reads as exactly the new configuration
     * @throws IllegalArgumentException if the text does not read as the old configuration, or is written in a way that
     *     cannot be edited
     */
    public EditedText rewrite(Path file, ConfigurationFormat format, String text) {
        if (!reads(file, format, text, configurations.before())) {
            throw new IllegalArgumentException("Cannot migrate " + file
                    + ": it does not hold the configuration that was migrated. Read it again.");
        }
        EditedText edited = ConfigurationEditor.edit(
                file, format, text, changes.stream().map(MigrationChange::edit).toList());
        if (!reads(file, format, edited.text(), configurations.after())) {
            throw new IllegalStateException(
                    "The edited text of " + file + " is not the configuration that was proven.");
        }
        return edited;
    }

    private static boolean reads(Path file, ConfigurationFormat format, String text, FlinkConfiguration configuration) {
        // Variables are no part of a file, and how lists are read is not what a migration changes.
        return format.parse(file, text).configuration().toBuilder()
                .environmentVariables(configuration.environmentVariables())
                .listGrammar(configuration.listGrammar())
                .build()
                .equals(configuration);
    }
}
