package io.parley.yarn;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.yarn.sizing.SchedulerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * The files of a YARN client that size containers, read. Not thread-safe.
 *
 * <p>They are read in the order in which a ResourceManager reads them, so that the last one that sets a key wins unless
 * an earlier one made it final.
 */
final class YarnSiteFiles {

    private static final List<String> VARIABLES = List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR");
    private static final String SITE = "yarn-site.xml";
    private static final List<String> YARN_FILES = List.of("core-site.xml", SITE, "resource-types.xml");
    private static final String CAPACITY_FILE = "capacity-scheduler.xml";
    private static final String FAIR_FILE_KEY = "yarn.scheduler.fair.allocation.file";
    private static final String FAIR_FILE = "fair-scheduler.xml";
    private static final List<String> CLIENT_FILES =
            List.of("core-site.xml", "hdfs-site.xml", "resource-types.xml", SITE);
    private static final List<String> PREFIXES = List.of(
            "yarn.scheduler.",
            "yarn.resource-types",
            "yarn.resourcemanager.scheduler.",
            "yarn.acl.",
            "yarn.node-labels.",
            "yarn.nodemanager.resource");

    /** How the parser writes where it stopped. */
    private static final Pattern PLACE = Pattern.compile("\\s+at \\[row,col[^]]*]: \\[(\\d+),(\\d+)]");

    private final List<Path> directories;
    private final Configuration configuration = new Configuration(false);

    private YarnSiteFiles(List<Path> directories) {
        this.directories = directories;
    }

    /**
     * Looks where the variables point to.
     *
     * @return the files; empty if no variable is set
     * @throws IllegalArgumentException if no variable that is set names a directory
     */
    static Optional<YarnSiteFiles> find(FlinkConfiguration configuration) {
        List<Path> directories = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String variable : VARIABLES) {
            String name = configuration.environmentVariable(variable).orElse("").strip();
            if (!name.isEmpty()) {
                directory(name).ifPresentOrElse(directories::add, () -> wrong.add(variable + "=" + name));
            }
        }
        if (directories.isEmpty() && !wrong.isEmpty()) {
            throw new IllegalArgumentException("Cannot read YARN's limits: " + String.join(" and ", wrong)
                    + " is no directory that can be read. Correct it, or remove it to assume YARN's defaults.");
        }
        return directories.isEmpty() ? Optional.empty() : Optional.of(new YarnSiteFiles(directories));
    }

    private static Optional<Path> directory(String name) {
        try {
            return Optional.of(Path.of(name)).filter(Files::isDirectory);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if a file cannot be read; the message names it
     */
    SchedulerSettings settings() {
        YARN_FILES.forEach(this::add);
        Map<String, String> yarn = entries();
        add(CAPACITY_FILE);
        return new SchedulerSettings(
                yarn,
                entries(),
                fairFile(yarn).map(YarnSiteFiles::text),
                locate(SITE).isPresent() ? Certainty.KNOWN : Certainty.ASSUMED);
    }

    /** Tells whether there is a yarn-site.xml. */
    boolean hasSite() {
        return locate(SITE).isPresent();
    }

    /** Names the directories. */
    String where() {
        return directories.stream().distinct().map(Path::toString).collect(Collectors.joining(" and "));
    }

    /**
     * As {@link #client()}, and what {@code flink.hadoop.*} and {@code flink.yarn.*} say lies over it, as in a launch.
     */
    YarnConfiguration client(FlinkConfiguration configuration) {
        YarnConfiguration values = client();
        configuration.withPrefix("flink.hadoop.").forEach(values::set);
        configuration.withPrefix("flink.yarn.").forEach((key, value) -> values.set("yarn." + key, value));
        return values;
    }

    /** Gives the configuration of a client that has these files. */
    YarnConfiguration client() {
        Configuration values = new Configuration(true);
        for (String file : CLIENT_FILES) {
            locate(file).ifPresent(found -> values.addResource(new org.apache.hadoop.fs.Path(found.toUri())));
        }
        return new YarnConfiguration(values);
    }

    private Optional<Path> locate(String name) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private void add(String name) {
        locate(name).ifPresent(file -> {
            try (InputStream content = Files.newInputStream(file)) {
                configuration.addResource(content, file.toString());
                // Reading is put off until somebody asks for something.
                configuration.size();
            } catch (IOException | RuntimeException e) {
                throw unreadable(file, e);
            }
        });
    }

    private Map<String, String> entries() {
        Map<String, String> entries = new HashMap<>();
        for (Map.Entry<String, String> entry : configuration) {
            String key = entry.getKey();
            if (PREFIXES.stream().anyMatch(key::startsWith)) {
                // Unlike the entry, this replaces variables.
                String text = configuration.get(key);
                if (text != null) {
                    entries.put(key, text);
                }
            }
        }
        return entries;
    }

    private Optional<Path> fairFile(Map<String, String> yarn) {
        String name = yarn.getOrDefault(FAIR_FILE_KEY, FAIR_FILE);
        try {
            return locate(name);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalArgumentException unreadable(Path file, Exception cause) {
        return new IllegalArgumentException(
                "Cannot read YARN's limits from " + file + ": " + reason(cause) + ". Correct or remove the file.",
                cause);
    }

    /** Hadoop wraps what the parser says in exceptions whose messages begin with names of classes. */
    private static String reason(Exception failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return PLACE.matcher(String.valueOf(innermost.getMessage())).replaceAll(" in line $1, column $2");
    }

    /** Names the file that set a key, or the directories where none did. */
    String fileOf(String key) {
        String[] sources = configuration.getPropertySources(key);
        if (sources != null && sources.length > 0) {
            return sources[sources.length - 1];
        }
        Optional<Path> fair = key.startsWith("yarn.") ? Optional.empty() : fairFile(entries());
        return fair.map(Path::toString).orElseGet(this::where);
    }
}
