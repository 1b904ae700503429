package io.parley.examples.benchmarks;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.standalone.StandaloneResourceTranslator;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;

/** What can be measured: Parley and Flink's own code, each by the rules of one Flink release. */
public enum Implementation {
    /** Parley, as Flink 2.3.0. */
    PARLEY_2_3("parley-2.3", "2.3.0"),
    /** Flink 2.3.0's own code. */
    FLINK_2_3_0("flink-2.3.0", "2.3.0"),
    /** Parley, as Flink 1.11.6. */
    PARLEY_1_11("parley-1.11", "1.11.6"),
    /** Flink 1.11.6's own code. */
    FLINK_1_11_6("flink-1.11.6", "1.11.6");

    private final String id;
    private final String release;

    Implementation(String id, String release) {
        this.id = id;
        this.release = release;
    }

    /** Gives the name that the benchmark's parameter has. */
    String id() {
        return id;
    }

    /** Gives the release whose rules it follows. */
    String release() {
        return release;
    }

    /**
     * Gives what plans a process from a map and hands out everything: every size with its name, each text with -1.
     *
     * <p>Both sides start from the same map and stand for a host, as Flink's own start scripts do.
     */
    BiConsumer<Map<String, String>, ObjLongConsumer<String>> planner(ProcessKind process) {
        return switch (this) {
            case PARLEY_2_3, PARLEY_1_11 -> parley(process);
            case FLINK_2_3_0, FLINK_1_11_6 -> FlinkPeers.load(release, process);
        };
    }

    private BiConsumer<Map<String, String>, ObjLongConsumer<String>> parley(ProcessKind process) {
        MemoryPlanResolver resolver =
                MemoryPlanResolver.of(FlinkVersion.parse(release), new StandaloneResourceTranslator().environment());
        return switch (process) {
            case JOB_MANAGER -> new ParleyJobManager(resolver);
            case TASK_MANAGER -> new ParleyTaskManager(resolver);
        };
    }
}
