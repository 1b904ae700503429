package io.parley.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarksTest {

    @Test
    void refusesNoNameAndAnUnknownOneAsWrongUsage() {
        assertThat(Benchmarks.run()).isEqualTo(2);
        assertThat(Benchmarks.run("bogus")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "-1", "ten", ""})
    void coldStartRefusesTooFewRuns(String runs) {
        assertThatThrownBy(() -> ColdStartBenchmark.run(runs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("no number of runs", "10 or more");
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Median.of(List.of(9L, 1L, 4L))).isEqualTo(4);
        assertThat(Median.of(List.of(9L, 1L, 4L, 5L))).isEqualTo(4.5);
    }

    @Test
    void unknownParametersAreRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Choices.implementation("flink"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No implementation is named \"flink\". Choose one of parley-2.3, flink-2.3.0, parley-1.11,"
                        + " flink-1.11.6.");
        assertThatThrownBy(() -> Choices.process("client"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No process is named \"client\". Choose one of jobmanager, taskmanager.");
    }
}
