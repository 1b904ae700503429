package io.parley.api.size;

import org.jspecify.annotations.Nullable;

/**
 * The texts of sizes that are whole mebibytes, such as Flink's defaults, which most plans of a fleet share. Immutable.
 *
 * @param bytes the size
 * @param text its text
 */
record WholeMebibytes(long bytes, String text) {

    /** Sizes in recent use; a lost update only costs the work again. */
    private static final @Nullable WholeMebibytes[] RECENT = new WholeMebibytes[256];

    /** Gives the text of a number of bytes. */
    static String text(long bytes) {
        int slot = (int) (((bytes >>> 20) * 0x9E3779B97F4A7C15L) >>> 56);
        WholeMebibytes recent = RECENT[slot];
        if (recent == null || recent.bytes != bytes) {
            recent = new WholeMebibytes(bytes, bytes + "b");
            RECENT[slot] = recent;
        }
        return recent.text;
    }
}
