package io.parley.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchSummaryTest {

    @Test
    void comparesTheBatchWithTheLoop() {
        assertThat(BatchSummary.lines(Map.of(
                        "jobmanager",
                        Map.of(
                                "parleyBatch", List.of(400_000.0, 100_000.0, 800_000.0),
                                "flinkLoop", List.of(160_000.0, 25_000.0, 400_000.0)))))
                .containsExactly("jobmanager      400,000 plans/s, JSON in and out   2.50 x a loop of Flink 2.3.0's own"
                        + " code");
    }

    @Test
    void leavesOutWhatWasNotMeasured() {
        assertThat(BatchSummary.lines(Map.of("taskmanager", Map.of("parleyBatch", List.of(400_000.0)))))
                .containsExactly("taskmanager     400,000 plans/s, JSON in and out");
        assertThat(BatchSummary.lines(Map.of("taskmanager", Map.of("flinkLoop", List.of(1.0)))))
                .isEmpty();
    }
}
