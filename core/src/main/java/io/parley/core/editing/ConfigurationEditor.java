package io.parley.core.editing;

import io.parley.core.configuration.ConfigurationFormat;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Edits the text of a configuration file: comments, order, line ends and every line that no edit is about stay as they
 * were.
 *
 * <p>The result is read again before it is given out: it holds exactly the entries that the edits ask for. Pure:
 * nothing is opened or written. Stateless.
 */
public final class ConfigurationEditor {

    private ConfigurationEditor() {}

    /**
     * Applies edits to a text.
     *
     * @param file the file that the text stands for, to name in messages
     * @param format its format
     * @param text the whole text
     * @param edits the edits; no key may be the subject of two
     * @return the text before and after
     * @throws IllegalArgumentException if the text cannot be read, an edit is about a key that is not set or adds one
     *     that is, or the text is written in a way that cannot be edited; the message names the key and holds no value
     */
    public static EditedText edit(Path file, ConfigurationFormat format, String text, List<ConfigurationEdit> edits) {
        Map<String, String> before = entries(file, format, text);
        Map<String, String> wanted = wanted(file, before, edits);
        EditedText edited = switch (format) {
            case FLINK_CONF -> FlinkConfEditing.edit(file, text, edits);
            case CONFIG_YAML -> ConfigYamlEditing.edit(file, text, before, edits);
        };
        check(file, format, edited.text(), wanted);
        return edited;
    }

    private static Map<String, String> entries(Path file, ConfigurationFormat format, String text) {
        return format.parse(file, text).configuration().toMap();
    }

    private static Map<String, String> wanted(Path file, Map<String, String> before, List<ConfigurationEdit> edits) {
        Map<String, String> wanted = new TreeMap<>(before);
        Set<String> subjects = new HashSet<>();
        for (ConfigurationEdit edit : edits) {
            edit.subject().ifPresent(key -> takeOut(key, file, wanted, subjects));
            if (edit instanceof ConfigurationEdit.Add add
                    && add.after().filter(key -> !before.containsKey(key)).isPresent()) {
                throw notSet(add.after().orElseThrow(), file);
            }
        }
        edits.forEach(edit -> edit.written().forEach((key, value) -> put(key, value, file, wanted)));
        return wanted;
    }

    private static void takeOut(String key, Path file, Map<String, String> wanted, Set<String> subjects) {
        if (!subjects.add(key)) {
            throw new IllegalArgumentException(
                    "Cannot edit " + file + ": two edits are about " + key + ". Make them one.");
        }
        if (wanted.remove(key) == null) {
            throw notSet(key, file);
        }
    }

    private static IllegalArgumentException notSet(String key, Path file) {
        return new IllegalArgumentException(
                "Cannot edit " + file + ": " + key + " is not set there. Edit a key that is, or add it.");
    }

    private static void put(String key, String value, Path file, Map<String, String> wanted) {
        if (wanted.put(key, value) != null) {
            throw new IllegalArgumentException(
                    "Cannot add " + key + " to " + file + ": it is set already. Replace its value instead.");
        }
    }

    private static void check(Path file, ConfigurationFormat format, String text, Map<String, String> wanted) {
        Map<String, String> read;
        try {
            read = entries(file, format, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Cannot edit " + file + ": it is written in a way that the edit would break. Put each of its keys"
                            + " on a line of its own. The edited text: " + e.getMessage(),
                    e);
        }
        Set<String> different = new TreeSet<>(wanted.keySet());
        different.addAll(read.keySet());
        different.removeIf(key -> Objects.equals(wanted.get(key), read.get(key)));
        if (!different.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot edit " + file + ": the edited text would give " + String.join(", ", different)
                            + " another value than intended. Put each key on a line of its own.");
        }
    }
}
