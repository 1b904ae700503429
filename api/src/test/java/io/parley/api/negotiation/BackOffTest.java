package io.parley.api.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {

    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(3), Duration.ofSeconds(20));

    @Test
    void doublesWithEveryFailureUpToTheLongestWait() {
        assertThat(BACK_OFF.delay(1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(BACK_OFF.delay(2)).isEqualTo(Duration.ofSeconds(6));
        assertThat(BACK_OFF.delay(3)).isEqualTo(Duration.ofSeconds(12));
        assertThat(BACK_OFF.delay(4)).isEqualTo(Duration.ofSeconds(20));
        assertThat(BACK_OFF.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void theLongestWaitMayBeAsLongAsTimeGoes() {
        BackOff endless = new BackOff(Duration.ofDays(1), Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(endless.delay(2)).isEqualTo(Duration.ofDays(2));
        assertThat(endless.delay(63)).isEqualTo(Duration.ofSeconds(Long.MAX_VALUE));
    }

    @Test
    void aFirstWaitOfZeroStaysZero() {
        assertThat(new BackOff(Duration.ZERO, Duration.ofSeconds(1)).delay(40)).isEqualTo(Duration.ZERO);
    }

    @Test
    void jitterLiesBetweenHalfTheWaitAndAllOfIt() {
        assertThat(BACK_OFF.delay(2, 0)).isEqualTo(Duration.ofSeconds(3));
        assertThat(BACK_OFF.delay(2, 0.5)).isEqualTo(Duration.ofMillis(4500));
        assertThat(BACK_OFF.delay(2, 1)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void refusesWaitsAndNumbersThatMeanNothing() {
        assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(-1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT2S to PT1S");
        assertThatThrownBy(() -> BACK_OFF.delay(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
        assertThatThrownBy(() -> BACK_OFF.delay(1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
    }
}
