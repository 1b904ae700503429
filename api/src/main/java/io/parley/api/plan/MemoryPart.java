package io.parley.api.plan;

/** The parts of a Flink process's memory: both totals and every component. */
public enum MemoryPart {
    /** Everything: Total Flink Memory, JVM Metaspace and JVM Overhead. */
    TOTAL_PROCESS("totalProcess", "Total Process Memory"),
    /** What Flink and user code use: everything but JVM Metaspace and JVM Overhead. */
    TOTAL_FLINK("totalFlink", "Total Flink Memory"),
    /** The JobManager's heap. */
    JVM_HEAP("jvmHeap", "JVM Heap"),
    /** The JobManager's direct and native memory. */
    OFF_HEAP("offHeap", "Off-heap"),
    /** The part of the TaskManager's heap that is Flink's own. */
    FRAMEWORK_HEAP("frameworkHeap", "Framework Heap"),
    /** The part of the TaskManager's heap that operators and user code have. */
    TASK_HEAP("taskHeap", "Task Heap"),
    /** The part of the TaskManager's off-heap memory that is Flink's own. */
    FRAMEWORK_OFF_HEAP("frameworkOffHeap", "Framework Off-heap"),
    /** The part of the TaskManager's off-heap memory that operators and user code have. */
    TASK_OFF_HEAP("taskOffHeap", "Task Off-heap"),
    /** The TaskManager's buffers for exchanging records. */
    NETWORK("network", "Network"),
    /** The TaskManager's native memory that Flink manages: state backends, sorting, caching, Python. */
    MANAGED("managed", "Managed"),
    /** Class metadata. */
    JVM_METASPACE("jvmMetaspace", "JVM Metaspace"),
    /** Threads, code cache, collector and other native memory of the JVM. */
    JVM_OVERHEAD("jvmOverhead", "JVM Overhead");

    private final String id;
    private final String title;

    MemoryPart(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /**
     * Gives the name in Parley's JSON.
     *
     * @return the name, for instance {@code jvmHeap}
     */
    public String id() {
        return id;
    }

    /** Gives Flink's name of the part, for instance {@code JVM Heap}. */
    @Override
    public String toString() {
        return title;
    }
}
