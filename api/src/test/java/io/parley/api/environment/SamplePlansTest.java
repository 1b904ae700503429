package io.parley.api.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplePlansTest {

    private static final MemorySize UNIT = MemorySize.ofMebibytes(1);
    private static final MemorySize ONE = MemorySize.ofBytes(1);

    @Test
    void plansHaveTheTotalThatWasAskedFor() {
        MemorySize odd = MemorySize.ofBytes(1677721601);
        assertThat(SamplePlans.jobManager(odd).totalProcess()).isEqualTo(odd);
        assertThat(SamplePlans.taskManager(odd).totalProcess()).isEqualTo(odd);
    }

    @Test
    void plansGrowAndAreOfBothKinds() {
        List<ProcessMemoryPlan> plans = SamplePlans.upTo(MemorySize.ofMebibytes(65537));
        assertThat(plans).hasSize(60).isSortedAccordingTo(Comparator.comparing(ProcessMemoryPlan::totalProcess));
        assertThat(plans).extracting(ProcessMemoryPlan::process).contains(ProcessKind.values());
    }

    @Test
    void plansSurroundWholeUnitsByOneByte() {
        List<ProcessMemoryPlan> plans = SamplePlans.upTo(MemorySize.ofMebibytes(65537));
        assertThat(plans).anyMatch(plan -> plan.totalProcess().isWholeMultipleOf(UNIT));
        assertThat(plans).anyMatch(plan -> plan.totalProcess().plus(ONE).isWholeMultipleOf(UNIT));
        assertThat(plans).anyMatch(plan -> plan.totalProcess().minus(ONE).isWholeMultipleOf(UNIT));
    }

    @Test
    void plansStopAtTheLargest() {
        MemorySize largest = MemorySize.ofMebibytes(1600);
        assertThat(SamplePlans.upTo(largest))
                .isNotEmpty()
                .allMatch(plan -> plan.totalProcess().compareTo(largest) <= 0);
        assertThat(SamplePlans.upTo(largest))
                .anyMatch(plan -> plan.totalProcess().equals(largest));
    }
}
