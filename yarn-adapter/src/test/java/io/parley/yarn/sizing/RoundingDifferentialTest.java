package io.parley.yarn.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.ResourceLimit.Bound;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.SchedulerUtils;
import org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator;
import org.apache.hadoop.yarn.util.resource.DominantResourceCalculator;
import org.apache.hadoop.yarn.util.resource.ResourceCalculator;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.apache.hadoop.yarn.util.resource.Resources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The model against Hadoop's own {@link SchedulerUtils} and calculators, called as the three schedulers call them; that
 * they are called so is proved on a running ResourceManager by {@code ResourceManagerIT}.
 */
class RoundingDifferentialTest {

    private static final int RANDOM_CASES = 250_000;
    private static final String GPU = "yarn.io/gpu";

    private record Amounts(long memory, long vcores, long gpus) {

        Map<String, Long> byName() {
            return Map.of(SchedulerRules.MEMORY, memory, SchedulerRules.VCORES, vcores, GPU, gpus);
        }

        Resource resource() {
            Resource resource = Resource.newInstance(memory, Math.toIntExact(vcores));
            resource.setResourceValue(GPU, gpus);
            return resource;
        }

        Amounts orLess(Amounts other) {
            return new Amounts(
                    Math.min(memory, other.memory), Math.min(vcores, other.vcores), Math.min(gpus, other.gpus));
        }
    }

    private record Maximums(Amounts cluster, Amounts queue) {

        Amounts both() {
            return cluster.orLess(queue);
        }
    }

    private record Cluster(
            SchedulerKind scheduler, CalculatorKind calculator, Amounts minimum, Amounts increment, Maximums maximums) {

        Amounts step() {
            return switch (scheduler) {
                case CAPACITY, FIFO -> minimum;
                case FAIR -> increment;
            };
        }

        SchedulerRules rules() {
            Map<String, AllocationRule> resources = new HashMap<>();
            Map<String, Bound> queue = new HashMap<>();
            for (String name : List.of(SchedulerRules.MEMORY, SchedulerRules.VCORES, GPU)) {
                Bound maximum = bound(maximums.cluster, name);
                resources.put(name, new AllocationRule(bound(minimum, name), bound(step(), name), maximum, maximum));
                queue.put(name, bound(maximums.queue, name));
            }
            return new SchedulerRules(scheduler, calculator, resources, Certainty.KNOWN).withQueueMaximum(queue);
        }

        private static Bound bound(Amounts amounts, String name) {
            return new Bound(amounts.byName().getOrDefault(name, 0L), name);
        }

        Amounts admitted(Amounts asked) {
            return asked.orLess(scheduler == SchedulerKind.FIFO ? maximums.cluster : maximums.both());
        }

        /** Whether YARN, which adds the step before it divides by it, can wrap around. */
        boolean maySumBeyond64Bits(Amounts asked, String name) {
            long largest = LongStream.of(
                            bound(asked, name).amount(),
                            bound(minimum, name).amount(),
                            bound(maximums.cluster, name).amount())
                    .max()
                    .orElseThrow();
            return largest > Long.MAX_VALUE - bound(step(), name).amount();
        }

        /** What RMAppManager and then the scheduler's allocate make of an ask. */
        Map<String, Long> oracle(Amounts asked) {
            Amounts whenSubmitted = switch (scheduler) {
                case CAPACITY, FAIR -> maximums.both();
                case FIFO -> maximums.cluster;
            };
            Amounts whenScheduled = switch (scheduler) {
                case CAPACITY, FIFO -> maximums.cluster;
                case FAIR -> maximums.both();
            };
            Resource once = normalize(asked.resource(), whenSubmitted);
            Resource twice = normalize(once, whenScheduled);
            Map<String, Long> granted = new TreeMap<>();
            asked.byName().keySet().forEach(name -> granted.put(name, twice.getResourceValue(name)));
            return granted;
        }

        private Resource normalize(Resource asked, Amounts maximum) {
            ResourceCalculator real = switch (calculator) {
                case DEFAULT -> new DefaultResourceCalculator();
                case DOMINANT -> new DominantResourceCalculator();
            };
            return SchedulerUtils.getNormalizedResource(
                    asked, real, minimum.resource(), Resources.clone(maximum.resource()), step().resource());
        }
    }

    @BeforeAll
    static void aClusterWithGpus() {
        YarnConfiguration configuration = new YarnConfiguration();
        configuration.set("yarn.resource-types", GPU);
        ResourceUtils.resetResourceTypes(configuration);
    }

    @AfterAll
    static void aClusterWithout() {
        ResourceUtils.resetResourceTypes(new YarnConfiguration());
    }

