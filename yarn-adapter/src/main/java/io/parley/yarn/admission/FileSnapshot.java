package io.parley.yarn.admission;

import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.yarn.admission.SubmissionQueue.Permission;
import io.parley.yarn.admission.SubmissionQueue.Standing;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import io.parley.yarn.sizing.SchedulerSettings;
import io.parley.yarn.sizing.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What the files of a client tell of a cluster. Pure and stateless. */
public final class FileSnapshot {

    private static final String ACL_ENABLED = "yarn.acl.enable";
    private static final String LABELS_ENABLED = "yarn.node-labels.enabled";
    private static final String NODE_RESOURCE_TYPE = "yarn.nodemanager.resource-type.";

    private FileSnapshot() {}

    /**
     * Reads.
     *
     * @param question the files and the queue
     * @param origin where the files are
     * @return what they tell; a node is as large as they say that nodes are
     * @throws IllegalArgumentException if a ResourceManager would not start with these files; the message names the key
     */
    public static ClusterSnapshot of(Question question, Origin origin) {
        ClusterSnapshot snapshot = withoutNodes(question, origin);
        return new ClusterSnapshot(
                origin,
                snapshot.rules().withClusterMaximum(node(question.yarn(), snapshot.rules())),
                snapshot.queue(),
                snapshot.labels(),
                Optional.empty(),
                snapshot.shares(),
                snapshot.applications(),
                snapshot.ignored());
    }

    /** Reads what files tell of a cluster whose nodes are known otherwise. */
    static ClusterSnapshot withoutNodes(Question question, Origin origin) {
        SchedulerRules rules = SchedulerRulesReader.read(question.settings(), question.queue());
        NodeLabels labels = new NodeLabels(
                Optional.of(question.yarn().trimmed(LABELS_ENABLED, "false").equalsIgnoreCase("true")),
                Optional.empty());
        return switch (rules.scheduler()) {
            case CAPACITY -> capacity(question, origin, rules, labels);
            case FAIR -> fair(question, origin, rules, labels);
            case FIFO ->
                new ClusterSnapshot(
                        origin, rules, fifo(question), labels, Optional.empty(), List.of(), List.of(), List.of());
        };
    }

    /** Only what is written counts: nodes of a file that does not say are of any size. */
    private static Map<String, Bound> node(Settings yarn, SchedulerRules rules) {
        Map<String, Bound> node = new HashMap<>();
        rules.resources().keySet().forEach(name -> {
            String key = switch (name) {
                case SchedulerRules.MEMORY -> "yarn.nodemanager.resource.memory-mb";
                case SchedulerRules.VCORES -> "yarn.nodemanager.resource.cpu-vcores";
                default -> NODE_RESOURCE_TYPE + name;
            };
            // -1 leaves it to the hardware.
            yarn.whole(key).ifPresent(amount -> {
                if (amount >= 0) {
                    node.put(name, new Bound(amount, key));
                }
            });
        });
        return node;
    }

    private static ClusterSnapshot capacity(Question question, Origin origin, SchedulerRules rules, NodeLabels labels) {
        CapacityQueues queues = new CapacityQueues(question.capacity());
        if (queues.placesByRule(question.queue())) {
            return byRule(question, origin, labels);
        }
        Standing standing = queues.standing(question.queue());
        String path = queues.path(question.queue()).orElse(question.queue());
        boolean enforced = question.yarn().trimmed(ACL_ENABLED, "false").equalsIgnoreCase("true");
        Permission permission = enforced && standing != Standing.UNKNOWN
                ? queues.maySubmit(path, question.submitter())
                : Permission.NOT_KNOWN;
        Optional<Set<String>> accessible =
                standing == Standing.UNKNOWN ? Optional.empty() : Optional.of(queues.accessibleLabels(path));
        SubmissionQueue.Labels queueLabels =
                new SubmissionQueue.Labels(accessible, queues.labelsKey(path), queues.defaultLabel(path));
        String partition = question.label().or(queueLabels::byDefault).orElse("");
        SubmissionQueue queue = new SubmissionQueue(
                path,
                standing,
                queues.areKnown() ? queues.leaves() : List.of(),
                queues.state(path),
                new SubmissionQueue.Access(question.submitter().user(), permission, queues.submitKey(path)),
                queueLabels,
                queues.ceiling(path, partition),
                Optional.empty());
        KeyedNumber fraction = queues.masterFraction(path, partition);
        MasterShare share = new MasterShare(
                "queue " + path,
                fraction.value(),
                fraction.key(),
                MasterShare.Exemption.FIRST_OF_IDLE_QUEUE,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                OptionalInt.empty());
        return new ClusterSnapshot(
                origin,
                rules,
                queue,
                labels,
                Optional.empty(),
                List.of(share),
                queues.applicationLimits(path, question.submitter().user()),
                queues.ignored(path));
    }

