package io.parley.mesos.task;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads Flink's keys for Mesos, with messages that name the key and where it was set. Immutable. */
final class TaskKeyReader {

    private final FlinkConfiguration configuration;

    TaskKeyReader(FlinkConfiguration configuration) {
        this.configuration = configuration;
    }

    FlinkConfiguration configuration() {
        return configuration;
    }

    /** Gives a text that is not blank, stripped. */
    Optional<String> text(String key) {
        return configuration.value(key).map(String::strip).filter(text -> !text.isEmpty());
    }

    boolean flag(String key) {
        return configuration.get(ConfigurationOption.flag(key).withDefault(false));
    }

    /** Gives the items between commas; Flink, too, skips empty ones. */
    List<String> items(String key) {
        return Stream.of(configuration.value(key).orElse("").split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    IllegalArgumentException unusable(String key, String why) {
        return new IllegalArgumentException("Cannot use " + key + " (" + configuration.origin(key) + "): " + why);
    }
}
