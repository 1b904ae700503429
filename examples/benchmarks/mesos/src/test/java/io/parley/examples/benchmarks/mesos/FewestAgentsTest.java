package io.parley.examples.benchmarks.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.benchmarks.mesos.Instance.Agents;
import io.parley.examples.benchmarks.mesos.Instance.Features;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the instance: Parley uses no more agents than Fenzo, and no side fewer than the lower bound. */
class FewestAgentsTest {

    private static final long SEED = Long.getLong("parley.seed", 20_260_102L);
    private static final int INSTANCES = 300;

    static LongStream seeds() {
        System.out.println("FewestAgentsTest runs with -Dparley.seed=" + SEED);
        return new SplittableRandom(SEED).longs(INSTANCES);
    }

    private static <T> T any(List<T> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void servesAsManyAsFenzoWithNoMoreAgents(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Agents agents = any(List.of(Agents.values()), random);
        Features features = any(List.of(Features.values()), random);
        // From plenty to far too little.
        int offers = random.nextInt(5, 60);
        int demands = random.nextInt(1, 200);
        Instance instance = Instance.of(agents, features, offers, demands, random.nextLong());

        Matched parley = new ParleySide(instance).run();
        Matched fenzo = new FenzoSide(instance).run();

        String figures = agents + " " + features + " " + offers + " by " + demands + ": " + parley + " " + fenzo;
        assertThat(parley.served()).as(figures).isGreaterThanOrEqualTo(fenzo.served());
        if (parley.served() == fenzo.served()) {
            assertThat(parley.agents()).as(figures).isLessThanOrEqualTo(fenzo.agents());
        }
        if (parley.served() == demands) {
            assertThat(parley.agents())
                    .as(figures)
                    .isGreaterThanOrEqualTo(LowerBound.of(instance).agents());
        }
    }
}
