package io.parley.core.discovery;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Finds all providers of one service; a provider that fails becomes a failure and the search goes on. */
final class ProviderSearch<S> {

    /** A loader that fails without moving on would never end. */
    private static final int MAX_FAILURES_IN_A_ROW = 1000;

    private final Class<S> service;
    private final Registrations registrations;
    private final List<DiscoveredProvider<S>> found = new ArrayList<>();
    private final List<ProviderFailure> failures;

    ProviderSearch(Class<S> service, ClassLoader loader, List<ProviderFailure> failures) {
        this.service = service;
        this.failures = failures;
        this.registrations = new Registrations(service, loader);
        search(ServiceLoader.load(service, loader).stream().iterator());
    }

    private void search(Iterator<ServiceLoader.Provider<S>> providers) {
        int inARow = 0;
        while (inARow < MAX_FAILURES_IN_A_ROW) {
            ServiceLoader.Provider<S> provider;
            try {
                if (!providers.hasNext()) {
                    return;
                }
                provider = providers.next();
                inARow = 0;
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                inARow++;
                String className = registrations.classBehind(e).orElse(ProviderFailure.UNKNOWN_CLASS);
                fail(className, registrations.artifactOf(className), reason(e) + registrations.explain(className));
                continue;
            }
            make(provider);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // A constructor from an unknown jar may throw anything.
    private void make(ServiceLoader.Provider<S> provider) {
        Class<? extends S> type = provider.type();
        try {
            found.add(new DiscoveredProvider<>(provider.get(), type.getName(), Artifacts.of(type)));
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            fail(type.getName(), Artifacts.of(type), reason(e));
        }
    }

    private void fail(String className, String artifact, String reason) {
        ProviderFailure failure = new ProviderFailure(service.getSimpleName(), className, artifact, reason);
        if (!failures.contains(failure)) {
            failures.add(failure);
        }
    }

    /** Gives the providers for which a check of their answers succeeds; the others become failures. */
    <T> List<DiscoveredProvider<T>> checked(Function<S, T> check) {
        List<DiscoveredProvider<T>> good = new ArrayList<>();
        for (DiscoveredProvider<S> provider : found) {
            try {
                good.add(new DiscoveredProvider<>(
                        check.apply(provider.instance()), provider.className(), provider.artifact()));
            } catch (LinkageError | RuntimeException e) {
                fail(provider.className(), provider.artifact(), reason(e));
            }
        }
        return good;
    }

    private String reason(Throwable failure) {
        Throwable root = failure;
        // A ServiceConfigurationError only wraps; the last cause says what is wrong.
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        if (message == null) {
            return root.getClass().getSimpleName();
        }
        if (root instanceof ServiceConfigurationError) {
            String prefix = service.getName() + ": ";
            return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        }
        return root.getClass().getSimpleName() + ": " + message;
    }
}
