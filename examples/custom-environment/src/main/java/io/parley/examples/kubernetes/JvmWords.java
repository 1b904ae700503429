package io.parley.examples.kubernetes;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The JVM options that users give in Flink's keys, as single words: no shell ever reads them. Stateless. */
final class JvmWords {

    private static final List<ConfigurationOption<String>> OPTIONS = List.of(
            ConfigurationOption.text("env.java.opts.all").withDeprecatedKeys("env.java.opts"),
            ConfigurationOption.text("env.java.opts.jobmanager"));
    /** The keys that are read here. */
    static final List<String> ALL = List.of("env.java.opts.all", "env.java.opts", "env.java.opts.jobmanager");

    private static final List<String> SIZES =
            List.of("-Xmx", "-Xms", "-XX:MaxDirectMemorySize=", "-XX:MaxMetaspaceSize=");
    /** A piece of a word: in single quotes, in double quotes, behind a backslash, or plain; or blanks. */
    private static final Pattern PIECE =
            Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|\\\\(.)|([^\\s'\"\\\\]+)|(\\s+)", Pattern.DOTALL);

    private JvmWords() {}

    /**
     * Reads the options of a JobManager.
     *
     * @throws IllegalArgumentException if the words cannot be told apart, or one sets a size that the plan sets
     */
    static List<String> ofJobManager(FlinkConfiguration configuration) {
        List<String> words = new ArrayList<>();
        for (ConfigurationOption<String> option : OPTIONS) {
            configuration.keyOf(option).ifPresent(key -> words.addAll(read(key, configuration)));
        }
        return List.copyOf(words);
    }

    private static List<String> read(String key, FlinkConfiguration configuration) {
        List<String> words = split(key, configuration);
        for (String word : words) {
            SIZES.stream().filter(word::startsWith).findFirst().ifPresent(size -> {
                throw KubernetesKeys.unusable(
                        key,
                        configuration,
                        "the plan sets " + size.replace("=", "") + ", not " + word
                                + ". Remove it and set the memory options instead.",
                        null);
            });
        }
        return words;
    }

    private static List<String> split(String key, FlinkConfiguration configuration) {
        String text = configuration.value(key).orElse("");
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        Matcher piece = PIECE.matcher(text);
        int position = 0;
        while (position < text.length()) {
            if (!piece.find(position) || piece.start() != position) {
                throw KubernetesKeys.unusable(
                        key, configuration, "a quote or a backslash stands alone. Close or double it.", null);
            }
            if (piece.group(5) == null) {
                inWord = true;
                word.append(plain(piece));
            } else if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
            position = piece.end();
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    private static String plain(Matcher piece) {
        for (int group : new int[] {1, 3, 4}) {
            String found = piece.group(group);
            if (found != null) {
                return found;
            }
        }
        return String.valueOf(piece.group(2)).replaceAll("\\\\([\"\\\\])", "$1");
    }

    /** Gives a word as it may be shown: without the value of a sensitive key. */
    static String masked(String word) {
        int equals = word.indexOf('=');
        return equals > 0 && FlinkConfiguration.isSensitive(word.substring(0, equals))
                ? word.substring(0, equals + 1) + FlinkProcess.MASK
                : word;
    }

    /** Gives words as they may be shown. */
    static List<String> masked(List<String> words) {
        return words.stream().map(JvmWords::masked).collect(Collectors.toList());
    }
}
