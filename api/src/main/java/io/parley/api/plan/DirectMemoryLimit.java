package io.parley.api.plan;

/** Whether the JVM is told a limit for direct memory. */
public enum DirectMemoryLimit {
    /** The JVM gets -XX:MaxDirectMemorySize. */
    SET,
    /** The JVM gets no limit, so that it allows as much direct memory as heap. */
    UNSET
}
