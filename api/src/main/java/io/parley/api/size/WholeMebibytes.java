package io.parley.api.size;

import org.jspecify.annotations.Nullable;

/**
 * The texts of sizes that are whole mebibytes, such as Flink's defaults, which most plans of a fleet share. Immutable.
 *
 * @param bytes the size
 * @param digits the bytes as digits
 * @param text the digits and the unit b
 */
record WholeMebibytes(long bytes, String digits, String text) {

    /** Sizes in recent use, at most some 300 KB; a lost update only costs the work again. */
    private static final @Nullable WholeMebibytes[] RECENT = new WholeMebibytes[2048];

    /** Gives the texts of a number of bytes. */
    static WholeMebibytes of(long bytes) {
        int slot = (int) (((bytes >>> 20) * 0x9E3779B97F4A7C15L) >>> 53);
        WholeMebibytes recent = RECENT[slot];
        return recent != null && recent.bytes == bytes ? recent : remember(bytes, slot);
    }

    private static WholeMebibytes remember(long bytes, int slot) {
        String digits = Long.toString(bytes);
        WholeMebibytes made = new WholeMebibytes(bytes, digits, digits + "b");
        RECENT[slot] = made;
        return made;
    }
}
