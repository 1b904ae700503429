package io.parley.core.resolution;

import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.ProcessKind;
import io.parley.core.resolution.MemoryOptions.LegacyHeapOptions;
import io.parley.core.resolution.MemoryOptions.RangeOptions;

/**
 * The options that both kinds of process have. Immutable.
 *
 * @param process the kind
 * @param totals both totals
 * @param metaspace JVM Metaspace
 * @param overhead JVM Overhead
 * @param legacyHeap the heap options from before 1.11
 */
record ProcessOptions(
        ProcessKind process, Totals totals, SizeOption metaspace, RangeOptions overhead, LegacyHeapOptions legacyHeap) {

    static final ProcessOptions JOB_MANAGER = new ProcessOptions(
            ProcessKind.JOB_MANAGER,
            new Totals(MemoryOptions.JOB_MANAGER_PROCESS, MemoryOptions.JOB_MANAGER_FLINK),
            MemoryOptions.JOB_MANAGER_METASPACE,
            MemoryOptions.JOB_MANAGER_OVERHEAD,
            MemoryOptions.JOB_MANAGER_LEGACY_HEAP);
    static final ProcessOptions TASK_MANAGER = new ProcessOptions(
            ProcessKind.TASK_MANAGER,
            new Totals(MemoryOptions.TASK_MANAGER_PROCESS, MemoryOptions.TASK_MANAGER_FLINK),
            MemoryOptions.TASK_MANAGER_METASPACE,
            MemoryOptions.TASK_MANAGER_OVERHEAD,
            MemoryOptions.TASK_MANAGER_LEGACY_HEAP);

    /** The options of both totals. */
    record Totals(SizeOption process, SizeOption flink) {}

    /** Gives the option that a heap from before 1.11 stands for. */
    SizeOption legacyHeapAs(LegacyHeapMeaning meaning) {
        return switch (meaning) {
            case TOTAL_PROCESS -> totals.process();
            case TOTAL_FLINK -> totals.flink();
            case JVM_HEAP -> MemoryOptions.JOB_MANAGER_HEAP;
        };
    }
}