    @Test
    void roundsAsHadoopOverAGrid() {
        List<Long> minimums = List.of(0L, 1L, 2L, 64L, 512L, 1000L, 1024L, 1025L, 4096L);
        List<Long> increments = List.of(0L, 1L, 3L, 64L, 256L, 1000L, 1024L);
        List<Long> maximums = List.of(1L, 1024L, 2048L, 7500L, 8000L, 8192L, 65536L, 1L << 40);
        List<Long> asks = List.of(
                0L, 1L, 63L, 64L, 65L, 512L, 1023L, 1024L, 1025L, 1600L, 1728L, 2048L, 7500L, 8000L, 8192L, 65537L);
        int answers = 0;
        for (SchedulerKind scheduler : SchedulerKind.values()) {
            for (CalculatorKind calculator : calculators(scheduler)) {
                for (long minimum : minimums) {
                    for (long increment : increments) {
                        for (long maximum : maximums) {
                            for (long queue : maximums) {
                                Cluster cluster = new Cluster(
                                        scheduler,
                                        calculator,
                                        new Amounts(minimum, minimum % 7, minimum % 3),
                                        new Amounts(increment, increment % 5, increment % 4),
                                        new Maximums(
                                                new Amounts(maximum, maximum % 11 + 1, maximum % 5),
                                                new Amounts(queue, queue % 11 + 1, queue % 5)));
                                for (long ask : asks) {
                                    compare(cluster, new Amounts(ask, ask % 9, ask % 6));
                                    answers++;
                                }
                            }
                        }
                    }
                }
            }
        }
        assertThat(answers).isGreaterThan(100_000);
    }

    @Test
    void roundsAsHadoopOverRandomAmounts() {
        SplittableRandom random = Seed.random(RoundingDifferentialTest.class);
        int wrapped = 0;
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < RANDOM_CASES; i++) {
            SchedulerKind scheduler = oneOf(List.of(SchedulerKind.values()), random);
            CalculatorKind calculator = oneOf(calculators(scheduler), random);
            Cluster cluster = new Cluster(
                    scheduler,
                    calculator,
                    amounts(random),
                    amounts(random),
                    new Maximums(amounts(random), amounts(random)));
            wrapped += compare(cluster, amounts(random));
            seen.merge(scheduler + " " + calculator, 1, Integer::sum);
        }
        assertThat(seen.values()).hasSize(4).allMatch(count -> count > 30_000);
        assertThat(wrapped).as("questions at which Hadoop wraps around").isBetween(1_000, RANDOM_CASES / 4);
    }

    /**
     * Compares the answers to an ask; what is above the maximum YARN refuses unrounded, so it is lowered first.
     *
     * @return 1 where Hadoop wraps around and the model refuses, else 0
     */
    private static int compare(Cluster cluster, Amounts ask) {
        Amounts asked = cluster.admitted(ask);
        Map<String, Long> oracle = cluster.oracle(asked);
        Map<String, Long> model;
        try {
            model = cluster.rules().granted(ContainerSize.of(asked.byName())).byName();
        } catch (ArithmeticException e) {
            assertThat(oracle.keySet())
                    .as("%s given %s", asked, cluster)
                    .anyMatch(name -> cluster.maySumBeyond64Bits(asked, name));
            return 1;
        }
        oracle.values().removeIf(amount -> amount == 0);
        Map<String, Long> granted = new TreeMap<>(model);
        granted.values().removeIf(amount -> amount == 0);
        if (!granted.equals(oracle)) {
            assertThat(granted).as("%s given %s", asked, cluster).isEqualTo(oracle);
        }
        return 0;
    }

    private static List<CalculatorKind> calculators(SchedulerKind scheduler) {
        return switch (scheduler) {
            case CAPACITY -> List.of(CalculatorKind.values());
            case FAIR -> List.of(CalculatorKind.DOMINANT);
            case FIFO -> List.of(CalculatorKind.DEFAULT);
        };
    }

    private static <T> T oneOf(List<T> values, SplittableRandom random) {
        return values.get(random.nextInt(values.size()));
    }

    private static Amounts amounts(SplittableRandom random) {
        return new Amounts(
                amount(random, Long.MAX_VALUE), amount(random, Integer.MAX_VALUE), amount(random, Long.MAX_VALUE));
    }

    private static long amount(SplittableRandom random, long largest) {
        return switch (random.nextInt(16)) {
            case 0, 1 -> random.nextInt(3);
            case 2, 3 -> 1L << random.nextInt(1, 14);
            case 4, 5, 6 -> random.nextInt(1, 20_000);
            case 7, 8, 9 -> 1000L * random.nextInt(1, 70);
            case 10, 11, 12 -> random.nextInt(1, 9) * 1024L + random.nextInt(-1, 2);
            case 13 -> random.nextLong(1, 1L << 31);
            case 14 -> random.nextLong(1, largest);
            default -> largest - random.nextInt(4);
        };
    }
}
