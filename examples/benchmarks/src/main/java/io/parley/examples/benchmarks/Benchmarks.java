package io.parley.examples.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs a benchmark by its name. */
public final class Benchmarks {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    /** A shared machine is faster and slower by the minute; each round measures everything within about one. */
    private static final int ROUNDS = 5;

    /**
     * The collector with which examples/run starts a batch, and memory that the operating system has handed out before.
     */
    private static final String[] MEMORY = {"-XX:+UseParallelGC", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"};

    private Benchmarks() {}

    /** What can be run. */
    private enum Name {
        RESOLVE("resolve"),
        BATCH("batch"),
        COLD_START("cold-start");

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
     * @param arguments the name, then options for it; those of {@code resolve} and {@code batch} are JMH's
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
            return switch (name.get()) {
                case RESOLVE -> measure(ResolveBenchmark.class, ResolveSummary::of, options);
                case BATCH -> measure(BatchBenchmark.class, BatchSummary::of, options);
                case COLD_START -> ColdStartBenchmark.run(options);
            };
        } catch (CommandLineOptionException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return WRONG_USAGE;
        } catch (RunnerException | IOException | IllegalStateException e) {
            System.err.println("Cannot measure " + name.get().text + ": " + e.getMessage());
            return FAILED;
        }
    }

    private static int measure(
            Class<?> benchmark, Function<List<Collection<RunResult>>, List<String>> summary, String... options)
            throws CommandLineOptionException, RunnerException, IOException {
        CommandLineOptions given = new CommandLineOptions(options);
        if (given.shouldHelp()) {
            given.showHelp();
            return DONE;
        }
        List<Collection<RunResult>> rounds = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.printf("Round %d of %d%n", round, ROUNDS);
            rounds.add(new Runner(new OptionsBuilder()
                            .parent(given)
                            .include(benchmark.getName())
                            .jvmArgsAppend(MEMORY)
                            .addProfiler(GCProfiler.class)
                            .build())
                    .run());
        }
        System.out.printf("%nMedians of %d rounds:%n", ROUNDS);
        summary.apply(rounds).forEach(System.out::println);
        return DONE;
    }
}
