package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.Remark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What Flink's keys say about a YARN application. Immutable.
 *
 * @param name the name that YARN shows
 * @param type the type that YARN shows
 * @param queue the queue
 * @param tags the tags
 * @param priority the priority; empty for the cluster's default
 * @param attempts how often the JobManager may be started, at least 1
 * @param nodeLabel the label of the nodes that the application runs on
 * @param stagingRoot where to stage; empty for the user's home directory
 * @param shipFiles further files of this machine
 */
record ApplicationOptions(
        String name,
        String type,
        String queue,
        Set<String> tags,
        Optional<Integer> priority,
        int attempts,
        Optional<String> nodeLabel,
        Optional<String> stagingRoot,
        List<String> shipFiles) {

    static final ConfigurationOption<String> QUEUE =
            ConfigurationOption.text("yarn.application.queue").withDefault("default");
    private static final ConfigurationOption<String> NAME =
            ConfigurationOption.text("yarn.application.name").withDefault("Flink session cluster");
    private static final ConfigurationOption<String> TYPE =
            ConfigurationOption.text("yarn.application.type").withDefault("Apache Flink");
    private static final ConfigurationOption<String> TAGS =
            ConfigurationOption.text("yarn.tags").withDefault("");
    private static final ConfigurationOption<Integer> PRIORITY =
            ConfigurationOption.integer("yarn.application.priority").withDefault(-1);
    private static final ConfigurationOption<Integer> ATTEMPTS =
            ConfigurationOption.integer("yarn.application-attempts");
    private static final ConfigurationOption<String> NODE_LABEL =
            ConfigurationOption.text("yarn.application.node-label");
    private static final ConfigurationOption<String> STAGING = ConfigurationOption.text("yarn.staging-directory");
    private static final ConfigurationOption<List<String>> SHIP_FILES = ConfigurationOption.textList("yarn.ship-files")
            .withDeprecatedKeys("yarn.ship-directories")
            .withDefault(List.of());
    private static final ConfigurationOption<String> HIGH_AVAILABILITY =
            ConfigurationOption.text("high-availability.type").withDeprecatedKeys("high-availability");

    /** Keys of Flink's that change a launch and that this launcher does not follow yet. */
    private static final List<String> NOT_FOLLOWED = List.of(
            "yarn.application-attempt-failures-validity-interval",
            "yarn.provided.lib.dirs",
            "yarn.ship-archives",
            "yarn.view.acls",
            "yarn.modify.acls",
            "yarn.rolled-logs.include-pattern",
            "yarn.rolled-logs.exclude-pattern",
            "yarn.container-start-command-template",
            "yarn.security.kerberos.localized-keytab-path",
            "yarn.properties-file.location");

    /** Copies the collections. */
    ApplicationOptions {
        tags = Set.copyOf(tags);
        shipFiles = List.copyOf(shipFiles);
    }

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException if a value is wrong by itself; the message names the key
     */
    static ApplicationOptions of(FlinkConfiguration configuration) {
        Set<String> tags = new HashSet<>();
        for (String tag : configuration.get(TAGS).split(",", -1)) {
            if (!tag.isBlank()) {
                tags.add(tag.strip());
            }
        }
        int priority = configuration.get(PRIORITY);
        int attempts = configuration.find(ATTEMPTS).orElse(isHighlyAvailable(configuration) ? 2 : 1);
        if (attempts < 1) {
            throw new IllegalArgumentException("Cannot launch with " + ATTEMPTS.key() + ": " + attempts
                    + ": at least one attempt is needed. Set it to 1 or more, or remove it.");
        }
        return new ApplicationOptions(
                configuration.get(NAME),
                configuration.get(TYPE),
                configuration.get(QUEUE),
                tags,
                priority < 0 ? Optional.empty() : Optional.of(priority),
                attempts,
                configuration.find(NODE_LABEL).filter(label -> !label.isBlank()),
                configuration.find(STAGING).filter(directory -> !directory.isBlank()),
                configuration.get(SHIP_FILES));
    }

    private static boolean isHighlyAvailable(FlinkConfiguration configuration) {
        return configuration
                .find(HIGH_AVAILABILITY)
                .map(type -> !type.isBlank() && !type.toUpperCase(Locale.ROOT).equals("NONE"))
                .orElse(false);
    }

    /** Names what the configuration asks for and this launcher does not do. */
    static List<Remark> notFollowed(FlinkConfiguration configuration) {
        List<Remark> remarks = new ArrayList<>();
        for (String key : NOT_FOLLOWED) {
            if (configuration.contains(key)) {
                remarks.add(new Remark(
                        Remark.Kind.WITHOUT_EFFECT,
                        key + " has no effect: this version of Parley does not follow it.",
                        List.of(key)));
            }
        }
        return remarks;
    }
}
