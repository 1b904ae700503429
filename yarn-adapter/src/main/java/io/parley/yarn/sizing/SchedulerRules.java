package io.parley.yarn.sizing;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ResourceLimit;
import io.parley.api.environment.ResourceLimit.Bound;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a ResourceManager turns what is asked for into what is granted. Immutable; every method is pure.
 *
 * <p>Amounts are whole units by YARN's names of resources: {@code memory-mb} in MiB, {@code vcores}, and others in the
 * unit that the cluster gives them.
 *
 * @param scheduler the scheduler
 * @param calculator the calculator; Fair always has the dominant one, Fifo always the default one
 * @param resources the rule of each resource that the cluster knows, memory and vcores among them
 * @param certainty how far the rules can be relied on
 */
public record SchedulerRules(
        SchedulerKind scheduler,
        CalculatorKind calculator,
        Map<String, AllocationRule> resources,
        Certainty certainty) {

    /** YARN's name of memory, counted in MiB. */
    public static final String MEMORY = "memory-mb";

    /** YARN's name of virtual cores. */
    public static final String VCORES = "vcores";

    /** What a maximum comes from where no key but the size of the machines decides. */
    public static final String LARGEST_NODE = "the largest node";

    /** Memory and vcores. */
    private static final int ALWAYS_KNOWN = 2;

    private static final String SCHEDULER_RULE = "scheduler";
    private static final String CALCULATOR_RULE = "calculator";
    private static final String STEP_RULE = "step.";
    private static final String ROUNDING_RULE = "rounding-maximum.";

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if memory or vcores have no rule, or the scheduler never has that calculator
     */
    public SchedulerRules {
        if (!resources.containsKey(MEMORY) || !resources.containsKey(VCORES)) {
            throw new IllegalArgumentException("The rules of " + MEMORY + " and " + VCORES
                    + " are needed, found those of " + resources.keySet() + ".");
        }
        if (scheduler != SchedulerKind.CAPACITY && calculator != calculatorOf(scheduler, calculator)) {
            throw new IllegalArgumentException(
                    scheduler + " always has " + calculatorOf(scheduler, calculator) + ", never " + calculator + ".");
        }
        resources = Collections.unmodifiableMap(new TreeMap<>(resources));
    }

    /**
     * Gives the calculator that a scheduler rounds with.
     *
     * @param scheduler the scheduler
     * @param configured what the configuration of the Capacity scheduler says
     * @return what Fair and Fifo have built in, else the configured one
     */
    static CalculatorKind calculatorOf(SchedulerKind scheduler, CalculatorKind configured) {
        return switch (scheduler) {
            case CAPACITY -> configured;
            case FAIR -> CalculatorKind.DOMINANT;
            case FIFO -> CalculatorKind.DEFAULT;
        };
    }

    /**
     * Gives the rule of a resource.
     *
     * @param name YARN's name of it
     * @return its rule; {@link AllocationRule#UNLIMITED} if there is none
     */
    public AllocationRule of(String name) {
        return resources.getOrDefault(name, AllocationRule.UNLIMITED);
    }

    /**
     * Gives what YARN grants, whether or not so much may be asked for.
     *
     * <p>Source: {@code AbstractYarnScheduler#getNormalizedResource} and what overrides it, and the calculators of
     * {@code org.apache.hadoop.yarn.util.resource}, 3.5.0. The scheduler rounds an ApplicationMaster twice, first up to
     * the maximum of its queue and then, with the Capacity scheduler, up to that of the cluster; the second rounding
     * decides.
     *
     * @param asked the size that is asked for
     * @return the size that is granted; others are named where they are above zero
     * @throws ArithmeticException if an amount is so large that YARN itself wraps around
     */
    public ContainerSize granted(ContainerSize asked) {
        return switch (calculator) {
            case DEFAULT -> byMemory(asked.memory());
            case DOMINANT -> byResource(asked);
        };
    }

    private ContainerSize byMemory(long asked) {
        AllocationRule rule = of(MEMORY);
        Bound step = rule.step().amount() == 0 ? rule.minimum() : rule.step();
        // A step of 0 falls back to the minimum, and rounding up to a multiple of 0 gives 0.
        long memory = step.amount() == 0 ? 0 : rule.rounded(asked, step);
        return new ContainerSize(memory, memory > 0 ? 1 : 0, Map.of());
    }

    private ContainerSize byResource(ContainerSize asked) {
        long memory = of(MEMORY).rounded(asked.memory());
        long vcores = of(VCORES).rounded(asked.vcores());
        boolean onlyThese = resources.size() == ALWAYS_KNOWN && asked.others().isEmpty();
        return new ContainerSize(memory, vcores, onlyThese ? Map.of() : others(asked));
    }

    private Map<String, Long> others(ContainerSize asked) {
        Map<String, Long> granted = new TreeMap<>();
        TreeSet<String> others = new TreeSet<>(resources.keySet());
        others.addAll(asked.others().keySet());
        others.remove(MEMORY);
        others.remove(VCORES);
        for (String name : others) {
            long amount = of(name).rounded(asked.amount(name));
            if (amount > 0) {
                granted.put(name, amount);
            }
        }
        return granted;
    }

    /**
     * Drops every maximum, for instance of rules that are only assumed.
     *
     * @return rules that grant any amount
     */
    public SchedulerRules withoutMaximum() {
        Map<String, AllocationRule> unlimited = new TreeMap<>();
        resources.forEach((name, rule) -> unlimited.put(name, rule.withoutMaximum()));
        return new SchedulerRules(scheduler, calculator, unlimited, certainty);
    }

    /**
     * Adds what is known about the machines: no container is larger than the largest of them, in each resource by
     * itself.
     *
     * @param largest the most that any node has of each resource; a resource that is not named is not limited further
     * @return rules that grant no more than that
     */
    public SchedulerRules withLargestNode(Map<String, Long> largest) {
        Map<String, Bound> bounds = new TreeMap<>();
        largest.forEach((name, amount) -> bounds.put(name, new Bound(amount, LARGEST_NODE)));
        return withClusterMaximum(bounds);
    }

    /**
     * Adds a limit of the whole cluster, which ends rounding too.
     *
     * @param maximum the most that is granted of each resource, and what says so
     * @return rules that grant no more than that
     */
    public SchedulerRules withClusterMaximum(Map<String, Bound> maximum) {
        Map<String, AllocationRule> limited = new TreeMap<>(resources);
        maximum.forEach((name, bound) -> limited.computeIfPresent(name, (key, rule) -> rule.grantingAtMost(bound)));
        return new SchedulerRules(scheduler, calculator, limited, certainty);
    }

    /**
     * Adds resources that nothing is known about but how much of them is granted at the most.
     *
     * @param largest the largest amount of each resource, by YARN's name
     * @return rules in which those above zero that had no rule are granted as they are asked for, up to that amount
     */
    public SchedulerRules withFurtherResources(Map<String, Long> largest) {
        Map<String, AllocationRule> more = new TreeMap<>(resources);
        largest.forEach((name, amount) -> {
            if (amount > 0) {
                more.putIfAbsent(name, AllocationRule.UNLIMITED.grantingAtMost(new Bound(amount, LARGEST_NODE)));
            }
        });
        return new SchedulerRules(scheduler, calculator, more, certainty);
    }

    /**
     * Replaces the calculator, where the scheduler has a choice.
     *
     * @param found the calculator
     * @return rules with it
     */
    public SchedulerRules counting(CalculatorKind found) {
        return new SchedulerRules(scheduler, calculatorOf(scheduler, found), resources, certainty);
    }

    /**
     * Adds the maximum of a queue.
     *
     * <p>With Fair it also ends rounding. With Capacity it only limits what may be asked for: an ask below it is
     * rounded beyond it.
     *
     * @param maximum the most that the queue admits of each resource, and the key that says so
     * @return rules that admit no more than that
     */
    public SchedulerRules withQueueMaximum(Map<String, Bound> maximum) {
        Map<String, AllocationRule> limited = new TreeMap<>(resources);
        maximum.forEach((name, bound) -> limited.computeIfPresent(name, (key, rule) -> switch (scheduler) {
            case CAPACITY -> rule.admittingAtMost(bound);
            case FAIR -> rule.grantingAtMost(bound);
            case FIFO -> rule;
        }));
        return new SchedulerRules(scheduler, calculator, limited, certainty);
    }

    /**
     * Gives these rules as the generic limits of an environment.
     *
     * @return limits from which {@link #of(EnvironmentLimits)} gives equal rules
     */
    public EnvironmentLimits toLimits() {
        Map<String, ResourceLimit> limits = new TreeMap<>();
        Map<String, String> rules = new TreeMap<>();
        rules.put(SCHEDULER_RULE, scheduler.toString());
        rules.put(CALCULATOR_RULE, calculator.toString());
        resources.forEach((name, rule) -> {
            limits.put(name, new ResourceLimit(rule.minimum(), rule.step().amount(), rule.maximum()));
            rules.put(STEP_RULE + name, rule.step().key());
            if (!rule.roundingMaximum().equals(rule.maximum())) {
                Bound rounding = rule.roundingMaximum();
                rules.put(ROUNDING_RULE + name, rounding.amount() + " " + rounding.key());
            }
        });
        return new EnvironmentLimits(limits, rules, certainty);
    }

    /**
     * Reads the generic limits of an environment.
     *
     * <p>Limits need not come from {@link #toLimits()}: where no rule says otherwise the scheduler is Capacity with its
     * default calculator, and a resource without limits is granted as it was asked.
     *
     * @param limits the limits
     * @return the rules
     * @throws IllegalArgumentException if a rule is not of the form that {@link #toLimits()} gives; the message names
     *     it
     */
    public static SchedulerRules of(EnvironmentLimits limits) {
        SchedulerKind scheduler = named(limits, SCHEDULER_RULE, SchedulerKind.CAPACITY, SchedulerKind.values());
        CalculatorKind calculator = named(
                limits, CALCULATOR_RULE, calculatorOf(scheduler, CalculatorKind.DEFAULT), CalculatorKind.values());
        Map<String, AllocationRule> resources = new TreeMap<>();
        resources.put(MEMORY, AllocationRule.UNLIMITED);
        resources.put(VCORES, AllocationRule.UNLIMITED);
        limits.resources().forEach((name, limit) -> {
            String stepKey = limits.rules()
                    .getOrDefault(STEP_RULE + name, limit.minimum().key());
            resources.put(
                    name,
                    new AllocationRule(
                            limit.minimum(),
                            new Bound(limit.step(), stepKey),
                            limit.maximum(),
                            roundingMaximum(limits, name, limit.maximum())));
        });
        return new SchedulerRules(scheduler, calculator, resources, limits.certainty());
    }

    /**
     * Tells whether limits name every resource of the cluster, as those of a ResourceManager's files do.
     *
     * @param limits the limits
     * @return whether they came from {@link #toLimits()}
     */
    public static boolean nameEveryResource(EnvironmentLimits limits) {
        return limits.rules().containsKey(SCHEDULER_RULE);
    }

    private static <T extends Enum<T>> T named(EnvironmentLimits limits, String rule, T otherwise, T[] values) {
        String text = limits.rules().get(rule);
        if (text == null) {
            return otherwise;
        }
        for (T value : values) {
            if (value.toString().equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("Cannot use the rule " + rule + " of YARN's limits: \"" + text
                + "\" is unknown. Name one of " + Arrays.toString(values) + ".");
    }

    private static Bound roundingMaximum(EnvironmentLimits limits, String name, Bound otherwise) {
        String text = limits.rules().get(ROUNDING_RULE + name);
        if (text == null) {
            return otherwise;
        }
        int blank = text.indexOf(' ');
        try {
            return new Bound(Long.parseLong(text.substring(0, Math.max(blank, 0))), text.substring(blank + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Cannot use the rule " + ROUNDING_RULE + name + " of YARN's limits: \"" + text
                            + "\" is no amount with its key. Write for instance \"8192"
                            + " yarn.scheduler.maximum-allocation-mb\".",
                    e);
        }
    }
}
