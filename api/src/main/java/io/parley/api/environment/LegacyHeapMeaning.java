package io.parley.api.environment;

/** What a heap option from before Flink 1.11 stands for in an environment. */
public enum LegacyHeapMeaning {
    /** It is Total Process Memory, the size of the container. */
    TOTAL_PROCESS,
    /** It is Total Flink Memory. */
    TOTAL_FLINK,
    /** It is the JVM heap. Only a JobManager knows this meaning. */
    JVM_HEAP
}
