package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/** What is left of the ports of an agent, reserved ones first. Not thread-safe. */
final class PortPool {

    private static final int LAST_PORT = 65535;

    private final List<PortSlice> slices = new ArrayList<>();
    private final BitSet kept = new BitSet();
    private long left;

    private static final class PortSlice {
        private final Resource offered;
        private final List<long[]> ranges = new ArrayList<>();
        private final TreeSet<Integer> taken = new TreeSet<>();

        PortSlice(Resource offered) {
            this.offered = offered;
        }
    }

    void add(Resource resource) {
        PortSlice slice = new PortSlice(resource);
        resource.getRanges().getRangeList().forEach(range -> {
            long begin = Math.max(1, range.getBegin());
            long end = Math.min(LAST_PORT, range.getEnd());
            if (begin <= end) {
                slice.ranges.add(new long[] {begin, end});
                left += end - begin + 1;
            }
        });
        slice.ranges.sort((one, other) -> Long.compare(one[0], other[0]));
        if (ResourceRole.isReserved(resource)) {
            slices.add(
                    (int) slices.stream()
                            .filter(found -> ResourceRole.isReserved(found.offered))
                            .count(),
                    slice);
        } else {
            slices.add(slice);
        }
    }

    long left() {
        return left;
    }

    boolean holds(int port) {
        return slices.stream()
                .flatMap(slice -> slice.ranges.stream())
                .anyMatch(range -> range[0] <= port && port <= range[1]);
    }

    /** Takes a port that {@link #holds}. */
    void take(int port) {
        for (PortSlice slice : slices) {
            for (int i = 0; i < slice.ranges.size(); i++) {
                long[] range = slice.ranges.get(i);
                if (range[0] <= port && port <= range[1]) {
                    slice.ranges.remove(i);
                    if (port < range[1]) {
                        slice.ranges.add(i, new long[] {port + 1L, range[1]});
                    }
                    if (range[0] < port) {
                        slice.ranges.add(i, new long[] {range[0], port - 1L});
                    }
                    slice.taken.add(port);
                    left--;
                    return;
                }
            }
        }
        throw new IllegalStateException("Port " + port + " is not left.");
    }

    /** Keeps a port for a process that wants just this one; it is not taken as the first one. */
    void keep(int port) {
        kept.set(port);
    }

    /** Takes the first port that is left and not kept. */
    int takeFirst() {
        for (PortSlice slice : slices) {
            for (long[] range : slice.ranges) {
                int port = kept.nextClearBit(Math.toIntExact(range[0]));
                if (port <= range[1]) {
                    take(port);
                    return port;
                }
            }
        }
        throw new IllegalStateException("No port is left.");
    }

    /** Gives the resources for the ports taken since the last call, as offered, neighbours in one range. */
    List<Resource> taken() {
        List<Resource> resources = new ArrayList<>();
        for (PortSlice slice : slices) {
            if (slice.taken.isEmpty()) {
                continue;
            }
            Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
            int begin = slice.taken.first();
            int end = begin;
            for (int port : slice.taken.tailSet(begin, false)) {
                if (port != end + 1) {
                    ranges.addRange(range(begin, end));
                    begin = port;
                }
                end = port;
            }
            ranges.addRange(range(begin, end));
            resources.add(slice.offered.toBuilder().setRanges(ranges).build());
            slice.taken.clear();
        }
        return resources;
    }

    private static Value.Range range(int begin, int end) {
        return Value.Range.newBuilder().setBegin(begin).setEnd(end).build();
    }
}
