package io.parley.yarn.admission;

import io.parley.yarn.sizing.SchedulerKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a running ResourceManager tells of a cluster, and files where it does not tell. Pure and stateless. */
public final class LiveSnapshot {

    private LiveSnapshot() {}

    /**
     * Tells which queue has to be asked about.
     *
     * @param question the files and the queue
     * @param scheduler the scheduler of the ResourceManager, where it says so
     * @return the queue that applications end up in
     * @throws IllegalArgumentException if the files cannot be read; the message names the key
     */
    public static String queue(Question question, Optional<SchedulerKind> scheduler) {
        return files(question, scheduler, new Origin(Origin.Kind.LIVE, "", Optional.empty()))
                .queue()
                .name();
    }

    /**
     * Puts together what is known.
     *
     * @param question the files and the queue
     * @param answers what the ResourceManager told
     * @param origin where it is
     * @return the snapshot
     * @throws IllegalArgumentException if the files cannot be read; the message names the key
     */
    public static ClusterSnapshot of(Question question, ResourceManagerAnswers answers, Origin origin) {
        return of(question, answers, origin, false);
    }

    /**
     * Puts together what the ResourceManager itself tells, without the limits that only the files of a client name.
     *
     * @param question the files and the queue
     * @param answers what the ResourceManager told
     * @param origin where it is
     * @return the snapshot, which has no limit that need not hold
     * @throws IllegalArgumentException if the files cannot be read; the message names the key
     */
    public static ClusterSnapshot told(Question question, ResourceManagerAnswers answers, Origin origin) {
        return of(question, answers, origin, true);
    }

    private static ClusterSnapshot of(
            Question question, ResourceManagerAnswers answers, Origin origin, boolean toldOnly) {
        ClusterSnapshot files = files(question, answers.scheduler(), origin);
        if (files.queue().standing() == SubmissionQueue.Standing.BY_RULE) {
            return new ClusterSnapshot(
                    origin,
                    LiveRules.of(files.rules(), answers),
                    files.queue(),
                    labels(files.labels(), answers.labels()),
                    Optional.of(answers.nodes()),
                    List.of(),
                    List.of(),
                    List.of());
        }
        LiveQueue queue = new LiveQueue(question, answers, files);
        SubmissionQueue found = queue.queue();
        String partition = question.label().or(found.labels()::byDefault).orElse("");
        List<MasterShare> shares = switch (files.rules().scheduler()) {
            case CAPACITY ->
                queue.answer()
                        .map(answer -> new LiveCapacityShares(question, answers, files, answer).shares(partition))
                        .orElse(files.shares());
            case FAIR -> fairShares(new LiveFairShares(answers, files, queue.answer()).shares(), question, toldOnly);
            case FIFO -> List.of();
        };
        return new ClusterSnapshot(
                origin,
                toldOnly ? LiveRules.told(files.rules(), answers) : LiveRules.of(files.rules(), answers),
                found.withCeiling(
                        toldOnly ? queue.toldCeiling(partition) : queue.ceiling(partition), queue.used(partition)),
                labels(files.labels(), answers.labels()),
                Optional.of(answers.nodes()),
                shares,
                toldOnly
                        ? List.of()
                        : files.applications().stream()
                                .map(limit -> limit.counted(files.queue().name(), answers))
                                .toList(),
                files.ignored());
    }

    /** The ResourceManager does not tell the fraction; without an allocation file it is a mere guess. */
    private static List<MasterShare> fairShares(List<MasterShare> shares, Question question, boolean toldOnly) {
        boolean isGuess = question.settings().fairAllocations().isEmpty();
        return toldOnly || isGuess
                ? shares.stream().map(MasterShare::withoutEver).toList()
                : shares;
    }

    private static ClusterSnapshot files(Question question, Optional<SchedulerKind> scheduler, Origin origin) {
        return FileSnapshot.withoutNodes(scheduler.map(question::ofScheduler).orElse(question), origin);
    }

    /** Files that do not switch labels on need not be those of the ResourceManager. */
    private static NodeLabels labels(NodeLabels files, Map<String, Boolean> labels) {
        boolean enabled = files.enabled().orElse(false) || !labels.isEmpty();
        return new NodeLabels(enabled ? Optional.of(true) : Optional.empty(), Optional.of(labels));
    }
}
