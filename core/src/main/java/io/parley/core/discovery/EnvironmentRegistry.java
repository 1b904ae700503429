package io.parley.core.discovery;

import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimitsSource;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.launch.ProcessLauncher;
import io.parley.core.translation.CheckedTranslator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The environments that the adapters on a class path bring, found through the ServiceLoader, sorted by name.
 *
 * <p>A provider that cannot be loaded, made or asked for its environment does not hide the others: it is listed with
 * its reason. Two providers of one kind for one environment are refused, since nobody could tell which one answers.
 * Immutable, and as thread-safe as the providers, which have to be.
 */
public final class EnvironmentRegistry {

    private static final Comparator<ProviderFailure> FAILURE_ORDER = Comparator.comparing(ProviderFailure::service)
            .thenComparing(ProviderFailure::className)
            .thenComparing(ProviderFailure::artifact)
            .thenComparing(ProviderFailure::reason);

    private final Map<String, DiscoveredEnvironment> environments;
    private final List<ProviderFailure> failures;

    private EnvironmentRegistry(Map<String, DiscoveredEnvironment> environments, List<ProviderFailure> failures) {
        this.environments = new TreeMap<>(environments);
        this.failures = failures.stream().sorted(FAILURE_ORDER).toList();
    }

    /**
     * Discovers with the context class loader of the calling thread, or the one of this class where there is none.
     *
     * @return what was found
     * @throws IllegalStateException if two providers of one kind name the same environment
     */
    public static EnvironmentRegistry discover() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return discover(context == null ? EnvironmentRegistry.class.getClassLoader() : context);
    }

    /**
     * Discovers with a class loader, for instance one over a folder of plugins.
     *
     * @param loader the class loader; what its parents see is found too
     * @return what was found
     * @throws IllegalStateException if two providers of one kind name the same environment; the message names both
     *     classes and both artifacts
     */
    public static EnvironmentRegistry discover(ClassLoader loader) {
        Objects.requireNonNull(loader, "loader");
        return new Discovery(loader).registry();
    }

    /** A provider with the name of its environment, which is asked for once. */
    private record Named<S>(String environment, S provider) {}

    /** One search through a class loader. Used once. */
    private static final class Discovery {

        private final ClassLoader loader;
        private final List<ProviderFailure> failures = new ArrayList<>();
        private final List<String> duplicates = new ArrayList<>();
        private final Map<String, DiscoveredProvider<CheckedTranslator<?>>> translators;

        Discovery(ClassLoader loader) {
            this.loader = loader;
            this.translators = byEnvironment(translators());
        }

        EnvironmentRegistry registry() {
            var launchers = byName(ProcessLauncher.class, ProcessLauncher::environment);
            var sources = byName(EnvironmentLimitsSource.class, EnvironmentLimitsSource::environment);
            var checks = byName(AdmissionCheck.class, AdmissionCheck::environment);
            if (!duplicates.isEmpty()) {
                throw new IllegalStateException("Cannot tell which provider answers: " + String.join("; ", duplicates)
                        + ". Remove one of both from the class path.");
            }
            Map<String, DiscoveredEnvironment> environments = new TreeMap<>();
            translators.forEach((name, translator) -> environments.put(
                    name,
                    new DiscoveredEnvironment(
                            translator,
                            Optional.ofNullable(launchers.get(name)),
                            Optional.ofNullable(sources.get(name)),
                            Optional.ofNullable(checks.get(name)))));
            return new EnvironmentRegistry(environments, failures);
        }

        @SuppressWarnings("rawtypes") // A class literal has no type argument.
        private List<DiscoveredProvider<Named<CheckedTranslator<?>>>> translators() {
            return new ProviderSearch<ResourceTranslator>(ResourceTranslator.class, loader, failures)
                    .checked(raw -> checked(raw));
        }

        private static Named<CheckedTranslator<?>> checked(ResourceTranslator<?> translator) {
            CheckedTranslator<?> checked = CheckedTranslator.of(translator);
            return new Named<>(checked.environment().name(), checked);
        }

        /** Finds providers that name their environment, which must be one that a translator describes. */
        private <S> Map<String, DiscoveredProvider<S>> byName(
                Class<S> service, Function<S, @Nullable String> environment) {
            return byEnvironment(new ProviderSearch<>(service, loader, failures).checked(provider -> {
                String name = environment.apply(provider);
                if (name == null || name.isBlank()) {
                    throw new IllegalArgumentException(
                            "environment() gave " + (name == null ? "null" : "a blank name") + ".");
                }
                if (!translators.containsKey(name)) {
                    throw new IllegalArgumentException("no usable " + ResourceTranslator.class.getSimpleName()
                            + " describes the environment \"" + name + "\". Put its jar on the class path.");
                }
                return new Named<>(name, provider);
            }));
        }

        private <S> Map<String, DiscoveredProvider<S>> byEnvironment(List<DiscoveredProvider<Named<S>>> providers) {
            Map<String, DiscoveredProvider<S>> byName = new TreeMap<>();
            for (DiscoveredProvider<Named<S>> found : providers) {
                String name = found.instance().environment();
                DiscoveredProvider<S> provider =
                        new DiscoveredProvider<>(found.instance().provider(), found.className(), found.artifact());
                DiscoveredProvider<S> other = byName.putIfAbsent(name, provider);
                if (other != null) {
                    duplicates.add("the environment \"" + name + "\" has " + other + " and " + provider);
                }
            }
            return byName;
        }
    }

    /**
     * Gives the environments that can be used.
     *
     * @return the environments in the order of their names
     */
    public List<DiscoveredEnvironment> environments() {
        return List.copyOf(environments.values());
    }

    /**
     * Gives what the translators of all environments that can be used say of them.
     *
     * @return the descriptions in the order of their names
     */
    public List<EnvironmentDescription> descriptions() {
        return environments.values().stream()
                .map(DiscoveredEnvironment::description)
                .toList();
    }

    /**
     * Gives the providers that are registered but cannot be used.
     *
     * @return the failures in the order of service and class
     */
    public List<ProviderFailure> failures() {
        return failures;
    }

    /**
     * Gives the environment of a name.
     *
     * @param name the name
     * @return the environment
     * @throws IllegalStateException if there is none; the message lists those found and those that failed
     */
    public DiscoveredEnvironment environment(String name) {
        DiscoveredEnvironment found = environments.get(Objects.requireNonNull(name, "name"));
        if (found == null) {
            throw new IllegalStateException("Cannot use the environment \"" + name + "\": no adapter on the class path"
                    + " describes it. " + foundText() + failedText() + cure());
        }
        return found;
    }

    private String foundText() {
        return environments.isEmpty() ? "None was found." : "Found: " + String.join(", ", environments.keySet()) + ".";
    }

    private String cure() {
        return environments.isEmpty()
                ? " Put the adapter's jar on the class path."
                : " Choose one that was found, or put the adapter's jar on the class path.";
    }

    private String failedText() {
        return failures.isEmpty()
                ? ""
                : failures.stream()
                        .map(ProviderFailure::toString)
                        .collect(Collectors.joining("; ", " Failed to load: ", "."));
    }
}
