package io.parley.yarn.admission;

import io.parley.yarn.admission.MasterShare.Exemption;
import io.parley.yarn.admission.ResourceManagerAnswers.PartitionAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.QueueAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.RunningMaster;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What application masters may use of a queue of the Capacity scheduler: all of them, and those of one user.
 *
 * <p>Source: {@code AbstractLeafQueue#activateApplications} and what computes its limits, 3.5.0. How much of a queue's
 * most is left beside other queues is told by no message; it is taken from what all containers hold.
 */
final class LiveCapacityShares {

    private final CapacityQueues queues;
    private final String user;
    private final ResourceManagerAnswers answers;
    private final SchedulerRules rules;
    private final QueueAnswer queue;

    LiveCapacityShares(Question question, ResourceManagerAnswers answers, ClusterSnapshot files, QueueAnswer queue) {
        this.queues = new CapacityQueues(question.capacity());
        this.user = question.submitter().user();
        this.answers = answers;
        this.rules = files.rules();
        this.queue = queue;
    }

    List<MasterShare> shares(String partition) {
        PartitionAnswer told = queue.partitions().get(partition);
        if (told == null) {
            return List.of();
        }
        List<RunningMaster> masters = answers.masters().stream()
                .filter(master -> master.label().equals(partition))
                .toList();
        Map<String, Long> limit = part(usable(told, partition), told.masterFraction());
        MasterShare ofQueue = new MasterShare(
                "queue " + queue.path(),
                told.masterFraction(),
                queues.masterFraction(queue.path(), partition).key(),
                Exemption.FIRST_OF_IDLE_QUEUE,
                Optional.empty(),
                Optional.of(limit),
                sum(masters),
                answers.known(masters));
        List<MasterShare> shares = new ArrayList<>(List.of(ofQueue));
        MasterShare ofUser = ofUser(told, limit, masters);
        if (left(ofUser) < left(ofQueue)) {
            shares.add(ofUser);
        }
        return shares;
    }

    /** What one user's masters may use counts what the queue is guaranteed and not its most. */
    private MasterShare ofUser(PartitionAnswer told, Map<String, Long> limit, List<RunningMaster> masters) {
        KeyedNumber factor = queues.userLimitFactor(queue.path());
        double users =
                Math.max(queues.minimumUserLimit(queue.path()).value() / 100, 1.0 / Math.max(queue.activeUsers(), 1));
        double fraction = told.masterFraction() * (factor.value() == -1 ? 1 : Math.min(users, 1.0) * factor.value());
        Map<String, Long> now = new HashMap<>(part(told.guaranteed(), fraction));
        now.replaceAll((name, amount) -> Math.min(amount, limit.getOrDefault(name, amount)));
        return new MasterShare(
                "queue " + queue.path() + " for user " + user,
                fraction,
                factor.key(),
                Exemption.FIRST_OF_IDLE_QUEUE,
                Optional.empty(),
                Optional.of(now),
                sum(masters.stream()
                        .filter(master -> master.user().equals(user))
                        .toList()),
                answers.known(masters));
    }

    private static long left(MasterShare share) {
        long now = share.now().orElse(Map.of()).getOrDefault(SchedulerRules.MEMORY, Long.MAX_VALUE);
        return now - share.used().getOrDefault(SchedulerRules.MEMORY, 0L);
    }

    private Map<String, Long> usable(PartitionAnswer told, String partition) {
        if (!partition.isEmpty()) {
            return told.guaranteed();
        }
        Map<String, Long> usable = new HashMap<>();
        told.guaranteed().forEach((name, guaranteed) -> {
            long others = answers.used(name, partition) - queue.used().getOrDefault(name, 0L);
            long left = answers.total(name, partition) - Math.max(0, others);
            long most = told.most().getOrDefault(name, guaranteed);
            usable.put(name, Math.max(guaranteed, Math.min(most, left)));
        });
        return usable;
    }

    private Map<String, Long> part(Map<String, Long> amounts, double fraction) {
        Map<String, Long> parts = new HashMap<>();
        amounts.forEach((name, amount) -> {
            long step = Math.max(1, rules.of(name).minimum().amount());
            double exact = amount * fraction;
            long part = switch (rules.calculator()) {
                case DEFAULT -> (long) (exact + 0.5);
                case DOMINANT -> (long) Math.ceil((float) exact);
            };
            parts.put(name, (part + step - 1) / step * step);
        });
        return parts;
    }

    private static Map<String, Long> sum(List<RunningMaster> masters) {
        Map<String, Long> sum = new HashMap<>();
        masters.forEach(master -> master.size().forEach((name, amount) -> sum.merge(name, amount, Long::sum)));
        return sum;
    }
}
