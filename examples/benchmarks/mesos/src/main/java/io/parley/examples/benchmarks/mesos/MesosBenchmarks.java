package io.parley.examples.benchmarks.mesos;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs a benchmark on Mesos by its name. */
public final class MesosBenchmarks {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private MesosBenchmarks() {}

    /** What can be run. */
    private enum Name {
        MATCHING("mesos-matching"),
        UPDATES("mesos-updates");

        private final String text;

        Name(String text) {
            this.text = text;
        }

        private static Optional<Name> of(String text) {
            return Arrays.stream(values())
                    .filter(name -> name.text.equals(text))
                    .findFirst();
        }
    }

    /**
     * Runs a benchmark and ends the Java virtual machine: 0 done, 1 failed, 2 wrong usage.
     *
     * @param arguments the name, then options for it
     */
    @SuppressWarnings("SystemExitOutsideMain") // It is main.
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Gives the exit status. */
    static int run(String... arguments) {
        Optional<Name> name = arguments.length == 0 ? Optional.empty() : Name.of(arguments[0]);
        if (name.isEmpty()) {
            System.err.println((arguments.length == 0
                            ? "A name is missing."
                            : "No benchmark is named \"" + arguments[0] + "\".")
                    + " Choose one of "
                    + Arrays.stream(Name.values()).map(known -> known.text).collect(Collectors.joining(", ")) + ".");
            return WRONG_USAGE;
        }
        String[] options = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            switch (name.get()) {
                case MATCHING -> new MatchingBenchmark(MatchingOptions.of(options)).run(System.out);
                case UPDATES -> new UpdatesBenchmark(UpdatesOptions.of(options)).run(System.out);
            }
            return DONE;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return WRONG_USAGE;
        } catch (IOException | IllegalStateException e) {
            System.err.println("Cannot measure " + name.get().text + ": " + e.getMessage());
            return FAILED;
        }
    }
}
