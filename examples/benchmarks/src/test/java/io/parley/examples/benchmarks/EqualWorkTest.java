package io.parley.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.plan.ProcessKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All that is measured side by side gives the same for every configuration. */
class EqualWorkTest {

    /** What a planner handed out, whatever its texts look like. */
    private record Outcome(Map<String, Long> sizes, List<String> jvmArguments, Map<String, String> properties) {}

    @ParameterizedTest
    @CsvSource({
        "PARLEY_2_3, FLINK_2_3_0, JOB_MANAGER",
        "PARLEY_2_3, FLINK_2_3_0, TASK_MANAGER",
        "PARLEY_1_11, FLINK_1_11_6, JOB_MANAGER",
        "PARLEY_1_11, FLINK_1_11_6, TASK_MANAGER"
    })
    void parleyHandsOutWhatFlinkDoes(Implementation parley, Implementation flink, ProcessKind process) {
        var parleyPlanner = parley.planner(process);
        var flinkPlanner = flink.planner(process);
        for (Map<String, String> configuration : RealisticConfigurations.of(process)) {
            List<String> texts = new ArrayList<>();
            Map<String, Long> sizes = new TreeMap<>();
            parleyPlanner.accept(configuration, (text, bytes) -> collect(text, bytes, sizes, texts));
            Outcome ours = ofParley(sizes, texts);

            texts.clear();
            Map<String, Long> flinkSizes = new TreeMap<>();
            flinkPlanner.accept(configuration, (text, bytes) -> collect(text, bytes, flinkSizes, texts));

            assertThat(ours).as("%s", configuration).isEqualTo(ofFlink(flinkSizes, texts));
            assertThat(ours.sizes()).hasSize(process == ProcessKind.JOB_MANAGER ? 6 : 10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theConfigurationsAreTheSameAtEveryRunAndOfTheSizeThatClustersHave(ProcessKind process) {
        List<Map<String, String>> configurations = RealisticConfigurations.of(process);

        assertThat(configurations)
                .hasSize(RealisticConfigurations.COUNT)
                .isEqualTo(RealisticConfigurations.of(process))
                .allSatisfy(entries -> assertThat(entries).hasSizeBetween(3, 8));
        assertThat(Set.copyOf(configurations)).hasSizeGreaterThan(RealisticConfigurations.COUNT * 9 / 10);
    }

    private static void collect(String text, long bytes, Map<String, Long> sizes, List<String> texts) {
        if (bytes == PlanTexts.TEXT) {
            texts.add(text);
        } else {
            sizes.put(text, bytes);
        }
    }

    /** Parley hands out each argument, then keys and values in turn. */
    private static Outcome ofParley(Map<String, Long> sizes, List<String> texts) {
        int arguments =
                (int) texts.stream().filter(text -> text.startsWith("-X")).count();
        Map<String, String> properties = new TreeMap<>();
        for (int i = arguments; i < texts.size(); i += 2) {
            properties.put(texts.get(i), texts.get(i + 1));
        }
        return new Outcome(sizes, List.copyOf(texts.subList(0, arguments)), properties);
    }

    /** Flink hands out one line of arguments and, where it has them, one of properties, each behind -D. */
    private static Outcome ofFlink(Map<String, Long> sizes, List<String> texts) {
        Map<String, String> properties = new TreeMap<>();
        if (texts.size() > 1) {
            for (String property : texts.get(1).split("-D ", -1)) {
                if (!property.isBlank()) {
                    int equals = property.indexOf('=');
                    properties.put(
                            property.substring(0, equals),
                            property.substring(equals + 1).strip());
                }
            }
        }
        return new Outcome(sizes, List.of(texts.get(0).split(" ", -1)), properties);
    }
}
