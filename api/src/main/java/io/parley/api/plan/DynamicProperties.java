package io.parley.api.plan;

import io.parley.api.size.MemorySize;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which -D properties a Flink version passes to a process, as data. Immutable. */
public final class DynamicProperties {

    /** Nothing is passed. */
    public static final DynamicProperties NONE = new DynamicProperties(List.of());

    /** Numbers of cores and slots below this are common enough to keep their texts. */
    private static final int USUAL = 129;

    private static final String[] WHOLE_CORES =
            IntStream.range(0, USUAL).mapToObj(Double::toString).toArray(String[]::new);
    private static final String[] SLOTS =
            IntStream.range(0, USUAL).mapToObj(String::valueOf).toArray(String[]::new);

    private final List<Property> properties;
    private final String[] keys;

    private DynamicProperties(List<Property> properties) {
        this.properties = List.copyOf(properties);
        this.keys = properties.stream().map(Property::key).distinct().toArray(String[]::new);
        if (keys.length != properties.size()) {
            throw new IllegalArgumentException("Two properties of one key: " + properties + ".");
        }
    }

    /**
     * Gives properties in this order.
     *
     * @param properties the properties, no two of one key
     * @return the properties as data
     * @throws IllegalArgumentException if two are of one key
     */
    public static DynamicProperties of(List<Property> properties) {
        return new DynamicProperties(properties);
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
     * Gives the properties.
     *
     * @return the properties in their order
     */
    public List<Property> properties() {
        return properties;
    }

    /**
     * Gives the properties of a plan.
     *
     * @param plan the plan
     * @return the text of each key, unmodifiable, in order, the amounts of external resources last
     * @throws IllegalArgumentException if the plan lacks what a key carries
     */
    Map<String, String> of(ProcessMemoryPlan plan) {
        if (keys.length == 0) {
            return Map.of();
        }
        String[] texts = new String[keys.length];
        // Hot: no iterator, and the minimum and the maximum of a part share their text.
        MemoryPart part = null;
        String text = "";
        for (int i = 0; i < keys.length; i++) {
            Content content = properties.get(i).content();
            if (content instanceof Size size) {
                text = size.part() == part ? text : text(size.part(), plan);
                part = size.part();
                texts[i] = text;
            } else {
                texts[i] = text((Resource) content, plan);
            }
        }
        return withAmounts(texts, plan);
    }

    private Map<String, String> withAmounts(String[] texts, ProcessMemoryPlan plan) {
        if (!(plan instanceof TaskManagerMemoryPlan taskManager)
                || taskManager.resources().externalResources().isEmpty()) {
            return new FixedOrderMap<>(keys, texts);
        }
        Map<String, Long> external = taskManager.resources().externalResources();
        String[] allKeys = Arrays.copyOf(keys, keys.length + external.size());
        String[] allTexts = Arrays.copyOf(texts, allKeys.length);
        int next = keys.length;
        for (Map.Entry<String, Long> resource : external.entrySet()) {
            allKeys[next] = "external-resource." + resource.getKey() + ".amount";
            allTexts[next++] = String.valueOf(resource.getValue().longValue());
        }
        return new FixedOrderMap<>(allKeys, allTexts);
    }

    private static String text(MemoryPart part, ProcessMemoryPlan plan) {
        MemorySize size = plan instanceof TaskManagerMemoryPlan taskManager
                ? taskManager.sizeOrNull(part)
                : ((JobManagerMemoryPlan) plan).sizeOrNull(part);
        if (size == null) {
            throw lacks(plan, part.toString());
        }
        return size.toConfigurationText();
    }

    private static String text(Resource resource, ProcessMemoryPlan plan) {
        if (!(plan instanceof TaskManagerMemoryPlan taskManager)) {
            throw lacks(plan, words(resource));
        }
        TaskManagerResources resources = taskManager.resources();
        return switch (resource) {
            case CPU_CORES -> cores(resources.cpuCores().doubleValue());
            case TASK_SLOTS -> slots(resources.numberOfTaskSlots().orElseThrow(() -> lacks(plan, words(resource))));
            case EXTERNAL_RESOURCES -> names("", resources.externalResources());
            case QUOTED_EXTERNAL_RESOURCES -> names("\"", resources.externalResources());
        };
    }

    private static String words(Resource resource) {
        return switch (resource) {
            case CPU_CORES -> "number of CPU cores";
            case TASK_SLOTS -> "number of slots";
            case EXTERNAL_RESOURCES, QUOTED_EXTERNAL_RESOURCES -> "external resources";
        };
    }

    private static String cores(double cores) {
        int whole = (int) cores;
        return whole == cores && whole < USUAL ? WHOLE_CORES[whole] : String.valueOf(cores);
    }

    private static String slots(int slots) {
        return slots >= 0 && slots < USUAL ? SLOTS[slots] : String.valueOf(slots);
    }

    private static String names(String quote, Map<String, Long> external) {
        return external.isEmpty() ? "none" : quote + String.join(";", external.keySet()) + quote;
    }

    private static IllegalArgumentException lacks(ProcessMemoryPlan plan, String what) {
        return new IllegalArgumentException("Cannot pass the " + what + " of a " + plan.process()
                + " as a property: this plan has none. Pass only what the plan has.");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DynamicProperties that && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return properties.hashCode();
    }

    /** Gives the properties. */
    @Override
    public String toString() {
        return "DynamicProperties" + properties;
    }
}
