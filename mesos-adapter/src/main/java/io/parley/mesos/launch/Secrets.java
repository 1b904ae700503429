package io.parley.mesos.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchRequest;
import io.parley.mesos.task.TaskLaunch;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a process was given and its outputs must not show when they are passed on. Immutable; shows nothing itself. */
final class Secrets {

    private static final int SHORTEST = 4;
    private static final String HIDDEN = "******";

    private final List<String> texts;

    private Secrets(List<String> texts) {
        this.texts = texts;
    }

    /** Collects the values of keys and variables that may be secrets, and what addresses to be fetched hold. */
    static Secrets of(LaunchRequest request) {
        Stream<String> values = Stream.concat(
                        request.configuration().toMap().entrySet().stream(),
                        request.environmentVariables().entrySet().stream())
                .filter(entry -> FlinkConfiguration.isSensitive(entry.getKey()))
                .map(entry -> entry.getValue().strip());
        return new Secrets(Stream.concat(values, TaskLaunch.fetchSecrets(request.configuration()).stream())
                .filter(text -> text.length() >= SHORTEST)
                // Agents print what they fetch as JSON, in which they escape slashes.
                .flatMap(text -> Stream.of(text, text.replace("/", "\\/")))
                .distinct()
                // One that is a part of another must not break that one up.
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** Gives a text with asterisks in the place of secrets. */
    String hiddenIn(String text) {
        String hidden = text;
        for (String secret : texts) {
            hidden = hidden.replace(secret, HIDDEN);
        }
        return hidden;
    }

    @Override
    public String toString() {
        return texts.size() + " secrets";
    }
}
