package io.parley.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.benchmarks.ResolveSummary.Figures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResolveSummaryTest {

    @Test
    void comparesEachWithTheNewestFlinkAndWithTheFlinkOfItsRules() {
        assertThat(ResolveSummary.lines(Map.of(
                        "jobmanager",
                        Map.of(
                                "parley-2.3",
                                        List.of(
                                                new Figures(1200, 1500),
                                                new Figures(400, 1600),
                                                new Figures(5000, 1400)),
                                "flink-2.3.0",
                                        List.of(new Figures(100, 7000), new Figures(40, 7000), new Figures(200, 7000)),
                                "parley-1.11", List.of(new Figures(900, 1400)),
                                "flink-1.11.6", List.of(new Figures(300, 3000))))))
                .containsExactly(
                        "jobmanager   parley-2.3     1,500 bytes/plan       1,200 plans/s  12.00 x the throughput of flink-2.3.0",
                        "jobmanager   flink-2.3.0    7,000 bytes/plan         100 plans/s",
                        "jobmanager   parley-1.11    1,400 bytes/plan         900 plans/s   9.00 x the throughput of flink-2.3.0"
                                + "   3.00 x the throughput of flink-1.11.6",
                        "jobmanager   flink-1.11.6   3,000 bytes/plan         300 plans/s   3.00 x the throughput of flink-2.3.0");
    }

    @Test
    void leavesOutWhatWasNotMeasured() {
        assertThat(ResolveSummary.lines(Map.of("taskmanager", Map.of("parley-2.3", List.of(new Figures(1200, 1500))))))
                .containsExactly("taskmanager  parley-2.3     1,500 bytes/plan       1,200 plans/s");
    }
}
