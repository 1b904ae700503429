package io.parley.core.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A directory or jar that registers providers, and brings classes of its own where it compiles some. */
final class Plugin {

    private final Path directory;

    Plugin(Path directory) {
        this.directory = directory;
    }

    /** Registers classes of the test class path. */
    Plugin registers(Class<?> service, Class<?>... providers) {
        return registers(service, Arrays.stream(providers).map(Class::getName).toArray(String[]::new));
    }

    Plugin registers(Class<?> service, String... lines) {
        try {
            Path file = directory.resolve("META-INF/services").resolve(service.getName());
            Files.createDirectories(file.getParent());
            List<String> all = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
            all.addAll(List.of(lines));
            Files.write(file, all);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles a class against the test class path. */
    Plugin compiles(String className, String source) throws IOException {
        Path file = directory.resolve("sources").resolve(className + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path") + System.getProperty("path.separator") + directory,
                        "-d",
                        directory.toString(),
                        file.toString());
        assertThat(status).as("javac of " + className).isZero();
        return this;
    }

    Plugin without(String className) throws IOException {
        Files.delete(directory.resolve(className + ".class"));
        return this;
    }

    /** Packs everything into a jar. */
    Path jar(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream output = new JarOutputStream(file);
                Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                output.putNextEntry(new JarEntry(directory.relativize(path).toString()));
                Files.copy(path, output);
                output.closeEntry();
            }
        }
        return jar;
    }

    URLClassLoader loader() {
        return loader(directory);
    }

    static URLClassLoader loader(Path... places) {
        return new URLClassLoader(urls(places), Plugin.class.getClassLoader());
    }

    static URL[] urls(Path... places) {
        return Arrays.stream(places).map(Plugin::url).toArray(URL[]::new);
    }

    private static URL url(Path place) {
        try {
            return place.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Looks into the plugin before it asks its parent, as plugin folders do. */
    static final class ChildFirstLoader extends URLClassLoader {

        ChildFirstLoader(Path... places) {
            super(urls(places), Plugin.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                try {
                    return findClass(name);
                } catch (ClassNotFoundException e) {
                    return super.loadClass(name, resolve);
                }
            }
        }
    }
}
