package io.parley.examples.benchmarks.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.examples.benchmarks.mesos.GrowthPlot.Point;
import io.parley.examples.benchmarks.mesos.GrowthPlot.Series;
import io.parley.examples.benchmarks.mesos.Instance.Agents;
import io.parley.examples.benchmarks.mesos.Instance.Features;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchingBenchmarkTest {

    @TempDir
    private Path folder;

    @Test
    void bothSidesServeTheSameDemandsAndThePictureIsDrawn() throws Exception {
        Path plot = folder.resolve("growth").resolve("plot.svg");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new MatchingBenchmark(new MatchingOptions(60, 7, Optional.of(plot), true))
                .run(new PrintStream(out, true, StandardCharsets.UTF_8));

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text.lines().filter(line -> line.endsWith("      60      60")))
                .as(text)
                .hasSize(Agents.values().length * Features.values().length);
        assertThat(text)
                .contains("seed 7", "reached      no more agents used than Fenzo on any of 12 instances: 0")
                .contains("        600 ");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(plot.toFile())
                        .getElementsByTagName("circle")
                        .getLength())
                .isEqualTo(14);
    }

    @Test
    void fenzoCanBeLeftOut() throws Exception {
        Path plot = folder.resolve("plot.svg");

        assertThat(MesosBenchmarks.run(
                        "mesos-matching", "--size", "20", "--seed", "3", "--plot", plot.toString(), "--without-fenzo"))
                .isZero();

        assertThat(Files.readString(plot)).contains("n log n").startsWith("<svg ");
    }

    @ParameterizedTest
    @EnumSource(Features.class)
    void aSeedMakesTheSameInstanceAgain(Features features) {
        Instance instance = Instance.of(Agents.USED, features, 40, 30, 5);

        assertThat(instance).isEqualTo(Instance.of(Agents.USED, features, 40, 30, 5));
        assertThat(instance).isNotEqualTo(Instance.of(Agents.USED, features, 40, 30, 6));
        assertThat(instance.hosts())
                .hasSize(40)
                .anyMatch(host -> host.reservation() != Host.Reservation.NONE == features.reservations());
        assertThat(instance.asks().stream().anyMatch(ask -> ask.zone().isPresent() || ask.ssd()))
                .isEqualTo(features.attributes());
    }

    @Test
    void theReportTellsRatiosAndWhatIsReached() {
        Matched fenzo = new Matched(20_000_000_000L, 10_000, 1200);
        MatchingResult result = new MatchingResult(
                Agents.EVEN,
                Features.PLAIN,
                10_000,
                new Matched(10_000_000, 10_000, 1130),
                Optional.of(fenzo),
                new LowerBound(1129, 7));
        Series growth = new Series("plain", List.of(new Point(1000, 1_000_000), new Point(100_000, 170_000_000)));

        assertThat(MatchingReport.line(result))
                .isEqualTo("   10,000    even    plain          10.00 ms    1,000,000   20,000 ms       500   2,000 x"
                        + "    1130    1200    1129      7   10000   10000");
        assertThat(MatchingReport.targets(List.of(result), List.of(growth)))
                .containsExactly(
                        "reached      plain, 10,000 by 10,000: at least 1,000 x Fenzo's throughput: 2,000 x",
                        "reached      no more agents used than Fenzo on any of 1 instances: 0",
                        "reached      plain: time from 1,000 to 100,000 offers over n log n (1.25 x at most): 1.02 x at"
                                + " 100,000, 1.02 x at 100,000");
        MatchingResult worse = new MatchingResult(
                Agents.EVEN,
                Features.BOTH,
                10_000,
                new Matched(500_000_000, 10_000, 1201),
                Optional.of(fenzo),
                new LowerBound(1129, 7));
        Series quadratic = new Series("plain", List.of(new Point(1000, 1_000_000), new Point(10_000, 100_000_000)));
        assertThat(MatchingReport.targets(List.of(worse), List.of(quadratic)))
                .containsExactly(
                        "not reached  with attributes and reservations, 10,000 by 10,000: at least 50 x Fenzo's"
                                + " throughput: 40 x",
                        "not reached  no more agents used than Fenzo on any of 1 instances: 1",
                        "not reached  plain: time from 1,000 to 10,000 offers over n log n (1.25 x at most): 7.50 x at"
                                + " 10,000, 7.50 x at 10,000");
    }

    /** The time of one size in between may be worse than that of the largest. */
    @Test
    void growthIsReachedWhereEveryPointReachesIt() {
        Series hump = new Series(
                "plain",
                List.of(new Point(1000, 1_000_000), new Point(10_000, 18_500_000), new Point(100_000, 170_000_000)));

        assertThat(MatchingReport.targets(List.of(), List.of(hump)))
                .containsExactly("not reached  plain: time from 1,000 to 100,000 offers over n log n (1.25 x at most):"
                        + " 1.39 x at 10,000, 1.02 x at 100,000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--size 0", "--size", "--size many", "--seed -1", "--plot", "--bogus", "1000"})
    void refusesWhatIsNoOption(String options) {
        assertThatThrownBy(() -> MatchingOptions.of(options.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mesos-matching");
    }

    @Test
    void refusesNoNameAndAnUnknownOneAsWrongUsage() {
        assertThat(MesosBenchmarks.run()).isEqualTo(2);
        assertThat(MesosBenchmarks.run("bogus")).isEqualTo(2);
        assertThat(MesosBenchmarks.run("mesos-matching", "--bogus")).isEqualTo(2);
    }
}
