package io.parley.core.resolution;

import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.WorkerResources;
import io.parley.api.size.MemorySize;
import io.parley.core.oracle.FlinkJars;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Flink's own code of one version, in a class loader of its own. */
public final class FlinkOracle {

    private static final String RUNTIME = "org.apache.flink.runtime.";
    private static final String CONFIGURATION = "org.apache.flink.configuration.";
    private static final Map<LegacyHeapMeaning, String> TARGETS = Map.of(
            LegacyHeapMeaning.TOTAL_PROCESS, "TOTAL_PROCESS_MEMORY",
            LegacyHeapMeaning.TOTAL_FLINK, "TOTAL_FLINK_MEMORY",
            LegacyHeapMeaning.JVM_HEAP, "JVM_HEAP_MEMORY");

    private final String version;
    private final ClassLoader loader;
    private final MethodHandle newConfiguration;
    private final MethodHandle setString;
    private final MethodHandle bytes;
    private final MethodHandle mapLegacyHeap;
    private final MethodHandle fromWorker;
    private final MethodHandle newWorker;
    private final MethodHandle newCpu;
    private final MethodHandle newSize;
    private final MethodHandle newExternal;
    private final Map<ProcessKind, Derivation> derivations = new EnumMap<>(ProcessKind.class);

    /** What Flink makes of a configuration. */
    public record Spec(List<Long> sizes, String jvmArguments, Map<String, String> dynamicProperties) {}

    /** How Flink plans one kind of process. */
    private record Derivation(
            Map<LegacyHeapMeaning, MethodHandle> processSpec,
            MethodHandle jvmParameters,
            Optional<MethodHandle> dynamicConfigs,
            List<MethodHandle> sizes) {}

    private FlinkOracle(String version, ClassLoader loader) throws ReflectiveOperationException {
        this.version = version;
        this.loader = loader;
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?> configuration = type(CONFIGURATION + "Configuration");
        newConfiguration = lookup.unreflectConstructor(configuration.getConstructor());
        setString = lookup.unreflect(configuration.getMethod("setString", String.class, String.class));
        bytes = lookup.unreflect(type(CONFIGURATION + "MemorySize").getMethod("getBytes"));
        derivations.put(ProcessKind.JOB_MANAGER, jobManager(configuration));
        derivations.put(ProcessKind.TASK_MANAGER, taskManager(configuration));
        Class<?> workerSpec = type(RUNTIME + "resourcemanager.WorkerResourceSpec");
        Class<?> utils = type(RUNTIME + "clusterframework.TaskExecutorProcessUtils");
        mapLegacyHeap = version.startsWith("1.")
                ? mapLegacyHeap(utils, configuration, LegacyHeapMeaning.TOTAL_PROCESS)
                : MethodHandles.identity(configuration);
        fromWorker = method(utils, "processSpecFromWorkerResourceSpec", configuration, workerSpec);
        Constructor<?> worker = Stream.of(workerSpec.getDeclaredConstructors())
                .filter(constructor -> !constructor.isSynthetic())
                .findFirst()
                .orElseThrow();
        worker.setAccessible(true);
        newWorker = lookup.unreflectConstructor(worker);
        newCpu = lookup.unreflectConstructor(
                type("org.apache.flink.api.common.resources.CPUResource").getConstructor(double.class));
        newSize = lookup.unreflectConstructor(type(CONFIGURATION + "MemorySize").getConstructor(long.class));
        newExternal = version.equals("1.11.6") || version.equals("1.12.7")
                ? newSize
                : lookup.unreflectConstructor(type("org.apache.flink.api.common.resources.ExternalResource")
                        .getConstructor(String.class, double.class));
    }

    private MethodHandle mapLegacyHeap(Class<?> utils, Class<?> configuration, LegacyHeapMeaning meaning)
            throws ReflectiveOperationException {
        return MethodHandles.insertArguments(
                method(
                        utils,
                        "getConfigurationMapLegacyTaskManagerHeapSizeToConfigOption",
                        configuration,
                        type(CONFIGURATION + "ConfigOption")),
                1,
                target("TaskManagerOptions", meaning));
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }

