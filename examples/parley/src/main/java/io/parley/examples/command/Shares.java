package io.parley.examples.command;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Shares out cells of a picture. */
final class Shares {

    private Shares() {}

    /**
     * Shares cells in proportion to sizes. All cells are given away, and where there are enough of them, every size
     * above zero gets one at least.
     *
     * @param cells how many cells there are
     * @param sizes the sizes, not negative
     * @return the cells of each size; all zero if the sizes are
     */
    static int[] of(int cells, long[] sizes) {
        int[] shares = new int[sizes.length];
        double total = LongStream.of(sizes).asDoubleStream().sum();
        if (total == 0) {
            return shares;
        }
        double[] missing = new double[sizes.length];
        int given = 0;
        for (int i = 0; i < sizes.length; i++) {
            double exact = cells * (sizes[i] / total);
            shares[i] = sizes[i] == 0 ? 0 : Math.max(1, (int) exact);
            missing[i] = exact - shares[i];
            given += shares[i];
        }
        for (; given < cells; given++) {
            int most = indexOfLargest(missing);
            shares[most]++;
            missing[most]--;
        }
        for (; given > cells; given--) {
            shares[indexOfLargest(IntStream.of(shares).asDoubleStream().toArray())]--;
        }
        return shares;
    }

    private static int indexOfLargest(double[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
