package io.parley.examples.benchmarks.mesos;

import java.util.Iterator;
import java.util.List;

/**
 * What {@code mesos-updates} is told. Immutable.
 *
 * @param updates how many there are, above zero
 * @param rounds how often everything is measured, above zero
 */
record UpdatesOptions(int updates, int rounds) {

    static final UpdatesOptions USUAL = new UpdatesOptions(100_000, 3);

    /**
     * Reads the options of the command.
     *
     * @throws IllegalArgumentException if one is unknown or has no value of its kind
     */
    static UpdatesOptions of(String... options) {
        UpdatesOptions read = USUAL;
        Iterator<String> words = List.of(options).iterator();
        while (words.hasNext()) {
            String option = words.next();
            read = switch (option) {
                case "--updates" -> new UpdatesOptions(number(option, words, 7), read.rounds);
                case "--rounds" -> new UpdatesOptions(read.updates, number(option, words, 3));
                default ->
                    throw new IllegalArgumentException(
                            "mesos-updates has no option \"" + option + "\". It takes --updates N and --rounds N.");
            };
        }
        return read;
    }

    private static int number(String option, Iterator<String> words, int digits) {
        String value = words.hasNext() ? words.next() : "";
        if (!value.matches("[1-9][0-9]{0," + (digits - 1) + "}")) {
            throw new IllegalArgumentException(option + " of mesos-updates needs a number from 1 to "
                    + "9".repeat(digits) + ", not \"" + value + "\".");
        }
        return Integer.parseInt(value);
    }
}
