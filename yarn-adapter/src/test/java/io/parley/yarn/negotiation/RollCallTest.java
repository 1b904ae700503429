package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.junit.jupiter.api.Test;

class RollCallTest {

    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final ContainerId ONE = ContainerId.fromString("container_1_0001_01_000001");
    private static final ContainerId TWO = ContainerId.fromString("container_1_0001_01_000002");

    private final RollCall roll = new RollCall(GRACE);
    private Duration now = Duration.ofHours(1);

    private List<ContainerId> asked() {
        return roll.due(now).stream().sorted().toList();
    }

    private void later() {
        now = now.plus(GRACE);
    }

    @Test
    void nothingIsAskedUntilTheNodesHadTheTimeToComeBack() {
        roll.begin(List.of(ONE, TWO), now);
        now = now.plus(GRACE).minusMillis(1);
        assertThat(asked()).isEmpty();

        now = now.plusMillis(1);
        assertThat(asked()).containsExactly(ONE, TWO);
        assertThat(asked()).as("until the next round").isEmpty();
    }

    @Test
    void whatIsKnownIsNotAskedForAgain() {
        roll.begin(List.of(ONE, TWO), now);
        later();
        asked();

        assertThat(roll.isBack(ONE)).isFalse();
        assertThat(roll.isGone(TWO)).isTrue();
        later();

        assertThat(asked()).containsExactly(TWO);
    }

    @Test
    void whatIsGoneIsNewsOnceAndMayStillComeBackOnce() {
        roll.begin(List.of(ONE), now);
        later();
        asked();
        assertThat(roll.isGone(ONE)).isTrue();
        later();
        asked();
        assertThat(roll.isGone(ONE)).isFalse();

        assertThat(roll.isBack(ONE)).isTrue();
        assertThat(roll.isBack(ONE)).isFalse();
        later();
        assertThat(asked()).isEmpty();
    }

    @Test
    void theRoundsEnd() {
        roll.begin(List.of(ONE), now);
        for (int round = 0; round < 5; round++) {
            later();
            assertThat(asked()).containsExactly(ONE);
            assertThat(roll.isGone(ONE)).isEqualTo(round == 0);
        }
        later();
        assertThat(asked()).isEmpty();
    }

    @Test
    void anotherRestartBeginsAnew() {
        roll.begin(List.of(ONE), now);
        later();
        roll.begin(List.of(TWO), now);
        assertThat(asked()).isEmpty();

        later();
        assertThat(asked()).containsExactly(ONE, TWO);
    }

    @Test
    void anAnswerThatComesBeforeAnythingWasAskedSinceARestartCountsForNothing() {
        roll.begin(List.of(ONE, TWO), now);
        later();
        asked();
        roll.begin(List.of(), now);

        assertThat(roll.isBack(ONE)).isFalse();
        assertThat(roll.isGone(TWO)).isFalse();

        later();
        assertThat(asked()).containsExactly(ONE, TWO);
        assertThat(roll.isGone(ONE)).isTrue();
        assertThat(roll.isGone(TWO)).isTrue();
    }
}
