package io.parley.yarn.admission;

import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.yarn.admission.SubmissionQueue.Permission;
import io.parley.yarn.admission.SubmissionQueue.Standing;
import io.parley.yarn.sizing.AllocationFile;
import io.parley.yarn.sizing.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.w3c.dom.Element;

/**
 * The queues that an allocation file of the Fair scheduler defines. Pure.
 *
 * <p>Without a placement policy in the file an application goes to the queue that it names, one that names
 * {@code default} to a queue of its user. A policy in the file is not followed: an application that names a queue of
 * the file is taken to stay there, and of any other nothing is said. Source: {@code AllocationFileQueueParser},
 * {@code QueuePlacementPolicy} and {@code FairScheduler#addApplication}, 3.5.0.
 */
final class FairQueues {

    private static final String ROOT = "root";
    private static final String DEFAULT = ROOT + ".default";
    private static final String SUBMIT = "aclSubmitApps";
    private static final String ADMINISTER = "aclAdministerApps";
    private static final Set<String> LISTS = Set.of(SUBMIT, ADMINISTER);
    private static final String MAXIMUM = "maxResources";
    private static final String SHARE = "maxAMShare";
    private static final String SHARE_DEFAULT = "queueMaxAMShareDefault";
    private static final String RUNNING = "maxRunningApps";
    private static final double USUAL_SHARE = 0.5;
    private static final double NO_LIMIT = -1;

    private final Settings yarn;
    private final Map<String, Map<String, String>> queues = new TreeMap<>();
    private final Map<String, Boolean> parents = new HashMap<>();
    private final Map<String, String> general = new HashMap<>();
    private final Map<String, String> mostOfUsers = new HashMap<>();
    private boolean hasPolicy;

    /**
     * Reads a file.
     *
     * @param allocations its text; empty where there is none
     * @param yarn the settings of the ResourceManager
     */
    FairQueues(Optional<String> allocations, Settings yarn) {
        this.yarn = yarn;
        queues.put(ROOT, new HashMap<>());
        parents.put(ROOT, true);
        allocations.map(AllocationFile::parse).ifPresent(this::readTop);
        queues.putIfAbsent(DEFAULT, new HashMap<>());
    }

    private void readTop(Element top) {
        for (Element element : AllocationFile.children(top)) {
            if (AllocationFile.isQueue(element)) {
                String name = element.getAttribute("name").trim();
                readQueue(name.equalsIgnoreCase(ROOT) ? ROOT : ROOT + "." + name, element);
            } else if (element.getTagName().equals("queuePlacementPolicy")) {
                hasPolicy = true;
            } else if (element.getTagName().equals("user")) {
                for (Element child : AllocationFile.children(element)) {
                    if (child.getTagName().equals(RUNNING)) {
                        mostOfUsers.put(
                                element.getAttribute("name"),
                                child.getTextContent().trim());
                    }
                }
            } else {
                general.put(element.getTagName(), element.getTextContent().trim());
            }
        }
    }

    private void readQueue(String path, Element element) {
        Map<String, String> settings = queues.computeIfAbsent(path, key -> new HashMap<>());
        boolean isParent = element.getAttribute("type").equals("parent");
        for (Element child : AllocationFile.children(element)) {
            if (AllocationFile.isQueue(child)) {
                isParent = true;
                readQueue(path + "." + child.getAttribute("name").trim(), child);
            } else {
                // A blank at the beginning of a list says that groups follow.
                String text = child.getTextContent();
                settings.put(child.getTagName(), LISTS.contains(child.getTagName()) ? text : text.trim());
            }
        }
        parents.merge(path, isParent, Boolean::logicalOr);
    }

    /** Gives the queue that an application ends up in. */
    String placed(String name, Submitter submitter) {
        String path = name.equals(ROOT) || name.startsWith(ROOT + ".") ? name : ROOT + "." + name;
        if (hasPolicy) {
            return path;
        }
        boolean made = isTrue("yarn.scheduler.fair.allow-undeclared-pools");
        if (!name.equals("default") && (made || queues.containsKey(path))) {
            return path;
        }
        String ofUser = ROOT + "." + submitter.user().trim().replace(".", "_dot_");
        boolean byUser = isTrue("yarn.scheduler.fair.user-as-default-queue");
        return byUser && (made || queues.containsKey(ofUser)) ? ofUser : DEFAULT;
    }

    /** Tells whether a policy may place an application that names a queue elsewhere. */
    boolean placesByRule(String name, String path) {
        return hasPolicy && (name.equals("default") || !queues.containsKey(path));
    }

