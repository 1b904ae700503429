package io.parley.yarn.admission;

import io.parley.yarn.admission.ResourceManagerAnswers.FairAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.QueueAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.RunningMaster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What application masters may use of a queue of the Fair scheduler.
 *
 * <p>Their limit is a part of the queue's fair share, which depends on the other queues that have applications; of a
 * resource that the queue's policy does not share it is a part of what is free in the cluster. Source:
 * {@code FSLeafQueue#canRunAppAM}, 3.5.0.
 */
final class LiveFairShares {

    private final ResourceManagerAnswers answers;
    private final ClusterSnapshot files;
    private final Optional<QueueAnswer> queue;

    LiveFairShares(ResourceManagerAnswers answers, ClusterSnapshot files, Optional<QueueAnswer> queue) {
        this.answers = answers;
        this.files = files;
        this.queue = queue;
    }

    List<MasterShare> shares() {
        return files.shares().stream().map(this::live).toList();
    }

    private MasterShare live(MasterShare file) {
        Map<String, Long> most = most();
        Map<String, Long> used = new HashMap<>();
        List<RunningMaster> masters = answers.masters();
        masters.forEach(master -> master.size().forEach((name, amount) -> used.merge(name, amount, Long::sum)));
        return new MasterShare(
                file.holder(),
                file.fraction(),
                file.key(),
                file.exemption(),
                Optional.of(FairShares.ofAll(most, file.fraction())),
                Optional.of(FairShares.ofAll(now(most), file.fraction())),
                used,
                answers.known(masters));
    }

    /** What the queue may use if no other queue uses anything. */
    private Map<String, Long> most() {
        Map<String, Long> most = new HashMap<>();
        answers.resourceTypes().forEach(name -> most.put(name, answers.total(name)));
        files.queue().ceiling().forEach((name, bound) -> most.merge(name, bound.amount(), Math::min));
        queue.flatMap(QueueAnswer::fair)
                .ifPresent(fair -> fair.most().forEach((name, amount) -> most.merge(name, amount, Math::min)));
        return most;
    }

    private Map<String, Long> now(Map<String, Long> most) {
        boolean othersUseNothing = answers.nodes().stream()
                .allMatch(node -> node.used().values().stream().allMatch(amount -> amount == 0));
        if (othersUseNothing) {
            return most;
        }
        Map<String, Long> now = new HashMap<>();
        most.forEach((name, amount) -> now.put(name, Math.min(amount, share(name))));
        return now;
    }

    private long share(String name) {
        Optional<FairAnswer> fair = queue.flatMap(QueueAnswer::fair);
        long free = Math.max(0, answers.total(name) - answers.used(name));
        if (fair.isEmpty()) {
            return free;
        }
        long steady = fair.get().steadyShare().getOrDefault(name, 0L);
        if (steady == 0) {
            return free;
        }
        long current = (long) (fair.get().shareNow() * answers.total(name));
        return Math.max(steady, current);
    }
}
