package io.parley.examples.benchmarks.mesos;

import io.parley.examples.benchmarks.Median;
import io.parley.examples.benchmarks.mesos.UpdatesBenchmark.Rounds;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Says how Parley's client compares with bare loops. Stateless. */
final class UpdatesReport {

    static final List<String> HEADER = List.of(
            "updates                   side                    time    updates   CPU an    allocated   collections"
                    + "  peak heap  sent",
            "                                                          a second   update   an update"
                    + "                            again");

    private UpdatesReport() {}

    /** Gives the lines of the table for one case. */
    static List<String> lines(UpdatesCase what, int updates, List<Rounds> sides) {
        return IntStream.range(0, sides.size())
                .mapToObj(side -> line(side == 0 ? what.toString() : "", updates, sides.get(side)))
                .toList();
    }

    /** Compares the last side with the others; each ratio is the median of the rounds' own. */
    static List<String> ratios(UpdatesCase what, List<Rounds> sides) {
        Rounds parley = sides.get(sides.size() - 1);
        return sides.subList(0, sides.size() - 1).stream()
                .map(bare -> format(
                        "%s: %s takes %.2f x the time, %.2f x the processor time and %.2f x the bytes of %s",
                        what,
                        parley.side(),
                        ratio(parley, bare, ProcessCosts::nanos),
                        ratio(parley, bare, ProcessCosts::cpuNanos),
                        ratio(parley, bare, ProcessCosts::allocatedBytes),
                        bare.side()))
                .toList();
    }

    private static String line(String what, int updates, Rounds side) {
        List<ProcessCosts> rounds = side.costs();
        double nanos = median(rounds, ProcessCosts::nanos);
        return format(
                "%-24s  %-18s  %,6.0f ms %,10.0f %5.1f us %,6.0f bytes %4.0f, %4.0f ms  %,6.1f MB %,5d",
                what,
                side.side(),
                nanos / 1e6,
                updates * 1e9 / nanos,
                median(rounds, ProcessCosts::cpuNanos) / updates / 1e3,
                median(rounds, ProcessCosts::allocatedBytes) / updates,
                median(rounds, ProcessCosts::collections),
                median(rounds, ProcessCosts::collectionMillis),
                median(rounds, ProcessCosts::peakHeapBytes) / 1e6,
                side.sentAgain());
    }

    /** What slows a round slows all sides. */
    private static double ratio(Rounds one, Rounds other, ToDoubleFunction<ProcessCosts> figure) {
        return Median.of(IntStream.range(0, one.costs().size())
                .mapToObj(round -> figure.applyAsDouble(one.costs().get(round))
                        / figure.applyAsDouble(other.costs().get(round)))
                .toList());
    }

    private static double median(List<ProcessCosts> rounds, ToDoubleFunction<ProcessCosts> figure) {
        return Median.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
