package io.parley.core.migration;

import io.parley.core.editing.ConfigurationEdit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One change of a configuration. Immutable. */
public sealed interface MigrationChange {

    /**
     * Gives the key or the environment variable that the change is about.
     *
     * @return a key, or the name of a variable
     */
    String name();

    /**
     * Gives the reason.
     *
     * @return one sentence
     */
    String reason();

    /**
     * Gives the entries that are new.
     *
     * @return the text of each key, may be empty
     */
    Map<String, String> entries();

    /**
     * Gives the edit that makes this change in a text.
     *
     * @return the edit
     */
    ConfigurationEdit edit();

    /**
     * Gives the change for people.
     *
     * @return one line with the new entries and the reason
     */
    String describe();

    /**
     * An older key gave way to the ones that mean the same.
     *
     * @param name the key
     * @param entries what took its place
     * @param reason why
     */
    record Replaced(String name, Map<String, String> entries, String reason) implements MigrationChange {

        /** Copies the map and keeps its order. */
        public Replaced {
            entries = copy(entries);
        }

        @Override
        public ConfigurationEdit edit() {
            return new ConfigurationEdit.Replace(name, entries);
        }

        @Override
        public String describe() {
            return name + " -> " + text(entries) + ". " + reason;
        }
    }

    /**
     * A key without effect became a comment.
     *
     * @param name the key
     * @param reason why it has none
     */
    record Removed(String name, String reason) implements MigrationChange {

        @Override
        public Map<String, String> entries() {
            return Map.of();
        }

        @Override
        public ConfigurationEdit edit() {
            return new ConfigurationEdit.CommentOut(name, reason);
        }

        @Override
        public String describe() {
            return name + " is commented out. " + reason;
        }
    }

    /**
     * The value of an environment variable was written down.
     *
     * @param name the variable
     * @param entries the entries that say the same
     * @param after the key beside which they stand, if there is a fitting one
     * @param reason why
     */
    record WrittenDown(String name, Map<String, String> entries, Optional<String> after, String reason)
            implements MigrationChange {

        /** Copies the map and keeps its order. */
        public WrittenDown {
            entries = copy(entries);
        }

        @Override
        public ConfigurationEdit edit() {
            return new ConfigurationEdit.Add(entries, after, reason);
        }

        @Override
        public String describe() {
            return name + " -> " + text(entries) + ". " + reason;
        }
    }

    private static Map<String, String> copy(Map<String, String> entries) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    private static String text(Map<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
