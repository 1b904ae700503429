package io.parley.core.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.EnvironmentLimitsSource;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.size.MemorySize;
import io.parley.core.translation.Translation;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentRegistryTest {

    private static final Class<?> TRANSLATOR = ResourceTranslator.class;
    private static final Class<?> LAUNCHER = ProcessLauncher.class;
    private static final Class<?> LIMITS = EnvironmentLimitsSource.class;
    private static final Class<?> CHECK = AdmissionCheck.class;

    @TempDir
    private Path directory;

    private static EnvironmentRegistry discover(Plugin plugin) throws IOException {
        try (URLClassLoader loader = plugin.loader()) {
            return EnvironmentRegistry.discover(loader);
        }
    }

    private Plugin plugin() {
        return new Plugin(directory);
    }

    private Plugin plugin(String name) throws IOException {
        return new Plugin(Files.createDirectory(directory.resolve(name)));
    }

    @Test
    void listsEnvironmentsInTheOrderOfTheirNamesWithAllThatWasFound() throws IOException {
        EnvironmentRegistry registry =
                discover(plugin().registers(TRANSLATOR, Providers.Beta.class, Providers.Alpha.class)
                        .registers(LAUNCHER, Providers.AlphaLauncher.class)
                        .registers(LIMITS, Providers.AlphaLimits.class)
                        .registers(CHECK, Providers.AlphaCheck.class));

        assertThat(registry.failures()).isEmpty();
        assertThat(registry.environments())
                .extracting(DiscoveredEnvironment::name)
                .containsExactly("alpha", "beta");
        DiscoveredEnvironment alpha = registry.environment("alpha");
        assertThat(alpha.description().summary()).isEqualTo("A sample.");
        assertThat(alpha.description().expressible()).containsExactly(ResourceFeature.CPU);
        assertThat(alpha.translator().className()).isEqualTo(Providers.Alpha.class.getName());
        assertThat(alpha.requireLauncher()).isInstanceOf(Providers.AlphaLauncher.class);
        assertThat(alpha.limitsSource())
                .hasValueSatisfying(source -> assertThat(source.instance()).isInstanceOf(Providers.AlphaLimits.class));
        assertThat(alpha.admissionCheck())
                .hasValueSatisfying(check -> assertThat(check.instance()).isInstanceOf(Providers.AlphaCheck.class));
        assertThat(registry.environment("beta").launcher()).isEmpty();
        assertThat(registry.descriptions())
                .containsExactly(
                        alpha.description(), registry.environment("beta").description());
    }

    @Test
    void namesTheJarOrTheDirectoryOfAProvider() throws IOException {
        Path jar = plugin("first")
                .compiles("Gamma", """
                        public final class Gamma extends io.parley.core.discovery.SampleTranslator {
                            public Gamma() { super("gamma"); }
                        }""")
                .registers(TRANSLATOR, "Gamma")
                .jar(directory.resolve("gamma adapter-1.0.jar"));
        plugin("second").registers(TRANSLATOR, Providers.Alpha.class);
        try (URLClassLoader loader = Plugin.loader(jar, directory.resolve("second"))) {
            EnvironmentRegistry registry = EnvironmentRegistry.discover(loader);
            assertThat(registry.environment("gamma").translator().artifact()).isEqualTo("gamma adapter-1.0.jar");
            assertThat(Path.of(registry.environment("alpha").translator().artifact()))
                    .isDirectory()
                    .endsWith(Path.of("test-classes"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ThrowingConstructor      | UnsupportedOperationException: no libmesos here
            ErrorInConstructor       | AssertionError: asserted
            FailingInitializer       | NumberFormatException: For input string: "no number"
            AbstractOne              | InstantiationException
            WithoutPublicConstructor | NoSuchMethodException
            NoTranslator             | not a subtype
            BlankName                | cannot name an environment
            InvalidName              | cannot name an environment
            NullDescription          | environment() gave null
            ThrowingDescription      | NoClassDefFoundError: org/apache/hadoop/yarn/api/records/Resource
            """)
    void keepsTheReasonOfATranslatorThatFailsAndGoesOn(String provider, String reason) throws IOException {
        EnvironmentRegistry registry =
                discover(plugin().registers(TRANSLATOR, Providers.class.getName() + "$" + provider)
                        .registers(TRANSLATOR, Providers.Beta.class));

        assertThat(registry.environments())
                .extracting(DiscoveredEnvironment::name)
                .containsExactly("beta");
        assertThat(registry.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.service()).isEqualTo("ResourceTranslator");
            assertThat(failure.className()).isEqualTo(Providers.class.getName() + "$" + provider);
            assertThat(failure.artifact()).isNotEqualTo(Artifacts.UNKNOWN);
            assertThat(failure.reason()).contains(reason);
        });
    }

    @Test
    void keepsTheReasonsOfAllThatFailInOrder() throws IOException {
        EnvironmentRegistry registry =
                discover(plugin().registers(TRANSLATOR, "org.example.Missing", "org.example.Absent")
                        .registers(TRANSLATOR, Providers.ThrowingConstructor.class, Providers.NullDescription.class)
                        .registers(LAUNCHER, "org.example.MissingLauncher")
                        .registers(TRANSLATOR, Providers.Beta.class));
        assertThat(registry.failures())
                .extracting(ProviderFailure::className)
                .containsExactly(
                        "org.example.MissingLauncher",
                        Providers.NullDescription.class.getName(),
                        Providers.ThrowingConstructor.class.getName(),
                        "org.example.Absent",
                        "org.example.Missing");
        assertThat(registry.environments()).hasSize(1);
    }

    @Test
    void namesTheJarThatRegistersAMissingClass() throws IOException {
        Path jar = plugin("broken")
                .registers(TRANSLATOR, "org.example.Missing # comment")
                .jar(directory.resolve("broken-1.0.jar"));
        try (URLClassLoader loader = Plugin.loader(jar)) {
            assertThat(EnvironmentRegistry.discover(loader).failures())
                    .singleElement()
                    .satisfies(failure -> {
                        assertThat(failure.className()).isEqualTo("org.example.Missing");
                        assertThat(failure.artifact()).isEqualTo("broken-1.0.jar");
                        assertThat(failure.reason()).contains("org.example.Missing not found");
                    });
        }
    }

    @Test
    void namesTheProviderWhoseSuperclassIsMissing() throws IOException {
        Path jar = plugin("broken")
                .compiles(
                        "Base",
                        "public class Base extends io.parley.core.discovery.SampleTranslator {"
                                + " protected Base() { super(\"base\"); } }")
                .compiles("Derived", "public final class Derived extends Base { public Derived() {} }")
                .without("Base")
                .registers(TRANSLATOR, "Derived")
                .registers(TRANSLATOR, Providers.Beta.class)
                .jar(directory.resolve("broken-1.0.jar"));
        try (URLClassLoader loader = Plugin.loader(jar)) {
            EnvironmentRegistry registry = EnvironmentRegistry.discover(loader);
            assertThat(registry.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.className()).isEqualTo("Derived");
                assertThat(failure.artifact()).isEqualTo("broken-1.0.jar");
                assertThat(failure.reason()).contains("Base");
            });
            assertThat(registry.environments())
                    .extracting(DiscoveredEnvironment::name)
                    .containsExactly("beta");
        }
    }

    @Test
    void goesOnAfterARegistrationThatCannotBeRead() throws IOException {
        plugin("broken").registers(TRANSLATOR, "this is no class name");
        plugin("good").registers(TRANSLATOR, Providers.Beta.class);
        try (URLClassLoader loader = Plugin.loader(directory.resolve("broken"), directory.resolve("good"))) {
            EnvironmentRegistry registry = EnvironmentRegistry.discover(loader);
            assertThat(registry.failures())
                    .singleElement()
                    .satisfies(failure ->
                            assertThat(failure.reason()).contains("META-INF/services/" + TRANSLATOR.getName() + ":1"));
            assertThat(registry.environments()).hasSize(1);
        }
    }

    @Test
    void endsWhenTheClassLoaderAlwaysFails() {
        ClassLoader failing = new ClassLoader(null) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("the plugin folder is gone");
            }
        };
        EnvironmentRegistry registry = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> EnvironmentRegistry.discover(failing));
        assertThat(registry.environments()).isEmpty();
        assertThat(registry.failures())
                .extracting(ProviderFailure::service)
                .containsExactly("AdmissionCheck", "EnvironmentLimitsSource", "ProcessLauncher", "ResourceTranslator");
        assertThat(registry.failures())
                .allSatisfy(failure -> assertThat(failure.reason()).contains("the plugin folder is gone"));
    }

    @Test
    void refusesTwoTranslatorsOfOneNameWithBothClassesAndArtifacts() throws IOException {
        String source = "public final class %1$s extends io.parley.core.discovery.SampleTranslator {"
                + " public %1$s() { super(\"gamma\"); } }";
        Path one = plugin("one")
                .compiles("One", source.formatted("One"))
                .registers(TRANSLATOR, "One")
                .jar(directory.resolve("one-1.0.jar"));
        Path two = plugin("two")
                .compiles("Two", source.formatted("Two"))
                .registers(TRANSLATOR, "Two")
                .jar(directory.resolve("two-2.0.jar"));
        try (URLClassLoader loader = Plugin.loader(one, two)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> EnvironmentRegistry.discover(loader))
                    .withMessage(
                            "Cannot tell which provider answers: the environment \"gamma\" has One (one-1.0.jar) and"
                                    + " Two (two-2.0.jar). Remove one of both from the class path.");
        }
    }

    @Test
    void refusesTwoProvidersOfAnyKindOfOneName() {
        Plugin plugin = plugin().registers(TRANSLATOR, Providers.Alpha.class, Providers.AlphaTwin.class)
                .registers(LAUNCHER, Providers.AlphaLauncher.class, Providers.AlphaLauncherTwin.class)
                .registers(LIMITS, Providers.AlphaLimits.class, Providers.AlphaLimitsTwin.class)
                .registers(CHECK, Providers.AlphaCheck.class, Providers.AlphaCheckTwin.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> discover(plugin))
                .withMessageContainingAll(
                        Providers.Alpha.class.getName(), Providers.AlphaTwin.class.getName(),
                        Providers.AlphaLauncher.class.getName(), Providers.AlphaLauncherTwin.class.getName(),
                        Providers.AlphaLimits.class.getName(), Providers.AlphaLimitsTwin.class.getName(),
                        Providers.AlphaCheck.class.getName(), Providers.AlphaCheckTwin.class.getName());
    }

    @Test
    void takesAProviderThatIsRegisteredTwiceForOne() throws IOException {
        plugin("one").registers(TRANSLATOR, Providers.Alpha.class, Providers.Alpha.class);
        plugin("two").registers(TRANSLATOR, Providers.Alpha.class);
        try (URLClassLoader loader = Plugin.loader(directory.resolve("one"), directory.resolve("two"))) {
            assertThat(EnvironmentRegistry.discover(loader).environments()).hasSize(1);
        }
    }

    @Test
    void listsLaunchersAndSourcesWithoutUsableTranslatorAsFailures() throws IOException {
        EnvironmentRegistry registry = discover(plugin().registers(TRANSLATOR, Providers.ThrowingConstructor.class)
                .registers(LAUNCHER, Providers.AlphaLauncher.class, Providers.StrayLauncher.class)
                .registers(LAUNCHER, Providers.NullNameLauncher.class, Providers.BlankNameLauncher.class)
                .registers(LIMITS, Providers.AlphaLimits.class, Providers.ThrowingLimits.class));
        assertThat(registry.environments()).isEmpty();
        assertThat(registry.failures().stream()
                        .map(failure -> failure.className().replaceAll(".*\\$", "") + ": " + failure.reason()))
                .containsExactly(
                        "AlphaLimits: IllegalArgumentException: no usable ResourceTranslator describes the environment"
                                + " \"alpha\". Put its jar on the class path.",
                        "ThrowingLimits: IllegalStateException: not yet",
                        "AlphaLauncher: IllegalArgumentException: no usable ResourceTranslator describes the environment"
                                + " \"alpha\". Put its jar on the class path.",
                        "BlankNameLauncher: IllegalArgumentException: environment() gave a blank name.",
                        "NullNameLauncher: IllegalArgumentException: environment() gave null.",
                        "StrayLauncher: IllegalArgumentException: no usable ResourceTranslator describes the environment"
                                + " \"nowhere\". Put its jar on the class path.",
                        "ThrowingConstructor: UnsupportedOperationException: no libmesos here");
    }

    @Test
    void listsTheNamesFoundAndTheFailuresForAnUnknownName() throws IOException {
        EnvironmentRegistry registry =
                discover(plugin().registers(TRANSLATOR, Providers.Beta.class, Providers.Alpha.class)
                        .registers(TRANSLATOR, Providers.ThrowingConstructor.class));
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.environment("kubernetes"))
                .withMessageStartingWith(
                        "Cannot use the environment \"kubernetes\": no adapter on the class path describes"
                                + " it. Found: alpha, beta. Failed to load: ResourceTranslator "
                                + Providers.ThrowingConstructor.class.getName())
                .withMessageEndingWith(
                        "UnsupportedOperationException: no libmesos here. Choose one that was found, or put"
                                + " the adapter's jar on the class path.");
    }

    @Test
    void saysThatNothingWasFound() throws IOException {
        EnvironmentRegistry registry = discover(plugin());
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.environment("yarn"))
                .withMessageContaining("None was found. Put the adapter's jar on the class path.");
    }

    @Test
    void saysThatAnEnvironmentHasNoLauncher() throws IOException {
        EnvironmentRegistry registry = discover(plugin().registers(TRANSLATOR, Providers.Beta.class));
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.environment("beta").requireLauncher())
                .withMessageStartingWith("Cannot launch in the environment beta: ")
                .withMessageContaining("no ProcessLauncher was found");
    }

    @Test
    void checksTheAnswersOfTheTranslatorsItGives() throws IOException {
        EnvironmentRegistry registry = discover(plugin().registers(TRANSLATOR, Providers.NullRequest.class));
        ResourceTranslator<?> translator = registry.environment("null-request").resourceTranslator();
        assertThatIllegalStateException()
                .isThrownBy(() -> Translation.of(
                        translator,
                        SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                        FlinkConfiguration.of(Map.of()),
                        translator.assumedLimits(),
                        PlanFitter.UNCHANGED))
                .withMessageContaining(Providers.NullRequest.class.getName());
    }

    @Test
    void usesTheContextClassLoader() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                plugin().registers(TRANSLATOR, Providers.Beta.class).loader()) {
            thread.setContextClassLoader(loader);
            assertThat(EnvironmentRegistry.discover().environments()).hasSize(1);
            thread.setContextClassLoader(null);
            assertThat(EnvironmentRegistry.discover().environments()).isEmpty();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void findsPluginsInAFolderWhoseClassLoaderLooksThereFirst() throws IOException {
        String source = "public final class Gamma extends io.parley.core.discovery.SampleTranslator {"
                + " public Gamma() { super(\"%s\"); } }";
        Path old = plugin("old")
                .compiles("Gamma", source.formatted("old"))
                .registers(TRANSLATOR, "Gamma")
                .jar(directory.resolve("gamma-1.jar"));
        Path current = plugin("current")
                .compiles("Gamma", source.formatted("current"))
                .registers(TRANSLATOR, "Gamma")
                .jar(directory.resolve("gamma-2.jar"));
        try (Plugin.ChildFirstLoader loader = new Plugin.ChildFirstLoader(current, old)) {
            EnvironmentRegistry registry = EnvironmentRegistry.discover(loader);
            assertThat(registry.environments())
                    .extracting(DiscoveredEnvironment::name)
                    .containsExactly("current");
            assertThat(registry.environment("current").translator().artifact()).isEqualTo("gamma-2.jar");
            assertThat(registry.failures()).isEmpty();
        }
    }

    @Test
    void explainsAPluginThatBringsItsOwnCopyOfTheApi() throws IOException {
        plugin("bundled").registers(TRANSLATOR, Providers.Beta.class);
        Path api = Path.of(location(ResourceTranslator.class));
        Path tests = Path.of(location(Providers.class));
        try (Plugin.ChildFirstLoader loader = new Plugin.ChildFirstLoader(directory.resolve("bundled"), api, tests)) {
            EnvironmentRegistry registry = EnvironmentRegistry.discover(loader);
            assertThat(registry.environments()).isEmpty();
            assertThat(registry.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.className()).isEqualTo(Providers.Beta.class.getName());
                assertThat(failure.reason()).contains("not a subtype", "its own copy of parley-api");
            });
        }
    }

    private static String location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    @Test
    void givesTheSameListsEveryTime() throws IOException {
        Plugin plugin = plugin().registers(
                        TRANSLATOR, Providers.Beta.class, Providers.NullDescription.class, Providers.Alpha.class)
                .registers(TRANSLATOR, "org.example.Missing");
        EnvironmentRegistry first = discover(plugin);
        EnvironmentRegistry second = discover(plugin);
        assertThat(first.failures()).hasSize(2).isEqualTo(second.failures());
        assertThat(first.environments().toString().replaceAll("@[0-9a-f]+", ""))
                .isEqualTo(second.environments().toString().replaceAll("@[0-9a-f]+", ""));
    }
}
