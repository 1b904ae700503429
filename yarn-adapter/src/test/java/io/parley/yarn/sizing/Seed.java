package io.parley.yarn.sizing;

import java.util.SplittableRandom;

/** The seed of random tests: fixed, printed, and settable by -Dparley.seed. */
final class Seed {

    private static final long FIXED = 20_210_601L;

    private Seed() {}

    static SplittableRandom random(Class<?> test) {
        long seed = Long.getLong("parley.seed", FIXED);
        System.out.println(test.getSimpleName() + " runs with -Dparley.seed=" + seed);
        return new SplittableRandom(seed);
    }
}
