package io.parley.examples.benchmarks;

import io.parley.api.plan.ProcessKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
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

/** From a map of strings to every size, the JVM arguments and the dynamic properties; one operation is one plan. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 30, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ResolveBenchmark {

    /** The kind of process. */
    @Param({"jobmanager", "taskmanager"})
    public String process = "";

    /** Who plans. */
    @Param({"parley-2.3", "flink-2.3.0", "parley-1.11", "flink-1.11.6"})
    public String implementation = "";

    private List<Map<String, String>> configurations = List.of();
    private BiConsumer<Map<String, String>, ObjLongConsumer<String>> planner = (entries, sink) -> {};

    /** Makes the state; called by JMH. */
    public ResolveBenchmark() {}

    /** Makes the configurations and loads what plans them. */
    @Setup
    public void setUp() {
        ProcessKind kind = Choices.process(process);
        configurations = new ArrayList<>(RealisticConfigurations.of(kind));
        planner = Choices.implementation(implementation).planner(kind);
    }

    /**
     * Plans every configuration once.
     *
     * @param blackhole takes each size and each text
     */
    @Benchmark
    @OperationsPerInvocation(RealisticConfigurations.COUNT)
    public void resolve(Blackhole blackhole) {
        ObjLongConsumer<String> sink = (text, bytes) -> {
            blackhole.consume(text);
            blackhole.consume(bytes);
        };
        for (Map<String, String> configuration : configurations) {
            planner.accept(configuration, sink);
        }
    }
}