    private static ClusterSnapshot fair(Question question, Origin origin, SchedulerRules rules, NodeLabels labels) {
        FairQueues queues = new FairQueues(question.settings().fairAllocations(), question.yarn());
        String path = queues.placed(question.queue(), question.submitter());
        if (queues.placesByRule(question.queue(), path)) {
            return byRule(question, origin, labels);
        }
        Map<String, Bound> ceiling = queues.ceiling(path);
        SubmissionQueue queue = new SubmissionQueue(
                path,
                queues.standing(path),
                queues.leaves(),
                new SubmissionQueue.State(true, "no key"),
                new SubmissionQueue.Access(
                        question.submitter().user(),
                        queues.maySubmit(path, question.submitter()),
                        FairQueues.submitKey(path)),
                new SubmissionQueue.Labels(Optional.empty(), "no key", Optional.empty()),
                ceiling,
                Optional.empty());
        List<MasterShare> shares = queues
                .masterFraction(path)
                .map(fraction -> new MasterShare(
                        "queue " + path,
                        fraction.value(),
                        fraction.key(),
                        MasterShare.Exemption.NOBODY,
                        Optional.of(FairShares.ofAll(amounts(ceiling), fraction.value())),
                        Optional.empty(),
                        Map.of(),
                        OptionalInt.empty()))
                .stream()
                .toList();
        return new ClusterSnapshot(
                origin,
                rules,
                queue,
                labels,
                Optional.empty(),
                shares,
                queues.applicationLimits(path, question.submitter().user()),
                List.of());
    }

    /** Of a queue that an application need not end up in nothing is said. */
    private static ClusterSnapshot byRule(Question question, Origin origin, NodeLabels labels) {
        SubmissionQueue queue = new SubmissionQueue(
                question.queue(),
                Standing.BY_RULE,
                List.of(),
                new SubmissionQueue.State(true, "no key"),
                new SubmissionQueue.Access(question.submitter().user(), Permission.NOT_KNOWN, "no key"),
                new SubmissionQueue.Labels(Optional.empty(), "no key", Optional.empty()),
                Map.of(),
                Optional.empty());
        return new ClusterSnapshot(
                origin, rulesOfNoQueue(question), queue, labels, Optional.empty(), List.of(), List.of(), List.of());
    }

    /** Reads the rules without the maximum of any queue. */
    private static SchedulerRules rulesOfNoQueue(Question question) {
        SchedulerSettings settings = question.settings();
        Map<String, String> capacity = new HashMap<>(settings.capacity());
        capacity.keySet().removeIf(key -> SchedulerRulesReader.isOfQueue(key) && key.contains(".maximum-allocation"));
        return SchedulerRulesReader.read(
                new SchedulerSettings(settings.yarn(), capacity, Optional.empty(), settings.certainty()),
                question.queue());
    }

    private static Map<String, Long> amounts(Map<String, Bound> bounds) {
        Map<String, Long> amounts = new HashMap<>();
        bounds.forEach((name, bound) -> amounts.put(name, bound.amount()));
        return amounts;
    }

    /** The Fifo scheduler has one queue, whatever an application asks for. */
    private static SubmissionQueue fifo(Question question) {
        return new SubmissionQueue(
                "default",
                Standing.LEAF,
                List.of(),
                new SubmissionQueue.State(true, "no key"),
                new SubmissionQueue.Access(question.submitter().user(), Permission.NOT_KNOWN, "no key"),
                new SubmissionQueue.Labels(Optional.empty(), "no key", Optional.empty()),
                Map.of(),
                Optional.empty());
    }
}
