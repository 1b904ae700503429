package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.size.CpuAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which processes are moved so that fewer agents are used; agents by their CPUs, demands by theirs. */
class EmptyingTest {

    private final List<Agent> agents = new ArrayList<>();
    private final List<DemandShape> shapes = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();

    private void agents(int... cpus) {
        for (int amount : cpus) {
            Agent agent = new Agent(agents.size(), Offers.ROLE);
            agent.add(Offers.on("a" + agents.size())
                    .scalar("cpus", amount)
                    .scalar("mem", 100 * amount)
                    .build());
            agents.add(agent);
        }
    }

    /** Adds a demand for each place; the largest demands have to come first. */
    private void demands(int cpus, Optional<GroupConstraint> group, List<Integer> wanted, int... agentsOf) {
        DemandShape shape = new DemandShape(
                new DemandShape.Key(
                        new ResourceNeed(CpuAmount.ofCores(cpus), 100L * cpus, 0, 0, List.of()), List.of(), group),
                Shares.of(agents));
        BitSet suited = new BitSet();
        wanted.forEach(suited::set);
        shape.want(suited);
        for (int agent : agentsOf) {
            shape.demands().add(places.size());
            places.add(agent);
        }
        shapes.add(shape);
    }

    private void demands(int cpus, int... agentsOf) {
        demands(
                cpus,
                Optional.empty(),
                IntStream.range(0, agents.size()).boxed().toList(),
                agentsOf);
    }

    private int[] emptied() {
        int[] agentOf = places.stream().mapToInt(Integer::intValue).toArray();
        Rooms rooms = new Rooms(agents, Shares.of(agents));
        for (DemandShape shape : shapes) {
            shape.demands().forEach(demand -> rooms.take(agentOf[demand], shape.amounts()));
        }
        new Emptying(rooms, agentOf, shapes).run();
        assertThat(rooms.used())
                .isEqualTo((int) Arrays.stream(agentOf).distinct().count());
        for (int agent = 0; agent < agents.size(); agent++) {
            int place = agent;
            assertThat(rooms.processes(agent)).isEqualTo((int)
                    Arrays.stream(agentOf).filter(of -> of == place).count());
        }
        return agentOf;
    }

    @Test
    void movesProcessesOnlyToAgentsThatTheyWant() {
        agents(2, 2);
        demands(1, Optional.empty(), List.of(0), 0);
        demands(1, 1);

        assertThat(emptied()).containsExactly(0, 0);
    }

    @Test
    void gathersProcessesOnlyOnAnAgentThatTheyWant() {
        agents(1, 1, 4);
        demands(1, Optional.empty(), List.of(0), 0);
        demands(1, 1);

        assertThat(emptied()).containsExactly(0, 1);
    }

    @Test
    void gathersProcessesOfTwoAgentsOnOneThatIsNotUsedYet() {
        agents(1, 1, 2);
        demands(1, 0, 1);

        assertThat(emptied()).containsExactly(2, 2);
    }

    @Test
    void doesNotMoveTheProcessesOfOneAgentToAnUnusedOne() {
        agents(2, 2, 3);
        demands(2, 0, 1);

        assertThat(emptied()).containsExactly(0, 1);
    }

    @Test
    void takesNoRoomForAnAgentThatCannotBeEmptied() {
        agents(8, 4, 3);
        demands(5, 0);
        demands(3, 1);
        demands(1, 1, 2, 2, 2);

        // Of the second agent the larger one would fit on the first, but not both: that room is for the third's.
        assertThat(emptied()).containsExactly(0, 1, 1, 0, 0, 0);
    }

    @Test
    void movesNothingToAnAgentThatWasEmptied() {
        agents(2, 2, 2);
        demands(1, 0, 1, 2);

        assertThat(emptied()).doesNotContain(0);
    }

    @Test
    void movesToTheAgentThatFitsMostTightly() {
        agents(1, 6, 2);
        demands(1, Optional.of(GroupConstraint.unique("g", "rack")), List.of(0, 1, 2), 1, 2);
        demands(1, 0);

        assertThat(emptied()).containsExactly(1, 2, 2);
    }

    @Test
    void leavesMembersOfGroupsWhereTheyAre() {
        agents(2, 2);
        demands(1, Optional.of(GroupConstraint.unique("g", "rack")), List.of(0, 1), 0, 1);

        assertThat(emptied()).containsExactly(0, 1);
    }
}