    /** Gives how many applications may run, as far as the file says so. */
    List<ApplicationLimit> applicationLimits(String path, String user) {
        List<ApplicationLimit> limits = new ArrayList<>();
        String queue = path;
        while (true) {
            String own = queues.getOrDefault(queue, Map.of()).get(RUNNING);
            String holder = "queue " + queue;
            if (own != null) {
                limits.add(limit(holder, Optional.empty(), own, RUNNING + " of " + holder));
            } else if (general.containsKey("queueMaxAppsDefault") && !queue.equals(ROOT)) {
                limits.add(limit(
                        holder,
                        Optional.empty(),
                        general.getOrDefault("queueMaxAppsDefault", ""),
                        "queueMaxAppsDefault"));
            }
            if (queue.equals(ROOT)) {
                break;
            }
            queue = above(queue);
        }
        String ofUser = mostOfUsers.getOrDefault(user, general.getOrDefault("userMaxAppsDefault", ""));
        if (!ofUser.isEmpty()) {
            String key = mostOfUsers.containsKey(user) ? RUNNING + " of user " + user : "userMaxAppsDefault";
            limits.add(limit("user " + user, Optional.of(user), ofUser, key));
        }
        return limits;
    }

    private static ApplicationLimit limit(String holder, Optional<String> user, String text, String key) {
        long most = new Settings(Map.of(key, text)).whole(key).orElse(Integer.MAX_VALUE);
        return new ApplicationLimit(holder, user, most, key, ApplicationLimit.Beyond.WAITS, OptionalLong.empty());
    }

    private boolean isTrue(String key) {
        return !yarn.trimmed(key, "true").equalsIgnoreCase("false");
    }

    Standing standing(String path) {
        if (queues.containsKey(path)) {
            return isParent(path) ? Standing.PARENT : Standing.LEAF;
        }
        return isParent(nearest(path)) ? Standing.ON_DEMAND : Standing.MISSING;
    }

    private boolean isParent(String path) {
        return parents.getOrDefault(path, false);
    }

    private String nearest(String path) {
        String queue = path;
        while (!queues.containsKey(queue)) {
            queue = above(queue);
        }
        return queue;
    }

    private static String above(String path) {
        int end = path.lastIndexOf('.');
        return end < 0 ? ROOT : path.substring(0, end);
    }

    List<String> leaves() {
        return queues.keySet().stream().filter(path -> !isParent(path)).toList();
    }

    /** Whoever may submit to a queue may submit to all queues below it. */
    Permission maySubmit(String path, Submitter submitter) {
        List<String> lists = new ArrayList<>();
        String queue = nearest(path);
        while (true) {
            Map<String, String> settings = queues.getOrDefault(queue, Map.of());
            String otherwise = queue.equals(ROOT) ? "*" : " ";
            lists.add(settings.getOrDefault(SUBMIT, otherwise));
            lists.add(settings.getOrDefault(ADMINISTER, otherwise));
            if (queue.equals(ROOT)) {
                return submitter.permission(lists);
            }
            queue = above(queue);
        }
    }

    static String submitKey(String path) {
        return SUBMIT + " of queue " + path;
    }

    /** Gives the key of the most that a queue may use. */
    static String ceilingKey(String path) {
        return MAXIMUM + " of queue " + path;
    }

    /** Gives the most that a queue and the queues above it may use, as far as the file says so in amounts. */
    Map<String, Bound> ceiling(String path) {
        Map<String, Bound> ceiling = new LinkedHashMap<>();
        String queue = path;
        while (true) {
            Map<String, String> settings = queues.getOrDefault(queue, Map.of());
            String text = settings.get(MAXIMUM);
            String key = ceilingKey(queue);
            if (text == null && !queues.containsKey(queue)) {
                text = queues.getOrDefault(above(queue), Map.of()).get("maxChildResources");
                key = "maxChildResources of queue " + above(queue);
            }
            if (text == null && !queue.equals(ROOT)) {
                text = general.get("queueMaxResourcesDefault");
                key = "queueMaxResourcesDefault";
            }
            if (text != null) {
                String named = key;
                FairAmounts.parse(key, text)
                        .forEach((name, amount) -> ceiling.merge(
                                name,
                                new Bound(amount, named),
                                (one, other) -> other.amount() < one.amount() ? other : one));
            }
            if (queue.equals(ROOT)) {
                return ceiling;
            }
            queue = above(queue);
        }
    }

    /** Gives the part that application masters may use; empty where they may use all. */
    Optional<KeyedNumber> masterFraction(String path) {
        Settings own = new Settings(queues.getOrDefault(path, Map.of()));
        double fraction;
        String key;
        if (own.text(SHARE) != null) {
            fraction = own.decimal(SHARE, USUAL_SHARE);
            key = SHARE + " of queue " + path;
        } else {
            fraction = new Settings(general).decimal(SHARE_DEFAULT, USUAL_SHARE);
            key = SHARE_DEFAULT;
        }
        return Math.abs(fraction - NO_LIMIT) < 1e-4 ? Optional.empty() : Optional.of(new KeyedNumber(fraction, key));
    }
}
