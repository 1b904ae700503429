package io.parley.examples.benchmarks;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.plan.ProcessKind;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.batch.BatchFailedException;
import io.parley.examples.batch.BatchTotals;
import io.parley.examples.batch.PlanBatch;
import io.parley.standalone.StandaloneResourceTranslator;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A fleet: Parley's batch from lines of JSON to lines of JSON, on all processors, beside a loop that feeds the same
 * configurations, already parsed, to Flink 2.3.0's own code; one operation is one plan.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class BatchBenchmark {

    private static final int ROUNDS = 100;
    private static final int LINES = ROUNDS * RealisticConfigurations.COUNT;

    /** The kind of process. */
    @Param({"jobmanager", "taskmanager"})
    public String process = "";

    private List<Map<String, String>> configurations = List.of();
    private byte[] lines = {};
    private PlanBatch batch = batch(ProcessKind.JOB_MANAGER);
    private BiConsumer<Map<String, String>, ObjLongConsumer<String>> flink = (entries, sink) -> {};

    /** Makes the state; called by JMH. */
    public BatchBenchmark() {}

    /** Makes the configurations and loads what plans them. */
    @Setup
    public void setUp() {
        ProcessKind kind = Choices.process(process);
        configurations = RealisticConfigurations.of(kind);
        lines = configurations.stream()
                .map(BatchBenchmark::line)
                .collect(Collectors.joining())
                .repeat(ROUNDS)
                .getBytes(StandardCharsets.UTF_8);
        batch = batch(kind);
        flink = Implementation.FLINK_2_3_0.planner(kind);
    }

    private static PlanBatch batch(ProcessKind kind) {
        EnvironmentDescription environment = new StandaloneResourceTranslator().environment();
        MemoryPlanResolver resolver = MemoryPlanResolver.of(FlinkVersion.parse("2.3.0"), environment);
        return PlanBatch.of(environment.name(), configuration -> resolver.resolve(kind, configuration));
    }

    /** Writes a configuration as a line; neither keys nor values of these need escapes. */
    private static String line(Map<String, String> configuration) {
        return configuration.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                        .collect(Collectors.joining(",", "{", "}"))
                + "\n";
    }

    /**
     * Plans every line, JSON in and out.
     *
     * @return what the run counted
     * @throws BatchFailedException never: nothing is written anywhere
     * @throws InterruptedException if the benchmark is cancelled
     */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public BatchTotals parleyBatch() throws BatchFailedException, InterruptedException {
        return batch.run(new ByteArrayInputStream(lines), OutputStream.nullOutputStream());
    }

    /**
     * Plans every configuration with Flink's own code, without JSON.
     *
     * @param blackhole takes each size and each text
     */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public void flinkLoop(Blackhole blackhole) {
        ObjLongConsumer<String> sink = (text, bytes) -> {
            blackhole.consume(text);
            blackhole.consume(bytes);
        };
        for (int round = 0; round < ROUNDS; round++) {
            for (Map<String, String> configuration : configurations) {
                flink.accept(configuration, sink);
            }
        }
    }
}
