package io.parley.core.settings;

import io.parley.core.editing.ConfigurationEdit;
import io.parley.core.editing.EditedText;
import java.util.List;

/**
 * The edits that make a file say its settings, proven. Immutable.
 *
 * @param edits what changes; empty where the file says it already
 * @param edited the text before and after
 */
public record SettingsEdit(List<ConfigurationEdit> edits, EditedText edited) {

    /** Copies the list. */
    public SettingsEdit {
        edits = List.copyOf(edits);
    }
}
