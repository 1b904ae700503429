package io.parley.examples.launch;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.FlinkDistribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the jars of a Flink version: those that the build collects, or a distribution on this machine. Stateless. */
public final class FlinkDistributions {

    private static final String FOLDER_PREFIX = "flink-";
    private static final String JAR = ".jar";
    private static final Pattern DISTRIBUTION_JAR = Pattern.compile("flink-dist(?:_[0-9.]+)?-([0-9].*)\\.jar");

    private FlinkDistributions() {}

    /**
     * Gives the jars of a version that the build collects from a Maven repository.
     *
     * @param examples the built examples
     * @param version a release, or a line that one of the releases belongs to
     * @return the jars in the order of their names
     * @throws IllegalArgumentException if the build does not collect that version; the message lists those it does
     * @throws IllegalStateException if the build has not collected it yet
     */
    public static FlinkDistribution collected(ExamplesDirectory examples, FlinkVersion version) {
        List<FlinkVersion> known = known(examples);
        FlinkVersion found = known.stream()
                .filter(candidate ->
                        candidate.equals(version) || candidate.line().equals(version))
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalArgumentException("Cannot launch Flink " + version
                        + ": the examples have the jars of "
                        + known.stream().map(FlinkVersion::toString).collect(Collectors.joining(" and "))
                        + ". Choose one of them with --flink-version, or name a distribution of your own"
                        + " with --flink-home."));
        Path folder =
                examples.path().resolve(FOLDER_PREFIX + found).resolve("target").resolve("lib");
        List<Path> jars = jars(folder);
        if (jars.isEmpty()) {
            throw new IllegalStateException(
                    "Cannot launch Flink " + found + ": " + folder + " holds no jars. Build them with mvn package.");
        }
        return new FlinkDistribution(found, jars);
    }

    private static List<FlinkVersion> known(ExamplesDirectory examples) {
        try (Stream<Path> folders = Files.list(examples.path())) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve("pom.xml")))
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> name.startsWith(FOLDER_PREFIX))
                    .map(name -> FlinkVersion.parse(name.substring(FOLDER_PREFIX.length())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot find the built examples in " + examples.path() + ": " + e.getMessage() + ". Set "
                            + ExamplesDirectory.PROPERTY + " to the folder examples.",
                    e);
        }
    }

    /**
     * Gives the jars of a distribution on this machine.
     *
     * @param home its folder, with the jars in {@code lib}
     * @return the jars, flink-dist first, with the version that the name of flink-dist tells
     * @throws IllegalArgumentException if the folder holds no Flink distribution
     */
    public static FlinkDistribution ofHome(Path home) {
        Path folder = home.resolve("lib");
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("Cannot launch the Flink in " + home
                    + ": it has no folder lib. Name the folder that an unpacked Flink distribution makes.");
        }
        for (Path jar : jars(folder)) {
            Matcher matcher = DISTRIBUTION_JAR.matcher(String.valueOf(jar.getFileName()));
            if (matcher.matches()) {
                List<Path> ordered = jars(folder).stream()
                        .sorted(Comparator.comparing(candidate -> !candidate.equals(jar)))
                        .toList();
                return new FlinkDistribution(FlinkVersion.parse(matcher.group(1)), ordered);
            }
        }
        throw new IllegalArgumentException("Cannot launch the Flink in " + home + ": " + folder
                + " holds no flink-dist jar, whose name tells the version."
                + " Name the folder that an unpacked Flink distribution makes.");
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).endsWith(JAR))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the jars in " + folder, e);
        }
    }
}
