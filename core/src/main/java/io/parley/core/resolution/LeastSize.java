package io.parley.core.resolution;

import io.parley.api.size.MemorySize;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Searches the least size that does, for cures. Stateless. */
final class LeastSize {

    private static final long MEBIBYTE = 1L << 20;

    private LeastSize() {}

    /** Gives the least size that is enough, as {@link #text(LongPredicate, LongPredicate)}. */
    static Optional<String> text(LongPredicate enough) {
        return text(enough, enough);
    }

    /**
     * Gives the least size that is enough, rounded up to whole mebibytes where that does too; empty where none is
     * found.
     *
     * @param enough whether a number of bytes is enough; what is enough stays so for larger numbers
     * @param does whether a number of bytes does, neither too small nor too large
     */
    static Optional<String> text(LongPredicate enough, LongPredicate does) {
        // The last whole mebibyte is left out, so that rounding up cannot overflow.
        long found = Long.MAX_VALUE - MEBIBYTE;
        if (!enough.test(found)) {
            return Optional.empty();
        }
        long tooSmall = -1;
        while (found - tooSmall > 1) {
            long middle = tooSmall + (found - tooSmall) / 2;
            if (enough.test(middle)) {
                found = middle;
            } else {
                tooSmall = middle;
            }
        }
        long mebibytes = MemorySize.ofBytes(found).mebibytesRoundedUp();
        if (does.test(mebibytes * MEBIBYTE)) {
            return Optional.of(mebibytes + "m");
        }
        return does.test(found) ? Optional.of(found + "b") : Optional.empty();
    }
}
