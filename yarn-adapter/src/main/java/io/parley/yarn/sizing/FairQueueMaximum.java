package io.parley.yarn.sizing;

import io.parley.api.environment.ResourceLimit.Bound;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * The largest container that a queue of the Fair scheduler admits: {@code maxContainerAllocation} of the queue, else of
 * the nearest queue above it. Pure.
 *
 * <p>Rules that place an application by its user are not followed: where they may apply, only the root's limit counts.
 * Source: {@code AllocationFileQueueParser} and {@code FairSchedulerConfiguration#parseResourceConfigValue}, 3.5.0.
 */
final class FairQueueMaximum {

    private static final String ROOT = "root";
    static final String LIMIT = "maxContainerAllocation";
    private static final Pattern SPACED = Pattern.compile("-?\\d+(?:\\.\\d*)?\\s*[a-z]+\\s*");

    private final Set<String> resources;
    private final Map<String, Map<String, Bound>> maximumByQueue = new HashMap<>();

    private FairQueueMaximum(Set<String> resources) {
        this.resources = resources;
    }

    /**
     * Reads the maximum of a queue.
     *
     * @param allocations the text of the allocation file
     * @param settings the settings of the ResourceManager
     * @param queue the queue, by its name below the root or its full path
     * @param resources the resources that the cluster knows
     * @return the maximum of each resource that is limited
     * @throws MalformedSettingException if the file cannot be read
     */
    static Map<String, Bound> of(String allocations, Settings settings, String queue, Set<String> resources) {
        FairQueueMaximum reader = new FairQueueMaximum(resources);
        reader.readAll(allocations);
        String path = queue.equals(ROOT) || queue.startsWith(ROOT + ".") ? queue : ROOT + "." + queue;
        boolean placedByUser = queue.equals("default")
                && !settings.trimmed("yarn.scheduler.fair.user-as-default-queue", "true")
                        .equals("false");
        return reader.nearest(placedByUser ? ROOT : path);
    }

    private Map<String, Bound> nearest(String path) {
        String queue = path;
        while (!maximumByQueue.containsKey(queue) && queue.contains(".")) {
            queue = queue.substring(0, queue.lastIndexOf('.'));
        }
        return maximumByQueue.getOrDefault(queue, Map.of());
    }

    private void readAll(String allocations) {
        for (Element element : AllocationFile.children(AllocationFile.parse(allocations))) {
            if (AllocationFile.isQueue(element)) {
                String name = element.getAttribute("name").trim();
                readQueue(name.equalsIgnoreCase(ROOT) ? ROOT : ROOT + "." + name, element);
            }
        }
    }

    private void readQueue(String path, Element element) {
        for (Element child : AllocationFile.children(element)) {
            if (child.getTagName().equals(LIMIT)) {
                maximumByQueue.put(
                        path,
                        limits(
                                LIMIT + " of queue " + path,
                                child.getTextContent().trim()));
            } else if (AllocationFile.isQueue(child)) {
                readQueue(path + "." + child.getAttribute("name").trim(), child);
            }
        }
    }

    private Map<String, Bound> limits(String key, String text) {
        if (text.contains("%")) {
            throw unreadable(key, text);
        }
        try {
            return text.contains("=") ? named(key, text) : positional(key, text);
        } catch (NumberFormatException e) {
            throw unreadable(key, text);
        }
    }

    private Map<String, Bound> named(String key, String text) {
        Map<String, Bound> limits = new LinkedHashMap<>();
        // Where the text does not name vcores, YARN takes their maximum for -1 and admits nothing.
        limits.put(SchedulerRules.VCORES, new Bound(0, key));
        for (String pair : List.of(text.split(",", -1))) {
            String[] parts = pair.split("=", -1);
            if (parts.length != 2 || !resources.contains(parts[0].trim())) {
                throw unreadable(key, text);
            }
            limits.put(parts[0].trim(), new Bound(notNegative(key, text, Long.parseLong(parts[1].trim())), key));
        }
        return limits;
    }

    private Map<String, Bound> positional(String key, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> parts = List.of(lower.split(",", -1));
        if (parts.size() != 2) {
            parts = SPACED.matcher(lower)
                    .results()
                    .map(result -> result.group())
                    .toList();
        }
        if (parts.size() != 2) {
            throw unreadable(key, text);
        }
        Map<String, Bound> limits = new LinkedHashMap<>();
        // A resource that cannot be written this way may not be asked for at all.
        resources.forEach(name -> limits.put(name, new Bound(0, key)));
        limits.put(SchedulerRules.MEMORY, new Bound(amount(key, text, parts, "mb"), key));
        limits.put(SchedulerRules.VCORES, new Bound(amount(key, text, parts, "vcores"), key));
        return limits;
    }

    private static long amount(String key, String text, List<String> parts, String unit) {
        Pattern pattern = Pattern.compile("^(-?\\d+)(\\.\\d*)?\\s*" + unit);
        for (String part : parts) {
            if (part.contains(unit)) {
                Matcher matcher = pattern.matcher(part.trim());
                if (!matcher.find()) {
                    throw unreadable(key, text);
                }
                return notNegative(key, text, Integer.parseInt(matcher.group(1)));
            }
        }
        throw unreadable(key, text);
    }

    private static long notNegative(String key, String text, long amount) {
        if (amount < 0) {
            throw unreadable(key, text);
        }
        return amount;
    }

    private static MalformedSettingException unreadable(String key, String text) {
        return new MalformedSettingException(
                key,
                "\"" + text + "\" is no largest container. Write for instance 8192 mb, 4 vcores, or the resources of"
                        + " the cluster by name: memory-mb=8192, vcores=4.");
    }
}
