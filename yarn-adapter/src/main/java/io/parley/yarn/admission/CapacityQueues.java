package io.parley.yarn.admission;

import io.parley.yarn.admission.SubmissionQueue.Standing;
import io.parley.yarn.sizing.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The queues that the settings of a Capacity scheduler define. Pure.
 *
 * <p>Source: {@code CapacitySchedulerConfiguration} and {@code CapacityScheduler#addApplication}, 3.5.0.
 */
final class CapacityQueues {

    static final String PREFIX = "yarn.scheduler.capacity.";
    private static final String ROOT = "root";
    private static final String SUBMIT = ".acl_submit_applications";
    private static final String ADMINISTER = ".acl_administer_queue";
    private static final String LABELS = ".accessible-node-labels";

    private final Settings settings;

    CapacityQueues(Settings settings) {
        this.settings = settings;
    }

    /** Tells whether the settings define queues at all. */
    boolean areKnown() {
        return !children(ROOT).isEmpty();
    }

    private List<String> children(String path) {
        return settings.list(PREFIX + path + ".queues");
    }

    /** Gives the paths of all queues that take applications. */
    List<String> leaves() {
        List<String> found = new ArrayList<>();
        collect(ROOT, found);
        return found.stream().filter(path -> children(path).isEmpty()).toList();
    }

    private void collect(String path, Collection<String> found) {
        found.add(path);
        children(path).forEach(child -> collect(path + "." + child, found));
    }

    /** Gives the queues of a name; a queue that takes applications wins over the others of its name. */
    private List<String> named(String name) {
        List<String> all = new ArrayList<>();
        collect(ROOT, all);
        List<String> found = all.stream()
                .filter(path -> path.equals(name) || nameOf(path).equals(name))
                .toList();
        List<String> leaves =
                found.stream().filter(path -> children(path).isEmpty()).toList();
        return leaves.isEmpty() ? found : leaves;
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Gives the full path of a queue, where there is one. */
    Optional<String> path(String name) {
        List<String> found = named(name);
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    Standing standing(String name) {
        if (!areKnown()) {
            return Standing.UNKNOWN;
        }
        List<String> found = named(name);
        return switch (found.size()) {
            case 0 -> isMadeOnDemand(name) ? Standing.ON_DEMAND : Standing.MISSING;
            case 1 -> children(found.get(0)).isEmpty() ? Standing.LEAF : Standing.PARENT;
            default -> Standing.AMBIGUOUS;
        };
    }

    /** Only a queue whose path names a parent that makes queues is made. */
    boolean isMadeOnDemand(String name) {
        int end = name.lastIndexOf('.');
        if (end < 0) {
            return false;
        }
        String parent = PREFIX + name.substring(0, end);
        return isTrue(parent + ".auto-queue-creation-v2.enabled")
                || isTrue(parent + ".auto-create-child-queue.enabled");
    }

    private boolean isTrue(String key) {
        return settings.trimmed(key, "false").toLowerCase(Locale.ROOT).equals("true");
    }

    /** A queue below one that is stopped is stopped too. */
    SubmissionQueue.State state(String path) {
        for (String queue : upwards(path)) {
            String key = PREFIX + queue + ".state";
            if (!settings.trimmed(key, "RUNNING").toUpperCase(Locale.ROOT).equals("RUNNING")) {
                return new SubmissionQueue.State(false, key);
            }
        }
        return new SubmissionQueue.State(true, PREFIX + path + ".state");
    }

    /** Whoever may submit to a queue may submit to all queues below it. */
    boolean maySubmit(String path, Submitter submitter) {
        for (String queue : upwards(path)) {
            String otherwise = queue.equals(ROOT) ? "*" : " ";
            String submit = settings.text(PREFIX + queue + SUBMIT);
            String administer = settings.text(PREFIX + queue + ADMINISTER);
            if (submitter.isIn(submit == null ? otherwise : submit)
                    || submitter.isIn(administer == null ? otherwise : administer)) {
                return true;
            }
        }
        return false;
    }

    String submitKey(String path) {
        return PREFIX + path + SUBMIT;
    }

    /** A queue has the labels of the one above it unless it says otherwise; the root has all. */
    Set<String> accessibleLabels(String path) {
        for (String queue : upwards(path)) {
            String text = settings.text(PREFIX + queue + LABELS);
            if (text != null && !queue.equals(ROOT)) {
                Set<String> labels = new TreeSet<>();
                for (String label : text.split(",", -1)) {
                    if (!label.isBlank()) {
                        labels.add(label.trim());
                    }
                }
                return labels;
            }
        }
        return Set.of("*");
    }

    String labelsKey(String path) {
        return PREFIX + path + LABELS;
    }

    /** A queue has the default label of the one above it unless it says otherwise. */
    Optional<String> defaultLabel(String path) {
        for (String queue : upwards(path)) {
            String text = settings.text(PREFIX + queue + ".default-node-label-expression");
            if (text != null) {
                return Optional.of(text.trim()).filter(label -> !label.isEmpty());
            }
        }
        return Optional.empty();
    }

    /** Gives the part that application masters may use, and the key that says so. */
    KeyedNumber masterFraction(String path, String label) {
        String suffix = ".maximum-am-resource-percent";
        List<String> keys = new ArrayList<>();
        if (!label.isEmpty()) {
            keys.add(PREFIX + path + LABELS + "." + label + suffix);
        }
        keys.add(PREFIX + path + suffix);
        return fraction(keys, PREFIX + suffix.substring(1), 0.1);
    }

    /** Gives how much of a queue's capacity one user may have, as a factor. */
    KeyedNumber userLimitFactor(String path) {
        return fraction(List.of(PREFIX + path + ".user-limit-factor"), PREFIX + "user-limit-factor", 1);
    }

    /** Gives the least percentage of a queue that one of several users has. */
    KeyedNumber minimumUserLimit(String path) {
        return fraction(
                List.of(PREFIX + path + ".minimum-user-limit-percent"), PREFIX + "minimum-user-limit-percent", 100);
    }

    /** Gives the key of the most that a queue may use. */
    static String ceilingKey(String path, String label) {
        return PREFIX + path + (label.isEmpty() ? "" : LABELS + "." + label) + ".maximum-capacity";
    }

    private KeyedNumber fraction(List<String> keys, String general, double otherwise) {
        for (String key : keys) {
            if (settings.text(key) != null) {
                return new KeyedNumber(settings.decimal(key, otherwise), key);
            }
        }
        return new KeyedNumber(settings.decimal(general, otherwise), general);
    }

    private static List<String> upwards(String path) {
        List<String> queues = new ArrayList<>();
        String queue = path;
        while (true) {
            queues.add(queue);
            int end = queue.lastIndexOf('.');
            if (end < 0) {
                return queues;
            }
            queue = queue.substring(0, end);
        }
    }
}
