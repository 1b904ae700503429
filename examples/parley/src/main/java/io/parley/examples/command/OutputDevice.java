package io.parley.examples.command;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What reads the standard output. */
enum OutputDevice {
    /** A person's terminal, which shows colours and pictures. */
    TERMINAL,
    /** A person's terminal that shows no colours, or whose owner wants none. */
    PLAIN_TERMINAL,
    /** A pipe or a file: plain text. */
    PIPE;

    /**
     * Tells what is behind the standard output of this process.
     *
     * <p>Java tells of a terminal only if both standard input and standard output are one; with an input from elsewhere
     * the output counts as a pipe.
     */
    static OutputDevice ofThisProcess(Map<String, String> environmentVariables) {
        return of(isTerminal(System.console()), environmentVariables);
    }

    static OutputDevice of(boolean terminal, Map<String, String> environmentVariables) {
        if (!terminal) {
            return PIPE;
        }
        boolean unwanted = !environmentVariables.getOrDefault("NO_COLOR", "").isEmpty();
        return unwanted || environmentVariables.getOrDefault("TERM", "dumb").equals("dumb") ? PLAIN_TERMINAL : TERMINAL;
    }

    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is a console even in a pipe, and a method that tells.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
