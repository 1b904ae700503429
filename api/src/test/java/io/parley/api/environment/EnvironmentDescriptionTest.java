package io.parley.api.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.MemorySize;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentDescriptionTest {

    private static final MemorySize UNIT = MemorySize.ofMebibytes(1);
    private static final Map<ProcessKind, LegacyHeapMeaning> LEGACY = Map.of(
            ProcessKind.JOB_MANAGER, LegacyHeapMeaning.JVM_HEAP,
            ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS);

    private static EnvironmentDescription described(
            String name, MemoryPart sizedBy, Map<ProcessKind, LegacyHeapMeaning> legacy, MemorySize unit) {
        return new EnvironmentDescription(
                name,
                "A test.",
                sizedBy,
                legacy,
                unit,
                Set.of(ResourceFeature.PORTS, ResourceFeature.CPU),
                List.of("b", "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "my-cluster-2", "a"})
    void acceptsNamesOfLettersDigitsAndHyphens(String name) {
        assertThat(described(name, MemoryPart.TOTAL_PROCESS, LEGACY, UNIT).name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Yarn", "2yarn", "-yarn", "ya rn", "yarn\n", "y_n"})
    void refusesOtherNames(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> described(name, MemoryPart.TOTAL_PROCESS, LEGACY, UNIT))
                .withMessage("\"" + name + "\" cannot name an environment."
                        + " Use lower-case letters, digits and hyphens, and start with a letter.");
    }

    @ParameterizedTest
    @EnumSource(
            value = MemoryPart.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TOTAL_PROCESS", "TOTAL_FLINK"})
    void isSizedByATotal(MemoryPart part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> described("yarn", part, LEGACY, UNIT))
                .withMessage("An environment is sized by a total, not by " + part + " (environment yarn).");
    }

    @Test
    void needsAUnit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> described("yarn", MemoryPart.TOTAL_FLINK, LEGACY, MemorySize.ZERO))
                .withMessage("The unit of memory must be above 0 bytes (environment yarn).");
    }

    @Test
    void needsTheMeaningOfALegacyHeapForEachProcess() {
        Map<ProcessKind, LegacyHeapMeaning> half = Map.of(ProcessKind.JOB_MANAGER, LegacyHeapMeaning.JVM_HEAP);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> described("yarn", MemoryPart.TOTAL_FLINK, half, UNIT))
                .withMessage("Nothing says what a legacy heap of a TaskManager means (environment yarn).");
    }

    @Test
    void knowsNoTaskManagerWhoseLegacyHeapIsTheJvmHeap() {
        Map<ProcessKind, LegacyHeapMeaning> wrong = Map.of(
                ProcessKind.JOB_MANAGER, LegacyHeapMeaning.JVM_HEAP,
                ProcessKind.TASK_MANAGER, LegacyHeapMeaning.JVM_HEAP);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> described("yarn", MemoryPart.TOTAL_FLINK, wrong, UNIT))
                .withMessage("A legacy heap of a TaskManager is a total, never the JVM heap (environment yarn).");
    }

    @Test
    void keepsCopiesInAFixedOrder() {
        Map<ProcessKind, LegacyHeapMeaning> legacy = new EnumMap<>(LEGACY);
        EnvironmentDescription description = described("yarn", MemoryPart.TOTAL_PROCESS, legacy, UNIT);
        legacy.put(ProcessKind.JOB_MANAGER, LegacyHeapMeaning.TOTAL_FLINK);
        assertThat(description.legacyHeapOf(ProcessKind.JOB_MANAGER)).isEqualTo(LegacyHeapMeaning.JVM_HEAP);
        assertThat(description.legacyHeapOf(ProcessKind.TASK_MANAGER)).isEqualTo(LegacyHeapMeaning.TOTAL_PROCESS);
        assertThat(description.legacyHeap()).isUnmodifiable();
        assertThat(description.expressible())
                .containsExactly(ResourceFeature.CPU, ResourceFeature.PORTS)
                .isUnmodifiable();
        assertThat(description.honouredKeys()).containsExactly("b", "a").isUnmodifiable();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "summary",
                "sizedBy",
                "legacyHeap",
                "memoryUnit",
                "expressible",
                "honouredKeys",
                "taskManagerCpus"
            })
    @SuppressWarnings("NullAway")
    void namesWhatIsNull(String component) {
        assertThatNullPointerException()
                .isThrownBy(() -> new EnvironmentDescription(
                        component.equals("name") ? null : "yarn",
                        component.equals("summary") ? null : "A test.",
                        component.equals("sizedBy") ? null : MemoryPart.TOTAL_PROCESS,
                        component.equals("legacyHeap") ? null : LEGACY,
                        component.equals("memoryUnit") ? null : UNIT,
                        component.equals("expressible") ? null : Set.of(),
                        component.equals("honouredKeys") ? null : List.of(),
                        component.equals("taskManagerCpus") ? null : Optional.empty()))
                .withMessage(component);
    }

    @Test
    @SuppressWarnings("NullAway")
    void aLegacyHeapWithoutMeaningIsNone() {
        Map<ProcessKind, LegacyHeapMeaning> legacy = new EnumMap<>(LEGACY);
        legacy.put(ProcessKind.JOB_MANAGER, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> described("yarn", MemoryPart.TOTAL_FLINK, legacy, UNIT))
                .withMessage("Nothing says what a legacy heap of a JobManager means (environment yarn).");
    }
}
