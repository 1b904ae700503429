package io.parley.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.Origin;
import io.parley.api.environment.SamplePlans;
import io.parley.api.size.MemorySize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of 9216 MiB for a maximum of 8192 MiB. */
class LoweringCureTest {

    private static final MemorySize TOTAL = MemorySize.ofMebibytes(9216);
    private static final MemorySize MAXIMUM = MemorySize.ofMebibytes(8192);

    private static PlanContext context(LeadingSize leading, Map<MemoryPart, SizeDerivation> derivations) {
        return new PlanContext(FlinkVersion.line(2, 3), leading, DynamicProperties.NONE, derivations, List.of());
    }

    private static ProcessMemoryPlan jobManager(LeadingSize leading, Map<MemoryPart, SizeDerivation> derivations) {
        JobManagerMemoryPlan plan = SamplePlans.jobManager(TOTAL);
        return new JobManagerMemoryPlan(
                plan.flinkMemory(), plan.jvm(), plan.directMemoryLimit(), context(leading, derivations));
    }

    private static ProcessMemoryPlan taskManager(LeadingSize leading, Map<MemoryPart, SizeDerivation> derivations) {
        TaskManagerMemoryPlan plan = SamplePlans.taskManager(TOTAL);
        return new TaskManagerMemoryPlan(
                plan.resources(), plan.flinkMemory(), plan.jvm(), context(leading, derivations));
    }

    private static SizeDerivation written(String key) {
        return new SizeDerivation.Configured(key, key, Origin.PROGRAM);
    }

    private static String cure(ProcessMemoryPlan plan) {
        return LoweringCure.of(plan, MAXIMUM).text();
    }

    @Test
    void lowersTotalProcessMemoryToTheMaximum() {
        assertThat(cure(jobManager(
                        LeadingSize.TOTAL_PROCESS,
                        Map.of(MemoryPart.TOTAL_PROCESS, written("jobmanager.memory.process.size")))))
                .isEqualTo("Lower jobmanager.memory.process.size to 8192m");
    }

    @Test
    void namesTheLegacyOptionThatSizedThePlan() {
        SizeDerivation legacy = new SizeDerivation.LegacyHeap(
                "FLINK_JM_HEAP", "jobmanager.memory.process.size", Origin.environmentVariable("FLINK_JM_HEAP"));
        assertThat(cure(jobManager(LeadingSize.TOTAL_PROCESS, Map.of(MemoryPart.TOTAL_PROCESS, legacy))))
                .isEqualTo("Lower FLINK_JM_HEAP to 8192m");
    }

    @Test
    void looksThroughTheGrowthOfAGrant() {
        SizeDerivation grown = new SizeDerivation.Grown(
                "replan", MemorySize.ofMebibytes(1), written("jobmanager.memory.process.size"));
        assertThat(cure(jobManager(LeadingSize.TOTAL_PROCESS, Map.of(MemoryPart.TOTAL_PROCESS, grown))))
                .isEqualTo("Lower jobmanager.memory.process.size to 8192m");
    }

    @Test
    void lowersTotalFlinkMemoryByWhatIsTooMuch() {
        // Total Flink Memory is 9216 - 256 - 192 = 8768 MiB here, 1024 MiB too much.
        assertThat(cure(jobManager(
                        LeadingSize.TOTAL_FLINK,
                        Map.of(MemoryPart.TOTAL_FLINK, written("jobmanager.memory.flink.size")))))
                .isEqualTo("Lower jobmanager.memory.flink.size to 7744m");
    }

    @Test
    void namesATotalThatHasToFollow() {
        assertThat(LoweringCure.of(
                        jobManager(
                                LeadingSize.TOTAL_FLINK,
                                Map.of(
                                        MemoryPart.TOTAL_FLINK,
                                        written("jobmanager.memory.flink.size"),
                                        MemoryPart.TOTAL_PROCESS,
                                        written("jobmanager.memory.process.size"))),
                        MAXIMUM))
                .isEqualTo(new LoweringCure(
                        List.of("jobmanager.memory.flink.size", "jobmanager.memory.process.size"),
                        "Lower jobmanager.memory.flink.size, and with it jobmanager.memory.process.size"));
    }

