package io.parley.examples.benchmarks;

import io.parley.api.plan.ProcessKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

/** Flink's own code, each release in a class loader that sees its jars and the JDK only. Stateless. */
final class FlinkPeers {

    private static final String PACKAGE = "io.parley.examples.benchmarks.";

    private FlinkPeers() {}

    /**
     * Loads the code that plans a process; it stays loaded for the life of the JVM.
     *
     * @throws IllegalStateException if the benchmarks have not been built
     */
    @SuppressWarnings("unchecked") // The cast of a class that was loaded by name; the peers implement this interface.
    static BiConsumer<Map<String, String>, ObjLongConsumer<String>> load(String release, ProcessKind process) {
        String type = PACKAGE
                + (release.startsWith("1.") ? "flink111." : "flink23.")
                + switch (process) {
                    case JOB_MANAGER -> "JobManagerPeer";
                    case TASK_MANAGER -> "TaskManagerPeer";
                };
        try {
            return (BiConsumer<Map<String, String>, ObjLongConsumer<String>>)
                    loader(release).loadClass(type).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Cannot load Flink " + release + "'s own code from " + module(release) + ": " + e
                            + ". Build it with mvn package.",
                    e);
        }
    }

    /**
     * Gives Flink's jars of a release, few as they are: what planning needs, no logging backend.
     *
     * @throws IllegalStateException if they have not been collected
     */
    static List<Path> jars(String release) {
        Path folder = module(release).resolve("target").resolve("lib");
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot find the jars of Flink " + release + " in " + folder + ". Build them with mvn package.", e);
        }
    }

    private static URLClassLoader loader(String release) {
        Path classes = module(release).resolve("target").resolve("classes");
        URL[] urls = Stream.concat(Stream.of(classes), jars(release).stream())
                .map(FlinkPeers::url)
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static Path module(String release) {
        return ExamplesFolder.ofThisProcess().resolve("benchmarks").resolve("flink-" + release + "-peer");
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
