package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads keys and collects what is wrong with them, so that all of it is told at once. Not thread-safe. */
final class KeyReader {

    private final FlinkConfiguration configuration;
    private final List<String> problems = new ArrayList<>();

    KeyReader(FlinkConfiguration configuration) {
        this.configuration = configuration;
    }

    FlinkConfiguration configuration() {
        return configuration;
    }

    /** Gives the value of an option, nothing where it is not set or cannot be read. */
    <T> Optional<T> find(ConfigurationOption<T> option) {
        try {
            return configuration.find(option);
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Gives the value of an option, its default where it is not set or cannot be read. */
    <T> T get(ConfigurationOption<T> option) {
        return find(option).or(option::defaultValue).orElseThrow();
    }

    /** Gives a text that is not blank, stripped. */
    Optional<String> text(ConfigurationOption<String> option) {
        return find(option).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Notes that a value is wrong by itself. */
    void refuse(ConfigurationOption<?> option, String why, String cure) {
        String key = configuration.keyOf(option).orElse(option.key());
        refuse(key, why, cure);
    }

    /** Notes that the value of a key is wrong by itself. */
    void refuse(String key, String why, String cure) {
        problem("Cannot use " + key + " (" + configuration.origin(key) + "): " + why + " " + cure);
    }

    void problem(String message) {
        if (!problems.contains(message)) {
            problems.add(message);
        }
    }

    /** Runs what may find one thing wrong, and notes it. */
    void check(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Ends the reading.
     *
     * @throws IllegalArgumentException if anything was wrong; the message has all of it
     */
    void throwProblems() {
        if (problems.isEmpty()) {
            return;
        }
        if (problems.size() == 1) {
            throw new IllegalArgumentException(problems.get(0));
        }
        StringBuilder text = new StringBuilder("Cannot launch on YARN: ")
                .append(problems.size())
                .append(" problems.");
        for (int i = 0; i < problems.size(); i++) {
            text.append('\n').append(i + 1).append(". ").append(problems.get(i));
        }
        throw new IllegalArgumentException(text.toString());
    }
}
