package io.parley.api.launch;

import io.parley.api.configuration.FlinkConfiguration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The secrets that a request hands to a process, to keep them out of what the process prints when that is passed on.
 * Immutable and thread-safe.
 */
public final class KnownSecrets {

    /** A JVM tells the whole of these when it starts. */
    private static final List<String> JVM_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final String HIDDEN = "******";

    /** A shorter text is part of too many others to be told apart from them. */
    private static final int SHORTEST = 4;

    /** The longest first, for one may be a part of another. */
    private final List<String> values;

    private KnownSecrets(Collection<String> found) {
        Set<String> sorted = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        found.stream()
                .map(String::strip)
                .filter(value -> value.length() >= SHORTEST)
                .forEach(sorted::add);
        this.values = List.copyOf(sorted);
    }

    /**
     * Collects the values of sensitive keys, variables, options and arguments.
     *
     * @param request what is launched
     * @return the secrets
     */
    public static KnownSecrets of(LaunchRequest request) {
        return of(request, Map.of());
    }

    /**
     * Collects the values of sensitive keys, variables, options and arguments.
     *
     * @param request what is launched
     * @param inherited the variables that the process has besides those of the request
     * @return the secrets
     */
    public static KnownSecrets of(LaunchRequest request, Map<String, String> inherited) {
        List<String> found = new ArrayList<>();
        sensitive(request.configuration().toMap(), found);
        sensitive(request.environmentVariables(), found);
        List<String> words = new ArrayList<>();
        request.configuration()
                .withPrefix("env.java.")
                .forEach((name, text) -> words.addAll(words("env.java." + name, text)));
        for (String variable : JVM_VARIABLES) {
            String text = request.environmentVariables().getOrDefault(variable, inherited.get(variable));
            if (text != null) {
                words.addAll(List.of(text.strip().split("\\s+", -1)));
            }
        }
        request.entryPoint().ifPresent(main -> words.addAll(main.arguments()));
        for (String word : words) {
            if (!OptionWords.masked(word).equals(word)) {
                found.add(word.substring(word.indexOf('=') + 1));
            }
        }
        return new KnownSecrets(found);
    }

    private static void sensitive(Map<String, String> entries, List<String> found) {
        entries.forEach((key, value) -> {
            if (FlinkConfiguration.isSensitive(key)) {
                found.add(value);
            }
        });
    }

    private static List<String> words(String key, String text) {
        try {
            return OptionWords.split(key, text);
        } catch (IllegalArgumentException e) {
            // Whoever starts the process refuses it; here nothing must stay visible for that.
            return List.of(text.split("[\\s'\"]+", -1));
        }
    }

    /**
     * Adds others.
     *
     * @param more further texts to hide
     * @return these and the others
     */
    public KnownSecrets and(Collection<String> more) {
        List<String> all = new ArrayList<>(values);
        all.addAll(more);
        return new KnownSecrets(all);
    }

    /**
     * Hides them in a text; those of fewer than four characters are left, for they are part of too many other words.
     *
     * @param text what a process printed
     * @return the text with asterisks in their place
     */
    public String hiddenIn(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, HIDDEN);
        }
        return hidden;
    }

    /**
     * Hides them in what is told of an end.
     *
     * @param exit how a process ended
     * @return the same end with asterisks in their place, in the diagnostics and the lines of logs
     */
    public ProcessExit hiddenIn(ProcessExit exit) {
        return new ProcessExit(
                exit.reason(),
                exit.status(),
                hiddenIn(exit.diagnostics()),
                exit.lastLogLines().stream().map(this::hiddenIn).toList(),
                exit.overrun());
    }

    /** Tells how many there are, never which. */
    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
