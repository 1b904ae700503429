package io.parley.yarn.sizing;

import io.parley.api.environment.ResourceLimit.Bound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The largest container that a queue of the Capacity scheduler admits. Pure.
 *
 * <p>A queue has what its parent has unless a key of its own says otherwise. Source: {@code QueueAllocationSettings}
 * and {@code ResourceUtils#createResourceFromString}, 3.5.0.
 */
final class CapacityQueueMaximum {

    private static final String PREFIX = "yarn.scheduler.capacity.";
    private static final String ROOT = "root";
    private static final Pattern PAIR = Pattern.compile("([^=]+)=(\\d+)\\s?([a-zA-Z]*)");

    private final Settings settings;
    private final Map<String, Bound> clusterMaximum;

    private CapacityQueueMaximum(Settings settings, Map<String, Bound> clusterMaximum) {
        this.settings = settings;
        this.clusterMaximum = clusterMaximum;
    }

    /**
     * Reads the maximum of a queue.
     *
     * @param settings the settings of the Capacity scheduler
     * @param queue the queue, by its name or its full path
     * @param clusterMaximum the maximum of each resource that the cluster knows
     * @return the maximum of each resource; that of the cluster where the queue is unknown or its name ambiguous
     * @throws MalformedSettingException if a ResourceManager would not start with the queue's settings
     */
    static Map<String, Bound> of(Settings settings, String queue, Map<String, Bound> clusterMaximum) {
        CapacityQueueMaximum reader = new CapacityQueueMaximum(settings, clusterMaximum);
        Map<String, Bound> maximum = new LinkedHashMap<>(clusterMaximum);
        String path = "";
        for (String part : reader.pathOf(queue)) {
            path = path.isEmpty() ? part : path + "." + part;
            reader.apply(PREFIX + path + ".maximum-allocation", maximum);
        }
        return maximum;
    }

    private List<String> pathOf(String queue) {
        if (queue.equals(ROOT) || queue.startsWith(ROOT + ".")) {
            return List.of(queue.split("\\.", -1));
        }
        List<List<String>> found = new ArrayList<>();
        collect(List.of(ROOT), queue, found);
        return switch (found.size()) {
            case 0 -> List.of(ROOT, queue);
            case 1 -> found.get(0);
            default -> List.of();
        };
    }

    private void collect(List<String> path, String name, List<List<String>> found) {
        List<String> children = settings.list(PREFIX + String.join(".", path) + ".queues");
        if (children.isEmpty() && path.get(path.size() - 1).equals(name)) {
            found.add(path);
        }
        for (String child : children) {
            List<String> longer = new ArrayList<>(path);
            longer.add(child);
            collect(longer, name, found);
        }
    }

    private void apply(String key, Map<String, Bound> maximum) {
        String text = settings.text(key);
        if (text == null || text.isEmpty()) {
            applyNumber(key + "-mb", SchedulerRules.MEMORY, maximum);
            applyNumber(key + "-vcores", SchedulerRules.VCORES, maximum);
            return;
        }
        // A resource that the text does not name may not be asked for at all.
        maximum.replaceAll((name, bound) -> new Bound(0, key));
        for (String pair : List.of(text.trim().split(",", -1))) {
            applyPair(key, pair.trim(), maximum);
        }
    }

    private void applyNumber(String key, String name, Map<String, Bound> maximum) {
        OptionalInt amount = settings.whole32(key);
        if (amount.isPresent() && amount.getAsInt() != -1) {
            put(key, name, amount.getAsInt(), maximum);
        }
    }

    private void applyPair(String key, String pair, Map<String, Bound> maximum) {
        Matcher matcher = PAIR.matcher(pair);
        if (!matcher.matches()) {
            throw unreadable(key, pair);
        }
        String unit = switch (matcher.group(3)) {
            case "" -> "";
            case "M", "m" -> "Mi";
            case "G", "g" -> "Gi";
            default -> throw unreadable(key, pair);
        };
        try {
            long amount = Long.parseLong(matcher.group(2));
            switch (matcher.group(1)) {
                // Without a unit the one name counts bytes, the other MiB.
                case "memory" -> put(key, SchedulerRules.MEMORY, QuantityUnit.convert(amount, unit, "Mi"), maximum);
                case SchedulerRules.MEMORY ->
                    put(
                            key,
                            SchedulerRules.MEMORY,
                            QuantityUnit.convert(amount, unit.isEmpty() ? "Mi" : unit, "Mi"),
                            maximum);
                case "gpu" -> put(key, "yarn.io/gpu", amount, maximum);
                case "fpga" -> put(key, "yarn.io/fpga", amount, maximum);
                default -> put(key, matcher.group(1), amount, maximum);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw unreadable(key, pair);
        }
    }

    private void put(String key, String name, long amount, Map<String, Bound> maximum) {
        Bound cluster = clusterMaximum.get(name);
        if (cluster == null) {
            throw new MalformedSettingException(
                    key,
                    "the cluster has no resource \"" + name + "\". Add it to yarn.resource-types, or take it out.");
        }
        if (amount < 0) {
            throw new MalformedSettingException(key, amount + " is negative. Write 0 or more.");
        }
        if (amount > cluster.amount()) {
            throw new MalformedSettingException(
                    key,
                    "the ResourceManager does not start with a queue's maximum of " + amount + " " + name
                            + " above the cluster's maximum of " + cluster.amount() + " (" + cluster.key()
                            + "). Lower the one or raise the other.");
        }
        maximum.put(name, new Bound(amount, key));
    }

    private static MalformedSettingException unreadable(String key, String pair) {
        return new MalformedSettingException(
                key,
                "\"" + pair + "\" is no resource with its amount. Write for instance memory-mb=8192,vcores=4; memory"
                        + " may have the unit M or G.");
    }
}
