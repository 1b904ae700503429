package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.size.CpuAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.mesos.v1.Protos.Offer;
import org.junit.jupiter.api.Test;

/** Members of a group that need an agent each are given one before others have filled it. */
class GroupMembersChooseFirstTest {

    private static final MatchRules USUAL = MatchRules.of(Offers.ROLE);
    private static final Optional<GroupConstraint> APART =
            Optional.of(GroupConstraint.unique("apart", Constraint.HOSTNAME));

    private final List<OfferDemand> demands = new ArrayList<>();

    private static List<Offer> agents(int count, double cpus) {
        return IntStream.range(0, count)
                .mapToObj(i -> Offers.on("agent-" + i)
                        .scalar("cpus", cpus)
                        .scalar("mem", 1000)
                        .build())
                .toList();
    }

    private void wanted(int count, int cpus, Optional<GroupConstraint> group) {
        for (int i = 0; i < count; i++) {
            ResourceNeed need = new ResourceNeed(CpuAmount.ofCores(cpus), 1, 0, 0, List.of());
            demands.add(new OfferDemand("worker-" + demands.size(), need, List.of(), group));
        }
    }

    private Matching match(MatchRules rules, List<Offer> offers) {
        return new OfferMatcher(rules).match(offers, demands, GroupPlacements.NONE);
    }

    @Test
    void beforeOthersOfTheirSize() {
        wanted(30, 1, Optional.empty());
        wanted(2, 1, APART);

        Matching matching = match(USUAL.withPolicy(PackingPolicy.FIRST), agents(3, 16));

        assertThat(matching.unmatched()).isEmpty();
        assertThat(matching.agentsUsed()).isEqualTo(2);
    }

    @Test
    void beforeLargerOnesWhereThatTakesFewerAgents() {
        wanted(2, 2, Optional.empty());
        wanted(2, 1, Optional.empty());
        wanted(2, 1, APART);

        Matching matching = match(USUAL, agents(3, 4));

        assertThat(matching.unmatched()).isEmpty();
        assertThat(matching.agentsUsed()).isEqualTo(2);
    }
}
