package io.parley.api.launch;

import io.parley.api.size.MemorySize;
import java.util.Locale;

/**
 * How far a process went beyond the memory that it was granted. Immutable.
 *
 * @param kind which memory was counted
 * @param used what the process used, with the processes that it had started
 * @param limit what it was allowed to use
 */
public record MemoryOverrun(Kind kind, MemorySize used, MemorySize limit) {

    /** Which memory an environment counts. */
    public enum Kind {
        /** What was in memory. */
        PHYSICAL,
        /** The address space. */
        VIRTUAL
    }

    /** Gives the amounts for people. */
    @Override
    public String toString() {
        return "used " + used + " of " + kind.name().toLowerCase(Locale.ROOT) + " memory, allowed were " + limit;
    }
}
