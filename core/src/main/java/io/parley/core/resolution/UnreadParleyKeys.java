package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.Remark;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds keys of Parley's own, which begin with {@code parley.}, that no environment reads, for instance misspelt ones:
 * adapters ask for the keys that they know and pass over all others without a word.
 *
 * <p>What an environment reads is what its description names ({@link EnvironmentDescription#honouredKeys()} and its
 * option of CPU cores). A configuration may serve several environments, so the descriptions are those of all that are
 * known, not of the one that is used; {@code EnvironmentRegistry.discover().descriptions()} gives those on a class
 * path. {@link UnreadKeys} finds the keys of the memory model. Pure and stateless.
 */
public final class UnreadParleyKeys {

    private static final String NAMESPACE = "parley.";

    private final List<KeyPattern> read;
    private final Set<String> environments;

    private UnreadParleyKeys(Collection<EnvironmentDescription> known) {
        this.read = known.stream()
                .flatMap(UnreadParleyKeys::keysOf)
                .distinct()
                .map(KeyPattern::of)
                .toList();
        this.environments =
                known.stream().map(EnvironmentDescription::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Gives a remark for each key that begins with {@code parley.} and that no environment reads. It holds keys, never
     * a value.
     *
     * @param environments the descriptions of all known environments, in any order
     * @param configuration the configuration
     * @return the remarks in the order of the keys, of the kind {@link Remark.Kind#WITHOUT_EFFECT}, each with the key
     *     that may be meant, if there is one
     * @throws NullPointerException if an argument is null; its message names it
     */
    public static List<Remark> remarks(
            Collection<EnvironmentDescription> environments, FlinkConfiguration configuration) {
        Objects.requireNonNull(environments, "environments");
        Objects.requireNonNull(configuration, "configuration");
        Set<String> keys = new TreeSet<>();
        for (String key : configuration.keys()) {
            if (key.startsWith(NAMESPACE)) {
                keys.add(key);
            }
        }
        return keys.isEmpty() ? List.of() : new UnreadParleyKeys(environments).remarks(keys);
    }

    private static Stream<String> keysOf(EnvironmentDescription environment) {
        return Stream.concat(
                environment.honouredKeys().stream(),
                environment.taskManagerCpus().stream()
                        .flatMap(option -> Stream.concat(Stream.of(option.key()), option.deprecatedKeys().stream())));
    }

    private List<Remark> remarks(Set<String> keys) {
        return keys.stream()
                .filter(key -> !isRead(key))
                .map(key -> new UnreadKey(key, meant(key)).remark(reason()))
                .toList();
    }

    private boolean isRead(String key) {
        return read.stream().anyMatch(pattern -> pattern.matches(key));
    }

    /**
     * Gives the key that is meant in all likelihood: without a prefix too much, with a forgotten one, or the nearest.
     */
    private Optional<String> meant(String key) {
        String rest = key.substring(NAMESPACE.length());
        boolean namesOne = environments.stream().anyMatch(name -> rest.startsWith(name + "."));
        Stream<String> withEnvironment =
                environments.stream().filter(name -> !namesOne).map(name -> NAMESPACE + name + "." + rest);
        return Stream.concat(Stream.of(rest), withEnvironment)
                .filter(this::isRead)
                .findFirst()
                .or(() -> UnreadKey.nearest(key, NAMESPACE, read));
    }

    private String reason() {
        return switch (environments.size()) {
            case 0 -> "no environment is known that reads it";
            case 1 -> "the environment " + environments.iterator().next() + " reads no such key";
            default -> "none of the environments " + String.join(", ", environments) + " reads such a key";
        };
    }
}
