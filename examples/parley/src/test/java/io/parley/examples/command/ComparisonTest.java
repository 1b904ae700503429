package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.Origin;
import io.parley.api.plan.LeadingSize;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.SizeDerivation.Configured;
import io.parley.api.plan.SizeDerivation.Grown;
import io.parley.api.plan.SizeDerivation.LegacyHeap;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.examples.command.Comparison.Outcome;
import io.parley.examples.command.Comparison.Planned;
import io.parley.examples.command.Comparison.Refused;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Comparisons of TaskManagers, and of sizes that only their bytes tell apart. */
class ComparisonTest {

    private static final String LEGACY = "taskmanager.heap.size";
    private static final Planned USUAL = planned("usual", TaskManagerPlans.USUAL);
    private static final Planned BYTE_MORE =
            planned("byte-more", TaskManagerPlans.USUAL.with(MemoryPart.MANAGED, MemorySize.ofBytes(536870913)));
    private static final Planned SHIFTED = planned(
            "shifted",
            TaskManagerPlans.USUAL
                    .with(MemoryPart.TASK_HEAP, MemorySize.ofMebibytes(128))
                    .with(MemoryPart.FRAMEWORK_HEAP, MemorySize.ofMebibytes(256)));

    @Test
    void tellsBytesWhereMebibytesAreTheSame() {
        assertThat(ComparisonText.table(comparison(USUAL, BYTE_MORE), pipe()))
                .contains(
                        "* Total Process Memory    1811939328 bytes  1811939329 bytes",
                        "*     Managed              536870912 bytes   536870913 bytes",
                        "      Network                      128 MiB           128 MiB");
        assertThat(ComparisonText.summary(comparison(USUAL, BYTE_MORE)))
                .containsExactly("Not the same: 1728 MiB on usual, 1728 MiB (1811939329 bytes) on byte-more.");
    }

    @Test
    void namesThePartsThatDifferBelowTheSameTotal() {
        assertThat(ComparisonText.summary(comparison(USUAL, SHIFTED)))
                .containsExactly("Not the same: Total Process Memory is, but not Framework Heap and Task Heap.");
        assertThat(comparison(USUAL, SHIFTED).differences())
                .containsExactly("components.frameworkHeap", "components.taskHeap");
    }

    @Test
    void explainsWhatTheHeapOfATaskManagerMeans() {
        Planned container = planned(
                "yarn",
                TaskManagerPlans.USUAL.because(
                        MemoryPart.TOTAL_PROCESS,
                        new Grown("replan", MemorySize.ofMebibytes(1), legacy("taskmanager.memory.process.size"))));
        Planned host = planned(
                "standalone",
                TaskManagerPlans.USUAL
                        .with(MemoryPart.TASK_HEAP, MemorySize.ofMebibytes(704))
                        .ledBy(LeadingSize.TOTAL_FLINK)
                        .because(MemoryPart.TOTAL_FLINK, legacy("taskmanager.memory.flink.size")));

        assertThat(LegacyHeapTrap.explanations(comparison(container, host)))
                .containsExactly("taskmanager.heap.size means the whole process, its container, on yarn (384 MiB of"
                        + " heap in a process of 1728 MiB), but Total Flink Memory on standalone (832 MiB of heap in a"
                        + " process of 2176 MiB). Set taskmanager.memory.flink.size or taskmanager.memory.process.size"
                        + " instead, which mean the same everywhere.");
        assertThat(LegacyHeapTrap.explanations(comparison(host, refusedBy("mesos"))))
                .singleElement()
                .asString()
                .contains("but the whole process, its container, on mesos (which gives no plan).");
        assertThat(LegacyHeapTrap.explanations(comparison(container, refusedBy("mesos"))))
                .isEmpty();
        assertThat(LegacyHeapTrap.explanations(comparison(
                        host,
                        planned(
                                "other",
                                TaskManagerPlans.USUAL.because(
                                        MemoryPart.TOTAL_PROCESS, new Configured(LEGACY, LEGACY, Origin.PROGRAM))))))
                .isEmpty();
    }

    private static LegacyHeap legacy(String currentKey) {
        return new LegacyHeap(LEGACY, currentKey, Origin.COMMAND_LINE);
    }

    private static Planned planned(String environment, TaskManagerPlans plans) {
        return new Planned(environment, plans.plan(), List.of());
    }

    private static Refused refusedBy(String environment) {
        return new Refused(
                EnvironmentRegistry.discover().environment(environment).description(),
                new Refusal("too small", List.of(new Refusal.Problem("too small", List.of(LEGACY)))));
    }

    private static Comparison comparison(Outcome... outcomes) {
        return new Comparison(ProcessKind.TASK_MANAGER, FlinkVersion.line(1, 11), List.of(outcomes));
    }

    private static CommandContext pipe() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new CommandContext(
                Map.of(),
                nowhere,
                nowhere,
                OutputDevice.PIPE,
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                Run.PARLEY.discovery());
    }
}
