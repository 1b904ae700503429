package io.parley.examples.benchmarks.mesos;

import io.parley.examples.benchmarks.Median;
import io.parley.examples.benchmarks.mesos.UpdatesBenchmark.Rounds;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Says how Parley's client compares with the bare loop. Stateless. */
final class UpdatesReport {

    static final List<String> HEADER = List.of(
            "updates                   side           time    updates   CPU an    allocated   collections  peak heap",
            "                                                 a second   update   an update");

    private UpdatesReport() {}

    /** Gives the lines of the table for one case. */
    static List<String> lines(UpdatesCase what, int updates, Rounds rounds) {
        return List.of(
                line(what.toString(), "bare loop", updates, rounds.bare()),
                line("", "parley", updates, rounds.parley()));
    }

    /** Compares the sides; each ratio is the median of the rounds' own, for what slows a round slows both. */
    static String ratio(UpdatesCase what, Rounds rounds) {
        return format(
                "%s: parley takes %.2f x the time, %.2f x the processor time and %.2f x the bytes of the bare loop",
                what,
                ratio(rounds, ProcessCosts::nanos),
                ratio(rounds, ProcessCosts::cpuNanos),
                ratio(rounds, ProcessCosts::allocatedBytes));
    }

    private static String line(String what, String side, int updates, List<ProcessCosts> rounds) {
        double nanos = median(rounds, ProcessCosts::nanos);
        return format(
                "%-24s  %-9s  %,6.0f ms %,10.0f %5.1f us %,6.0f bytes %4.0f, %4.0f ms  %,6.1f MB",
                what,
                side,
                nanos / 1e6,
                updates * 1e9 / nanos,
                median(rounds, ProcessCosts::cpuNanos) / updates / 1e3,
                median(rounds, ProcessCosts::allocatedBytes) / updates,
                median(rounds, ProcessCosts::collections),
                median(rounds, ProcessCosts::collectionMillis),
                median(rounds, ProcessCosts::peakHeapBytes) / 1e6);
    }

    private static double ratio(Rounds rounds, ToDoubleFunction<ProcessCosts> figure) {
        return Median.of(IntStream.range(0, rounds.bare().size())
                .mapToObj(round -> figure.applyAsDouble(rounds.parley().get(round))
                        / figure.applyAsDouble(rounds.bare().get(round)))
                .toList());
    }

    private static double median(List<ProcessCosts> rounds, ToDoubleFunction<ProcessCosts> figure) {
        return Median.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
