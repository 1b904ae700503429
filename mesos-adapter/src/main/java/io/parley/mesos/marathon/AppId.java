package io.parley.mesos.marathon;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ProcessKind;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an app is called: what a key says, else the process in a group of the cluster's id where that is set, else the
 * process. Stateless.
 */
final class AppId {

    static final String KEY = "parley.mesos.marathon.app-id";

    static final ConfigurationOption<String> CLUSTER = ConfigurationOption.text("high-availability.cluster-id")
            .withDeprecatedKeys("high-availability.zookeeper.path.namespace")
            .withDefault("");

    /** Source: Marathon's type PathId; names between slashes, the whole from the root and below it. */
    private static final String PATH = "(/[a-z0-9]([a-z0-9.-]*[a-z0-9])?)+";

    private static final int LONGEST = 200;

    private AppId() {}

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException if what the key says is no id; the message names the key
     */
    static String of(ProcessKind process, FlinkConfiguration configuration) {
        String said = configuration.value(KEY).orElse("").strip();
        if (!said.isEmpty()) {
            String path = said.startsWith("/") ? said : "/" + said;
            if (path.length() > LONGEST || !path.matches(PATH)) {
                throw new IllegalArgumentException("Cannot use " + KEY + " (" + configuration.origin(KEY) + "): \""
                        + said + "\" is no id of an app. Write names of lower-case letters, digits, dots and hyphens"
                        + " between slashes, that begin and end with a letter or digit, " + LONGEST
                        + " characters in all, such as /flink/jobmanager.");
            }
            return path;
        }
        String group = group(configuration.get(CLUSTER));
        return group.isEmpty() || group.equals("/default") ? "/flink-" + process.id() : group + "/" + process.id();
    }

    /** Flink's own default, /default, names no cluster. */
    private static String group(String cluster) {
        String path = Stream.of(cluster.toLowerCase(Locale.ROOT).split("/"))
                .map(name -> name.replaceAll("[^a-z0-9.-]", "-").replaceAll("^[.-]+|[.-]+$", ""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining("/"));
        String shorter = path.length() > LONGEST ? path.substring(0, LONGEST).replaceAll("[./-]+$", "") : path;
        return shorter.isEmpty() ? "" : "/" + shorter;
    }
}
