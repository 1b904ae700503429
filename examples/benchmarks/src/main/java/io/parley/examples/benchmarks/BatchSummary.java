package io.parley.examples.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;

/** Says how Parley's batch compares with Flink's own code in a loop, in one line a kind of process. Stateless. */
final class BatchSummary {

    private static final String PARLEY = "parleyBatch";
    private static final String FLINK = "flinkLoop";

    private BatchSummary() {}

    /** Gives the lines for the results of a run. */
    static List<String> of(Collection<RunResult> results) {
        Map<String, Map<String, Double>> byProcess = new TreeMap<>();
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            byProcess
                    .computeIfAbsent(result.getParams().getParam("process"), process -> new TreeMap<>())
                    .put(
                            benchmark.substring(benchmark.lastIndexOf('.') + 1),
                            result.getPrimaryResult().getScore());
        }
        return lines(byProcess);
    }

    /** Gives the lines for plans a second by process and benchmark; what was not measured is left out. */
    static List<String> lines(Map<String, Map<String, Double>> byProcess) {
        List<String> lines = new ArrayList<>();
        byProcess.forEach((process, plans) -> {
            Double parley = plans.get(PARLEY);
            Double flink = plans.get(FLINK);
            if (parley != null) {
                lines.add(String.format(Locale.ROOT, "%-11s  %,10.0f plans/s, JSON in and out", process, parley)
                        + (flink == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, "  %5.2f x a loop of Flink 2.3.0's own code", parley / flink)));
            }
        });
        return lines;
    }
}
