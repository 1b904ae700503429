package io.parley.core.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which jar registers which class of one service: the ServiceLoader does not tell of a class that it cannot load. Best
 * effort, what cannot be read is left out.
 */
final class Registrations {

    private final Class<?> service;
    private final ClassLoader loader;
    private final Map<String, String> artifacts = new LinkedHashMap<>();

    Registrations(Class<?> service, ClassLoader loader) {
        this.service = service;
        this.loader = loader;
        try {
            for (URL file : Collections.list(loader.getResources("META-INF/services/" + service.getName()))) {
                read(file);
            }
        } catch (IOException e) {
            // The ServiceLoader meets the same failure and reports it.
            artifacts.clear();
        }
    }

    private void read(URL file) throws IOException {
        try (InputStream input = file.openStream();
                BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> artifacts.putIfAbsent(name, Artifacts.ofRegistration(file)));
        }
    }

    /** Names the jar that registers a class. */
    String artifactOf(String className) {
        return artifacts.getOrDefault(className, Artifacts.UNKNOWN);
    }

    /** Finds the registered class that a failure is about: the one it names, else the one that fails the same way. */
    Optional<String> classBehind(Throwable failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        return artifacts.keySet().stream()
                .filter(name -> names(message, name) || (failure instanceof LinkageError && failsLike(failure, name)))
                .findFirst();
    }

    /** Adds what the ServiceLoader does not say of a class that implements the service of another class loader. */
    String explain(String className) {
        try {
            return implementsNamesake(Class.forName(className, false, loader))
                    ? ", because its class loader has its own copy of parley-api; leave that out of the plugin"
                    : "";
        } catch (ClassNotFoundException | LinkageError e) {
            return "";
        }
    }

    private boolean implementsNamesake(@Nullable Class<?> type) {
        return type != null
                && ((type != service && type.getName().equals(service.getName()))
                        || implementsNamesake(type.getSuperclass())
                        || Arrays.stream(type.getInterfaces()).anyMatch(this::implementsNamesake));
    }

    private static boolean names(String message, String className) {
        return Pattern.compile("(?<![\\w.$])" + Pattern.quote(className) + "(?![\\w.$])")
                .matcher(message)
                .find();
    }

    private boolean failsLike(Throwable failure, String className) {
        try {
            Class.forName(className, false, loader);
            return false;
        } catch (ClassNotFoundException e) {
            return false;
        } catch (LinkageError e) {
            return e.getClass() == failure.getClass() && Objects.equals(e.getMessage(), failure.getMessage());
        }
    }
}
