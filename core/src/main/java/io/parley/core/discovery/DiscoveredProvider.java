package io.parley.core.discovery;

/**
 * A provider that was found and made. Immutable.
 *
 * @param <S> the service
 * @param instance the provider
 * @param className its class
 * @param artifact the jar or directory that it came from, as far as can be told
 */
public record DiscoveredProvider<S>(S instance, String className, String artifact) {

    /** Gives class and artifact. */
    @Override
    public String toString() {
        return className + " (" + artifact + ")";
    }
}
