package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.PlanFit;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.command.PlanPicture.Bar;
import io.parley.examples.command.PlanPicture.Paint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanPictureTest {

    private static final PlanPicture PLAIN = new PlanPicture(Paint.CHARACTERS, 20);

    @Test
    void fillsItsWidthWithEveryPartOfAPlan() {
        assertThat(PLAIN.bars(List.of(Bar.of("", jobManager("1600m"))))).containsExactly("[#############==+++--]");
    }

    @Test
    void drawsPlansInOneScaleWithTheirTitles() {
        PlanFit fit = new PlanFit(jobManager("1600m"), MemorySize.ofMebibytes(1600));

        assertThat(PLAIN.bars(List.of(Bar.of("small", jobManager("1600m")), Bar.of("unfilled", fit))))
                .containsExactly("small    [######=++-          ]", "unfilled [######=++-..........]");
    }

    @Test
    void coloursEveryPartAndEndsEveryColour() {
        List<String> bars = new PlanPicture(Paint.COLOURS, 20).bars(List.of(Bar.of("", jobManager("1600m"))));

        assertThat(bars)
                .containsExactly("[\u001b[44m             \u001b[0m\u001b[46m  \u001b[0m\u001b[43m   \u001b[0m"
                        + "\u001b[45m  \u001b[0m]");
    }

    @Test
    void tellsAllPartsOfATaskManagerApart() {
        assertThat(PLAIN.bars(List.of(Bar.of("", taskManager()))).get(0)).isEqualTo("[%%###~=:@@@@@@+++---]");
        assertThat(taskManager().components().keySet().stream()
                        .map(PLAIN::swatch)
                        .distinct())
                .hasSize(8);
    }

    @Test
    void explainsItselfBesideTheTable() {
        List<Bar> bars = List.of(Bar.of("", new PlanFit(taskManager(), MemorySize.ofMebibytes(1))));

        assertThat(PlanTable.sizes(bars, Optional.of(PLAIN)))
                .contains(
                        "   Total Process Memory    1728 MiB  1811939328 bytes",
                        "##     Task Heap            256 MiB   268435456 bytes",
                        "--   JVM Overhead           256 MiB   268435456 bytes",
                        ".. Unused                     1 MiB     1048576 bytes");
        assertThat(PlanTable.sizes(bars, Optional.empty()))
                .contains("    Task Heap            256 MiB   268435456 bytes");
    }

    @Test
    void hasASwatchForComponentsOnly() {
        assertThat(PLAIN.swatch(MemoryPart.TOTAL_FLINK)).isBlank();
        assertThat(PLAIN.swatch(MemoryPart.JVM_HEAP)).isEqualTo("##");
    }

    @Test
    void refusesAWidthOfNothing() {
        assertThatThrownBy(() -> new PlanPicture(Paint.CHARACTERS, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A picture cannot be 0 characters wide.");
    }

    private static ProcessMemoryPlan jobManager(String size) {
        return MemoryPlanResolver.of(
                        FlinkVersion.line(2, 3),
                        EnvironmentRegistry.discover().environment("yarn").description())
                .jobManager(FlinkConfiguration.of(Map.of("jobmanager.memory.process.size", size)));
    }

    private static ProcessMemoryPlan taskManager() {
        return TaskManagerPlans.USUAL.plan();
    }
}
