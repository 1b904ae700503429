package io.parley.core.resolution;

import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.core.oracle.FlinkJars;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Flink's own code of one version, in a class loader of its own. */
final class FlinkOracle {

    private final String version;
    private final MethodHandle newConfiguration;
    private final MethodHandle setString;
    private final Map<LegacyHeapMeaning, MethodHandle> processSpec = new TreeMap<>();
    private final MethodHandle jvmParameters;
    private final Optional<MethodHandle> dynamicConfigs;
    private final List<MethodHandle> sizes;
    private final MethodHandle bytes;

    /** What Flink makes of a configuration. */
    record Spec(List<Long> sizes, String jvmArguments, Map<String, String> dynamicProperties) {}

    private FlinkOracle(String version, ClassLoader loader) throws ReflectiveOperationException {
        this.version = version;
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?> configuration = loader.loadClass("org.apache.flink.configuration.Configuration");
        Class<?> size = loader.loadClass("org.apache.flink.configuration.MemorySize");
        Class<?> options = loader.loadClass("org.apache.flink.configuration.JobManagerOptions");
        Class<?> utils = loader.loadClass("org.apache.flink.runtime.jobmanager.JobManagerProcessUtils");
        Class<?> spec = loader.loadClass("org.apache.flink.runtime.jobmanager.JobManagerProcessSpec");
        newConfiguration = lookup.unreflectConstructor(configuration.getConstructor());
        setString = lookup.unreflect(configuration.getMethod("setString", String.class, String.class));
        if (version.startsWith("1.")) {
            Class<?> option = loader.loadClass("org.apache.flink.configuration.ConfigOption");
            MethodHandle derive = lookup.unreflect(
                    utils.getMethod("processSpecFromConfigWithNewOptionToInterpretLegacyHeap", configuration, option));
            Map.of(
                            LegacyHeapMeaning.TOTAL_PROCESS, "TOTAL_PROCESS_MEMORY",
                            LegacyHeapMeaning.TOTAL_FLINK, "TOTAL_FLINK_MEMORY",
                            LegacyHeapMeaning.JVM_HEAP, "JVM_HEAP_MEMORY")
                    .forEach((meaning, field) -> processSpec.put(
                            meaning, MethodHandles.insertArguments(derive, 1, staticField(options, field))));
        } else {
            MethodHandle derive = lookup.unreflect(utils.getMethod("processSpecFromConfig", configuration));
            for (LegacyHeapMeaning meaning : LegacyHeapMeaning.values()) {
                processSpec.put(meaning, derive);
            }
        }
        jvmParameters = lookup.unreflect(utils.getMethod("generateJvmParametersStr", spec, configuration));
        dynamicConfigs = Stream.of(utils.getMethods())
                .filter(method -> method.getName().equals("generateDynamicConfigsStr"))
                .findFirst()
                .map(method -> {
                    try {
                        return lookup.unreflect(method);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                });
        sizes = List.of(
                lookup.unreflect(spec.getMethod("getTotalProcessMemorySize")),
                lookup.unreflect(spec.getMethod("getTotalFlinkMemorySize")),
                lookup.unreflect(spec.getMethod("getJvmHeapMemorySize")),
                lookup.unreflect(spec.getMethod("getJvmDirectMemorySize")),
                lookup.unreflect(spec.getMethod("getJvmMetaspaceSize")),
                lookup.unreflect(spec.getMethod("getJvmOverheadSize")));
        bytes = lookup.unreflect(size.getMethod("getBytes"));
    }

    private static Object staticField(Class<?> type, String name) {
        try {
            return type.getField(name).get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loads a version; its classes stay for the life of the JVM. */
    static FlinkOracle load(String version) {
        try {
            return new FlinkOracle(version, FlinkJars.loader(version));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Flink " + version + " has another shape than expected.", e);
        }
    }

    String version() {
        return version;
    }

    /** Gives what Flink makes of a configuration; empty where Flink refuses it, at any step. */
    Optional<Spec> derive(Map<String, String> entries, LegacyHeapMeaning meaning) {
        try {
            Object configuration = newConfiguration.invoke();
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                setString.invoke(configuration, entry.getKey(), entry.getValue());
            }
            MethodHandle derive = processSpec.get(meaning);
            if (derive == null) {
                throw new IllegalStateException("No entry for " + meaning);
            }
            Object spec = derive.invoke(configuration);
            String arguments = (String) jvmParameters.invoke(spec, configuration);
            List<Long> bytesOfParts = new ArrayList<>();
            for (MethodHandle part : sizes) {
                bytesOfParts.add((Long) bytes.invoke(part.invoke(spec)));
            }
            return Optional.of(new Spec(List.copyOf(bytesOfParts), arguments, properties(spec)));
        } catch (LinkageError | IllegalStateException e) {
            throw e;
        } catch (Throwable refusal) {
            return Optional.empty();
        }
    }

    private Map<String, String> properties(Object spec) throws Throwable {
        if (dynamicConfigs.isEmpty()) {
            return Map.of();
        }
        Map<String, String> properties = new TreeMap<>();
        for (String word : ((String) dynamicConfigs.get().invoke(spec)).split(" ", -1)) {
            if (!word.equals("-D")) {
                int equals = word.indexOf('=');
                properties.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return properties;
    }
}
