package io.parley.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.TaskManagerFlinkMemory.Share;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskManagerMemoryPlanTest {

    private static final PlanContext CONTEXT = new PlanContext(
            FlinkVersion.line(1, 11), LeadingSize.TOTAL_FLINK, DynamicProperties.NONE, Map.of(), List.of());

    private static MemorySize mebibytes(long count) {
        return MemorySize.ofMebibytes(count);
    }

    private static TaskManagerMemoryPlan plan(BigDecimal cores, MemorySize taskHeap) {
        return new TaskManagerMemoryPlan(
                TaskManagerResources.ofCores(cores),
                new TaskManagerFlinkMemory(
                        new Share(mebibytes(1), taskHeap),
                        new Share(mebibytes(4), mebibytes(8)),
                        mebibytes(16),
                        mebibytes(32)),
                new JvmMetaspaceAndOverhead(mebibytes(64), mebibytes(128)),
                CONTEXT);
    }

    @Test
    void addsItsPartsUp() {
        TaskManagerMemoryPlan plan = plan(BigDecimal.ONE, mebibytes(2));
        assertThat(plan.jvmHeap()).isEqualTo(mebibytes(1 + 2));
        assertThat(plan.totalFlink()).isEqualTo(mebibytes(1 + 2 + 4 + 8 + 16 + 32));
        assertThat(plan.totalProcess()).isEqualTo(mebibytes(255));
        assertThat(plan.components().values().stream().reduce(MemorySize.ZERO, MemorySize::plus))
                .isEqualTo(plan.totalProcess());
        assertThat(plan.process()).isEqualTo(ProcessKind.TASK_MANAGER);
    }

    @Test
    void ordersItsComponents() {
        assertThat(plan(BigDecimal.ONE, mebibytes(2)).components())
                .containsExactly(
                        Map.entry(MemoryPart.FRAMEWORK_HEAP, mebibytes(1)),
                        Map.entry(MemoryPart.TASK_HEAP, mebibytes(2)),
                        Map.entry(MemoryPart.FRAMEWORK_OFF_HEAP, mebibytes(4)),
                        Map.entry(MemoryPart.TASK_OFF_HEAP, mebibytes(8)),
                        Map.entry(MemoryPart.NETWORK, mebibytes(16)),
                        Map.entry(MemoryPart.MANAGED, mebibytes(32)),
                        Map.entry(MemoryPart.JVM_METASPACE, mebibytes(64)),
                        Map.entry(MemoryPart.JVM_OVERHEAD, mebibytes(128)))
                .isUnmodifiable();
    }

    @Test
    void givesTheSizeOfEachPartItHas() {
        TaskManagerMemoryPlan plan = plan(BigDecimal.ONE, mebibytes(2));
        assertThat(plan.size(MemoryPart.MANAGED)).contains(mebibytes(32));
        assertThat(plan.size(MemoryPart.TOTAL_PROCESS)).contains(mebibytes(255));
        assertThat(plan.size(MemoryPart.OFF_HEAP)).isEmpty();
        assertThat(plan.size(MemoryPart.JVM_HEAP)).isEmpty();
    }

    @Test
    void alwaysTellsTheJvmTheDirectLimitWithoutManagedMemory() {
        assertThat(plan(BigDecimal.ONE, mebibytes(2)).jvmArguments())
                .containsExactly(
                        "-Xmx" + mebibytes(3).bytes(),
                        "-Xms" + mebibytes(3).bytes(),
                        "-XX:MaxDirectMemorySize=" + mebibytes(4 + 8 + 16).bytes(),
                        "-XX:MaxMetaspaceSize=" + mebibytes(64).bytes());
    }

    @Test
    void refusesNegativeCpuCores() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskManagerResources.ofCores(new BigDecimal("-0.1")))
                .withMessage("A TaskManager cannot have -0.1 CPU cores.");
    }

    @Test
    void passesSizesCoresSlotsAndExternalResourcesAsProperties() {
        List<DynamicProperties.Property> properties = List.of(
                new DynamicProperties.Property("cores", DynamicProperties.Resource.CPU_CORES),
                new DynamicProperties.Property("network", new DynamicProperties.Size(MemoryPart.NETWORK)),
                new DynamicProperties.Property("slots", DynamicProperties.Resource.TASK_SLOTS),
                new DynamicProperties.Property("names", DynamicProperties.Resource.QUOTED_EXTERNAL_RESOURCES));
        TaskManagerMemoryPlan sized = plan(BigDecimal.ONE, mebibytes(2));
        TaskManagerResources resources =
                new TaskManagerResources(new BigDecimal("1.5"), OptionalInt.of(4), Map.of("gpu", 2L));
        PlanContext context = new PlanContext(
                FlinkVersion.line(1, 13),
                LeadingSize.TOTAL_FLINK,
                DynamicProperties.of(properties),
                Map.of(),
                List.of());
        assertThat(new TaskManagerMemoryPlan(resources, sized.flinkMemory(), sized.jvm(), context).dynamicProperties())
                .containsExactly(
                        Map.entry("cores", "1.5"),
                        Map.entry("network", "16777216b"),
                        Map.entry("slots", "4"),
                        Map.entry("names", "\"gpu\""),
                        Map.entry("external-resource.gpu.amount", "2"))
                .isUnmodifiable();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskManagerMemoryPlan(
                                TaskManagerResources.ofCores(BigDecimal.ONE), sized.flinkMemory(), sized.jvm(), context)
                        .dynamicProperties())
                .withMessage("Cannot pass the number of slots of a TaskManager as a property: this plan has none."
                        + " Pass only what the plan has.");
    }

    @Test
    void refusesPartsWhoseSumIsNoSize() {
        MemorySize others = mebibytes(253);
        assertThat(plan(BigDecimal.ONE, MemorySize.MAX.minus(others)).totalProcess())
                .isEqualTo(MemorySize.MAX);
        MemorySize tooMuch = MemorySize.MAX.minus(others).plus(MemorySize.ofBytes(1));
        assertThatThrownBy(() -> plan(BigDecimal.ONE, tooMuch)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "CPU_CORES, number of CPU cores",
        "TASK_SLOTS, number of slots",
        "EXTERNAL_RESOURCES, external resources",
        "QUOTED_EXTERNAL_RESOURCES, external resources"
    })
    void whatAJobManagerLacksIsToldInWords(DynamicProperties.Resource resource, String words) {
        PlanContext context = new PlanContext(
                FlinkVersion.line(2, 3),
                LeadingSize.TOTAL_FLINK,
                DynamicProperties.of(List.of(new DynamicProperties.Property("key", resource))),
                Map.of(),
                List.of());
        JobManagerMemoryPlan jobManager = new JobManagerMemoryPlan(
                new JobManagerFlinkMemory(mebibytes(1), mebibytes(2)),
                new JvmMetaspaceAndOverhead(mebibytes(64), mebibytes(128)),
                DirectMemoryLimit.UNSET,
                context);
        assertThatIllegalArgumentException()
                .isThrownBy(jobManager::dynamicProperties)
                .withMessage("Cannot pass the " + words + " of a JobManager as a property: this plan has none."
                        + " Pass only what the plan has.");
    }
}
