package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoomsTest {

    private final Agent agent = new Agent(0, Offers.ROLE);

    {
        agent.add(Offers.on("a")
                .scalar("cpus", 4)
                .scalar("mem", 4000)
                .ports(31000, 31003)
                .build());
    }

    private final Shares shares = Shares.of(List.of(agent));
    private final Rooms rooms = new Rooms(List.of(agent), shares);

    private Amounts need(PortRequirement... ports) {
        return new Amounts(new ResourceNeed(CpuAmount.ofCores(1), 1000, 0, 0, List.of(ports)), shares);
    }

    @Test
    void whatIsGivenBackMayBeTakenAgain() {
        Amounts named = need(new PortRequirement("rest.port", OptionalInt.of(31000)));
        assertThat(rooms.used()).isZero();
        rooms.take(0, named);
        assertThat(rooms.holds(0, named)).as("its port is taken").isFalse();
        assertThat(rooms.used()).isEqualTo(1);
        rooms.giveBack(0, named);
        assertThat(rooms.holds(0, named)).isTrue();
        assertThat(rooms.used()).isZero();
        assertThat(rooms.processes(0)).isZero();
    }

    @Test
    void whatIsTakenIsLessOfEveryShare() {
        Amounts need = need(PortRequirement.any("p"));
        long before = rooms.with(0, need).leftOver();
        rooms.take(0, need);

        assertThat(before - rooms.with(0, need).leftOver()).isEqualTo(3 * PackingPolicy.Room.WHOLE / 4);
        assertThat(rooms.with(0, need).stranded()).isZero();
    }

    @Test
    void sharesOfAmountsBeyondAllMeasureDoNotOverflow() {
        Shares large = new Shares(1, 1L << 50, 0);

        assertThat(large.ofMem(1L << 50)).isEqualTo(PackingPolicy.Room.WHOLE);
        assertThat(large.ofMem(1L << 49)).isBetween(499_990L, 500_010L);
        assertThat(large.ofPorts(3)).isZero();
    }
}
