package io.parley.examples.benchmarks.mesos;

import io.parley.examples.benchmarks.ExamplesFolder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What {@code mesos-matching} is told. Immutable.
 *
 * @param size so many offers by so many demands
 * @param seed of all instances
 * @param plot the file of the picture; empty for the usual one
 * @param fenzo whether Fenzo takes part, which takes minutes
 */
record MatchingOptions(int size, long seed, Optional<Path> plot, boolean fenzo) {

    static final MatchingOptions USUAL = new MatchingOptions(10_000, 20_260_102, Optional.empty(), true);

    /**
     * Reads the options of the command.
     *
     * @throws IllegalArgumentException if one is unknown or has no value of its kind
     */
    static MatchingOptions of(String... options) {
        MatchingOptions read = USUAL;
        Iterator<String> words = List.of(options).iterator();
        while (words.hasNext()) {
            String option = words.next();
            read = switch (option) {
                case "--size" ->
                    new MatchingOptions(
                            Math.toIntExact(number(option, words, "[1-9][0-9]{0,5}", "a number from 1 to 999999")),
                            read.seed,
                            read.plot,
                            read.fenzo);
                case "--seed" ->
                    new MatchingOptions(
                            read.size, number(option, words, "[0-9]{1,18}", "a number"), read.plot, read.fenzo);
                case "--plot" ->
                    new MatchingOptions(
                            read.size,
                            read.seed,
                            Optional.of(Path.of(value(option, words, ".+", "a file"))),
                            read.fenzo);
                case "--without-fenzo" -> new MatchingOptions(read.size, read.seed, read.plot, false);
                default ->
                    throw new IllegalArgumentException("mesos-matching has no option \"" + option
                            + "\". It takes --size N, --seed N, --plot FILE and --without-fenzo.");
            };
        }
        return read;
    }

    private static long number(String option, Iterator<String> words, String pattern, String kind) {
        return Long.parseLong(value(option, words, pattern, kind));
    }

    private static String value(String option, Iterator<String> words, String pattern, String kind) {
        String value = words.hasNext() ? words.next() : "";
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException(
                    option + " of mesos-matching needs " + kind + ", not \"" + value + "\".");
        }
        return value;
    }

    /** Gives the file of the picture. */
    Path plotFile() {
        return plot.orElseGet(() ->
                ExamplesFolder.ofThisProcess().resolve(Path.of("benchmarks", "mesos", "target", "mesos-matching.svg")));
    }
}
