package io.parley.yarn.sizing;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.ResourceLimit.Bound;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules of a ResourceManager from its settings, with its keys, defaults, units and precedence. Pure.
 *
 * <p>Source: {@code ResourceUtils}, {@code FairSchedulerConfiguration}, {@code CapacitySchedulerConfiguration} and what
 * each scheduler validates when it starts, 3.5.0.
 */
public final class SchedulerRulesReader {

    /** The key that names the class of the scheduler. */
    public static final String SCHEDULER_CLASS = "yarn.resourcemanager.scheduler.class";

    /** The key that names the class of the Capacity scheduler's calculator. */
    public static final String CALCULATOR_CLASS = "yarn.scheduler.capacity.resource-calculator";

    private static final String RESOURCE_TYPES = "yarn.resource-types";
    private static final Pattern INCREMENT = Pattern.compile("([0-9]+) ?([a-zA-Z]*)");
    private static final Mandatory MEMORY =
            new Mandatory(SchedulerRules.MEMORY, "mb", "Mi", Long.MAX_VALUE, new Defaults(1024, 8192, 1024));
    private static final Mandatory VCORES =
            new Mandatory(SchedulerRules.VCORES, "vcores", "", Integer.MAX_VALUE, new Defaults(1, 4, 1));

    private final Settings yarn;
    private final Settings capacity;
    private final SchedulerKind scheduler;

    /** A resource that every cluster has, and how its keys end. */
    private record Mandatory(String name, String suffix, String unit, long largest, Defaults defaults) {

        String key(String what) {
            return "yarn.scheduler." + what + "-allocation-" + suffix;
        }
    }

    private record Defaults(int minimum, int maximum, int increment) {}

    private SchedulerRulesReader(Settings yarn, Settings capacity, SchedulerKind scheduler) {
        this.yarn = yarn;
        this.capacity = capacity;
        this.scheduler = scheduler;
    }

    /**
     * Reads the rules that hold in a queue.
     *
     * @param settings the settings
     * @param queue the queue, by its name or its full path
     * @return the rules; only assumed where the settings are, or where a scheduler or calculator is not one of Hadoop's
     *     own
     * @throws MalformedSettingException if a ResourceManager would not start with these settings; the message names the
     *     key
     */
    public static SchedulerRules read(SchedulerSettings settings, String queue) {
        Settings yarn = new Settings(settings.yarn());
        Settings capacity = new Settings(settings.capacity());
        Optional<SchedulerKind> known = SchedulerKind.ofClass(className(yarn, SCHEDULER_CLASS))
                .or(() -> unsetMeans(yarn, SCHEDULER_CLASS, SchedulerKind.CAPACITY));
        SchedulerKind scheduler = known.orElse(SchedulerKind.CAPACITY);
        SchedulerRulesReader reader = new SchedulerRulesReader(yarn, capacity, scheduler);
        return reader.read(settings, queue, known.isPresent());
    }

    /**
     * Tells whether a limit is that of a queue and not of the whole cluster.
     *
     * @param key what says so
     * @return whether it is
     */
    public static boolean isOfQueue(String key) {
        return key.startsWith("yarn.scheduler.capacity.root") || key.startsWith(FairQueueMaximum.LIMIT);
    }

    private static String className(Settings settings, String key) {
        return settings.trimmed(key, "");
    }

    private static <T> Optional<T> unsetMeans(Settings settings, String key, T value) {
        return settings.text(key) == null ? Optional.of(value) : Optional.empty();
    }

    private SchedulerRules read(SchedulerSettings settings, String queue, boolean schedulerKnown) {
        checkThatItStarts();
        Map<String, String> units = unitsOfOtherResources();
        Optional<CalculatorKind> known = calculator(!units.isEmpty());
        Certainty certainty = schedulerKnown && known.isPresent() ? settings.certainty() : Certainty.ASSUMED;
        Map<String, AllocationRule> resources = new TreeMap<>();
        resources.put(MEMORY.name, rule(MEMORY));
        resources.put(VCORES.name, rule(VCORES));
        units.forEach((name, unit) -> resources.put(name, other(name, unit)));
        SchedulerRules rules = new SchedulerRules(
                scheduler,
                SchedulerRules.calculatorOf(scheduler, known.orElse(CalculatorKind.DOMINANT)),
                resources,
                certainty);
        return rules.withQueueMaximum(queueMaximum(settings, queue, resources));
    }

