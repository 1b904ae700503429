package io.parley.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryConfigurationExceptionTest {

    private static final ConfigurationProblem UNREADABLE = new ConfigurationProblem(
            ConfigurationProblem.Kind.UNREADABLE_VALUE, "heap.size is garbage.", List.of("heap.size"), "Mend it.");
    private static final ConfigurationProblem CROSSED = new ConfigurationProblem(
            ConfigurationProblem.Kind.MINIMUM_ABOVE_MAXIMUM,
            "The minimum 2 MiB is above the maximum 1 MiB.",
            List.of("min", "max"),
            "Lower min or raise max.");

    @Test
    void tellsOneProblemInOneSentence() {
        assertThat(new MemoryConfigurationException(ProcessKind.JOB_MANAGER, List.of(UNREADABLE)))
                .hasMessage("Cannot plan the memory of the JobManager: heap.size is garbage. Mend it.");
    }

    @Test
    void numbersManyProblems() {
        MemoryConfigurationException exception =
                new MemoryConfigurationException(ProcessKind.TASK_MANAGER, List.of(UNREADABLE, CROSSED));
        assertThat(exception).hasMessage("""
                        Cannot plan the memory of the TaskManager: 2 problems.
                        1. heap.size is garbage. Mend it.
                        2. The minimum 2 MiB is above the maximum 1 MiB. Lower min or raise max.""");
        assertThat(exception.problems()).containsExactly(UNREADABLE, CROSSED).isUnmodifiable();
    }

    @Test
    void needsAProblem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryConfigurationException(ProcessKind.JOB_MANAGER, List.of()))
                .withMessage("A configuration without problems is no reason for this exception.");
    }

    @Test
    void aProblemShowsStatementAndCure() {
        assertThat(CROSSED).hasToString("The minimum 2 MiB is above the maximum 1 MiB. Lower min or raise max.");
        assertThat(CROSSED.message()).isEqualTo(CROSSED.toString());
        assertThat(CROSSED.keys()).isUnmodifiable();
    }
}
