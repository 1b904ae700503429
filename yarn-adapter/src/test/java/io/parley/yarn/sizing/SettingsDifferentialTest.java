package io.parley.yarn.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Certainty;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CSQueue;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacitySchedulerConfigValidator;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacitySchedulerConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.QueueAllocationSettings;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.QueuePath;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.AllocationConfigurationException;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairSchedulerConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reading of settings against Hadoop's own readers, over random texts, right ones and wrong ones. */
class SettingsDifferentialTest {

    private static final int CASES = 30_000;
    private static final String GPU = "yarn.io/gpu";
    private static final String SHARDS = "shards";
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "2",
            "4",
            "64",
            "512",
            "1000",
            "1024",
            " 2048 ",
            "0x400",
            "-0x1",
            "-1",
            "8192",
            "16384",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "12k",
            "",
            "abc",
            "1.5",
            "+3");
    private static final List<String> QUANTITIES = List.of(
            "256",
            "256 Mi",
            "1Gi",
            "1  Gi",
            "512M",
            "512 m",
            "3k",
            "0",
            "1 Ti",
            " 1",
            "-1",
            "4 Xi",
            "9999999999999 Pi",
            "9223372036854775808",
            "1024Ki",
            "7 ");
    private static final List<String> CONTAINERS = List.of(
            "memory-mb=2048,vcores=2",
            "memory-mb=2g, vcores=1",
            "memory=1024M,vcores=2",
            "memory=2048,vcores=2",
            "memory-mb=4096",
            "vcores=3",
            "memory-mb=1 G,vcores=2,gpu=1",
            "memory-mb=99999999",
            "memory-mb=1T",
            "memory-mb",
            "memory-mb=2048,shards=2",
            "unknown=1",
            "memory-mb=2048M5",
            "yarn.io/gpu=2,memory-mb=512");
    private static final List<String> FAIR_CONTAINERS = List.of(
            "2048 mb, 2 vcores",
            "2048mb,2vcores",
            "2 vcores, 2048 mb",
            "2048 mb 2 vcores",
            "2048.7 mb, 2 vcores",
            "2048 MB, 2 VCores",
            "memory-mb=2048, vcores=2",
            "vcores=2,memory-mb=2048,yarn.io/gpu=1",
            "memory-mb=2048",
            "50%",
            "50% memory, 20% cpu",
            "memory-mb=50%",
            "2048 mb",
            "-5 mb, 2 vcores",
            "unknown=3",
            "x",
            "memory-mb=a",
            "2147483648 mb, 1 vcores",
            "vcores=2",
            "memory-mb=2048=3");

    @AfterEach
    void plainResources() {
        ResourceUtils.resetResourceTypes(new YarnConfiguration());
    }

    @Test
    void readsTheLimitsAsHadoop() {
        SplittableRandom random = Seed.random(SettingsDifferentialTest.class);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < CASES; i++) {
            SchedulerKind scheduler = oneOf(List.of(SchedulerKind.values()), random);
            Map<String, String> settings = settings(scheduler, random);
            Map<String, String> oracle = null;
            try {
                oracle = hadoop(scheduler, settings);
            } catch (RuntimeException e) {
                assertThat(e).as("%s refuses %s", scheduler, settings).isNotNull();
            }
            compare(settings, oracle);
            outcomes.merge(scheduler + (oracle == null ? " refuses" : " starts"), 1, Integer::sum);
        }
        assertThat(outcomes)
                .hasSize(6)
                .allSatisfy((outcome, count) -> assertThat(count).as(outcome).isGreaterThan(1_000));
    }

    private static void compare(Map<String, String> settings, @Nullable Map<String, String> oracle) {
        SchedulerRules rules;
        try {
            rules = SchedulerRulesReader.read(SchedulerSettings.of(settings), "default");
        } catch (MalformedSettingException e) {
            if (oracle != null) {
                // YARN starts with some negative limits, but not with what they would grant.
                assertThat(e).as("%s", settings).hasMessageContaining("negative");
                assertThat(e.key()).doesNotContain(".resource-types.memory-mb.", ".resource-types.vcores.");
            }
            return;
        }
        Map<String, String> read = new TreeMap<>();
        rules.resources().forEach((name, rule) -> {
            read.put(name + " minimum", Long.toString(rule.minimum().amount()));
            read.put(name + " maximum", Long.toString(rule.maximum().amount()));
            read.put(name + " step", Long.toString(rule.step().amount()));
        });
        assertThat(read).as("%s", settings).isEqualTo(oracle);
    }

    private static Map<String, String> settings(SchedulerKind scheduler, SplittableRandom random) {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "yarn.resourcemanager.scheduler.class",
                "org.apache.hadoop.yarn.server.resourcemanager.scheduler."
                        + switch (scheduler) {
                            case CAPACITY -> "capacity.CapacityScheduler";
                            case FAIR -> "fair.FairScheduler";
                            case FIFO -> "fifo.FifoScheduler";
                        });
        for (String what : List.of("minimum", "maximum", "increment")) {
            for (String suffix : List.of("mb", "vcores")) {
                if (random.nextInt(6) == 0) {
                    settings.put("yarn.scheduler." + what + "-allocation-" + suffix, oneOf(NUMBERS, random));
                }
            }
            for (String name : List.of(SchedulerRules.MEMORY, SchedulerRules.VCORES, GPU, SHARDS)) {
                if (random.nextInt(6) == 0) {
                    settings.put(
                            "yarn.resource-types." + name + "." + what + "-allocation",
                            oneOf(what.equals("increment") ? QUANTITIES : NUMBERS, random));
                }
            }
        }
        if (random.nextInt(3) == 0) {
            settings.put(
                    "yarn.resource-types", oneOf(List.of(GPU, SHARDS + " , " + GPU, "memory-mb", "", SHARDS), random));
            settings.put("yarn.resource-types." + SHARDS + ".units", oneOf(List.of("", "k", "Gi", "Xi"), random));
        }
        return settings;
    }

    /** The limits as Hadoop reads them; throws where the scheduler would not start. */
    private static Map<String, String> hadoop(SchedulerKind scheduler, Map<String, String> settings) {
        Configuration configuration = configuration(settings);
        ResourceUtils.resetResourceTypes(configuration);
        Resource minimum = ResourceUtils.getResourceTypesMinimumAllocation();
        Resource maximum = ResourceUtils.getResourceTypesMaximumAllocation();
        Resource step = minimum;
        switch (scheduler) {
            case CAPACITY -> {
                CapacitySchedulerConfigValidator.validateMemoryAllocation(configuration);
                CapacitySchedulerConfigValidator.validateVCores(configuration);
            }
            case FIFO -> validate(new FifoScheduler(), Configuration.class, configuration);
            case FAIR -> {
                FairSchedulerConfiguration fair = new FairSchedulerConfiguration(configuration);
                validate(new FairScheduler(), FairSchedulerConfiguration.class, fair);
                step = fair.getIncrementAllocation();
            }
        }
        Map<String, String> limits = new TreeMap<>();
        for (String name : ResourceUtils.getResourceTypes().keySet()) {
            limits.put(name + " minimum", Long.toString(minimum.getResourceValue(name)));
            limits.put(name + " maximum", Long.toString(maximum.getResourceValue(name)));
            limits.put(name + " step", Long.toString(step.getResourceValue(name)));
        }
        return limits;
    }

    private static void validate(Object scheduler, Class<?> type, Configuration configuration) {
        invoke(scheduler, "validateConf", new Class<?>[] {type}, configuration);
    }

    /** What decides is not public where a scheduler starts. */
    private static void invoke(Object target, String name, Class<?>[] types, @Nullable Object... arguments) {
        try {
            Method method = target.getClass().getDeclaredMethod(name, types);
            method.setAccessible(true);
            method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Configuration configuration(Map<String, String> settings) {
        Configuration configuration = new Configuration(false);
        settings.forEach(configuration::set);
        return configuration;
    }

    @Test
    void readsTheMaximumOfACapacityQueueAsHadoop() {
        SplittableRandom random = Seed.random(SettingsDifferentialTest.class);
        String prefix = "yarn.scheduler.capacity.root.default.maximum-allocation";
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            Map<String, String> settings = new HashMap<>();
            settings.put("yarn.resource-types", GPU);
            settings.put("yarn.resource-types." + GPU + ".maximum-allocation", "8");
            putSometimes(settings, prefix, CONTAINERS, random);
            putSometimes(settings, prefix + "-mb", NUMBERS, random);
            putSometimes(settings, prefix + "-vcores", NUMBERS, random);
            Resource oracle = null;
            try {
                oracle = capacityQueue(settings);
            } catch (RuntimeException e) {
                refused++;
            }
            SchedulerRules rules;
            try {
                rules = SchedulerRulesReader.read(SchedulerSettings.of(settings), "default");
            } catch (MalformedSettingException e) {
                assertThat(oracle)
                        .as("%s refused: %s", settings, e.getMessage())
                        .isNull();
                continue;
            }
            assertSameMaximum(settings.toString(), rules, oracle);
        }
        assertThat(refused).isBetween(300, 2_500);
    }

    private static Resource capacityQueue(Map<String, String> settings) {
        Configuration configuration = configuration(settings);
        ResourceUtils.resetResourceTypes(configuration);
        QueueAllocationSettings queue = new QueueAllocationSettings(Resource.newInstance(0, 0));
        invoke(
                queue,
                "setupMaximumAllocation",
                new Class<?>[] {CapacitySchedulerConfiguration.class, QueuePath.class, CSQueue.class},
                new CapacitySchedulerConfiguration(configuration, false),
                new QueuePath("root.default"),
                null);
        return queue.getMaximumAllocation();
    }

    private static void putSometimes(
            Map<String, String> settings, String key, List<String> texts, SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            settings.put(key, oneOf(texts, random));
        }
    }

    @Test
    void readsTheMaximumOfAFairQueueAsHadoop() {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "yarn.resourcemanager.scheduler.class",
                "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler");
        settings.put("yarn.resource-types", GPU);
        ResourceUtils.resetResourceTypes(configuration(settings));
        for (String text : FAIR_CONTAINERS) {
            Resource oracle = null;
            try {
                oracle = FairSchedulerConfiguration.parseResourceConfigValue(text)
                        .getResource();
            } catch (AllocationConfigurationException e) {
                assertThat(e).as(text).isNotNull();
            }
            String file = "<allocations><queue name='etl'><maxContainerAllocation>" + text
                    + "</maxContainerAllocation></queue></allocations>";
            SchedulerRules rules;
            try {
                rules = SchedulerRulesReader.read(
                        new SchedulerSettings(settings, settings, Optional.of(file), Certainty.KNOWN), "etl");
            } catch (MalformedSettingException e) {
                assertThat(oracle).as("%s refused: %s", text, e.getMessage()).isNull();
                continue;
            }
            assertSameMaximum(text, rules, oracle);
        }
    }

    private static void assertSameMaximum(String what, SchedulerRules rules, @Nullable Resource oracle) {
        if (oracle == null) {
            throw new AssertionError(what + " is refused by Hadoop, but was read as " + rules);
        }
        ToLongFunction<String> cluster =
                name -> ResourceUtils.getResourceTypesMaximumAllocation().getResourceValue(name);
        for (String name : List.of(SchedulerRules.MEMORY, SchedulerRules.VCORES, GPU)) {
            // A maximum below 0 admits nothing, as one of 0 vcores does.
            long queue = Math.max(0, oracle.getResourceValue(name));
            assertThat(rules.of(name).maximum().amount())
                    .as("%s of %s", name, what)
                    .isEqualTo(Math.min(queue, cluster.applyAsLong(name)));
        }
    }

    private static <T> T oneOf(List<T> values, SplittableRandom random) {
        return values.get(random.nextInt(values.size()));
    }
}
