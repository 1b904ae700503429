package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.Origin;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.SizeDerivation.Bound;
import io.parley.api.plan.SizeDerivation.Bound.Limit;
import io.parley.api.plan.SizeDerivation.Configured;
import io.parley.api.plan.SizeDerivation.Default;
import io.parley.api.plan.SizeDerivation.Fraction;
import io.parley.api.plan.SizeDerivation.Fraction.Relation;
import io.parley.api.plan.SizeDerivation.Rest;
import io.parley.api.plan.SizeDerivation.Sum;
import io.parley.api.size.MemorySize;
import io.parley.examples.command.PlanPicture.Paint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTreeTest {

    private static final TaskManagerPlans FROM_COMPONENTS = TaskManagerPlans.USUAL
            .ledBy(LeadingSize.COMPONENTS)
            .because(
                    MemoryPart.TOTAL_PROCESS,
                    new Sum(List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE, MemoryPart.JVM_OVERHEAD)))
            .because(
                    MemoryPart.TOTAL_FLINK,
                    new Sum(List.copyOf(TaskManagerPlans.USUAL.sizes().keySet())))
            .because(MemoryPart.FRAMEWORK_HEAP, new Default("taskmanager.memory.framework.heap.size"))
            .because(MemoryPart.TASK_HEAP, configured("taskmanager.memory.task.heap.size"))
            .because(MemoryPart.FRAMEWORK_OFF_HEAP, new Default("taskmanager.memory.framework.off-heap.size"))
            .because(MemoryPart.TASK_OFF_HEAP, configured("taskmanager.memory.task.off-heap.size"))
            .because(
                    MemoryPart.NETWORK,
                    new Fraction(
                            List.of(
                                    MemoryPart.FRAMEWORK_HEAP,
                                    MemoryPart.TASK_HEAP,
                                    MemoryPart.FRAMEWORK_OFF_HEAP,
                                    MemoryPart.TASK_OFF_HEAP,
                                    MemoryPart.MANAGED),
                            Relation.OF_REST,
                            "taskmanager.memory.network.fraction",
                            0.1f,
                            MemorySize.ofMebibytes(120),
                            Optional.of(new Bound(Limit.MINIMUM, "taskmanager.memory.network.min"))))
            .because(MemoryPart.MANAGED, configured("taskmanager.memory.managed.size"))
            .because(MemoryPart.JVM_METASPACE, new Default("taskmanager.memory.jvm-metaspace.size"))
            .because(
                    MemoryPart.JVM_OVERHEAD,
                    new Rest(MemoryPart.TOTAL_PROCESS, List.of(MemoryPart.TOTAL_FLINK, MemoryPart.JVM_METASPACE)));

    private static Configured configured(String key) {
        return new Configured(key, key, Origin.file("config.yaml", 4));
    }

    @Test
    void showsEveryPartBelowItsWholeWithItsReason() {
        assertThat(String.join("\n", plain(FROM_COMPONENTS))).isEqualTo("""
                Total Process Memory      1728 MiB  the sum of Total Flink Memory, JVM Metaspace and JVM Overhead
                ├─ Total Flink Memory     1216 MiB  the sum of its parts
                │  ├─ Framework Heap       128 MiB  default of taskmanager.memory.framework.heap.size
                │  ├─ ★ Task Heap          256 MiB  taskmanager.memory.task.heap.size (config.yaml line 4)
                │  ├─ Framework Off-heap    64 MiB  default of taskmanager.memory.framework.off-heap.size
                │  ├─ Task Off-heap        128 MiB  taskmanager.memory.task.off-heap.size (config.yaml line 4)
                │  ├─ Network              128 MiB  10% of Total Flink Memory, worked out from its other parts, raised from
                │  │                                120 MiB to the minimum (taskmanager.memory.network.min, 128 MiB)
                │  └─ ★ Managed            512 MiB  taskmanager.memory.managed.size (config.yaml line 4)
                ├─ JVM Metaspace           256 MiB  default of taskmanager.memory.jvm-metaspace.size
                └─ JVM Overhead            256 MiB  what is left of Total Process Memory after Total Flink Memory and JVM
                                                    Metaspace\
                """);
    }

    @Test
    void saysWhatLeads() {
        assertThat(PlanTree.heading(FROM_COMPONENTS.plan()))
                .containsExactly(
                        "★ Task Heap (256 MiB) and Managed (512 MiB) lead: the totals are summed up from there.");
        assertThat(PlanTree.heading(
                        TaskManagerPlans.USUAL.ledBy(LeadingSize.TOTAL_FLINK).plan()))
                .containsExactly(
                        "★ Total Flink Memory (1216 MiB) leads: the parts of Flink are split out of it, those of"
                                + " the JVM come on top.");
    }

    @Test
    void tellsBytesWhereMebibytesDoNotTellAll() {
        List<String> lines = plain(TaskManagerPlans.USUAL.with(MemoryPart.TASK_HEAP, MemorySize.ofBytes(268435457)));

        assertThat(lines)
                .contains(
                        "★ Total Process Memory    1728 MiB  1811939329 bytes  not told",
                        "│  ├─ Task Heap            256 MiB   268435457 bytes  not told",
                        "│  ├─ Framework Heap       128 MiB                    not told");
    }

    @Test
    void staysInItsWidth() {
        List<String> lines = PlanTree.lines(
                FROM_COMPONENTS
                        .with(MemoryPart.MANAGED, MemorySize.ofBytes(536870913))
                        .plan(),
                Optional.of(new PlanPicture(Paint.CHARACTERS, 20)),
                (code, text) -> text);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(PlanTree.WIDTH));
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("@@ │  └─ ★ Managed"));
    }

    @Test
    void styleChangesNothingButTheLook() {
        List<String> styled = PlanTree.lines(FROM_COMPONENTS.plan(), Optional.empty(), TerminalStyle::styled);

        assertThat(styled).anySatisfy(line -> assertThat(line).contains("\u001b[1m★ Task Heap\u001b[0m"));
        assertThat(styled.stream().map(line -> line.replaceAll("\u001b\\[\\d+m", "")))
                .containsExactlyElementsOf(plain(FROM_COMPONENTS));
    }

    private static List<String> plain(TaskManagerPlans plans) {
        return PlanTree.lines(plans.plan(), Optional.empty(), (code, text) -> text);
    }
}
