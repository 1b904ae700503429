package io.parley.examples.benchmarks.mesos;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Offers and demands that anyone can make again from a seed. Immutable.
 *
 * @param hosts what is offered
 * @param asks what is wanted, the sizes in random order
 */
record Instance(List<Host> hosts, List<Ask> asks) {

    static final int ZONES = 3;

    /** Copies the lists. */
    Instance {
        hosts = List.copyOf(hosts);
        asks = List.copyOf(asks);
    }

    /** What agents there are. */
    enum Agents {
        /** All alike and empty: 16 CPUs, 48 GiB. */
        EVEN,
        /** Of three sizes, all empty. */
        MIXED,
        /** Of three sizes, each with 5 to 100 % left of CPUs and of memory. */
        USED
    }

    /** What is special about offers and demands. */
    enum Features {
        /** Nothing. */
        PLAIN,
        /** Zones and storage, and demands for them; one demand of a hundred wants to be apart from its like. */
        ATTRIBUTES,
        /** A third of the offers has parts reserved for the role, a sixth has others' reservations. */
        RESERVATIONS,
        /** Attributes and reservations. */
        BOTH;

        boolean attributes() {
            return this == ATTRIBUTES || this == BOTH;
        }

        boolean reservations() {
            return this == RESERVATIONS || this == BOTH;
        }
    }

    /**
     * Makes an instance.
     *
     * @param offers the number of offers, each of another agent
     * @param demands the number of demands
     * @param seed the same seed makes the same instance
     */
    static Instance of(Agents agents, Features features, int offers, int demands, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Host> hosts = new ArrayList<>(offers);
        for (int i = 0; i < offers; i++) {
            hosts.add(host(i, agents, features, random));
        }
        List<Ask> asks = new ArrayList<>(demands);
        for (int i = 0; i < demands; i++) {
            asks.add(ask(i, features, random));
        }
        return new Instance(hosts, asks);
    }

    private static Host host(int number, Agents agents, Features features, SplittableRandom random) {
        int kind = agents == Agents.EVEN ? 1 : random.nextInt(3);
        long cpuMillis = new long[] {8_000, 16_000, 48_000}[kind];
        long mem = new long[] {16_384, agents == Agents.EVEN ? 49_152 : 65_536, 196_608}[kind];
        if (agents == Agents.USED) {
            // Tenths of a CPU and whole MiB, as processes of others leave them.
            cpuMillis = Math.max(100, cpuMillis * random.nextInt(5, 101) / 100 / 100 * 100);
            mem = mem * random.nextInt(50, 1001) / 1000;
        }
        int zone = random.nextInt(ZONES);
        boolean ssd = random.nextInt(2) == 0;
        Host.Reservation reservation = switch (features.reservations() ? random.nextInt(6) : 5) {
            case 0, 1 -> Host.Reservation.HALF_FOR_THE_ROLE;
            case 2 -> Host.Reservation.AS_MUCH_FOR_OTHERS;
            default -> Host.Reservation.NONE;
        };
        return new Host(number, cpuMillis, mem, zone, ssd, features.attributes(), reservation);
    }

    private static Ask ask(int number, Features features, SplittableRandom random) {
        int share = random.nextInt(10);
        Ask.Size size =
                share < 4 ? Ask.Size.SMALL : share < 7 ? Ask.Size.MEDIUM : share < 9 ? Ask.Size.LARGE : Ask.Size.HUGE;
        if (!features.attributes()) {
            return new Ask(number, size, OptionalInt.empty(), false, false);
        }
        if (random.nextInt(100) == 0) {
            return new Ask(number, size, OptionalInt.empty(), false, true);
        }
        OptionalInt zone = random.nextInt(3) == 0 ? OptionalInt.of(random.nextInt(ZONES)) : OptionalInt.empty();
        return new Ask(number, size, zone, random.nextInt(4) == 0, false);
    }
}