    private Derivation jobManager(Class<?> configuration) throws ReflectiveOperationException {
        Class<?> utils = type(RUNTIME + "jobmanager.JobManagerProcessUtils");
        Class<?> spec = type(RUNTIME + "jobmanager.JobManagerProcessSpec");
        Map<LegacyHeapMeaning, MethodHandle> processSpec = new EnumMap<>(LegacyHeapMeaning.class);
        for (LegacyHeapMeaning meaning : LegacyHeapMeaning.values()) {
            processSpec.put(
                    meaning,
                    version.startsWith("1.")
                            ? MethodHandles.insertArguments(
                                    method(
                                            utils,
                                            "processSpecFromConfigWithNewOptionToInterpretLegacyHeap",
                                            configuration,
                                            type(CONFIGURATION + "ConfigOption")),
                                    1,
                                    target("JobManagerOptions", meaning))
                            : method(utils, "processSpecFromConfig", configuration));
        }
        return new Derivation(
                processSpec,
                method(utils, "generateJvmParametersStr", spec, configuration),
                dynamicConfigs(utils),
                List.of(
                        method(spec, "getTotalProcessMemorySize"),
                        method(spec, "getTotalFlinkMemorySize"),
                        method(spec, "getJvmHeapMemorySize"),
                        method(spec, "getJvmDirectMemorySize"),
                        method(spec, "getJvmMetaspaceSize"),
                        method(spec, "getJvmOverheadSize")));
    }

    private Derivation taskManager(Class<?> configuration) throws ReflectiveOperationException {
        Class<?> utils = type(RUNTIME + "clusterframework.TaskExecutorProcessUtils");
        Class<?> spec = type(RUNTIME + "clusterframework.TaskExecutorProcessSpec");
        MethodHandle derive = method(utils, "processSpecFromConfig", configuration);
        Map<LegacyHeapMeaning, MethodHandle> processSpec = new EnumMap<>(LegacyHeapMeaning.class);
        for (LegacyHeapMeaning meaning : List.of(LegacyHeapMeaning.TOTAL_PROCESS, LegacyHeapMeaning.TOTAL_FLINK)) {
            processSpec.put(
                    meaning,
                    version.startsWith("1.")
                            ? MethodHandles.filterReturnValue(mapLegacyHeap(utils, configuration, meaning), derive)
                            : derive);
        }
        MethodHandle jvmParameters = method(
                type(RUNTIME + "util.config.memory.ProcessMemoryUtils"),
                "generateJvmParametersStr",
                type(RUNTIME + "util.config.memory.ProcessMemorySpec"));
        return new Derivation(
                processSpec,
                MethodHandles.dropArguments(
                        jvmParameters.asType(MethodType.methodType(String.class, spec)), 1, configuration),
                dynamicConfigs(utils),
                List.of(
                        method(spec, "getTotalProcessMemorySize"),
                        method(spec, "getTotalFlinkMemorySize"),
                        method(spec, "getFrameworkHeapSize"),
                        method(spec, "getTaskHeapSize"),
                        method(spec, "getFrameworkOffHeapMemorySize"),
                        method(spec, "getTaskOffHeapSize"),
                        method(spec, "getNetworkMemSize"),
                        method(spec, "getManagedMemorySize"),
                        MethodHandles.filterReturnValue(
                                method(spec, "getJvmMetaspaceAndOverhead"),
                                method(type(RUNTIME + "util.config.memory.JvmMetaspaceAndOverhead"), "getMetaspace")),
                        MethodHandles.filterReturnValue(
                                method(spec, "getJvmMetaspaceAndOverhead"),
                                method(type(RUNTIME + "util.config.memory.JvmMetaspaceAndOverhead"), "getOverhead"))));
    }

    private Object target(String options, LegacyHeapMeaning meaning) throws ReflectiveOperationException {
        return type(CONFIGURATION + options).getField(TARGETS.get(meaning)).get(null);
    }

