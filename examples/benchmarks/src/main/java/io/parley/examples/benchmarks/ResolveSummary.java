package io.parley.examples.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Says how Parley compares with Flink, in one line each. Stateless. */
final class ResolveSummary {

    private static final String GARBAGE = "gc.alloc.rate.norm";

    private ResolveSummary() {}

    /** What was measured of one implementation in one round. */
    record Figures(double plansPerSecond, double bytesPerPlan) {}

    /** Gives the lines for the results of rounds, of each the median of its iterations; only throughput is compared. */
    static List<String> of(List<? extends Collection<RunResult>> rounds) {
        Map<String, Map<String, List<Figures>>> byProcess = new TreeMap<>();
        for (Collection<RunResult> round : rounds) {
            for (RunResult result : round) {
                if (result.getParams().getMode() == Mode.Throughput) {
                    Result<?> garbage = result.getSecondaryResults().get(GARBAGE);
                    byProcess
                            .computeIfAbsent(result.getParams().getParam("process"), process -> new TreeMap<>())
                            .computeIfAbsent(
                                    result.getParams().getParam("implementation"), implementation -> new ArrayList<>())
                            .add(new Figures(
                                    Median.ofIterations(result), garbage == null ? Double.NaN : garbage.getScore()));
                }
            }
        }
        return lines(byProcess);
    }

    /**
     * Gives the lines for figures, one of each round, by process and implementation; what was not measured is left out.
     * All is the median of the rounds, a ratio that of the ratios.
     */
    static List<String> lines(Map<String, Map<String, List<Figures>>> byProcess) {
        List<String> lines = new ArrayList<>();
        byProcess.forEach((process, figures) -> {
            for (Implementation implementation : Implementation.values()) {
                List<Figures> own = figures.get(implementation.id());
                if (own != null) {
                    String newest = Implementation.FLINK_2_3_0.id();
                    String same = "flink-" + implementation.release();
                    lines.add(format(
                                    "%-11s  %-12s  %,6.0f bytes/plan  %,10.0f plans/s",
                                    process,
                                    implementation.id(),
                                    Median.of(own.stream()
                                            .map(Figures::bytesPerPlan)
                                            .toList()),
                                    Median.of(own.stream()
                                            .map(Figures::plansPerSecond)
                                            .toList()))
                            + ratio(own, figures.get(newest), newest)
                            + (same.equals(newest) ? "" : ratio(own, figures.get(same), same)));
                }
            }
        });
        return lines;
    }

    private static String ratio(List<Figures> own, @Nullable List<Figures> other, String name) {
        if (other == null || own.equals(other)) {
            return "";
        }
        List<Double> ratios = IntStream.range(0, Math.min(own.size(), other.size()))
                .mapToObj(round -> own.get(round).plansPerSecond / other.get(round).plansPerSecond)
                .toList();
        return format("  %5.2f x the throughput of %s", Median.of(ratios), name);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
