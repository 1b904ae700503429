package io.parley.core.editing;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One change that is wanted in a configuration's text. Immutable. */
public sealed interface ConfigurationEdit {

    /**
     * Gives the key whose lines are taken out.
     *
     * @return the key, if the edit is about one
     */
    Optional<String> subject();

    /**
     * Gives the entries that are written.
     *
     * @return the text of each key, may be empty
     */
    Map<String, String> written();

    /**
     * Sets the entries that are written. Each is a text, but for a decimal number that only gets another key: it stays
     * a number, as Flink reads a number and a text of the same characters differently.
     *
     * @param after where they are set
     * @param before the configuration that the edit is about
     * @param origin where they are written
     */
    default void writeTo(FlinkConfiguration.Builder after, FlinkConfiguration before, Origin origin) {
        written().forEach((key, value) -> {
            String from = subject().orElse(key);
            if (value.equals(before.valueOrNull(from)) && before.isDecimal(from)) {
                after.set(key, before.find(ConfigurationOption.decimal(from)).orElseThrow(), origin);
            } else {
                after.set(key, value, origin);
            }
        });
    }

    /**
     * Lets other entries take the place of a key. The key itself may be among them, with another value.
     *
     * <p>The entries stand where the line stood that counted, with its comment; other lines of the key are commented
     * out.
     *
     * @param key a key that is set
     * @param by the text of each key that takes its place, at least one
     */
    record Replace(String key, Map<String, String> by) implements ConfigurationEdit {

        /**
         * Copies the map and keeps its order.
         *
         * @throws IllegalArgumentException if nothing takes the place
         */
        public Replace {
            by = copy(by);
        }

        @Override
        public Optional<String> subject() {
            return Optional.of(key);
        }

        @Override
        public Map<String, String> written() {
            return by;
        }

        /** Gives the keys, no values: they may be secrets. */
        @Override
        public String toString() {
            return "Replace{" + key + " by " + by.keySet() + "}";
        }
    }

    /**
     * Turns every line of a key into a comment.
     *
     * @param key a key that is set
     * @param reason why, one line, written above
     */
    record CommentOut(String key, String reason) implements ConfigurationEdit {

        /**
         * Checks the reason.
         *
         * @throws IllegalArgumentException if the reason has several lines
         */
        public CommentOut {
            checkOneLine(reason);
        }

        @Override
        public Optional<String> subject() {
            return Optional.of(key);
        }

        @Override
        public Map<String, String> written() {
            return Map.of();
        }
    }

    /**
     * Adds entries.
     *
     * @param entries the text of each key that is not set so far, at least one
     * @param after the key after whose line they stand; where none is named, they stand at the end
     * @param reason why, one line, written above
     */
    record Add(Map<String, String> entries, Optional<String> after, String reason) implements ConfigurationEdit {

        /**
         * Copies the map and keeps its order.
         *
         * @throws IllegalArgumentException if there is nothing to add or the reason has several lines
         */
        public Add {
            entries = copy(entries);
            checkOneLine(reason);
        }

        @Override
        public Optional<String> subject() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> written() {
            return entries;
        }

        /** Gives the keys, no values: they may be secrets. */
        @Override
        public String toString() {
            return "Add{" + entries.keySet() + "}";
        }
    }

    private static Map<String, String> copy(Map<String, String> entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("An edit needs at least one entry to write. Name one.");
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    private static void checkOneLine(String reason) {
        if (reason.indexOf('\n') >= 0 || reason.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(
                    "A reason becomes a comment of one line: " + reason.lines().toList());
        }
    }
}
