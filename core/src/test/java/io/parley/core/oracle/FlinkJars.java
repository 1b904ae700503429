package io.parley.core.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars of Flink that the build has copied for the differential tests. Stateless. */
public final class FlinkJars {

    /** One release of every line that Parley knows, the oldest first. */
    public static final List<String> VERSIONS = List.of(
            "1.11.6", "1.12.7", "1.13.6", "1.14.6", "1.15.4", "1.16.3", "1.17.2", "1.18.1", "1.19.3", "1.20.5", "2.0.2",
            "2.1.3", "2.2.1", "2.3.0");

    private static final Path FOLDER = Path.of("target", "oracles");

    private FlinkJars() {}

    /** Gives the jars of a version and of what any version needs. */
    public static List<Path> of(String version) {
        try (Stream<Path> jars = Files.list(FOLDER)) {
            return jars.filter(jar -> {
                        String name = jar.getFileName().toString();
                        return name.endsWith("-" + version + ".jar") || !name.startsWith("flink-");
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a class loader that sees a version and the JDK, nothing of ours. */
    public static URLClassLoader loader(String version) {
        return new URLClassLoader(
                of(version).stream().map(FlinkJars::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
