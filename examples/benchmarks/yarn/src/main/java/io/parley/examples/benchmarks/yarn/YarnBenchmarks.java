package io.parley.examples.benchmarks.yarn;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** Runs a benchmark beside Hadoop's own code by its name. */
public final class YarnBenchmarks {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private YarnBenchmarks() {}

    /** What can be run. */
    private enum Name {
        SCALE("yarn-scale"),
        ROUNDING("yarn-rounding");

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
     * @param arguments the name, then options for it; those of {@code yarn-rounding} are JMH's
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
                case SCALE -> scale(options);
                case ROUNDING -> RoundingRun.run(options);
            }
            return DONE;
        } catch (CommandLineOptionException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return WRONG_USAGE;
        } catch (RunnerException | YarnException | IOException | IllegalStateException e) {
            System.err.println("Cannot measure " + name.get().text + ": " + e.getMessage());
            return FAILED;
        }
    }

    private static void scale(String... options) throws IOException, YarnException {
        ScaleBenchmark benchmark = ScaleBenchmark.of(options);
        System.out.printf(
                "%,d simulated nodes, a heartbeat every %d ms; application masters, one every %d ms. %d rounds,"
                        + " both sides taking turns on one ResourceManager ...%n",
                benchmark.nodes(), benchmark.nodeHeartbeat().toMillis(), Side.HEARTBEAT.toMillis(), benchmark.rounds());
        ScaleReport.of(benchmark.run()).forEach(System.out::println);
    }
}
