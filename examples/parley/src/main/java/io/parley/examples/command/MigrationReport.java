package io.parley.examples.command;

import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.Remark;
import io.parley.core.editing.EditedText;
import io.parley.core.migration.Migration;
import io.parley.core.migration.MigrationChange;
import io.parley.core.migration.MigrationProof;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a migration did. Immutable.
 *
 * @param migration the migration
 * @param edited the text before and after
 * @param file the file
 * @param remarks what is worth knowing about the file and the migration
 * @param backup the old file, if the file was replaced
 */
record MigrationReport(Migration migration, EditedText edited, Path file, List<Remark> remarks, Optional<Path> backup) {

    /** Copies the list. */
    MigrationReport {
        remarks = List.copyOf(remarks);
    }

    /** Gives the changes of the text as a unified diff. */
    List<String> diff() {
        return EditableFile.diff(file, edited, "migrated");
    }

    /** Gives the report for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(title());
        lines.addAll(PlanText.section(
                "Changes",
                migration.changes().stream()
                        .map(change -> "- " + change.describe())
                        .toList()));
        lines.addAll(PlanText.section(
                "Proof", migration.proofs().stream().map(MigrationReport::proof).toList()));
        lines.addAll(PlanText.remarksSection(remarks));
        backup.ifPresent(path -> lines.add("The old file is kept as " + path + "."));
        return lines;
    }

    private String title() {
        List<MigrationChange> changes = migration.changes();
        String place = " on " + migration.environment() + ", Flink " + migration.target();
        if (changes.isEmpty()) {
            return file + place + ": nothing to migrate.";
        }
        String rules = migration.interpretedBy().equals(migration.target())
                ? "."
                : "; old keys mean what Flink " + migration.interpretedBy() + " makes of them.";
        return file + place + ": " + changes.size() + (changes.size() == 1 ? " change" : " changes") + rules;
    }

    private static String proof(MigrationProof proof) {
        if (proof instanceof MigrationProof.SamePlan same) {
            return "- " + proof.process() + ": the same plan before and after, "
                    + same.after().totalProcess().toShortString() + " in all, "
                    + String.join(" ", same.after().jvmArguments());
        }
        return "- " + proof.process() + ": no plan before or after, so there is nothing to compare. "
                + String.join(
                        " ",
                        problems(proof).stream()
                                .map(ConfigurationProblem::message)
                                .toList());
    }

    /** Gives why Flink refuses a process with the new file; empty where it does not. */
    static List<ConfigurationProblem> problems(MigrationProof proof) {
        return proof instanceof MigrationProof.NoPlan none ? none.after() : List.of();
    }
}
