package io.parley.yarn.admission;

import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.yarn.admission.ApplicationLimit.Beyond;
import io.parley.yarn.admission.SubmissionQueue.Permission;
import io.parley.yarn.admission.SubmissionQueue.Standing;
import io.parley.yarn.sizing.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The queues that the settings of a Capacity scheduler define. Pure.
 *
 * <p>Source: {@code CapacitySchedulerConfiguration} and {@code CapacityScheduler#addApplication}, 3.5.0.
 */
final class CapacityQueues {

    static final String PREFIX = "yarn.scheduler.capacity.";
    private static final String ROOT = "root";
    private static final String PARALLEL = ".max-parallel-apps";
    private static final String SUBMIT = ".acl_submit_applications";
    private static final String ADMINISTER = ".acl_administer_queue";
    private static final String LABELS = ".accessible-node-labels";
    private static final String CREATION = ".auto-queue-creation-v2.";
    private static final String DEPTH = "maximum-queue-depth";
    private static final int USUAL_DEPTH = 2;

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

    /**
     * Only a queue whose path names a queue that makes others is made, with those in between as far down as that one
     * allows; a parent of the older kind makes them for rules of placement only.
     */
    boolean isMadeOnDemand(String name) {
        int end = name.lastIndexOf('.');
        if (end < 0) {
            return false;
        }
        if (hasRules() && isTrue(PREFIX + name.substring(0, end) + ".auto-create-child-queue.enabled")) {
            return true;
        }
        Set<String> defined = new HashSet<>();
        collect(ROOT, defined);
        List<String> queues = upwards(name);
        for (int levels = 1; levels < queues.size(); levels++) {
            String nearest = queues.get(levels);
            if (defined.contains(nearest)) {
                String made = PREFIX + nearest + CREATION;
                return isTrue(made + "enabled") && levels <= depth(made);
            }
        }
        return false;
    }

    /** Gives how many levels of queues are made below one. */
    private long depth(String made) {
        return settings.whole(made + DEPTH)
                .orElse(settings.whole(PREFIX + CREATION.substring(1) + DEPTH).orElse(USUAL_DEPTH));
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
    Permission maySubmit(String path, Submitter submitter) {
        List<String> lists = new ArrayList<>();
        for (String queue : upwards(path)) {
            String otherwise = queue.equals(ROOT) ? "*" : " ";
            String submit = settings.text(PREFIX + queue + SUBMIT);
            String administer = settings.text(PREFIX + queue + ADMINISTER);
            lists.add(submit == null ? otherwise : submit);
            lists.add(administer == null ? otherwise : administer);
        }
        return submitter.permission(lists);
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

    /** Gives the most that a queue and those above it may use of the nodes of a label, as far as it is in amounts. */
    Map<String, Bound> ceiling(String path, String label) {
        Map<String, Bound> ceiling = new LinkedHashMap<>();
        for (String queue : upwards(path)) {
            String key = ceilingKey(queue, label);
            CapacityAmounts.parse(settings.trimmed(key, ""))
                    .forEach((name, amount) -> ceiling.merge(
                            name, new Bound(amount, key), (one, other) -> other.amount() < one.amount() ? other : one));
        }
        return ceiling;
    }

    /** Gives how many applications there may be, as far as keys say so. */
    List<ApplicationLimit> applicationLimits(String path, String user) {
        List<ApplicationLimit> limits = new ArrayList<>();
        for (String queue : upwards(path)) {
            firstCount(PREFIX + queue + PARALLEL, PREFIX + PARALLEL.substring(1))
                    .ifPresent(count -> limits.add(count.of("queue " + queue, Optional.empty(), Beyond.WAITS)));
        }
        firstCount(PREFIX + "user." + user + PARALLEL, PREFIX + "user" + PARALLEL)
                .ifPresent(count -> limits.add(count.of("user " + user, Optional.of(user), Beyond.WAITS)));
        mostThere(path).ifPresent(count -> limits.add(count.of("queue " + path, Optional.empty(), Beyond.REFUSED)));
        return limits;
    }

    /** A queue's own number counts unless it is negative, that for all queues where it is above 0. */
    private Optional<Count> mostThere(String path) {
        String own = PREFIX + path + ".maximum-applications";
        if (settings.whole(own).orElse(-1) >= 0) {
            return firstCount(own);
        }
        return firstCount(PREFIX + "global-queue-max-application").filter(count -> count.most > 0);
    }

    private record Count(long most, String key) {

        ApplicationLimit of(String holder, Optional<String> user, Beyond beyond) {
            return new ApplicationLimit(holder, user, most, key, beyond, OptionalLong.empty());
        }
    }

    private Optional<Count> firstCount(String... keys) {
        for (String key : keys) {
            OptionalLong most = settings.whole(key);
            if (most.isPresent()) {
                return most.getAsLong() < Integer.MAX_VALUE
                        ? Optional.of(new Count(most.getAsLong(), key))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Names what keys say of users and is not looked at: it makes further containers wait, never the first. */
    List<String> ignored(String path) {
        return Stream.of(
                        PREFIX + path + ".user-limit-factor",
                        PREFIX + "user-limit-factor",
                        PREFIX + path + ".minimum-user-limit-percent",
                        PREFIX + "minimum-user-limit-percent")
                .filter(key -> settings.text(key) != null)
                .map(key -> "Not considered: how much of queue " + path + " one user may hold at a time (" + key
                        + "); beyond it a container waits.")
                .toList();
    }

    /** Tells whether rules place an application that names a queue, and may place it elsewhere. */
    boolean placesByRule(String name) {
        boolean isUnnamed = name.equals("default") || name.equals("root.default");
        return hasRules() && (isUnnamed || isTrue(PREFIX + "queue-mappings-override.enable"));
    }

    private boolean hasRules() {
        return Stream.of("queue-mappings", "app-name-mappings", "mapping-rule-json", "mapping-rule-json-file")
                .anyMatch(key -> !settings.trimmed(PREFIX + key, "").isEmpty());
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
