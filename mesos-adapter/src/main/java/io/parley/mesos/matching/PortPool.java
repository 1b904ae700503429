package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/** What is left of the ports of an agent, reserved ones first. Not thread-safe. */
final class PortPool {

    private static final int LAST_PORT = 65535;

    private final List<PortSlice> slices = new ArrayList<>();
    private final BitSet kept = new BitSet();

    private static final class PortSlice {
        private final Resource offered;
        private final List<long[]> ranges = new ArrayList<>();

        /** The ports taken since the last call, in ascending order. */
        private int[] taken = new int[4];

        private int takenCount;

        PortSlice(Resource offered) {
            this.offered = offered;
        }

        /** Tells whether the port is left, and takes it. */
        boolean take(int port) {
            for (int i = 0; i < ranges.size(); i++) {
                long[] range = ranges.get(i);
                if (range[0] <= port && port <= range[1]) {
                    cut(i, port);
                    note(port);
                    return true;
                }
            }
            return false;
        }

        private void cut(int place, int port) {
            long[] range = ranges.get(place);
            if (range[0] == range[1]) {
                ranges.remove(place);
            } else if (range[0] == port) {
                range[0]++;
            } else {
                if (port < range[1]) {
                    ranges.add(place + 1, new long[] {port + 1L, range[1]});
                }
                range[1] = port - 1L;
            }
        }

        private void note(int port) {
            if (takenCount == taken.length) {
                taken = Arrays.copyOf(taken, 2 * takenCount);
            }
            int place = takenCount;
            while (place > 0 && taken[place - 1] > port) {
                taken[place] = taken[place - 1];
                place--;
            }
            taken[place] = port;
            takenCount++;
        }

        /** Gives the resource for the ports taken since the last call, neighbours in one range. */
        Resource takenResource() {
            Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
            int begin = 0;
            for (int i = 1; i <= takenCount; i++) {
                if (i == takenCount || taken[i] != taken[i - 1] + 1) {
                    ranges.addRange(
                            Value.Range.newBuilder().setBegin(taken[begin]).setEnd(taken[i - 1]));
                    begin = i;
                }
            }
            takenCount = 0;
            return offered.toBuilder().setRanges(ranges).build();
        }
    }

    void add(Resource resource) {
        PortSlice slice = new PortSlice(resource);
        resource.getRanges().getRangeList().forEach(range -> {
            long begin = first(range);
            long end = last(range);
            if (begin <= end) {
                slice.ranges.add(new long[] {begin, end});
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

    /** Tells whether a resource is one of ports. */
    static boolean isPorts(Resource resource) {
        return resource.getType() == Value.Type.RANGES && resource.getName().equals("ports");
    }

    /** Gives how many ports a resource has; what is no port does not count. */
    static long count(Resource resource) {
        long count = 0;
        for (Value.Range range : resource.getRanges().getRangeList()) {
            count += Math.max(0, last(range) - first(range) + 1);
        }
        return count;
    }

    private static long first(Value.Range range) {
        // The numbers are unsigned, so what reads as negative is beyond all ports.
        return range.getBegin() < 0 ? Long.MAX_VALUE : Math.max(1, range.getBegin());
    }

    private static long last(Value.Range range) {
        return range.getEnd() < 0 ? LAST_PORT : Math.min(LAST_PORT, range.getEnd());
    }

    boolean holds(int port) {
        return slices.stream()
                .flatMap(slice -> slice.ranges.stream())
                .anyMatch(range -> range[0] <= port && port <= range[1]);
    }

    /** Takes a port that {@link #holds}. */
    void take(int port) {
        for (PortSlice slice : slices) {
            if (slice.take(port)) {
                return;
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

    /** Adds the resources for the ports taken since the last call, as offered. */
    void addTaken(List<Resource> resources) {
        for (PortSlice slice : slices) {
            if (slice.takenCount > 0) {
                resources.add(slice.takenResource());
            }
        }
    }
}
