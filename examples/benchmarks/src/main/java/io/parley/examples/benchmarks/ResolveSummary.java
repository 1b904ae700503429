package io.parley.examples.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Says how Parley compares with Flink, in one line each. Stateless. */
final class ResolveSummary {

    private static final String GARBAGE = "gc.alloc.rate.norm";

    private ResolveSummary() {}

    /** What was measured of one implementation. */
    record Figures(double plansPerSecond, double bytesPerPlan) {}

    /** Gives the lines for the results of a run; only throughput is compared. */
    static List<String> of(Collection<RunResult> results) {
        Map<String, Map<String, Figures>> byProcess = new TreeMap<>();
        for (RunResult result : results) {
            if (result.getParams().getMode() == Mode.Throughput) {
                Result<?> garbage = result.getSecondaryResults().get(GARBAGE);
                byProcess
                        .computeIfAbsent(result.getParams().getParam("process"), process -> new TreeMap<>())
                        .put(
                                result.getParams().getParam("implementation"),
                                new Figures(
                                        result.getPrimaryResult().getScore(),
                                        garbage == null ? Double.NaN : garbage.getScore()));
            }
        }
        return lines(byProcess);
    }

    /** Gives the lines for figures by process and implementation; what was not measured is left out. */
    static List<String> lines(Map<String, Map<String, Figures>> byProcess) {
        List<String> lines = new ArrayList<>();
        byProcess.forEach((process, figures) -> {
            for (Implementation implementation : Implementation.values()) {
                Figures own = figures.get(implementation.id());
                Figures newest = figures.get(Implementation.FLINK_2_3_0.id());
                Figures same = figures.get("flink-" + implementation.release());
                if (own != null) {
                    lines.add(format("%-11s  %-12s  %,6.0f bytes/plan", process, implementation.id(), own.bytesPerPlan)
                            + ratio(own, newest, Implementation.FLINK_2_3_0.id())
                            + (implementation.release().equals("2.3.0")
                                    ? ""
                                    : ratio(own, same, Implementation.FLINK_1_11_6.id())));
                }
            }
        });
        return lines;
    }

    private static String ratio(Figures own, @Nullable Figures other, String name) {
        return other == null || own.equals(other)
                ? ""
                : format("  %5.2f x the throughput of %s", own.plansPerSecond / other.plansPerSecond, name);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
