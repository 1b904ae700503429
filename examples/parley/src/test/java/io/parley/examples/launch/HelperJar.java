package io.parley.examples.launch;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.FlinkDistribution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A jar of test classes in the place of a Flink, for entry points of the caller's own. */
final class HelperJar {

    private HelperJar() {}

    static FlinkDistribution of(Path directory, Class<?>... classes) throws IOException {
        Path jar = directory.resolve("helper.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    if (in == null) {
                        throw new IOException("There is no " + name + " on the class path.");
                    }
                    in.transferTo(out);
                }
            }
        }
        return new FlinkDistribution(FlinkVersion.parse("2.3.0"), List.of(jar));
    }
}
