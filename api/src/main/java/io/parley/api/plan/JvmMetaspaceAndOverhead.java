package io.parley.api.plan;

import io.parley.api.size.MemorySize;

/**
 * What the JVM uses beside Total Flink Memory. Immutable.
 *
 * @param metaspace class metadata
 * @param overhead threads, code cache, collector and other native memory of the JVM
 */
public record JvmMetaspaceAndOverhead(MemorySize metaspace, MemorySize overhead) {

    /** Gives both together in bytes; throws ArithmeticException where they exceed the largest size. */
    long bytes() {
        return Math.addExact(metaspace.bytes(), overhead.bytes());
    }
}
