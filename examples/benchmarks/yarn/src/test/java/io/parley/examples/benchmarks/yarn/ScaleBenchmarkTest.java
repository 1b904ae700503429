package io.parley.examples.benchmarks.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.examples.benchmarks.yarn.ScaleBenchmark.Rounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleBenchmarkTest {

    @Test
    void bothSidesGetTheirContainersAndParleyKeepsNoExcess() throws Exception {
        Map<Integer, Rounds> results = new ScaleBenchmark(30, Duration.ofMillis(100), List.of(40, 120), 1, 0).run();

        assertThat(results).containsOnlyKeys(40, 120);
        results.forEach((containers, rounds) -> {
            assertThat(rounds.bare()).hasSize(1);
            assertThat(rounds.parley()).singleElement().satisfies(measured -> {
                assertThat(measured.containers()).isEqualTo(containers);
                assertThat(measured.excess()).isZero();
                assertThat(measured.heartbeats()).isPositive();
                assertThat(measured.costs().allocatedBytes()).isPositive();
            });
        });
        assertThat(ScaleReport.of(results)).anyMatch(line -> line.startsWith("reached      no excess containers"));
    }

    private static Measured measured(int containers, long millis, long cpuMicros, int excess) {
        return new Measured(
                containers,
                Duration.ofMillis(millis).toNanos(),
                10,
                new ThreadCosts(Duration.ofNanos(1000 * cpuMicros).toNanos(), 4000L * containers),
                0,
                excess,
                50_000_000);
    }

    @Test
    void theReportTellsTheMedianOfTheRatiosAndWhatIsReached() {
        Rounds few = new Rounds(List.of(measured(500, 300, 500, 0)), List.of(measured(500, 300, 1000, 0)));
        Rounds many = new Rounds(
                List.of(measured(5000, 1000, 5000, 9), measured(5000, 2000, 5000, 0), measured(5000, 1000, 5000, 0)),
                List.of(measured(5000, 1100, 9000, 0), measured(5000, 2100, 9000, 0), measured(5000, 3000, 9000, 0)));

        assertThat(ScaleReport.of(Map.of(500, few, 5000, many)))
                .contains(
                        "     5,000  bare loop  1,000 ms     10         0       9     1.0 us     4,000 bytes    50.0 MB",
                        "     5,000  parley     2,100 ms     10         0       0     1.8 us     4,000 bytes    50.0 MB"
                                + "   1.10 x the time of the bare loop",
                        "reached      5,000 containers in at most 1.10 x the time of the bare loop: 1.10 x",
                        "reached      no excess containers kept in any round: 0",
                        "reached      Parley's processor time a container from 500 to 5,000 does not grow (1.25 x at"
                                + " most): 0.90 x");
        Rounds worse = new Rounds(List.of(measured(5000, 1000, 5000, 0)), List.of(measured(5000, 1110, 20_000, 1)));
        assertThat(ScaleReport.of(Map.of(500, few, 5000, worse)))
                .contains(
                        "not reached  5,000 containers in at most 1.10 x the time of the bare loop: 1.11 x",
                        "not reached  no excess containers kept in any round: 1",
                        "not reached  Parley's processor time a container from 500 to 5,000 does not grow (1.25 x at"
                                + " most): 2.00 x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten", "", "1000"})
    void refusesWhatIsNoNumberOfRounds(String rounds) {
        assertThatThrownBy(() -> ScaleBenchmark.of(rounds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("no number of rounds", "1 to 999");
    }

    @Test
    void refusesNoNameAndAnUnknownOneAsWrongUsage() {
        assertThat(YarnBenchmarks.run()).isEqualTo(2);
        assertThat(YarnBenchmarks.run("bogus")).isEqualTo(2);
        assertThat(YarnBenchmarks.run("yarn-scale", "many")).isEqualTo(2);
    }
}
