package io.parley.examples.benchmarks.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LowerBoundTest {

    private static Host host(int number, int cpus, long mem, int zone) {
        return new Host(number, 1000L * cpus, mem, zone, false, true, Host.Reservation.NONE);
    }

    private static List<Ask> asks(int count, Ask.Size size, OptionalInt zone, boolean apart) {
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asks.add(new Ask(i, size, zone, false, apart));
        }
        return asks;
    }

    @Test
    void soManyOfTheLargestAgentsHaveTheVolumeOfTheScarcerResource() {
        List<Host> hosts = List.of(host(0, 8, 20_000, 0), host(1, 4, 80_000, 0), host(2, 4, 80_000, 0));

        // 6 need 12 CPUs, which two agents have, and 24576 MiB, which one has.
        LowerBound bound = LowerBound.of(new Instance(hosts, asks(6, Ask.Size.MEDIUM, OptionalInt.empty(), false)));

        assertThat(bound).isEqualTo(new LowerBound(2, 0));
    }

    @Test
    void demandsOfMoreThanHalfOfTheLargestAgentCannotShareOne() {
        List<Host> hosts = List.of(host(0, 32, 20_000, 0), host(1, 32, 20_000, 0), host(2, 32, 20_000, 0));

        LowerBound bound = LowerBound.of(new Instance(hosts, asks(3, Ask.Size.HUGE, OptionalInt.empty(), false)));

        assertThat(bound).isEqualTo(new LowerBound(2, 3));
        assertThat(bound.agents()).isEqualTo(3);
    }

    @Test
    void whatTheZonesNeedAddsUp() {
        List<Host> hosts = List.of(host(0, 32, 90_000, 0), host(1, 32, 90_000, 1), host(2, 32, 90_000, 2));
        List<Ask> asks = new ArrayList<>(asks(1, Ask.Size.SMALL, OptionalInt.of(0), false));
        asks.addAll(asks(1, Ask.Size.SMALL, OptionalInt.of(2), false));

        assertThat(LowerBound.of(new Instance(hosts, asks)).volume()).isEqualTo(2);
    }

    @Test
    void thoseWhoWantToBeApartNeedAnAgentEach() {
        List<Host> hosts = List.of(host(0, 32, 90_000, 0), host(1, 32, 90_000, 1), host(2, 32, 90_000, 2));

        assertThat(LowerBound.of(new Instance(hosts, asks(3, Ask.Size.SMALL, OptionalInt.empty(), true)))
                        .apart())
                .isEqualTo(3);
    }
}
