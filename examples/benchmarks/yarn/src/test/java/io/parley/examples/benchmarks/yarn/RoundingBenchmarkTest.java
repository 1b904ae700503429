package io.parley.examples.benchmarks.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.benchmarks.yarn.RoundingRun.Figures;
import io.parley.yarn.sizing.ContainerSize;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundingBenchmarkTest {

    @ParameterizedTest
    @ValueSource(strings = {"default", "dominant"})
    void bothSidesGiveTheSame(String calculator) {
        RoundingBenchmark benchmark = new RoundingBenchmark();
        benchmark.calculator = calculator;
        benchmark.setUp();

        for (int i = 0; i < RoundingBenchmark.ASKS; i++) {
            Resource hadoop = benchmark.hadoop(benchmark.resources.get(i));
            assertThat(benchmark.parley(benchmark.sizes.get(i)))
                    .isEqualTo(new ContainerSize(hadoop.getMemorySize(), hadoop.getVirtualCores(), Map.of()));
        }
    }

    @Test
    void theReportTellsWhatIsReached() {
        assertThat(RoundingRun.report(Map.of(
                        "default",
                        Map.of(
                                "hadoop", List.of(new Figures(20, 100)),
                                "parley", List.of(new Figures(10, 40)),
                                "result", List.of(new Figures(5, 32))))))
                .containsExactly(
                        "default   hadoop    20.0 ns and  100 bytes an ask",
                        "default   parley    10.0 ns and   40 bytes an ask",
                        "reached      not slower than Hadoop's calculator: 0.50 x its time",
                        "not reached  no allocation beyond the result of 32 bytes: 8.0 bytes");
    }
}
