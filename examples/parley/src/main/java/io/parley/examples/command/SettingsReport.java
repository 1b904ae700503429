package io.parley.examples.command;

import io.parley.core.editing.ConfigurationEdit;
import io.parley.core.settings.SettingsEdit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a file that is to say the settings of a plan. Immutable.
 *
 * @param translation the translation that gave the settings
 * @param file the file
 * @param edit the edits, proven
 * @param backup the old file, if the file was replaced
 */
record SettingsReport(TranslationReport translation, Path file, SettingsEdit edit, Optional<Path> backup) {

    /**
     * One change for people and programs.
     *
     * @param name the key
     * @param entries what is written in its place; empty where it became a comment
     * @param reason why
     */
    record Change(String name, Map<String, String> entries, String reason) {

        String describe() {
            return entries.isEmpty()
                    ? name + " is commented out. " + reason
                    : name + ": " + entries.get(name) + ". " + reason;
        }
    }

    /** Gives the changes, each about one key. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (ConfigurationEdit edit : edit.edits()) {
            if (edit instanceof ConfigurationEdit.CommentOut out) {
                changes.add(new Change(out.key(), Map.of(), out.reason()));
            } else {
                String reason = edit instanceof ConfigurationEdit.Add ? "It was not set." : "It had another value.";
                edit.written().forEach((key, value) -> changes.add(new Change(key, Map.of(key, value), reason)));
            }
        }
        return changes;
    }

    /** Gives the changes of the text as a unified diff. */
    List<String> diff() {
        return EditableFile.diff(file, edit.edited(), "with the settings");
    }

    /** Gives the report for people, section by section. */
    List<List<String>> sections() {
        List<List<String>> sections = new ArrayList<>();
        sections.add(PlanText.title(translation.environment(), translation.resolved()));
        List<String> changes =
                changes().stream().map(change -> "- " + change.describe()).toList();
        sections.add(
                changes.isEmpty()
                        ? List.of(file + " says so already: nothing to change.")
                        : PlanText.section("Changes of " + file + (backup.isEmpty() ? ", not written" : ""), changes));
        sections.add(PlanText.section(
                "Proof",
                List.of("- read again, the file means the same plan: "
                        + translation.resolved().totalProcess().toShortString() + " in all, "
                        + PlanText.jvmArguments(translation.resolved()))));
        sections.add(PlanText.remarksSection(translation.planRemarks()));
        backup.ifPresent(path -> sections.add(List.of("The old file is kept as " + path + ".")));
        return sections;
    }
}
