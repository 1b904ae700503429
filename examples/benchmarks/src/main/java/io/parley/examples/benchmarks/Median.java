package io.parley.examples.benchmarks;

import java.util.List;
import org.openjdk.jmh.results.RunResult;

/** The middle of several values: what a shared machine does to some of them does not count. Stateless. */
public final class Median {

    private Median() {}

    /** Gives the middle of what the iterations of a run measured. */
    public static double ofIterations(RunResult result) {
        return of(result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList());
    }

    /** Gives the middle of the values, of an even number the mean of the middle two. */
    public static double of(List<? extends Number> values) {
        double[] sorted =
                values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
