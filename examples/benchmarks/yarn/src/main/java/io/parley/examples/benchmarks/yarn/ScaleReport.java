package io.parley.examples.benchmarks.yarn;

import io.parley.examples.benchmarks.Median;
import io.parley.examples.benchmarks.yarn.ScaleBenchmark.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Says how Parley compares with the bare loop, and what is reached. Stateless. */
final class ScaleReport {

    private static final double MOST_TIME = 1.10;

    /** What is constant on a machine that is shared with others. */
    private static final double MOST_GROWTH = 1.25;

    private ScaleReport() {}

    /** Gives a table and the targets. */
    static List<String> of(Map<Integer, Rounds> results) {
        NavigableMap<Integer, Rounds> sorted = new TreeMap<>(results);
        List<String> lines = new ArrayList<>();
        lines.add("containers  side        time  heart-  released  excess    CPU a       allocated    live heap of");
        lines.add("                               beats              kept  container  a container  the whole process");
        sorted.forEach((containers, rounds) -> {
            lines.add(line(containers, "bare loop", rounds.bare(), ""));
            lines.add(line(
                    containers,
                    "parley",
                    rounds.parley(),
                    format("   %.2f x the time of the bare loop", timeRatio(rounds))));
        });
        lines.add("");
        Map.Entry<Integer, Rounds> fewest = sorted.firstEntry();
        Map.Entry<Integer, Rounds> most = sorted.lastEntry();
        lines.add(target(
                timeRatio(most.getValue()) <= MOST_TIME,
                "%,d containers in at most %.2f x the time of the bare loop: %.2f x",
                most.getKey(),
                MOST_TIME,
                timeRatio(most.getValue())));
        int excess = sorted.values().stream()
                .flatMap(rounds -> rounds.parley().stream())
                .mapToInt(Measured::excess)
                .max()
                .orElseThrow();
        lines.add(target(excess == 0, "no excess containers kept in any round: %d", excess));
        lines.add(growth(fewest, most, "processor time", Measured::cpuNanosPerContainer));
        lines.add(growth(fewest, most, "allocation", Measured::bytesPerContainer));
        return lines;
    }

    private static String line(int containers, String side, List<Measured> rounds, String remark) {
        return format(
                        "%,10d  %-9s %,6.0f ms %6.0f  %8.0f  %6d  %6.1f us  %,8.0f bytes  %6.1f MB",
                        containers,
                        side,
                        median(rounds, measured -> measured.nanos() / 1e6),
                        median(rounds, Measured::heartbeats),
                        median(rounds, Measured::released),
                        rounds.stream().mapToInt(Measured::excess).max().orElse(0),
                        median(rounds, Measured::cpuNanosPerContainer) / 1e3,
                        median(rounds, Measured::bytesPerContainer),
                        median(rounds, measured -> measured.liveBytes() / 1e6))
                + remark;
    }

    private static String growth(
            Map.Entry<Integer, Rounds> fewest,
            Map.Entry<Integer, Rounds> most,
            String what,
            ToDoubleFunction<Measured> ofContainer) {
        double ratio = median(most.getValue().parley(), ofContainer)
                / median(fewest.getValue().parley(), ofContainer);
        return target(
                ratio <= MOST_GROWTH,
                "Parley's %s a container from %,d to %,d does not grow (%.2f x at most): %.2f x",
                what,
                fewest.getKey(),
                most.getKey(),
                MOST_GROWTH,
                ratio);
    }

    /** The median of the rounds' ratios: what slows a round slows both sides. */
    private static double timeRatio(Rounds rounds) {
        return Median.of(IntStream.range(0, rounds.bare().size())
                .mapToObj(round -> (double) rounds.parley().get(round).nanos()
                        / rounds.bare().get(round).nanos())
                .toList());
    }

    private static double median(List<Measured> rounds, ToDoubleFunction<Measured> figure) {
        return Median.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    private static String target(boolean reached, String pattern, Object... values) {
        return (reached ? "reached      " : "not reached  ") + format(pattern, values);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
