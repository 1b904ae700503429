package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroubleEchoTest {

    private final TroubleEcho echo = new TroubleEcho();

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void anOutageIsToldAtOnceAndThenEverMoreSeldom() {
        List<Long> told = new ArrayList<>();
        for (long second = 5; second < 600; second++) {
            if (echo.isNews(7, seconds(second))) {
                told.add(second);
            }
        }

        assertThat(told).containsExactly(5L, 65L, 185L, 425L);
    }

    @Test
    void theNextOutageIsToldAtOnceWhereTheLastWordIsAMinuteOld() {
        for (long second = 0; second < 600; second++) {
            echo.isNews(7, seconds(second));
        }

        assertThat(echo.isNews(8, seconds(600))).isTrue();
        assertThat(echo.isNews(8, seconds(601))).isFalse();
    }

    @Test
    void troubleThatComesAndGoesIsToldOnceAMinute() {
        List<Long> told = new ArrayList<>();
        for (long second = 0; second < 200; second++) {
            if (echo.isNews(second, seconds(second))) {
                told.add(second);
            }
        }

        assertThat(told).containsExactly(0L, 60L, 120L, 180L);
    }

    @Test
    void anOutageIsToldAtLeastEveryHour() {
        List<Long> told = new ArrayList<>();
        for (long minute = 0; minute < 600; minute++) {
            if (echo.isNews(7, Duration.ofMinutes(minute))) {
                told.add(minute);
            }
        }

        assertThat(told).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L, 243L, 303L, 363L, 423L, 483L, 543L);
    }
}
