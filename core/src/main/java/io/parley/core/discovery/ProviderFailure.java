package io.parley.core.discovery;

/**
 * A provider that is registered but cannot be used. Immutable.
 *
 * @param service the service's simple name, for instance {@code ProcessLauncher}
 * @param className the provider's class, or {@code unknown class}
 * @param artifact the jar or directory that registers it, or {@code unknown artifact}
 * @param reason why it cannot be used
 */
public record ProviderFailure(String service, String className, String artifact, String reason) {

    static final String UNKNOWN_CLASS = "unknown class";

    /** Gives everything in one line. */
    @Override
    public String toString() {
        return service + " " + className + " (" + artifact + "): " + reason;
    }
}
