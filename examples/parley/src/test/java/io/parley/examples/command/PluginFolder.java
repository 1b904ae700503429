package io.parley.examples.command;

import io.parley.core.discovery.EnvironmentRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that registers providers, as the jar of a stranger would. */
record PluginFolder(Path path) {

    PluginFolder register(Class<?> service, String className) throws IOException {
        Path services = Files.createDirectories(path.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve(service.getName()), className + "\n");
        return this;
    }

    /** Discovers what is on the class path and what this folder registers. */
    EnvironmentRegistry discover() {
        return discover(PluginFolder.class.getClassLoader());
    }

    /** Discovers what this folder registers and nothing else. */
    EnvironmentRegistry discoverAlone() {
        return discover(ClassLoader.getPlatformClassLoader());
    }

    private EnvironmentRegistry discover(ClassLoader parent) {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {path.toUri().toURL()}, parent)) {
            return EnvironmentRegistry.discover(loader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
