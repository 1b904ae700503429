package io.parley.examples.launch;

import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How far the G1 collector rounds a heap up.
 *
 * <p>G1 aligns the heap to the larger of its region size and 512 pages, which one page of its card table covers. The
 * region size is the 2048th part of the heap as a power of two from 1 MiB to 32 MiB. Source:
 * {@code G1Arguments::initialize_alignments} and {@code HeapRegion::setup_heap_region_size} of HotSpot; older ones
 * round the region size down, newer ones up, so the larger of both counts here. Stateless.
 */
final class G1HeapAlignment {

    private static final long CARD_BYTES = 512;
    private static final long REGIONS = 2048;
    private static final long SMALLEST_REGION = 1L << 20;
    private static final long LARGEST_REGION = 32L << 20;

    /** The largest page size of usual machines without /proc. */
    private static final long ASSUMED_PAGE_BYTES = 16 << 10;

    private static final long PAGE_SIZE_ENTRY = 6;

    private G1HeapAlignment() {}

    /** Gives the bytes that a heap of that size on this machine is rounded up to a multiple of. */
    static MemorySize of(MemorySize heap) {
        return of(heap, pageBytes());
    }

    static MemorySize of(MemorySize heap, long pageBytes) {
        long region = SMALLEST_REGION;
        while (region < LARGEST_REGION && region < heap.bytes() / REGIONS) {
            region *= 2;
        }
        return MemorySize.ofBytes(Math.max(region, CARD_BYTES * pageBytes));
    }

    /** Reads the page size that Linux tells each process in its auxiliary vector. */
    private static long pageBytes() {
        try {
            ByteBuffer entries = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
                    .order(ByteOrder.nativeOrder());
            while (entries.remaining() >= 2 * Long.BYTES) {
                long key = entries.getLong();
                long value = entries.getLong();
                if (key == PAGE_SIZE_ENTRY) {
                    return value;
                }
            }
            return ASSUMED_PAGE_BYTES;
        } catch (IOException e) {
            // Not Linux.
            return ASSUMED_PAGE_BYTES;
        }
    }
}
