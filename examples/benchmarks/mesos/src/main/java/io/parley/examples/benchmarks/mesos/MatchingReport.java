package io.parley.examples.benchmarks.mesos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says how Parley compares with Fenzo, and what is reached. Stateless. */
final class MatchingReport {

    static final String HEADER = """
            offers by    agents  features          Parley      demands   Fenzo       demands  ratio    agents used      \
             at least, by   served
            demands                                               a second                a second           Parley   Fenzo\
             volume  apart  Parley   Fenzo""";

    private static final double LEAST_PLAIN = 1000;
    private static final double LEAST_WITH_CONSTRAINTS = 50;

    /** What is constant on a machine that is shared with others. */
    private static final double MOST_GROWTH = 1.25;

    private MatchingReport() {}

    /** Gives a line of the table. */
    static String line(MatchingResult result) {
        Matched parley = result.parley();
        String fenzo = result.fenzo()
                .map(other -> format(
                        "%,8.0f ms %,9.0f  %,6.0f x  %6d  %6d",
                        other.millis(),
                        other.demandsPerSecond(result.size()),
                        result.ratio().orElse(0.0),
                        parley.agents(),
                        other.agents()))
                .orElseGet(() -> format("%11s %9s  %8s  %6d  %6s", "-", "-", "-", parley.agents(), "-"));
        return format(
                "%,9d    %-6s  %-12s %,7.2f ms %,12.0f %s  %6d %6d  %6d  %6s",
                result.size(),
                result.agents().name().toLowerCase(Locale.ROOT),
                result.features().name().toLowerCase(Locale.ROOT),
                parley.millis(),
                parley.demandsPerSecond(result.size()),
                fenzo,
                result.bound().volume(),
                result.bound().apart(),
                parley.served(),
                result.fenzo().map(other -> String.valueOf(other.served())).orElse("-"));
    }

    /** Gives the times by size. */
    static List<String> growth(List<GrowthPlot.Series> growth) {
        List<String> lines = new ArrayList<>();
        for (GrowthPlot.Series series : growth) {
            lines.add("Offers by as many demands, " + series.name() + ":");
            for (GrowthPlot.Point point : series.points()) {
                lines.add(format(
                        "%,11d  %,9.2f ms  %5.2f x n log n",
                        point.size(),
                        point.nanos() / 1e6,
                        point.overNLogN() / series.points().get(0).overNLogN()));
            }
        }
        return lines;
    }

    /** Gives what is reached. */
    static List<String> targets(List<MatchingResult> results, List<GrowthPlot.Series> growth) {
        List<String> lines = new ArrayList<>();
        int largest = results.stream().mapToInt(MatchingResult::size).max().orElse(0);
        ratio(results, largest, Instance.Features.PLAIN, LEAST_PLAIN).ifPresent(lines::add);
        ratio(results, largest, Instance.Features.BOTH, LEAST_WITH_CONSTRAINTS).ifPresent(lines::add);
        long compared =
                results.stream().filter(result -> result.fenzo().isPresent()).count();
        long worse =
                results.stream().filter(result -> !result.isPackedNoWorse()).count();
        if (compared > 0) {
            lines.add(target(worse == 0, "no more agents used than Fenzo on any of %d instances: %d", compared, worse));
        }
        for (GrowthPlot.Series series : growth) {
            GrowthPlot.Point first = series.points().get(0);
            GrowthPlot.Point last = series.points().get(series.points().size() - 1);
            GrowthPlot.Point worst = series.points().stream()
                    .max(Comparator.comparingDouble(GrowthPlot.Point::overNLogN))
                    .orElse(last);
            double factor = worst.overNLogN() / first.overNLogN();
            lines.add(target(
                    factor <= MOST_GROWTH,
                    "%s: time from %,d to %,d offers over n log n (%.2f x at most): %.2f x at %,d, %.2f x at %,d",
                    series.name(),
                    first.size(),
                    last.size(),
                    MOST_GROWTH,
                    factor,
                    worst.size(),
                    last.overNLogN() / first.overNLogN(),
                    last.size()));
        }
        return lines;
    }

    private static Optional<String> ratio(
            List<MatchingResult> results, int size, Instance.Features features, double least) {
        return results.stream()
                .filter(result -> result.size() == size && result.features() == features)
                .flatMap(result -> result.ratio().stream())
                .min(Comparator.naturalOrder())
                .map(lowest -> target(
                        lowest >= least,
                        "%s, %,d by %,d: at least %,.0f x Fenzo's throughput: %,.0f x",
                        features == Instance.Features.PLAIN ? "plain" : "with attributes and reservations",
                        size,
                        size,
                        least,
                        lowest));
    }

    private static String target(boolean reached, String pattern, Object... values) {
        return (reached ? "reached      " : "not reached  ") + format(pattern, values);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
