package io.parley.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The names that JSON and texts are made of; programs of others rely on them. */
class MemoryNamesTest {

    @Test
    void partsHaveFixedIds() {
        assertThat(Arrays.stream(MemoryPart.values()).map(MemoryPart::id))
                .containsExactly(
                        "totalProcess",
                        "totalFlink",
                        "jvmHeap",
                        "offHeap",
                        "frameworkHeap",
                        "taskHeap",
                        "frameworkOffHeap",
                        "taskOffHeap",
                        "network",
                        "managed",
                        "jvmMetaspace",
                        "jvmOverhead");
    }

    @Test
    void partsHaveTheTitlesOfFlink() {
        assertThat(MemoryPart.TOTAL_PROCESS).hasToString("Total Process Memory");
        assertThat(MemoryPart.TOTAL_FLINK).hasToString("Total Flink Memory");
        assertThat(MemoryPart.JVM_HEAP).hasToString("JVM Heap");
    }

    @Test
    void processesHaveTheIdsThatStartTheirKeys() {
        assertThat(ProcessKind.JOB_MANAGER.id()).isEqualTo("jobmanager");
        assertThat(ProcessKind.TASK_MANAGER.id()).isEqualTo("taskmanager");
        assertThat(ProcessKind.JOB_MANAGER).hasToString("JobManager");
        assertThat(ProcessKind.TASK_MANAGER).hasToString("TaskManager");
    }

    @Test
    void leadingSizesHaveTitles() {
        assertThat(Arrays.stream(LeadingSize.values()).map(LeadingSize::toString))
                .containsExactly("Total Process Memory", "Total Flink Memory", "the sizes of components");
    }
}
