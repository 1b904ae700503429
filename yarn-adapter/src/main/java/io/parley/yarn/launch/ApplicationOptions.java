package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What Flink's keys say about a YARN application. Immutable.
 *
 * @param name the name that YARN shows; empty for the usual one
 * @param type the type that YARN shows
 * @param tags the tags
 * @param queue the queue
 * @param priority the priority; empty for the cluster's default
 * @param nodeLabel the label of the nodes for every container that asks for none itself
 * @param rolledLogs which logs are aggregated while the application runs
 */
record ApplicationOptions(
        Optional<String> name,
        String type,
        Set<String> tags,
        String queue,
        Optional<Integer> priority,
        Optional<String> nodeLabel,
        RolledLogs rolledLogs) {

    static final ConfigurationOption<String> QUEUE =
            ConfigurationOption.text("yarn.application.queue").withDefault("default");
    private static final ConfigurationOption<String> NAME = ConfigurationOption.text("yarn.application.name");
    private static final ConfigurationOption<String> TYPE =
            ConfigurationOption.text("yarn.application.type").withDefault("Apache Flink");
    private static final ConfigurationOption<String> TAGS =
            ConfigurationOption.text("yarn.tags").withDefault("");
    private static final ConfigurationOption<Integer> PRIORITY =
            ConfigurationOption.integer("yarn.application.priority").withDefault(-1);
    private static final ConfigurationOption<String> NODE_LABEL =
            ConfigurationOption.text("yarn.application.node-label");
    private static final ConfigurationOption<String> ROLLED_LOGS_INCLUDED =
            ConfigurationOption.text("yarn.rolled-logs.include-pattern");
    private static final ConfigurationOption<String> ROLLED_LOGS_EXCLUDED =
            ConfigurationOption.text("yarn.rolled-logs.exclude-pattern");

    /**
     * Which logs are aggregated while the application runs, as regular expressions of file names.
     *
     * @param included the files to take
     * @param excluded the files to leave out, which wins
     */
    record RolledLogs(Optional<String> included, Optional<String> excluded) {}

    /** Copies the set. */
    ApplicationOptions {
        tags = Set.copyOf(tags);
    }

    /** Reads the keys; the reader collects what is wrong. */
    static ApplicationOptions read(KeyReader keys) {
        int priority = keys.get(PRIORITY);
        return new ApplicationOptions(
                keys.text(NAME),
                keys.text(TYPE).orElse("Apache Flink"),
                tags(keys),
                keys.text(QUEUE).orElse("default"),
                priority < 0 ? Optional.empty() : Optional.of(priority),
                label(keys),
                new RolledLogs(pattern(keys, ROLLED_LOGS_INCLUDED), pattern(keys, ROLLED_LOGS_EXCLUDED)));
    }

    private static Set<String> tags(KeyReader keys) {
        Set<String> tags = new HashSet<>();
        for (String tag : keys.get(TAGS).split(",", -1)) {
            if (!tag.isBlank()) {
                tags.add(tag.strip());
            }
        }
        // How many and how long they may be is a setting of the ResourceManager, which refuses them by itself.
        tags.stream()
                .filter(tag -> tag.chars().anyMatch(current -> current < ' ' || current > '~'))
                .sorted()
                .forEach(tag -> keys.refuse(
                        TAGS, "YARN takes only ASCII, which \"" + tag + "\" is not.", "Write it otherwise."));
        return tags;
    }

    private static Optional<String> label(KeyReader keys) {
        Optional<String> label = keys.text(NODE_LABEL);
        label.filter(text -> text.contains("&&") || text.contains("||"))
                .ifPresent(text -> keys.refuse(
                        NODE_LABEL, "\"" + text + "\" joins node labels, and YARN takes one.", "Name one label."));
        return label;
    }

    private static Optional<String> pattern(KeyReader keys, ConfigurationOption<String> option) {
        Optional<String> pattern = keys.find(option).filter(text -> !text.isBlank());
        pattern.ifPresent(text -> {
            try {
                Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                keys.refuse(
                        option,
                        "\"" + text + "\" is no regular expression (" + e.getDescription() + ").",
                        "Write one that file names match, for instance jobmanager.*.");
            }
        });
        return pattern;
    }
}
