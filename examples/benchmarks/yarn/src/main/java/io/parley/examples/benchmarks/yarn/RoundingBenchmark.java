package io.parley.examples.benchmarks.yarn;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.yarn.sizing.AllocationRule;
import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.ContainerSize;
import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator;
import org.apache.hadoop.yarn.util.resource.DominantResourceCalculator;
import org.apache.hadoop.yarn.util.resource.ResourceCalculator;
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

/** From what is asked for to what is granted, beside Hadoop's own calculators; one operation is one ask. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class RoundingBenchmark {

    /** How many asks there are. */
    static final int ASKS = 1000;

    private static final long SEED = 20_260_101;
    private static final Resource MINIMUM = Resource.newInstance(1024, 1);
    private static final Resource MAXIMUM = Resource.newInstance(65_536, 64);
    private static final Resource STEP = Resource.newInstance(512, 1);

    /** What is rounded: memory only, or every resource. */
    @Param({"default", "dominant"})
    public String calculator = "";

    /** The asks as Hadoop's records. */
    List<Resource> resources = List.of();

    /** The same asks. */
    List<ContainerSize> sizes = List.of();

    private ResourceCalculator hadoop = new DefaultResourceCalculator();
    private SchedulerRules rules = rules(CalculatorKind.DEFAULT);

    /** Makes the state; called by JMH. */
    public RoundingBenchmark() {}

    private static SchedulerRules rules(CalculatorKind calculator) {
        return new SchedulerRules(
                SchedulerKind.CAPACITY,
                calculator,
                Map.of(
                        SchedulerRules.MEMORY,
                        rule(MINIMUM.getMemorySize(), STEP.getMemorySize(), MAXIMUM.getMemorySize()),
                        SchedulerRules.VCORES,
                        rule(MINIMUM.getVirtualCores(), STEP.getVirtualCores(), MAXIMUM.getVirtualCores())),
                Certainty.KNOWN);
    }

    private static AllocationRule rule(long minimum, long step, long maximum) {
        Bound most = new Bound(maximum, "maximum");
        return new AllocationRule(new Bound(minimum, "minimum"), new Bound(step, "step"), most, most);
    }

    /** Makes the asks. */
    @Setup
    public void setUp() {
        boolean dominant = calculator.equals("dominant");
        hadoop = dominant ? new DominantResourceCalculator() : new DefaultResourceCalculator();
        rules = rules(dominant ? CalculatorKind.DOMINANT : CalculatorKind.DEFAULT);
        SplittableRandom random = new SplittableRandom(SEED);
        resources = new ArrayList<>(ASKS);
        sizes = new ArrayList<>(ASKS);
        for (int i = 0; i < ASKS; i++) {
            long memory = random.nextLong(1, MAXIMUM.getMemorySize() + 1);
            int vcores = random.nextInt(1, MAXIMUM.getVirtualCores() + 1);
            resources.add(Resource.newInstance(memory, vcores));
            sizes.add(new ContainerSize(memory, vcores, Map.of()));
        }
    }

    /**
     * Rounds every ask once.
     *
     * @param blackhole takes each grant
     */
    @Benchmark
    @OperationsPerInvocation(ASKS)
    public void parley(Blackhole blackhole) {
        for (ContainerSize size : sizes) {
            blackhole.consume(parley(size));
        }
    }

    /**
     * Rounds every ask once with Hadoop's own calculator.
     *
     * @param blackhole takes each grant
     */
    @Benchmark
    @OperationsPerInvocation(ASKS)
    public void hadoop(Blackhole blackhole) {
        for (Resource resource : resources) {
            blackhole.consume(hadoop(resource));
        }
    }

    /**
     * Makes Parley's result and no more: what the rounding allocates beyond it is the difference.
     *
     * @param blackhole takes each result
     */
    @Benchmark
    @OperationsPerInvocation(ASKS)
    public void result(Blackhole blackhole) {
        for (ContainerSize size : sizes) {
            blackhole.consume(new ContainerSize(size.memory(), size.vcores(), Map.of()));
        }
    }

    ContainerSize parley(ContainerSize size) {
        return rules.granted(size);
    }

    Resource hadoop(Resource resource) {
        return hadoop.normalize(resource, MINIMUM, MAXIMUM, STEP);
    }
}
