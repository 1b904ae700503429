package io.parley.core.resolution;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.SizeDerivations;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How Total Flink Memory of a TaskManager splits, as arithmetic. Immutable.
 *
 * <p>Source: Flink's {@code TaskExecutorFlinkMemoryUtils}.
 *
 * @param framework framework heap and framework off-heap
 * @param taskOffHeap the task off-heap
 * @param taskHeap the task heap where it is set
 * @param managed managed memory
 * @param range the range of network memory; null where a number of buffers counts
 * @param buffers the size of that number of buffers; null where the range counts
 */
record TaskManagerSplit(
        Framework framework,
        MemorySize taskOffHeap,
        @Nullable MemorySize taskHeap,
        Managed managed,
        @Nullable SizeRange range,
        @Nullable FoundSize buffers) {

    private static final List<MemoryPart> FLINK = List.of(MemoryPart.TOTAL_FLINK);

    /** Flink's own parts. */
    record Framework(MemorySize heap, MemorySize offHeap) {}

    /**
     * Managed memory.
     *
     * @param set the size where it is set
     * @param fraction the fraction of Total Flink Memory where no size is set
     * @param name the key of the size or of the fraction
     */
    record Managed(@Nullable MemorySize set, double fraction, String name) {

        /** What counts where neither the size nor the fraction is set. */
        static final Managed BY_DEFAULT = new Managed(
                null,
                MemoryOptions.MANAGED_FRACTION.defaultValue().orElseThrow(),
                MemoryOptions.MANAGED_FRACTION.key());

        MemorySize of(MemorySize flink) {
            return set != null ? set : flink.timesTruncated(fraction);
        }

        SizeDerivation derivation(MemorySize size) {
            return new SizeDerivation.Fraction(
                    FLINK, SizeDerivation.Fraction.Relation.OF_WHOLE, name, fraction, size, Optional.empty());
        }
    }

    /** Gives network memory as the range or the number of buffers says. */
    MemorySize networkOf(MemorySize flink) {
        return range != null ? range.ofWhole(flink) : ofBuffers();
    }

    /** The same; notes where it came from. */
    MemorySize deriveNetworkOf(MemorySize flink, SizeDerivations.Builder derivations) {
        return range != null ? range.deriveFromWhole(flink, FLINK, derivations) : deriveFromBuffers(derivations);
    }

    /**
     * Gives network memory that the other parts of Total Flink Memory are beside, and notes where it came from.
     *
     * @throws ArithmeticException if it exceeds 2^63-1 bytes
     */
    MemorySize deriveNetworkBeside(MemorySize rest, List<MemoryPart> otherParts, SizeDerivations.Builder derivations) {
        return range != null ? range.deriveFromRest(rest, otherParts, derivations) : deriveFromBuffers(derivations);
    }

    private MemorySize deriveFromBuffers(SizeDerivations.Builder derivations) {
        if (buffers != null) {
            derivations.put(MemoryPart.NETWORK, buffers.derivation());
        }
        return ofBuffers();
    }

    private MemorySize ofBuffers() {
        if (buffers == null || buffers.size() == null) {
            throw new IllegalStateException("Network memory has neither a range nor buffers.");
        }
        return buffers.size();
    }

    /**
     * Gives the sum of all parts but the network.
     *
     * @throws ArithmeticException if it exceeds 2^63-1 bytes
     */
    MemorySize besideNetwork(MemorySize taskHeapSize, MemorySize managedSize) {
        long sum = Math.addExact(framework.heap().bytes(), framework.offHeap().bytes());
        sum = Math.addExact(sum, taskHeapSize.bytes());
        sum = Math.addExact(sum, taskOffHeap.bytes());
        return MemorySize.ofBytes(Math.addExact(sum, managedSize.bytes()));
    }

    MemorySize leastNetwork() {
        return range != null ? range.minimum() : ofBuffers();
    }

    MemorySize mostNetwork() {
        return range != null ? range.maximum() : ofBuffers();
    }

    boolean holdsNetwork(long size) {
        return size >= leastNetwork().bytes() && size <= mostNetwork().bytes();
    }

    String leastNetworkName() {
        return range != null ? range.names().minimum() : MemoryOptions.NETWORK_BUFFERS.key();
    }

    String mostNetworkName() {
        return range != null ? range.names().maximum() : MemoryOptions.NETWORK_BUFFERS.key();
    }

    /** What Total Flink Memory leaves for the part that takes the rest; negative where the others do not fit. */
    private long rest(MemorySize flink) {
        return rest(flink, managed.of(flink), taskHeap != null ? taskHeap : networkOf(flink));
    }

    /** The same, with managed memory and what is set of task heap and network known. */
    long rest(MemorySize flink, MemorySize managedSize, MemorySize other) {
        long rest = flink.bytes();
        rest -= framework.heap().bytes();
        rest = rest < 0 ? rest : rest - framework.offHeap().bytes();
        rest = rest < 0 ? rest : rest - taskOffHeap.bytes();
        rest = rest < 0 ? rest : rest - managedSize.bytes();
        return rest < 0 ? rest : rest - other.bytes();
    }

    /** Tells whether Total Flink Memory is large enough to split; it may be too large for the network. */
    boolean isEnough(long flink, long leastTaskHeap) {
        if (flink < 0) {
            return false;
        }
        long rest = rest(MemorySize.ofBytes(flink));
        return rest >= (taskHeap != null ? leastNetwork().bytes() : leastTaskHeap);
    }

    /** Tells whether Total Flink Memory splits, with so much task heap where that takes the rest. */
    boolean holds(long flink, long leastTaskHeap) {
        if (flink < 0) {
            return false;
        }
        long rest = rest(MemorySize.ofBytes(flink));
        return taskHeap != null ? holdsNetwork(rest) : rest >= leastTaskHeap;
    }

    /** The same split in which the task heap takes the rest. */
    TaskManagerSplit withoutTaskHeap() {
        return new TaskManagerSplit(framework, taskOffHeap, null, managed, range, buffers);
    }

    /** Gives the task heap that leaves the network a size; negative where the others do not fit. */
    long taskHeapBeside(MemorySize flink, MemorySize networkSize) {
        return rest(flink, managed.of(flink), networkSize);
    }
}
