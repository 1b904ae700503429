package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.launch.JvmOptions;
import io.parley.api.plan.ProcessKind;
import io.parley.yarn.YarnResourceTranslator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys that a launch follows, beside Flink's own classes of options: names, older names and defaults. */
class FlinkOptionsTest {

    private static final List<String> CLASSES = List.of(
            "org.apache.flink.yarn.configuration.YarnConfigOptions",
            "org.apache.flink.configuration.SecurityOptions",
            "org.apache.flink.configuration.HighAvailabilityOptions",
            "org.apache.flink.configuration.PipelineOptions",
            "org.apache.flink.configuration.DeploymentOptions");

    private static final List<Class<?>> OURS = List.of(
            ApplicationOptions.class,
            RestartOptions.class,
            ShipOptions.class,
            KerberosOptions.class,
            StartTemplate.class,
            UserJarPlace.class,
            MallocArenas.class,
            ClusterMode.class,
            PreFlight.class);

    /** Where a launch has a default, Flink's client none: it leaves these to YARN, or names them in its code. */
    private static final Set<String> DEFAULTS_OF_OURS =
            Set.of("yarn.application.type", "yarn.application.queue", "execution.target");

    /** Not an option of Flink's classes that are looked at here, but of its client. */
    private static final Set<String> ELSEWHERE = Set.of("$internal.application.main");

    /** What the JobManager itself does on YARN, and what the translator reads. */
    private static final Set<String> OF_THE_JOB_MANAGER = Set.of(
            "yarn.application-master.port",
            "yarn.application.id",
            "yarn.heartbeat.interval",
            "yarn.heartbeat.container-request-interval",
            "external-resource.<resource_name>.yarn.config-key",
            "flink.hadoop.<key>",
            "flink.yarn.<key>");

    private record FlinkOption(String text, Set<String> keys) {}

    private static Map<String, FlinkOption> flinks(String version) throws ReflectiveOperationException, IOException {
        Map<String, FlinkOption> options = new TreeMap<>();
        try (URLClassLoader loader = loader(version)) {
            for (String name : CLASSES) {
                for (Field field : loader.loadClass(name).getFields()) {
                    if (!field.getType().getSimpleName().equals("ConfigOption")
                            || field.isAnnotationPresent(Deprecated.class)) {
                        continue;
                    }
                    Object option = field.get(null);
                    String key = (String) option.getClass().getMethod("key").invoke(option);
                    Object value = option.getClass().getMethod("defaultValue").invoke(option);
                    Set<String> keys = new TreeSet<>(Set.of(key));
                    for (Object older : (Iterable<?>)
                            option.getClass().getMethod("fallbackKeys").invoke(option)) {
                        keys.add((String) older.getClass().getMethod("getKey").invoke(older));
                    }
                    options.put(key, new FlinkOption(String.valueOf(value), keys));
                }
            }
        }
        return options;
    }

    private static URLClassLoader loader(String version) throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target", "flink-options"))) {
            return new URLClassLoader(
                    jars.filter(jar -> jar.toString().endsWith("-" + version + ".jar"))
                            .map(FlinkOptionsTest::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ConfigurationOption<?>> ours() throws IllegalAccessException {
        List<ConfigurationOption<?>> options = new ArrayList<>();
        for (Class<?> type : OURS) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == ConfigurationOption.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    options.add((ConfigurationOption<?>) field.get(null));
                }
            }
        }
        return options;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void everyOptionHasTheNamesAndTheDefaultOfFlinks(String version) throws Exception {
        Map<String, FlinkOption> flinks = flinks(version);
        List<ConfigurationOption<?>> ours = ours();
        assertThat(ours).hasSizeGreaterThan(20);
        int compared = 0;
        for (ConfigurationOption<?> option : ours) {
            Optional<FlinkOption> flink = flinks.values().stream()
                    .filter(candidate -> candidate.keys().contains(option.key()))
                    .findFirst();
            if (flink.isEmpty()) {
                assertThat(version.equals("1.11.6") || isParleys(option) || ELSEWHERE.contains(option.key()))
                        .as(option.key())
                        .isTrue();
                continue;
            }
            compared++;
            Set<String> keys = new TreeSet<>(option.deprecatedKeys());
            keys.add(option.key());
            assertThat(keys).as(option.key()).containsAll(flink.get().keys());
            if (!DEFAULTS_OF_OURS.contains(option.key())) {
                Object value = option.defaultValue().map(Object.class::cast).orElse("null");
                // A list that is not set is an empty one.
                assertThat(List.of().equals(value) ? "null" : value.toString())
                        .as(option.key())
                        .isEqualTo(flink.get().text());
            }
        }
        assertThat(compared).isGreaterThan(version.equals("1.11.6") ? 10 : 20);
    }

    private static boolean isParleys(ConfigurationOption<?> option) {
        return option.key().startsWith("parley.");
    }

    @Test
    void everyKeyThatALaunchReadsIsNamed() throws Exception {
        List<String> named = new YarnResourceTranslator().environment().honouredKeys();
        assertThat(named).doesNotHaveDuplicates();
        for (ConfigurationOption<?> option : ours()) {
            assertThat(named).contains(option.key());
        }
        // Both kinds of process are launched: one by a client, the other in a container that was negotiated.
        for (ProcessKind process : ProcessKind.values()) {
            assertThat(named).containsAll(JvmOptions.keys(process));
        }
        assertThat(named)
                .contains(
                        "env.java.home",
                        "env.java.default-opts.all",
                        "env.java.default-opts.taskmanager",
                        "containerized.master.env.<name>",
                        "containerized.taskmanager.env.<name>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "2.3.0"})
    void everyKeyOfFlinksForYarnIsFollowedOrNamed(String version) throws Exception {
        Set<String> known = new TreeSet<>(OF_THE_JOB_MANAGER);
        known.addAll(LaunchOptions.NOT_FOLLOWED);
        known.addAll(new YarnResourceTranslator().environment().honouredKeys());
        for (ConfigurationOption<?> option : ours()) {
            known.add(option.key());
            known.addAll(option.deprecatedKeys());
        }
        assertThat(flinks(version).keySet().stream().filter(key -> key.startsWith("yarn.")))
                .hasSizeGreaterThan(15)
                .allSatisfy(key -> assertThat(known).contains(key));
    }
}
