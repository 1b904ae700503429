package io.parley.examples.benchmarks.yarn;

import io.parley.examples.benchmarks.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmark of rounding in several rounds, and says what is reached. */
final class RoundingRun {

    private static final int ROUNDS = 3;
    private static final String GARBAGE = "gc.alloc.rate.norm";

    /** What the profiler of garbage does not tell exactly. */
    private static final double HALF_A_BYTE = 0.5;

    private RoundingRun() {}

    /** What was measured of one implementation in one round. */
    record Figures(double nanosPerAsk, double bytesPerAsk) {}

    static void run(String... options) throws CommandLineOptionException, RunnerException {
        CommandLineOptions given = new CommandLineOptions(options);
        Map<String, Map<String, List<Figures>>> results = new TreeMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.printf("Round %d of %d%n", round, ROUNDS);
            for (RunResult result : new Runner(new OptionsBuilder()
                            .parent(given)
                            .include(RoundingBenchmark.class.getName())
                            .addProfiler(GCProfiler.class)
                            .build())
                    .run()) {
                Result<?> garbage = result.getSecondaryResults().get(GARBAGE);
                results.computeIfAbsent(result.getParams().getParam("calculator"), key -> new TreeMap<>())
                        .computeIfAbsent(result.getPrimaryResult().getLabel(), key -> new ArrayList<>())
                        .add(new Figures(
                                Median.ofIterations(result), garbage == null ? Double.NaN : garbage.getScore()));
            }
        }
        System.out.printf("%nMedians of %d rounds:%n", ROUNDS);
        report(results).forEach(System.out::println);
    }

    /** Gives the lines for figures, one of each round, by calculator and implementation. */
    static List<String> report(Map<String, Map<String, List<Figures>>> results) {
        List<String> lines = new ArrayList<>();
        results.forEach((calculator, figures) -> {
            List<Figures> parley = figures.getOrDefault("parley", List.of());
            List<Figures> hadoop = figures.getOrDefault("hadoop", List.of());
            List<Figures> result = figures.getOrDefault("result", List.of());
            if (parley.isEmpty() || hadoop.isEmpty() || result.isEmpty()) {
                return;
            }
            lines.add(line(calculator, "hadoop", hadoop));
            lines.add(line(calculator, "parley", parley));
            double ratio = Median.of(IntStream.range(0, Math.min(parley.size(), hadoop.size()))
                    .mapToObj(round ->
                            parley.get(round).nanosPerAsk() / hadoop.get(round).nanosPerAsk())
                    .toList());
            double beyond = bytes(parley) - bytes(result);
            lines.add(format(
                    "%s  not slower than Hadoop's calculator: %.2f x its time",
                    ratio <= 1 ? "reached    " : "not reached", ratio));
            lines.add(format(
                    "%s  no allocation beyond the result of %.0f bytes: %.1f bytes",
                    beyond < HALF_A_BYTE ? "reached    " : "not reached", bytes(result), beyond));
        });
        return lines;
    }

    private static String line(String calculator, String name, List<Figures> figures) {
        return format(
                "%-8s  %s  %6.1f ns and %4.0f bytes an ask",
                calculator,
                name,
                Median.of(figures.stream().map(Figures::nanosPerAsk).toList()),
                bytes(figures));
    }

    private static double bytes(List<Figures> figures) {
        return Median.of(figures.stream().map(Figures::bytesPerAsk).toList());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