    private Map<String, Bound> queueMaximum(
            SchedulerSettings settings, String queue, Map<String, AllocationRule> resources) {
        return switch (scheduler) {
            case CAPACITY -> CapacityQueueMaximum.of(capacity, queue, clusterMaximum(resources));
            case FAIR ->
                settings.fairAllocations()
                        .map(text -> FairQueueMaximum.of(text, yarn, queue, resources.keySet()))
                        .orElse(Map.of());
            case FIFO -> Map.of();
        };
    }

    /** The Capacity scheduler reads the maximum again, and then also from a file of its own. */
    private Map<String, Bound> clusterMaximum(Map<String, AllocationRule> resources) {
        Map<String, Bound> maximum = new LinkedHashMap<>();
        resources.forEach((name, rule) -> maximum.put(name, rule.maximum()));
        maximum.put(MEMORY.name, overridden(capacity, MEMORY, "maximum", MEMORY.defaults.maximum));
        maximum.put(VCORES.name, overridden(capacity, VCORES, "maximum", VCORES.defaults.maximum));
        return maximum;
    }

    private AllocationRule rule(Mandatory resource) {
        Bound minimum = overridden(yarn, resource, "minimum", resource.defaults.minimum);
        Bound maximum = overridden(yarn, resource, "maximum", resource.defaults.maximum);
        Bound step = switch (scheduler) {
            case CAPACITY, FIFO -> minimum;
            case FAIR -> increment(resource);
        };
        return new AllocationRule(minimum, step, maximum, maximum);
    }

    /** The key of resource types wins, unless it is -1, which counts as not set. */
    private static Bound overridden(Settings settings, Mandatory resource, String what, int otherwise) {
        String override = RESOURCE_TYPES + "." + resource.name + "." + what + "-allocation";
        OptionalLong overriding = settings.whole(override);
        if (overriding.isPresent() && overriding.getAsLong() != -1) {
            return bound(override, overriding.getAsLong(), resource.largest);
        }
        String key = resource.key(what);
        return bound(key, settings.whole(key).orElse(otherwise), resource.largest);
    }

    private static Bound bound(String key, long amount, long representable) {
        if (amount < 0) {
            throw new MalformedSettingException(key, amount + " is negative. Write 0 or more.");
        }
        return new Bound(Math.min(amount, representable), key);
    }

    private AllocationRule other(String name, String unit) {
        String prefix = RESOURCE_TYPES + "." + name;
        String minimumKey = prefix + ".minimum-allocation";
        String maximumKey = prefix + ".maximum-allocation";
        Bound minimum = bound(minimumKey, yarn.whole(minimumKey).orElse(0), Long.MAX_VALUE);
        Bound maximum = bound(maximumKey, yarn.whole(maximumKey).orElse(Long.MAX_VALUE), Long.MAX_VALUE);
        Bound step = switch (scheduler) {
            case CAPACITY, FIFO -> minimum;
            case FAIR -> increment(name, unit).orElse(new Bound(0, prefix + ".increment-allocation"));
        };
        return new AllocationRule(minimum, step, maximum, maximum);
    }

    private Optional<Bound> increment(String name, String unit) {
        String key = RESOURCE_TYPES + "." + name + ".increment-allocation";
        String text = yarn.text(key);
        if (text == null) {
            return Optional.empty();
        }
        Matcher matcher = INCREMENT.matcher(text);
        String from = matcher.matches() ? matcher.group(2) : null;
        if (from == null || !(from.isEmpty() || QuantityUnit.isKnown(from))) {
            throw unreadableIncrement(key, text, null);
        }
        try {
            long amount = Long.parseLong(matcher.group(1));
            long converted = from.isEmpty() ? amount : QuantityUnit.convert(amount, from, unit);
            if (SchedulerRules.VCORES.equals(name)) {
                Math.toIntExact(converted);
            }
            return Optional.of(new Bound(converted, key));
        } catch (NumberFormatException | ArithmeticException e) {
            throw unreadableIncrement(key, text, e);
        }
    }

    private static MalformedSettingException unreadableIncrement(String key, String text, @Nullable Throwable cause) {
        return new MalformedSettingException(
                key,
                "\"" + text + "\" is not an amount in range. Write digits, at most one blank and a unit of YARN, for"
                        + " instance 256 Mi.",
                cause);
    }