    /** Gives a method of any visibility, of the class or what it extends. */
    private static MethodHandle method(Class<?> type, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            Optional<Method> found = Stream.of(declaring.getDeclaredMethods())
                    .filter(method -> method.getName().equals(name)
                            && !method.isBridge()
                            && List.of(method.getParameterTypes()).equals(List.of(parameters)))
                    .findFirst();
            if (found.isPresent()) {
                found.get().setAccessible(true);
                return MethodHandles.lookup().unreflect(found.get());
            }
        }
        throw new NoSuchMethodException(type + "." + name);
    }

    private static Optional<MethodHandle> dynamicConfigs(Class<?> utils) throws IllegalAccessException {
        for (Method method : utils.getMethods()) {
            if (method.getName().equals("generateDynamicConfigsStr")) {
                return Optional.of(MethodHandles.lookup().unreflect(method));
            }
        }
        return Optional.empty();
    }

    /** Loads a version; its classes stay for the life of the JVM. */
    public static FlinkOracle load(String version) {
        try {
            return new FlinkOracle(version, FlinkJars.loader(version));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Flink " + version + " has another shape than expected.", e);
        }
    }

    /** Gives what Flink makes of a configuration; empty where Flink refuses it, at any step. */
    public Optional<Spec> derive(ProcessKind process, Map<String, String> entries, LegacyHeapMeaning meaning) {
        Derivation derivation = derivations.get(process);
        MethodHandle derive =
                derivation == null ? null : derivation.processSpec().get(meaning);
        if (derivation == null || derive == null) {
            throw new IllegalStateException("A legacy heap of a " + process + " is no " + meaning);
        }
        try {
            Object configuration = configuration(entries);
            return Optional.of(spec(derivation, derive.invoke(configuration), configuration));
        } catch (LinkageError | IllegalStateException e) {
            throw e;
        } catch (Throwable refusal) {
            return Optional.empty();
        }
    }

    /** Gives what Flink makes of a worker of given resources, a legacy heap counting as Total Process Memory. */
    public Optional<Spec> deriveWorker(Map<String, String> entries, WorkerResources worker) {
        Derivation derivation = derivations.get(ProcessKind.TASK_MANAGER);
        try {
            Object configuration = mapLegacyHeap.invoke(configuration(entries));
            Object resources = newWorker.invokeWithArguments(workerArguments(worker));
            Object spec = fromWorker.invoke(configuration, resources);
            return derivation == null ? Optional.empty() : Optional.of(spec(derivation, spec, configuration));
        } catch (LinkageError | IllegalStateException e) {
            throw e;
        } catch (Throwable refusal) {
            return Optional.empty();
        }
    }

    private List<Object> workerArguments(WorkerResources worker) throws Throwable {
        List<Object> arguments = new ArrayList<>();
        arguments.add(newCpu.invoke(worker.resources().cpuCores().doubleValue()));
        for (MemorySize size : List.of(
                worker.heap(),
                worker.offHeap(),
                worker.pools().network(),
                worker.pools().managed())) {
            arguments.add(newSize.invoke(size.bytes()));
        }
        if (newWorker.type().parameterCount() > arguments.size()) {
            arguments.add(worker.resources().numberOfTaskSlots().orElse(1));
            List<Object> external = new ArrayList<>();
            for (Map.Entry<String, Long> entry :
                    worker.resources().externalResources().entrySet()) {
                external.add(newExternal.invoke(entry.getKey(), (double) (long) entry.getValue()));
            }
            arguments.add(external);
        }
        return arguments;
    }

    private Object configuration(Map<String, String> entries) throws Throwable {
        Object configuration = newConfiguration.invoke();
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            setString.invoke(configuration, entry.getKey(), entry.getValue());
        }
        return configuration;
    }

    private Spec spec(Derivation derivation, Object spec, Object configuration) throws Throwable {
        String arguments = (String) derivation.jvmParameters().invoke(spec, configuration);
        List<Long> sizes = new ArrayList<>();
        for (MethodHandle size : derivation.sizes()) {
            sizes.add((Long) bytes.invoke(size.invoke(spec)));
        }
        Map<String, String> properties = new TreeMap<>();
        if (derivation.dynamicConfigs().isPresent()) {
            String text = (String) derivation.dynamicConfigs().get().invoke(spec);
            for (String property : text.substring("-D ".length()).split(" -D ", -1)) {
                int equals = property.indexOf('=');
                properties.put(
                        property.substring(0, equals),
                        property.substring(equals + 1).stripTrailing());
            }
        }
        return new Spec(List.copyOf(sizes), arguments, properties);
    }
}
