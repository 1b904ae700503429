package io.parley.examples.benchmarks.mesos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Fewer agents than this cannot serve all demands of an instance, whoever chooses. Immutable.
 *
 * @param volume by volume: of CPUs, of memory, of all agents and of those of one zone or storage alone
 * @param apart demands of which no two can share an agent
 */
record LowerBound(int volume, int apart) {

    int agents() {
        return Math.max(volume, apart);
    }

    static LowerBound of(Instance instance) {
        List<LowerBound> bounds = new ArrayList<>();
        bounds.add(of(instance, ask -> true, host -> true));
        bounds.add(of(instance, Ask::ssd, Host::ssd));
        // No agent is in two zones, so what the zones need adds up.
        int volume = 0;
        int apart = 0;
        for (int zone = 0; zone < Instance.ZONES; zone++) {
            int number = zone;
            LowerBound bound = of(instance, ask -> ask.zone().orElse(-1) == number, host -> host.zone() == number);
            volume += bound.volume;
            apart += bound.apart;
        }
        bounds.add(new LowerBound(volume, apart));
        int group = Math.toIntExact(instance.asks().stream().filter(Ask::apart).count());
        return new LowerBound(
                bounds.stream().mapToInt(LowerBound::volume).max().orElse(0),
                Math.max(
                        group, bounds.stream().mapToInt(LowerBound::apart).max().orElse(0)));
    }

    /** The bound of the demands that can only be served by these agents. */
    private static LowerBound of(Instance instance, Predicate<Ask> wanting, Predicate<Host> wanted) {
        List<Ask> asks = instance.asks().stream().filter(wanting).toList();
        List<Host> hosts = instance.hosts().stream().filter(wanted).toList();
        return new LowerBound(
                Math.max(
                        volume(asks, hosts, ask -> 1000L * ask.size().cpus(), Host::cpuMillis),
                        volume(asks, hosts, ask -> ask.size().mem(), Host::mem)),
                Math.max(
                        apart(asks, hosts, ask -> 1000L * ask.size().cpus(), Host::cpuMillis),
                        apart(asks, hosts, ask -> ask.size().mem(), Host::mem)));
    }

    /** So many of the largest agents together have what all demands need. */
    private static int volume(List<Ask> asks, List<Host> hosts, ToLongFunction<Ask> need, ToLongFunction<Host> offer) {
        long missing = asks.stream().mapToLong(need).sum();
        long[] offered = hosts.stream()
                .map(offer::applyAsLong)
                .sorted(Comparator.reverseOrder())
                .mapToLong(Long::longValue)
                .toArray();
        int agents = 0;
        while (missing > 0 && agents < offered.length) {
            missing -= offered[agents];
            agents++;
        }
        return agents;
    }

    /** Demands of more than half of what the largest agent has. */
    private static int apart(List<Ask> asks, List<Host> hosts, ToLongFunction<Ask> need, ToLongFunction<Host> offer) {
        long largest = hosts.stream().mapToLong(offer).max().orElse(0);
        return Math.toIntExact(
                asks.stream().filter(ask -> 2 * need.applyAsLong(ask) > largest).count());
    }
}
