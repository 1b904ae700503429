package io.parley.api.plan;

import java.util.List;
import java.util.Map;

/**
 * Which -D properties a Flink version passes to a process, as data. Immutable.
 *
 * @param properties the properties in their order
 */
public record DynamicProperties(List<Property> properties) {

    /** Nothing is passed. */
    public static final DynamicProperties NONE = new DynamicProperties(List.of());

    /** Copies the list. */
    public DynamicProperties {
        properties = List.copyOf(properties);
    }

    /**
     * One property.
     *
     * @param key its key
     * @param content what it carries
     */
    public record Property(String key, Content content) {}

    /** What a property carries. */
    public sealed interface Content {}

    /**
     * The size of a part in bytes, with the unit b.
     *
     * @param part the part
     */
    public record Size(MemoryPart part) implements Content {}

    /** Something of a TaskManager that is no memory. */
    public enum Resource implements Content {
        /** The CPU cores as a double. */
        CPU_CORES,
        /** The number of task slots. */
        TASK_SLOTS,
        /** The names of the external resources, {@code none} without any; each also gets a property of its amount. */
        EXTERNAL_RESOURCES,
        /** The same, the list of names in double quotes. */
        QUOTED_EXTERNAL_RESOURCES
    }

    /**
     * Gives the properties of a plan.
     *
     * @param plan the plan
     * @return the text of each key, unmodifiable, in order
     * @throws IllegalArgumentException if the plan lacks what a key carries
     */
    Map<String, String> of(ProcessMemoryPlan plan) {
        if (properties.isEmpty()) {
            return Map.of();
        }
        Map<String, Long> external = plan instanceof TaskManagerMemoryPlan taskManager
                ? taskManager.resources().externalResources()
                : Map.of();
        FixedOrderMap.Builder<String> texts = new FixedOrderMap.Builder<>(properties.size() + external.size());
        // By index: this is hot, and an iterator would be garbage.
        for (int i = 0; i < properties.size(); i++) {
            Property property = properties.get(i);
            if (property.content() instanceof Size size) {
                texts.put(property.key(), text(size.part(), plan));
            } else {
                put(property.key(), (Resource) property.content(), plan, texts);
            }
        }
        return texts.build();
    }

    private static String text(MemoryPart part, ProcessMemoryPlan plan) {
        return plan.size(part).orElseThrow(() -> lacks(plan, part.toString())).toConfigurationText();
    }

    private static void put(
            String key, Resource resource, ProcessMemoryPlan plan, FixedOrderMap.Builder<String> texts) {
        if (!(plan instanceof TaskManagerMemoryPlan taskManager)) {
            throw lacks(plan, resource.toString());
        }
        TaskManagerResources resources = taskManager.resources();
        switch (resource) {
            case CPU_CORES -> texts.put(key, String.valueOf(resources.cpuCores().doubleValue()));
            case TASK_SLOTS ->
                texts.put(
                        key,
                        String.valueOf(
                                resources.numberOfTaskSlots().orElseThrow(() -> lacks(plan, "number of slots"))));
            case EXTERNAL_RESOURCES -> putExternal(key, "", resources.externalResources(), texts);
            case QUOTED_EXTERNAL_RESOURCES -> putExternal(key, "\"", resources.externalResources(), texts);
        }
    }

    private static void putExternal(
            String key, String quote, Map<String, Long> external, FixedOrderMap.Builder<String> texts) {
        texts.put(key, external.isEmpty() ? "none" : quote + String.join(";", external.keySet()) + quote);
        external.forEach((name, amount) ->
                texts.put("external-resource." + name + ".amount", String.valueOf(amount.longValue())));
    }

    private static IllegalArgumentException lacks(ProcessMemoryPlan plan, String what) {
        return new IllegalArgumentException("Cannot pass the " + what + " of a " + plan.process()
                + " as a property: this plan has none. Pass only what the plan has.");
    }
}
