package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * Something that a key names to be shipped: of this machine, or on a file system of the cluster.
 *
 * @param key the key that names it
 * @param path where it is
 */
record ShipSource(String key, Path path) {

    private static final String LOCAL_SCHEME = "file";

    /** Reads a list of them; the reader collects what is wrong. */
    static List<ShipSource> read(KeyReader keys, ConfigurationOption<List<String>> option) {
        String key = keys.configuration().keyOf(option).orElse(option.key());
        List<ShipSource> sources = new ArrayList<>();
        for (String text : keys.get(option)) {
            if (!text.isBlank()) {
                parse(keys, key, text.strip()).ifPresent(path -> sources.add(new ShipSource(key, path)));
            }
        }
        return sources;
    }

    /** Reads a path; the reader collects what is wrong. */
    static Optional<Path> parse(KeyReader keys, String key, String text) {
        try {
            return Optional.of(new Path(text));
        } catch (IllegalArgumentException e) {
            keys.refuse(key, "\"" + text + "\" is no path (" + e.getMessage() + ").", "Write one.");
            return Optional.empty();
        }
    }

    /** Tells whether it is a file or folder of this machine; what names no file system is. */
    boolean isLocal() {
        String scheme = path.toUri().getScheme();
        return scheme == null || scheme.equals(LOCAL_SCHEME);
    }

    private java.nio.file.Path local() {
        return java.nio.file.Path.of(path.toUri().getPath()).toAbsolutePath().normalize();
    }

    /** Notes if it is of this machine and cannot be read. */
    void check(KeyReader keys) {
        if (!isLocal()) {
            return;
        }
        try {
            if (Files.isReadable(local()) && (Files.isRegularFile(local()) || Files.isDirectory(local()))) {
                return;
            }
        } catch (InvalidPathException e) {
            keys.refuse(key, "\"" + path + "\" is no path (" + e.getMessage() + ").", "Write one.");
            return;
        }
        keys.refuse(key, "\"" + path + "\" is no file or folder that can be read.", "Correct the path.");
    }

    /** Notes if it is a folder of this machine. */
    void checkNoFolder(KeyReader keys) {
        if (isLocal() && Files.isDirectory(local())) {
            keys.refuse(key, "\"" + path + "\" is a folder.", "Name its files.");
        }
    }

    String name() {
        return path.getName();
    }

    /** Gives the files by their keys in a container: the name, and below a folder the path from its name on. */
    Map<String, java.nio.file.Path> localFiles() throws IOException {
        java.nio.file.Path start = local();
        if (!Files.isDirectory(start)) {
            return Map.of(name(), start);
        }
        Map<String, java.nio.file.Path> files = new TreeMap<>();
        try (Stream<java.nio.file.Path> found = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
            found.filter(Files::isRegularFile)
                    .forEach(file -> files.put(
                            name() + "/" + start.relativize(file).toString().replace(java.io.File.separatorChar, '/'),
                            file));
        } catch (UncheckedIOException e) {
            throw new IOException("Cannot list " + start + ": " + e.getMessage(), e);
        }
        return files;
    }
}
