package io.parley.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.DynamicProperties.Property;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobManagerMemoryPlanTest {

    private static final FlinkVersion VERSION = FlinkVersion.line(2, 3);
    private static final PlanContext CONTEXT =
            new PlanContext(VERSION, LeadingSize.TOTAL_PROCESS, DynamicProperties.NONE, Map.of(), List.of());

    /** The documented figures of jobmanager.memory.process.size: 2048m. */
    private static JobManagerMemoryPlan plan(DirectMemoryLimit limit) {
        return new JobManagerMemoryPlan(
                new JobManagerFlinkMemory(MemorySize.ofBytes(1530082096), MemorySize.ofMebibytes(128)),
                new JvmMetaspaceAndOverhead(MemorySize.ofMebibytes(256), MemorySize.ofBytes(214748368)),
                limit,
                CONTEXT);
    }

    @Test
    void addsItsPartsUp() {
        JobManagerMemoryPlan plan = plan(DirectMemoryLimit.UNSET);
        assertThat(plan.totalProcess()).isEqualTo(MemorySize.ofMebibytes(2048));
        assertThat(plan.totalFlink()).isEqualTo(MemorySize.ofBytes(1530082096 + 134217728));
        assertThat(plan.components().values().stream().reduce(MemorySize.ZERO, MemorySize::plus))
                .isEqualTo(plan.totalProcess());
        assertThat(plan.process()).isEqualTo(ProcessKind.JOB_MANAGER);
        assertThat(plan.offHeap()).isEqualTo(MemorySize.ofMebibytes(128));
    }

    @Test
    void ordersItsComponents() {
        assertThat(plan(DirectMemoryLimit.UNSET).components().keySet())
                .containsExactly(
                        MemoryPart.JVM_HEAP, MemoryPart.OFF_HEAP, MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD);
        assertThat(plan(DirectMemoryLimit.UNSET).components()).isUnmodifiable();
    }

    @Test
    void givesTheSizeOfEachPartItHas() {
        JobManagerMemoryPlan plan = plan(DirectMemoryLimit.UNSET);
        assertThat(plan.size(MemoryPart.TOTAL_PROCESS)).contains(plan.totalProcess());
        assertThat(plan.size(MemoryPart.TOTAL_FLINK)).contains(plan.totalFlink());
        assertThat(plan.size(MemoryPart.JVM_OVERHEAD)).contains(MemorySize.ofBytes(214748368));
        assertThat(plan.size(MemoryPart.MANAGED)).isEmpty();
    }

    @Test
    void tellsTheJvmNoDirectLimitUnlessItIsSet() {
        assertThat(plan(DirectMemoryLimit.UNSET).jvmArguments())
                .containsExactly("-Xmx1530082096", "-Xms1530082096", "-XX:MaxMetaspaceSize=268435456");
        assertThat(plan(DirectMemoryLimit.SET).jvmArguments())
                .containsExactly(
                        "-Xmx1530082096",
                        "-Xms1530082096",
                        "-XX:MaxDirectMemorySize=134217728",
                        "-XX:MaxMetaspaceSize=268435456");
    }

    @Test
    void refusesPartsWhoseSumIsNoSize() {
        JvmMetaspaceAndOverhead jvm = new JvmMetaspaceAndOverhead(MemorySize.ofBytes(1), MemorySize.ZERO);
        JobManagerFlinkMemory largest = new JobManagerFlinkMemory(MemorySize.MAX, MemorySize.ZERO);
        assertThatThrownBy(() -> new JobManagerMemoryPlan(largest, jvm, DirectMemoryLimit.UNSET, CONTEXT))
                .isInstanceOf(ArithmeticException.class);
        JobManagerFlinkMemory fitting =
                new JobManagerFlinkMemory(MemorySize.MAX.minus(jvm.metaspace()), MemorySize.ZERO);
        assertThat(new JobManagerMemoryPlan(fitting, jvm, DirectMemoryLimit.UNSET, CONTEXT).totalProcess())
                .isEqualTo(MemorySize.MAX);
    }

    @Test
    void passesItsContextOn() {
        List<Property> properties = new ArrayList<>();
        properties.add(new Property("z", new DynamicProperties.Size(MemoryPart.JVM_HEAP)));
        properties.add(new Property("a", new DynamicProperties.Size(MemoryPart.TOTAL_PROCESS)));
        Map<MemoryPart, SizeDerivation> derivations =
                new HashMap<>(Map.of(MemoryPart.OFF_HEAP, new SizeDerivation.Default("off")));
        Remark remark = new Remark(Remark.Kind.WITHOUT_EFFECT, "No effect.", List.of("k"));
        JobManagerMemoryPlan sized = plan(DirectMemoryLimit.SET);
        JobManagerMemoryPlan plan = new JobManagerMemoryPlan(
                sized.flinkMemory(),
                sized.jvm(),
                sized.directMemoryLimit(),
                new PlanContext(
                        VERSION,
                        LeadingSize.COMPONENTS,
                        new DynamicProperties(properties),
                        derivations,
                        List.of(remark)));
        properties.clear();
        derivations.clear();
        assertThat(plan.dynamicProperties())
                .containsExactly(
                        Map.entry("z", plan.jvmHeap().bytes() + "b"),
                        Map.entry("a", plan.totalProcess().bytes() + "b"));
        assertThat(plan.dynamicProperties()).isUnmodifiable();
        assertThat(plan.derivations()).containsOnlyKeys(MemoryPart.OFF_HEAP).isUnmodifiable();
        assertThat(plan.remarks()).containsExactly(remark);
        assertThat(plan.remarks().get(0)).hasToString("No effect.");
        assertThat(plan.flinkVersion()).isEqualTo(VERSION);
        assertThat(plan.leadingSize()).isEqualTo(LeadingSize.COMPONENTS);
    }
}
