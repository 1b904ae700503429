package io.parley.standalone.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.OptionWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The secrets that a request hands to a process, to keep them out of messages. Immutable. */
final class KnownSecrets {

    /** A JVM tells the whole of these when it starts. */
    private static final List<String> JVM_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final String HIDDEN = "******";

    /** A shorter text is part of too many others to be told apart from them. */
    private static final int SHORTEST = 4;

    private final List<String> values;

    private KnownSecrets(List<String> values) {
        this.values = List.copyOf(values);
    }

    /** Collects the values of sensitive keys, variables, options and arguments. */
    static KnownSecrets of(LaunchRequest request) {
        Set<String> found = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        FlinkConfiguration configuration = request.configuration();
        configuration.toMap().forEach((key, value) -> {
            if (FlinkConfiguration.isSensitive(key)) {
                found.add(value.strip());
            }
        });
        request.environmentVariables().forEach((name, value) -> {
            if (FlinkConfiguration.isSensitive(name)) {
                found.add(value.strip());
            }
        });
        List<String> words = new ArrayList<>();
        configuration
                .withPrefix("env.java.")
                .forEach((name, text) -> words.addAll(OptionWords.split("env.java." + name, text)));
        for (String variable : JVM_VARIABLES) {
            String text = request.environmentVariables().getOrDefault(variable, System.getenv(variable));
            if (text != null) {
                words.addAll(List.of(text.strip().split("\\s+", -1)));
            }
        }
        request.entryPoint().ifPresent(main -> words.addAll(main.arguments()));
        for (String word : words) {
            if (!OptionWords.masked(word).equals(word)) {
                found.add(word.substring(word.indexOf('=') + 1).strip());
            }
        }
        return new KnownSecrets(
                found.stream().filter(value -> value.length() >= SHORTEST).toList());
    }

    /** Gives a text without them. */
    String hiddenIn(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, HIDDEN);
        }
        return hidden;
    }

    /** Tells how many there are, never which. */
    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
