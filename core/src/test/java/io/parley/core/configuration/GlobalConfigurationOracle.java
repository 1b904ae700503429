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
    private final Class<?> configurationType;
    private final Method loadConfiguration;
    private final Method toMap;
    private final Method getOptional;
    private final Method bytes;
    private final Map<OptionType, Object> options = new TreeMap<>();

    /** A configuration that Flink has loaded. */
    final class Loaded {

        private final Object configuration;

        private Loaded(Object configuration) {
            this.configuration = configuration;
        }

        Map<String, String> entries() throws ReflectiveOperationException {
            Map<String, String> entries = new TreeMap<>();
            ((Map<?, ?>) toMap.invoke(configuration))
                    .forEach((key, value) -> entries.put((String) key, (String) value));
            return entries;
        }

        /** Reads {@link OptionType#KEY}; empty if Flink refuses the value. */
        Optional<Object> read(OptionType type) throws ReflectiveOperationException {
            try {
                Object value = ((Optional<?>) getOptional.invoke(configuration, options.get(type))).orElseThrow();
                return Optional.of(type == OptionType.MEMORY_SIZE ? bytes.invoke(value) : value);
            } catch (InvocationTargetException e) {
                return Optional.empty();
            }
        }
    }

    GlobalConfigurationOracle(String version) throws ReflectiveOperationException {
        loader = FlinkJars.loader(version);
        configurationType = loader.loadClass("org.apache.flink.configuration.Configuration");
        loadConfiguration = loader.loadClass("org.apache.flink.configuration.GlobalConfiguration")
                .getMethod("loadConfiguration", String.class, configurationType);
        toMap = configurationType.getMethod("toMap");
        getOptional = configurationType.getMethod(
                "getOptional", loader.loadClass("org.apache.flink.configuration.ConfigOption"));
        bytes = loader.loadClass("org.apache.flink.configuration.MemorySize").getMethod("getBytes");
        Method key =
                loader.loadClass("org.apache.flink.configuration.ConfigOptions").getMethod("key", String.class);
        for (OptionType type : OptionType.values()) {
            Object option = key.invoke(null, OptionType.KEY);
            for (String step : type.flinkSteps()) {
                option = option.getClass().getMethod(step).invoke(option);
            }
            options.put(type, option.getClass().getMethod("noDefaultValue").invoke(option));
        }
    }

    /** Loads a directory, overrides on top; empty if Flink refuses it. */
    Optional<Loaded> load(Path directory, Map<String, String> overrides) throws ReflectiveOperationException {
        Object dynamic = configurationType.getConstructor().newInstance();
        Method setString = configurationType.getMethod("setString", String.class, String.class);
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            setString.invoke(dynamic, override.getKey(), override.getValue());
        }
        try {
            return Optional.of(new Loaded(loadConfiguration.invoke(null, directory.toString(), dynamic)));
        } catch (InvocationTargetException e) {
            return Optional.empty();
        }
    }

    /** Gives the entries of a directory; empty if Flink refuses it. */
    Optional<Map<String, String>> read(Path directory) throws ReflectiveOperationException {
        Optional<Loaded> loaded = load(directory, Map.of());
        return loaded.isEmpty() ? Optional.empty() : Optional.of(loaded.get().entries());
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
