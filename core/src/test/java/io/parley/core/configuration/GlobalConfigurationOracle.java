package io.parley.core.configuration;

import io.parley.core.oracle.FlinkJars;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Flink's own reader of one version, in a class loader of its own. */
final class GlobalConfigurationOracle implements AutoCloseable {

    private final URLClassLoader loader;
    private final Method loadConfiguration;
    private final Method toMap;

    GlobalConfigurationOracle(String version) throws ReflectiveOperationException {
        loader = FlinkJars.loader(version);
        loadConfiguration = loader.loadClass("org.apache.flink.configuration.GlobalConfiguration")
                .getMethod("loadConfiguration", String.class);
        toMap = loader.loadClass("org.apache.flink.configuration.Configuration").getMethod("toMap");
    }

    /** Reads a directory; empty if Flink refuses it. */
    Optional<Map<String, String>> read(Path directory) throws IllegalAccessException {
        try {
            Object configuration = loadConfiguration.invoke(null, directory.toString());
            Map<String, String> entries = new TreeMap<>();
            ((Map<?, ?>) toMap.invoke(configuration))
                    .forEach((key, value) -> entries.put((String) key, (String) value));
            return Optional.of(entries);
        } catch (InvocationTargetException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
