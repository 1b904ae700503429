package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.PlanFit;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.launch.PlanComparison.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanComparisonTest {

    private static final String G1 = "-XX:+UseG1GC";
    private static final long HEAP = 1530082096L;
    private static final MemorySize METASPACE = MemorySize.ofMebibytes(256);
    private static final MemorySize CONTAINER = MemorySize.ofMebibytes(2048);

    private static PlanFit fit() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("jobmanager.memory.process.size", "2048m"));
        return new PlanFit(
                MemoryPlanResolver.of(
                                FlinkVersion.parse("2.3.0"),
                                EnvironmentRegistry.discover()
                                        .environment("yarn")
                                        .description())
                        .jobManager(configuration),
                MemorySize.ZERO);
    }

    private static List<String> arguments(String... further) {
        List<String> arguments = new ArrayList<>(fit().plan().jvmArguments());
        arguments.addAll(List.of(further));
        return arguments;
    }

    private static PlanComparison compare(List<String> arguments, long heap) {
        return PlanComparison.of(
                fit(),
                new PlanMeasurement(
                        Optional.of(CONTAINER),
                        MeasuredArguments.of(arguments),
                        MemorySize.ofBytes(heap),
                        Optional.of(METASPACE)));
    }

    private static Match match(PlanComparison comparison, String what) {
        return comparison.rows().stream()
                .filter(row -> row.what().equals(what))
                .findFirst()
                .orElseThrow()
                .match();
    }

    @Test
    void whatWasPlannedMatches() {
        PlanComparison comparison = compare(arguments("-Dlog.file=x", G1), 1530920960L);
        assertThat(comparison.isAsPlanned()).isTrue();
        assertThat(comparison.rows())
                .extracting(PlanComparison.Row::what)
                .containsExactly(
                        "Container", "-Xmx", "-Xms", "-XX:MaxMetaspaceSize=", "Heap maximum", "Metaspace maximum");
        assertThat(comparison.rows()).allMatch(row -> row.match() == Match.YES);
    }

    @Test
    void oneByteLessOnTheCommandLineIsAMismatch() {
        List<String> arguments = arguments(G1);
        arguments.set(0, "-Xmx" + (HEAP - 1));
        PlanComparison comparison = compare(arguments, 1530920960L);
        assertThat(match(comparison, "-Xmx")).isEqualTo(Match.NO);
        assertThat(comparison.isAsPlanned()).isFalse();
    }

    @Test
    void aSizeThatIsSetTwiceIsAMismatch() {
        assertThat(match(compare(arguments(G1, "-Xmx1g"), 1530920960L), "-Xmx")).isEqualTo(Match.NO);
    }

    @Test
    void aSizeThatIsMissingIsAMismatch() {
        List<String> arguments = arguments(G1);
        arguments.removeIf(argument -> argument.startsWith("-Xms"));
        assertThat(match(compare(arguments, 1530920960L), "-Xms")).isEqualTo(Match.NO);
    }

    @Test
    void theHeapMayBeLargerByLessThanTheAlignmentAndNotSmaller() {
        long alignment = G1HeapAlignment.of(MemorySize.ofBytes(HEAP)).bytes();
        assertThat(match(compare(arguments(G1), HEAP), "Heap maximum")).isEqualTo(Match.YES);
        assertThat(match(compare(arguments(G1), HEAP + alignment - 1), "Heap maximum"))
                .isEqualTo(Match.YES);
        assertThat(match(compare(arguments(G1), HEAP + alignment), "Heap maximum"))
                .isEqualTo(Match.NO);
        assertThat(match(compare(arguments(G1), HEAP - 1), "Heap maximum")).isEqualTo(Match.NO);
    }

    @Test
    void theHeapOfAnUnknownCollectorIsNotJudged() {
        PlanComparison comparison = compare(arguments(), 1479933952L);
        assertThat(match(comparison, "Heap maximum")).isEqualTo(Match.NOT_MEASURED);
        assertThat(comparison.isAsPlanned()).isTrue();
    }

    @Test
    void theHeapThatIsJustAsPlannedMatchesWhateverTheCollector() {
        assertThat(match(compare(arguments(), HEAP), "Heap maximum")).isEqualTo(Match.YES);
    }

    @Test
    void aSmallerContainerIsAMismatchAndALargerOneIsNot() {
        PlanMeasurement smaller = new PlanMeasurement(
                Optional.of(MemorySize.ofMebibytes(2047)),
                MeasuredArguments.of(arguments(G1)),
                MemorySize.ofBytes(HEAP),
                Optional.empty());
        assertThat(PlanComparison.of(fit(), smaller).isAsPlanned()).isFalse();
        PlanMeasurement larger = new PlanMeasurement(
                Optional.of(MemorySize.ofMebibytes(3072)),
                MeasuredArguments.of(arguments(G1)),
                MemorySize.ofBytes(HEAP),
                Optional.empty());
        PlanComparison comparison = PlanComparison.of(fit(), larger);
        assertThat(match(comparison, "Container")).isEqualTo(Match.MORE);
        assertThat(comparison.isAsPlanned()).isTrue();
    }

    @Test
    void whatStaysUnusedBelongsToTheContainer() {
        PlanFit partly = new PlanFit(fit().plan(), MemorySize.ofMebibytes(1024));
        PlanMeasurement measurement = new PlanMeasurement(
                Optional.of(MemorySize.ofMebibytes(3072)),
                MeasuredArguments.of(arguments(G1)),
                MemorySize.ofBytes(HEAP),
                Optional.empty());
        assertThat(match(PlanComparison.of(partly, measurement), "Container")).isEqualTo(Match.YES);
    }

    @Test
    void whatCannotBeMeasuredIsSaidAndNoMismatch() {
        PlanComparison comparison = PlanComparison.of(
                fit(),
                new PlanMeasurement(
                        Optional.of(CONTAINER),
                        MeasuredArguments.none("it runs elsewhere"),
                        MemorySize.ofBytes(HEAP + 1),
                        Optional.empty()));
        assertThat(match(comparison, "-Xmx")).isEqualTo(Match.NOT_MEASURED);
        assertThat(comparison.rows())
                .filteredOn(row -> row.what().equals("-Xmx"))
                .allSatisfy(row -> assertThat(row.note()).isEqualTo("it runs elsewhere"));
        assertThat(match(comparison, "Heap maximum")).isEqualTo(Match.NOT_MEASURED);
        assertThat(match(comparison, "Metaspace maximum")).isEqualTo(Match.NOT_MEASURED);
        assertThat(comparison.rows())
                .filteredOn(row -> row.what().equals("Metaspace maximum"))
                .allSatisfy(row -> assertThat(row.note()).contains("no such metric"));
        assertThat(comparison.isAsPlanned()).isTrue();
    }

    @Test
    void anotherMetaspaceIsAMismatch() {
        PlanMeasurement measurement = new PlanMeasurement(
                Optional.of(CONTAINER),
                MeasuredArguments.of(arguments(G1)),
                MemorySize.ofBytes(HEAP),
                Optional.of(MemorySize.ofBytes(METASPACE.bytes() + 1)));
        assertThat(PlanComparison.of(fit(), measurement).isAsPlanned()).isFalse();
    }
}
