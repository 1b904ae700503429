package io.parley.api.launch;

import java.util.List;

/**
 * The class whose main method is started, and its arguments. Immutable.
 *
 * @param className the fully qualified name
 * @param arguments the arguments, each arrives exactly as it is, whatever characters it holds
 */
public record EntryPoint(String className, List<String> arguments) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the name is no class name
     */
    public EntryPoint {
        if (!className.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*")) {
            throw new IllegalArgumentException("\"" + className + "\" is no class name."
                    + " Name the class with its package, for instance org.example.Main.");
        }
        arguments = List.copyOf(arguments);
    }

    /**
     * Starts a class without arguments.
     *
     * @param className the fully qualified name
     * @return the entry point
     */
    public static EntryPoint of(String className) {
        return new EntryPoint(className, List.of());
    }

    /** Gives the class and how many arguments there are; an argument may hold a secret. */
    @Override
    public String toString() {
        return className + " with " + arguments.size() + " arguments";
    }
}