    @Test
    void lowersTheHeapOfAJobManager() {
        assertThat(cure(jobManager(LeadingSize.COMPONENTS, Map.of())))
                .isEqualTo("Lower jobmanager.memory.heap.size to 7616m");
    }

    @Test
    void lowersTaskHeapOrManagedMemory() {
        assertThat(cure(taskManager(
                        LeadingSize.COMPONENTS, Map.of(MemoryPart.MANAGED, written("taskmanager.memory.size")))))
                .isEqualTo("Lower taskmanager.memory.task.heap.size to 7296m");
        assertThat(LoweringCure.of(
                                taskManager(LeadingSize.COMPONENTS, Map.of()), TOTAL.minus(MemorySize.ofMebibytes(100)))
                        .text())
                .isEqualTo(
                        "Lower taskmanager.memory.task.heap.size to 8220m or taskmanager.memory.managed.size to 28m");
    }

    @Test
    void namesNoSizeOfAPartThatIsSmallerThanWhatIsTooMuch() {
        JobManagerMemoryPlan small = SamplePlans.jobManager(MemorySize.ofMebibytes(1024));
        ProcessMemoryPlan plan = new JobManagerMemoryPlan(
                small.flinkMemory(), small.jvm(), small.directMemoryLimit(), context(LeadingSize.COMPONENTS, Map.of()));
        assertThat(LoweringCure.of(plan, MemorySize.ofMebibytes(512)).text())
                .isEqualTo("Lower jobmanager.memory.heap.size");
    }

    @ParameterizedTest
    @CsvSource({"577, ' to 577m'", "576, ''", "300, ''"})
    void namesNoTotalThatMayLeaveNoHeap(long mebibytes, String to) {
        assertThat(LoweringCure.of(jobManager(LeadingSize.TOTAL_PROCESS, Map.of()), MemorySize.ofMebibytes(mebibytes))
                        .text())
                .isEqualTo("Lower jobmanager.memory.process.size" + to);
    }

    @Test
    void namesNoTotalThatMayLeaveNoNetworkMemoryBesideATaskHeap() {
        assertThat(cure(taskManager(
                        LeadingSize.TOTAL_PROCESS,
                        Map.of(MemoryPart.TASK_HEAP, written("taskmanager.memory.task.heap.size")))))
                .isEqualTo("Lower taskmanager.memory.process.size");
    }

    @Test
    void keepsTheUnitOfAKeyThatCountsMebibytes() {
        SizeDerivation legacy =
                new SizeDerivation.LegacyHeap("jobmanager.heap.mb", "jobmanager.memory.process.size", Origin.PROGRAM);
        assertThat(cure(jobManager(LeadingSize.TOTAL_PROCESS, Map.of(MemoryPart.TOTAL_PROCESS, legacy))))
                .isEqualTo("Lower jobmanager.heap.mb to 8192");
    }

    @Test
    void tellsSizesThatAreKnownToDo() {
        Map<String, MemorySize> sizes = new LinkedHashMap<>();
        sizes.put("b", MemorySize.ofMebibytes(2));
        sizes.put("a", MemorySize.ofMebibytes(1));
        assertThat(LoweringCure.to(sizes, List.of("c", "d")))
                .isEqualTo(new LoweringCure(
                        List.of("b", "a", "c", "d"), "Lower b to 2m and a to 1m and take out c and d"));
    }

    @Test
    void roundsTheMaximumDown() {
        assertThat(LoweringCure.of(
                                jobManager(LeadingSize.TOTAL_PROCESS, Map.of()), MAXIMUM.minus(MemorySize.ofBytes(1)))
                        .text())
                .isEqualTo("Lower jobmanager.memory.process.size to 8191m");
    }

    @Test
    void refusesAPlanThatIsNotTooLarge() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoweringCure.of(jobManager(LeadingSize.TOTAL_PROCESS, Map.of()), TOTAL))
                .withMessage("A plan of " + TOTAL + " need not be lowered to " + TOTAL
                        + ". Ask only where it is too large.");
    }
}
