package io.parley.examples.launch;

import java.util.List;
import java.util.Optional;

/**
 * The arguments of a process's JVM, as its command line holds them. Immutable.
 *
 * @param found the arguments, if they can be read here
 * @param obstacle why they cannot; empty where they are found
 */
record MeasuredArguments(Optional<List<String>> found, String obstacle) {

    private static final String UNREADABLE = "the process's command line cannot be read here";

    static MeasuredArguments of(List<String> arguments) {
        return new MeasuredArguments(Optional.of(List.copyOf(arguments)), "");
    }

    static MeasuredArguments of(Optional<ProcessCommandLine> process) {
        return process.map(found -> of(found.jvmArguments())).orElseGet(() -> none(UNREADABLE));
    }

    /** Gives none. */
    static MeasuredArguments none(String why) {
        return new MeasuredArguments(Optional.empty(), why);
    }

    boolean has(String argument) {
        return found.map(arguments -> arguments.contains(argument)).orElse(false);
    }
}
