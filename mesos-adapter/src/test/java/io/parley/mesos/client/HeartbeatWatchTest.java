package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatWatchTest {

    /** With three heartbeats that may be missed and 20 s for an answer. */
    @ParameterizedTest
    @CsvSource({
        "15, PT45S",
        "0.25, PT0.75S",
        "3600, PT3H",
        "3600.1, PT20S",
        "1e308, PT20S",
        "Infinity, PT20S",
        "NaN, PT20S",
        "0, PT20S",
        "-15, PT20S",
        "0.001, PT0.01S",
        "1e-308, PT0.01S"
    })
    void believesAnIntervalThatMakesSense(double seconds, Duration most) {
        assertThat(HeartbeatWatch.limit(seconds, ClientOptions.Waits.DEFAULT)).isEqualTo(most);
    }
}
