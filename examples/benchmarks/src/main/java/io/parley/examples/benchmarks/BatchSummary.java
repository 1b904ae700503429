package io.parley.examples.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.RunResult;

/** Says how Parley's batch compares with Flink's own code in a loop, in one line a kind of process. Stateless. */
final class BatchSummary {

    private static final String PARLEY = "parleyBatch";
    private static final String FLINK = "flinkLoop";

    private BatchSummary() {}

    /** Gives the lines for the results of rounds, of each the median of its iterations. */
    static List<String> of(List<? extends Collection<RunResult>> rounds) {
        Map<String, Map<String, List<Double>>> byProcess = new TreeMap<>();
        for (Collection<RunResult> round : rounds) {
            for (RunResult result : round) {
                String benchmark = result.getParams().getBenchmark();
                byProcess
                        .computeIfAbsent(result.getParams().getParam("process"), process -> new TreeMap<>())
                        .computeIfAbsent(
                                benchmark.substring(benchmark.lastIndexOf('.') + 1), method -> new ArrayList<>())
                        .add(Median.ofIterations(result));
            }
        }
        return lines(byProcess);
    }

    /**
     * Gives the lines for plans a second, one figure of each round, by process and benchmark; what was not measured is
     * left out. All is the median of the rounds, a ratio that of the ratios.
     */
    static List<String> lines(Map<String, Map<String, List<Double>>> byProcess) {
        List<String> lines = new ArrayList<>();
        byProcess.forEach((process, plans) -> {
            List<Double> parley = plans.get(PARLEY);
            List<Double> flink = plans.get(FLINK);
            if (parley != null) {
                lines.add(String.format(
                                Locale.ROOT, "%-11s  %,10.0f plans/s, JSON in and out", process, Median.of(parley))
                        + (flink == null
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "  %5.2f x a loop of Flink 2.3.0's own code",
                                        Median.of(ratios(parley, flink)))));
            }
        });
        return lines;
    }

    private static List<Double> ratios(List<Double> own, List<Double> other) {
        return IntStream.range(0, Math.min(own.size(), other.size()))
                .mapToObj(round -> own.get(round) / other.get(round))
                .toList();
    }
}
