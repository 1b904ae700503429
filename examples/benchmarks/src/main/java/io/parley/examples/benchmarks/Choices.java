package io.parley.examples.benchmarks;

import io.parley.api.plan.ProcessKind;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The values of the benchmarks' parameters. Stateless. */
final class Choices {

    private Choices() {}

    /**
     * Gives the kind of process of an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    static ProcessKind process(String id) {
        return choose("process", id, ProcessKind.values(), ProcessKind::id);
    }

    /**
     * Gives the implementation of an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    static Implementation implementation(String id) {
        return choose("implementation", id, Implementation.values(), Implementation::id);
    }

    private static <T> T choose(String parameter, String id, T[] values, Function<T, String> name) {
        for (T value : values) {
            if (name.apply(value).equals(id)) {
                return value;
            }
        }
        throw new IllegalArgumentException("No " + parameter + " is named \"" + id + "\". Choose one of "
                + Arrays.stream(values).map(name).collect(Collectors.joining(", ")) + ".");
    }
}
