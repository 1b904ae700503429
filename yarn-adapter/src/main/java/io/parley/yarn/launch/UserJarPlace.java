package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where an application's jar stands on the class path of its JobManager. The names are those of Flink's values. */
enum UserJarPlace {
    /** Before Flink. */
    FIRST,
    /** Behind Flink. */
    LAST,
    /** With what users ship, behind Flink. */
    ORDER,
    /** Not there: Flink loads it apart, from the folder usrlib. */
    DISABLED;

    private static final ConfigurationOption<String> KEY = ConfigurationOption.text("yarn.classpath.include-user-jar")
            .withDeprecatedKeys("yarn.per-job-cluster.include-user-jar")
            .withDefault(ORDER.name());

    /** Reads the key; the reader collects what is wrong. */
    static UserJarPlace read(KeyReader keys) {
        String text = keys.get(KEY);
        Optional<UserJarPlace> place = Arrays.stream(values())
                .filter(value -> value.name().equals(text.strip().toUpperCase(Locale.ROOT)))
                .findFirst();
        if (place.isEmpty()) {
            keys.refuse(KEY, "\"" + text + "\" is no place.", "Set it to FIRST, LAST, ORDER or DISABLED.");
        }
        return place.orElse(ORDER);
    }

    /** Gives the key under which a container localizes the jar. */
    String key(String fileName) {
        return this == DISABLED ? "usrlib/" + fileName : fileName;
    }
}
