package io.parley.examples.benchmarks.mesos;

import io.parley.examples.benchmarks.Median;
import io.parley.examples.benchmarks.mesos.Instance.Agents;
import io.parley.examples.benchmarks.mesos.Instance.Features;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How fast offers are matched, and how well they are packed, beside Netflix Fenzo: both get the same instances in one
 * process. Fenzo's time grows with the square of the size, so the largest are given to it once.
 */
final class MatchingBenchmark {

    /** Both sides get everything at this size, where Fenzo takes parts of a second; it is what warms Fenzo up, too. */
    private static final int SMALL = 1000;

    private static final List<Features> FEW = List.of(Features.PLAIN, Features.BOTH);
    private static final int RUNS = 15;
    private static final int FEWEST_RUNS = 5;
    private static final long NANOS_A_SIZE = 2_000_000_000L;

    private final MatchingOptions options;

    MatchingBenchmark(MatchingOptions options) {
        this.options = options;
    }

    /** Measures and prints as it goes. */
    void run(PrintStream out) throws IOException {
        int small = Math.min(SMALL, options.size());
        out.printf(
                Locale.ROOT,
                "Offers of as many agents as there are demands of %d sizes; seed %d. Parley: the median of %d runs;"
                        + " Fenzo: one run.%n%n",
                Ask.Size.values().length,
                options.seed(),
                RUNS);
        warmUp(small);
        out.println(MatchingReport.HEADER);
        List<MatchingResult> results = new ArrayList<>();
        measure(small, List.of(Features.values()), results, out);
        if (options.size() > small) {
            measure(options.size(), FEW, results, out);
        }
        List<GrowthPlot.Series> growth = new ArrayList<>();
        for (Features features : FEW) {
            growth.add(growth(features, sizes()));
        }
        out.println();
        MatchingReport.growth(growth).forEach(out::println);
        Path plot = options.plotFile();
        Files.createDirectories(plot.toAbsolutePath().getParent());
        Files.writeString(plot, GrowthPlot.svg(growth));
        out.printf("%nThe picture is in %s.%n%n", plot);
        MatchingReport.targets(results, growth).forEach(out::println);
    }

    private void warmUp(int small) {
        for (Features features : Features.values()) {
            Instance instance = Instance.of(Agents.USED, features, small, small, options.seed());
            if (options.fenzo()) {
                new FenzoSide(instance).run();
            }
            parley(new ParleySide(instance), 2 * RUNS);
        }
    }

    private void measure(int size, List<Features> choices, List<MatchingResult> results, PrintStream out) {
        for (Agents agents : Agents.values()) {
            for (Features features : choices) {
                Instance instance = Instance.of(agents, features, size, size, options.seed());
                ParleySide side = new ParleySide(instance);
                parley(side, RUNS);
                MatchingResult result = new MatchingResult(
                        agents,
                        features,
                        size,
                        parley(side, RUNS),
                        options.fenzo() ? Optional.of(new FenzoSide(instance).run()) : Optional.empty(),
                        LowerBound.of(instance));
                results.add(result);
                out.println(MatchingReport.line(result));
            }
        }
    }

    /** All runs decide the same; the middle of their times counts. */
    private static Matched parley(ParleySide side, int runs) {
        List<Long> nanos = new ArrayList<>();
        long began = System.nanoTime();
        Matched matched = side.run();
        nanos.add(matched.nanos());
        while (nanos.size() < runs && (nanos.size() < FEWEST_RUNS || System.nanoTime() - began < NANOS_A_SIZE)) {
            nanos.add(side.run().nanos());
        }
        return new Matched((long) Median.of(nanos), matched.served(), matched.agents());
    }

    /** From a tenth of the size to ten times of it; usually 1,000 to 100,000. */
    private List<Integer> sizes() {
        int size = options.size();
        return Stream.of(size / 10, size / 5, size / 2, size, 2 * size, 5 * size, 10 * size)
                .filter(one -> one > 0)
                .toList();
    }

    private GrowthPlot.Series growth(Features features, List<Integer> sizes) {
        List<GrowthPlot.Point> points = new ArrayList<>();
        for (int size : sizes) {
            ParleySide side = new ParleySide(Instance.of(Agents.USED, features, size, size, options.seed()));
            parley(side, FEWEST_RUNS);
            points.add(new GrowthPlot.Point(size, parley(side, RUNS).nanos()));
        }
        return new GrowthPlot.Series(features == Features.PLAIN ? "plain" : "attributes and reservations", points);
    }
}
