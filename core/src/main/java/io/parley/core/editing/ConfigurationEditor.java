package io.parley.core.editing;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import io.parley.core.configuration.ConfigurationFormat;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        FlinkConfiguration before = read(file, format, text);
        FlinkConfiguration wanted = wanted(file, before, edits);
        EditedText edited = switch (format) {
            case FLINK_CONF -> FlinkConfEditing.edit(file, text, edits);
            case CONFIG_YAML -> ConfigYamlEditing.edit(file, text, before.toMap(), edits);
        };
        check(file, format, edited.text(), wanted);
        return edited;
    }

    private static FlinkConfiguration read(Path file, ConfigurationFormat format, String text) {
        return format.parse(file, text).configuration();
    }

    private static FlinkConfiguration wanted(Path file, FlinkConfiguration before, List<ConfigurationEdit> edits) {
        FlinkConfiguration.Builder wanted = before.toBuilder();
        Set<String> keys = new HashSet<>(before.keys());
        Set<String> subjects = new HashSet<>();
        for (ConfigurationEdit edit : edits) {
            edit.subject().ifPresent(key -> {
                checkSubject(key, file, keys, subjects);
                wanted.remove(key);
            });
            if (edit instanceof ConfigurationEdit.Add add
                    && add.after().filter(key -> !before.contains(key)).isPresent()) {
                throw notSet(add.after().orElseThrow(), file);
            }
        }
        for (ConfigurationEdit edit : edits) {
            edit.written().keySet().forEach(key -> checkNew(key, file, keys));
            edit.writeTo(wanted, before, Origin.PROGRAM);
        }
        return wanted.build();
    }

    private static void checkSubject(String key, Path file, Set<String> keys, Set<String> subjects) {
        if (!subjects.add(key)) {
            throw new IllegalArgumentException(
                    "Cannot edit " + file + ": two edits are about " + key + ". Make them one.");
        }
        if (!keys.remove(key)) {
            throw notSet(key, file);
        }
    }

    private static IllegalArgumentException notSet(String key, Path file) {
        return new IllegalArgumentException(
                "Cannot edit " + file + ": " + key + " is not set there. Edit a key that is, or add it.");
    }

    private static void checkNew(String key, Path file, Set<String> keys) {
        if (!keys.add(key)) {
            throw new IllegalArgumentException(
                    "Cannot add " + key + " to " + file + ": it is set already. Replace its value instead.");
        }
    }

    /**
     * Checks that an edited text reads as it should.
     *
     * @throws IllegalArgumentException if it does not
     */
    static void check(Path file, ConfigurationFormat format, String text, FlinkConfiguration wanted) {
        FlinkConfiguration read;
        try {
            read = read(file, format, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Cannot edit " + file + ": it is written in a way that the edit would break. Put each of its keys"
                            + " on a line of its own. The edited text: " + e.getMessage(),
                    e);
        }
        if (read.equals(wanted)) {
            return;
        }
        Set<String> different = new TreeSet<>(wanted.keys());
        different.addAll(read.keys());
        different.removeIf(key -> wanted.value(key).equals(read.value(key)));
        throw new IllegalArgumentException("Cannot edit " + file + ": the edited text would give "
                + (different.isEmpty()
                        ? "a decimal number where a text is intended, or a text where a number is"
                        : String.join(", ", different) + " another value than intended")
                + ". Put each key on a line of its own.");
    }
}
