package io.parley.core.resolution;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.SizeDerivation;
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
 * @param network network memory
 */
record TaskManagerSplit(
        Framework framework,
        MemorySize taskOffHeap,
        @Nullable MemorySize taskHeap,
        Managed managed,
        Network network) {

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

        MemorySize of(MemorySize flink) {
            return set != null ? set : flink.timesTruncated(fraction);
        }

        SizeDerivation derivation(MemorySize size) {
            return new SizeDerivation.Fraction(
                    FLINK, SizeDerivation.Fraction.Relation.OF_WHOLE, name, fraction, size, Optional.empty());
        }
    }

    /**
     * Network memory: either a range or the size of a number of buffers.
     *
     * @param range the range
     * @param buffers the size of the buffers
     */
    record Network(@Nullable SizeRange range, @Nullable FoundSize buffers) {

        SizeRange.Derived of(MemorySize flink) {
            return range != null ? range.deriveFromWhole(flink, FLINK) : legacy();
        }

        SizeRange.Derived legacy() {
            if (buffers == null || buffers.size() == null) {
                throw new IllegalStateException("Network memory has neither a range nor buffers.");
            }
            return new SizeRange.Derived(buffers.size(), buffers.derivation());
        }

        MemorySize least() {
            return range != null ? range.minimum() : legacy().size();
        }

        MemorySize most() {
            return range != null ? range.maximum() : legacy().size();
        }

        boolean holds(long size) {
            return size >= least().bytes() && size <= most().bytes();
        }

        String leastName() {
            return range != null ? range.names().minimum() : MemoryOptions.NETWORK_BUFFERS.key();
        }

        String mostName() {
            return range != null ? range.names().maximum() : MemoryOptions.NETWORK_BUFFERS.key();
        }
    }

    /** What Total Flink Memory leaves for the part that takes the rest; negative where the others do not fit. */
    long rest(MemorySize flink) {
        long rest = flink.bytes();
        rest -= framework.heap().bytes();
        rest = rest < 0 ? rest : rest - framework.offHeap().bytes();
        rest = rest < 0 ? rest : rest - taskOffHeap.bytes();
        rest = rest < 0 ? rest : rest - managed.of(flink).bytes();
        if (taskHeap != null) {
            return rest < 0 ? rest : rest - taskHeap.bytes();
        }
        return rest < 0 ? rest : rest - network.of(flink).size().bytes();
    }

    /** Tells whether Total Flink Memory is large enough to split; it may be too large for the network. */
    boolean isEnough(long flink, long leastTaskHeap) {
        if (flink < 0) {
            return false;
        }
        long rest = rest(MemorySize.ofBytes(flink));
        return rest >= (taskHeap != null ? network.least().bytes() : leastTaskHeap);
    }

    /** Tells whether Total Flink Memory splits, with so much task heap where that takes the rest. */
    boolean holds(long flink, long leastTaskHeap) {
        if (flink < 0) {
            return false;
        }
        long rest = rest(MemorySize.ofBytes(flink));
        return taskHeap != null ? network.holds(rest) : rest >= leastTaskHeap;
    }

    /** The same split in which the task heap takes the rest. */
    TaskManagerSplit withoutTaskHeap() {
        return new TaskManagerSplit(framework, taskOffHeap, null, managed, network);
    }

    /** Gives the task heap that leaves the network a size; negative where the others do not fit. */
    long taskHeapBeside(MemorySize flink, MemorySize networkSize) {
        TaskManagerSplit withoutHeap = new TaskManagerSplit(framework, taskOffHeap, MemorySize.ZERO, managed, network);
        long rest = withoutHeap.rest(flink);
        return rest < 0 ? rest : rest - networkSize.bytes();
    }
}
