package io.parley.yarn.admission;

import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.yarn.admission.ResourceManagerAnswers.FairAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.PartitionAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.QueueAnswer;
import io.parley.yarn.admission.SubmissionQueue.Permission;
import io.parley.yarn.admission.SubmissionQueue.Standing;
import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A queue as a running ResourceManager tells it. */
final class LiveQueue {

    private static final String ROOT = "root";

    private final Question question;
    private final ResourceManagerAnswers answers;
    private final SubmissionQueue file;
    private final SchedulerKind scheduler;
    private final List<QueueAnswer> found;

    LiveQueue(Question question, ResourceManagerAnswers answers, ClusterSnapshot files) {
        this.question = question;
        this.answers = answers;
        this.file = files.queue();
        this.scheduler = files.rules().scheduler();
        this.found = find(file.standing() == Standing.MISSING ? question.queue() : file.name());
    }

    /** As in the files, a queue that takes applications wins over the others of its name. */
    private List<QueueAnswer> find(String name) {
        List<QueueAnswer> all = answers.queues().stream()
                .filter(queue -> scheduler == SchedulerKind.FAIR ? queue.path().equals(name) : queue.isNamed(name))
                .toList();
        List<QueueAnswer> leaves =
                all.stream().filter(queue -> !queue.hasChildren()).toList();
        return leaves.isEmpty() ? all : leaves;
    }

    /** Gives what was told of the queue, where there is one that takes applications. */
    Optional<QueueAnswer> answer() {
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    SubmissionQueue queue() {
        if (scheduler == SchedulerKind.FIFO) {
            return file;
        }
        String path = answer().map(QueueAnswer::path).orElse(file.name());
        return new SubmissionQueue(
                path,
                standing(),
                answers.queues().stream()
                        .filter(queue -> !queue.hasChildren())
                        .map(QueueAnswer::path)
                        .sorted()
                        .toList(),
                new SubmissionQueue.State(
                        answer().map(QueueAnswer::running).orElse(true), CapacityQueues.PREFIX + path + ".state"),
                new SubmissionQueue.Access(
                        question.submitter().user(),
                        permission(path),
                        file.access().key()),
                answer().map(this::labels).orElse(file.labels()),
                file.ceiling(),
                Optional.empty());
    }

    private Standing standing() {
        if (found.isEmpty()) {
            if (file.standing() == Standing.UNKNOWN) {
                // Whether it is made for the application stands in files that are not at hand.
                return Standing.UNKNOWN;
            }
            boolean made = file.standing() == Standing.ON_DEMAND
                    || (scheduler == SchedulerKind.FAIR && file.standing() == Standing.LEAF);
            return made ? Standing.ON_DEMAND : Standing.MISSING;
        }
        if (found.size() > 1) {
            return Standing.AMBIGUOUS;
        }
        return found.get(0).hasChildren() ? Standing.PARENT : Standing.LEAF;
    }

    private SubmissionQueue.Labels labels(QueueAnswer answer) {
        return new SubmissionQueue.Labels(
                Optional.of(answer.labels()), file.labels().key(), answer.defaultLabel());
    }

    /** The Capacity scheduler tells what its lists say even where nobody looks at them. */
    private Permission permission(String path) {
        Set<String> submittable = answers.submittable();
        String queue = path;
        while (true) {
            if (submittable.contains(queue) || submittable.contains(queue.substring(queue.lastIndexOf('.') + 1))) {
                return Permission.YES;
            }
            int end = queue.lastIndexOf('.');
            if (end < 0) {
                break;
            }
            queue = queue.substring(0, end);
        }
        if (standing() == Standing.UNKNOWN) {
            return Permission.NOT_KNOWN;
        }
        boolean enforced = scheduler == SchedulerKind.FAIR
                || question.yarn().trimmed("yarn.acl.enable", "false").equalsIgnoreCase("true");
        return enforced ? Permission.NO : Permission.NOT_KNOWN;
    }

    /** Gives the most that the queue and those above it may use of the nodes of a label. */
    Map<String, Bound> ceiling(String partition) {
        return switch (scheduler) {
            case CAPACITY -> capacityCeiling(partition);
            case FAIR -> fairCeiling(file.ceiling());
            case FIFO -> Map.of();
        };
    }

    /** Gives the same as far as the ResourceManager itself tells it. */
    Map<String, Bound> toldCeiling(String partition) {
        return scheduler == SchedulerKind.FAIR ? fairCeiling(Map.of()) : ceiling(partition);
    }

    private Map<String, Bound> capacityCeiling(String partition) {
        Map<String, Bound> ceiling = new HashMap<>();
        if (!countsNodes(partition)) {
            return ceiling;
        }
        answer().ifPresent(queue -> {
            PartitionAnswer told = queue.partitions().get(partition);
            if (told != null) {
                String key = CapacityQueues.ceilingKey(queue.path(), partition);
                told.most().forEach((name, amount) -> ceiling.put(name, new Bound(amount, key)));
            }
        });
        return ceiling;
    }

    /**
     * Tells whether the scheduler has counted a node: it hears of one later than the list of nodes does, and until then
     * every queue has nothing, which says nothing of it. Once there is one, some queue has a part of it.
     */
    private boolean countsNodes(String partition) {
        return answers.queues().stream()
                .map(queue -> queue.partitions().get(partition))
                .filter(Objects::nonNull)
                .anyMatch(told -> told.most().getOrDefault(SchedulerRules.MEMORY, 0L) > 0);
    }

    /** What is limited by the size of the cluster alone is no limit of a queue. */
    private Map<String, Bound> fairCeiling(Map<String, Bound> otherwise) {
        Map<String, Bound> ceiling = new HashMap<>(otherwise);
        String path = file.name();
        while (!path.equals(ROOT) && path.contains(".")) {
            String queue = path;
            answers.queues().stream()
                    .filter(answer -> answer.path().equals(queue))
                    .map(QueueAnswer::fair)
                    .flatMap(Optional::stream)
                    .map(FairAnswer::most)
                    .forEach(most -> most.forEach((name, amount) -> {
                        Bound known = ceiling.get(name);
                        if (amount < answers.total(name) && (known == null || amount < known.amount())) {
                            ceiling.put(name, new Bound(amount, FairQueues.ceilingKey(queue)));
                        }
                    }));
            path = path.substring(0, path.lastIndexOf('.'));
        }
        return ceiling;
    }

    /** What is told is about the nodes without a label. */
    Optional<Map<String, Long>> used(String partition) {
        return partition.isEmpty() ? answer().map(QueueAnswer::used) : Optional.empty();
    }
}