    private Bound increment(Mandatory resource) {
        return increment(resource.name, resource.unit).orElseGet(() -> {
            String key = resource.key("increment");
            long amount = resource.largest == Integer.MAX_VALUE
                    ? yarn.whole32(key).orElse(resource.defaults.increment)
                    : yarn.whole(key).orElse(resource.defaults.increment);
            return bound(key, amount, resource.largest);
        });
    }

    private Map<String, String> unitsOfOtherResources() {
        Map<String, String> units = new LinkedHashMap<>();
        for (String name : yarn.list(RESOURCE_TYPES)) {
            if (name.isEmpty()
                    || name.equals("memory")
                    || SchedulerRules.MEMORY.equals(name)
                    || SchedulerRules.VCORES.equals(name)
                    || units.containsKey(name)) {
                throw new MalformedSettingException(
                        RESOURCE_TYPES,
                        "it lists \"" + name + "\", which is empty, always there or listed twice. Take it out.");
            }
            String prefix = RESOURCE_TYPES + "." + name;
            String unit = yarn.entries().getOrDefault(prefix + ".units", "");
            if (!QuantityUnit.isKnown(unit)) {
                throw new MalformedSettingException(
                        prefix + ".units", "\"" + unit + "\" is no unit of YARN. Write for instance Mi, or nothing.");
            }
            String type = yarn.entries().getOrDefault(prefix + ".type", "COUNTABLE");
            if (!type.equals("COUNTABLE")) {
                throw new MalformedSettingException(
                        prefix + ".type", "\"" + type + "\" is no type of YARN. Write COUNTABLE.");
            }
            // YARN never counts volumes, so they have no place in a container's size.
            if (!yarn.list(prefix + ".tags").contains("system:csi-volume")) {
                units.put(name, unit);
            }
        }
        return units;
    }

    private Optional<CalculatorKind> calculator(boolean hasOtherResources) {
        if (scheduler != SchedulerKind.CAPACITY) {
            return Optional.of(SchedulerRules.calculatorOf(scheduler, CalculatorKind.DEFAULT));
        }
        // The scheduler does not start with further resources and the default calculator, so where nothing is said,
        // because its own file is not at hand, the other one must have been chosen.
        CalculatorKind otherwise = hasOtherResources ? CalculatorKind.DOMINANT : CalculatorKind.DEFAULT;
        Optional<CalculatorKind> known = CalculatorKind.ofClass(className(capacity, CALCULATOR_CLASS))
                .or(() -> unsetMeans(capacity, CALCULATOR_CLASS, otherwise));
        if (hasOtherResources && known.equals(Optional.of(CalculatorKind.DEFAULT))) {
            throw new MalformedSettingException(
                    CALCULATOR_CLASS,
                    CalculatorKind.DEFAULT + " counts memory only, but " + RESOURCE_TYPES
                            + " lists further resources; the ResourceManager does not start. Choose "
                            + CalculatorKind.DOMINANT + ".");
        }
        return known;
    }

    private void checkThatItStarts() {
        switch (scheduler) {
            case CAPACITY -> {
                checkRange(capacity, MEMORY, 1);
                checkRange(capacity, VCORES, 1);
            }
            case FIFO -> checkRange(yarn, MEMORY, 1);
            case FAIR -> {
                checkRange(yarn, MEMORY, 0);
                checkRange(yarn, VCORES, 0);
                checkIncrement(MEMORY);
                checkIncrement(VCORES);
            }
        }
    }

    private void checkRange(Settings settings, Mandatory resource, int least) {
        String minimumKey = resource.key("minimum");
        String maximumKey = resource.key("maximum");
        int minimum = settings.whole32(minimumKey).orElse(resource.defaults.minimum);
        int maximum = settings.whole32(maximumKey).orElse(resource.defaults.maximum);
        if (minimum < least) {
            throw new MalformedSettingException(
                    minimumKey,
                    "the ResourceManager does not start " + scheduler + " with " + minimum + ". Write " + least
                            + " or more.");
        }
        if (minimum > maximum) {
            throw new MalformedSettingException(
                    minimumKey,
                    "the ResourceManager does not start with a minimum of " + minimum + " above the maximum of "
                            + maximum + " (" + maximumKey + "). Lower the one or raise the other.");
        }
    }

    private void checkIncrement(Mandatory resource) {
        Bound increment = increment(resource);
        if (increment.amount() == 0) {
            throw new MalformedSettingException(
                    increment.key(), "the ResourceManager does not start with an increment of 0. Write 1 or more.");
        }
    }
}
