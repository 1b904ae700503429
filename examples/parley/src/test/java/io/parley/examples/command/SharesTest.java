package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SharesTest {

    private static final long SEED = 20261122;

    static LongStream seeds() {
        return new SplittableRandom(SEED).longs(500);
    }

    @Test
    void sharesInProportion() {
        assertThat(Shares.of(60, new long[] {1024, 128, 256, 192})).containsExactly(38, 5, 10, 7);
    }

    @Test
    void sharesNothingAmongNothing() {
        assertThat(Shares.of(60, new long[] {0, 0})).containsExactly(0, 0);
    }

    @Test
    void makesTheSmallestSizeVisible() {
        assertThat(Shares.of(60, new long[] {Long.MAX_VALUE / 2, 1, 0, 1})).containsExactly(58, 1, 0, 1);
    }

    @Test
    void letsTheLargestGoFirstWhenThereAreTooFewCells() {
        assertThat(IntStream.of(Shares.of(2, new long[] {5, 1, 1, 1})).sum()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void givesEveryCellAwayAndEverySizeOne(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int cells = random.nextInt(10, 200);
        long[] sizes = random.longs(random.nextInt(1, 10), 0, Long.MAX_VALUE)
                .map(size -> random.nextInt(4) == 0 ? 0 : size >> random.nextInt(63))
                .toArray();

        int[] shares = Shares.of(cells, sizes);

        boolean nothing = LongStream.of(sizes).allMatch(size -> size == 0);
        assertThat(IntStream.of(shares).sum()).as("seed %d", seed).isEqualTo(nothing ? 0 : cells);
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == 0) {
                assertThat(shares[i]).as("seed %d", seed).isZero();
            } else {
                assertThat(shares[i]).as("seed %d", seed).isPositive();
            }
        }
    }
}
